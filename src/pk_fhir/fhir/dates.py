"""FHIR's partial dates and times as ranges (https://hl7.org/fhir/R4/datatypes.html#dateTime).

A FHIR date says as much as it says: ``2024-05`` is the whole of May. Every date, dateTime and instant is
a span, closed at its start and open at its end, in UTC. Where a text has no time zone, the caller's zone
decides when a day begins: for Swedish care that is Europe/Stockholm, where some days have 23 hours.
"""

import re
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

SWEDEN = "Europe/Stockholm"

_DATE_TIME = re.compile(
    r"(?P<year>[0-9]{4})(?:-(?P<month>[0-9][0-9])(?:-(?P<day>[0-9][0-9])"
    r"(?:T(?P<hour>[0-9][0-9]):(?P<minute>[0-9][0-9])(?::(?P<second>[0-9][0-9])(?:\.(?P<fraction>[0-9]+))?)?"
    r"(?P<zone>Z|[+-][0-9][0-9]:[0-9][0-9])?)?)?)?",
    re.ASCII,
)
# What lies further off than Python's calendar is as far off as that.
EARLIEST = datetime.min.replace(tzinfo=UTC)
LATEST = datetime.max.replace(tzinfo=UTC)
_MICRO = 6
_LEAP = 60


class Span(NamedTuple):
    """From `start`, which belongs to it, to `end`, which does not; both in UTC."""

    start: datetime
    end: datetime

    def before(self, other: "Span") -> bool:
        """Wholly before another one, whatever exact moments the two stand for."""
        return self.end <= other.start

    def overlaps(self, other: "Span") -> bool:
        """Whether they share a moment."""
        return self.start < other.end and other.start < self.end

    def within(self, other: "Span") -> bool:
        """Wholly inside another one."""
        return other.start <= self.start and self.end <= other.end


@lru_cache(maxsize=4096)
def span(text: str, zone: str | tzinfo = SWEDEN) -> Span:
    """The span of a date, dateTime or instant; minutes without seconds are read too, as in a search.

    `zone` (an IANA name, or the zone itself) is for texts without one. ValueError, with what is wrong,
    for anything else.
    """
    match = _DATE_TIME.fullmatch(text)
    if match is None:
        raise ValueError(
            f"'{text[:40]}' is not a FHIR date; write YYYY-MM-DD or YYYY-MM-DDThh:mm:ssZ"
        )
    try:
        return _span(match, ZoneInfo(zone) if isinstance(zone, str) else zone)
    except ValueError as error:
        raise ValueError(f"'{text[:40]}' is not a date: {error}") from error


def _span(match: re.Match[str], zone: tzinfo) -> Span:
    year, month, day = int(match["year"]), match["month"], match["day"]
    if month is None:
        return _days(date(year, 1, 1), _first_of(year + 1, 1), zone)
    if day is None:
        return _days(date(year, int(month), 1), _first_of(year, int(month) + 1), zone)
    whole = date(year, int(month), int(day))
    if match["hour"] is None:
        return _days(whole, _next(whole), zone)
    return _moment(match, whole, zone)


def _moment(match: re.Match[str], day: date, zone: tzinfo) -> Span:
    second, fraction = match["second"], match["fraction"]
    leap = second == str(_LEAP)
    start = datetime(
        day.year, day.month, day.day, int(match["hour"]), int(match["minute"]),
        59 if leap else int(second or 0),
        int((fraction or "").ljust(_MICRO, "0")[:_MICRO]),
        tzinfo=_offset(match["zone"]) or zone,
    )  # fmt: skip
    if second is None:
        width = timedelta(minutes=1)
    elif fraction is None:
        width = timedelta(seconds=1)
    else:
        width = timedelta(microseconds=10 ** max(_MICRO - len(fraction), 0))
    first = _utc(start)
    if leap:
        first = _plus(first, timedelta(seconds=1))
    return Span(first, _plus(first, width))


@lru_cache(maxsize=64)
def _offset(zone: str | None) -> tzinfo | None:
    if zone is None:
        return None
    return UTC if zone == "Z" else datetime.strptime(zone, "%z").tzinfo


def _days(first: date, after: date | None, zone: tzinfo) -> Span:
    return Span(_midnight(first, zone), _midnight(after, zone) if after else LATEST)


def _midnight(day: date, zone: tzinfo) -> datetime:
    return _utc(datetime(day.year, day.month, day.day, tzinfo=zone))


def _first_of(year: int, month: int) -> date | None:
    if month > 12:  # noqa: PLR2004 - months of a year
        year, month = year + 1, 1
    return date(year, month, 1) if year <= date.max.year else None


def _next(day: date) -> date | None:
    return day + timedelta(days=1) if day < date.max else None


def _utc(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        return EARLIEST if moment.year == 1 else LATEST


def _plus(moment: datetime, width: timedelta) -> datetime:
    try:
        return moment + width
    except OverflowError:
        return LATEST


def instant(moment: datetime) -> str:
    """An aware moment as a FHIR instant in UTC with milliseconds, as ``meta.lastUpdated`` has it."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def day(moment: datetime, zone: str = SWEDEN) -> date:
    """The calendar day of an aware moment where the reader is."""
    return moment.astimezone(ZoneInfo(zone)).date()

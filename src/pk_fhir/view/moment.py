"""FHIR's dates and times, as a person in Sweden meets them.

A date may be a year, a month, a day or an instant (https://hl7.org/fhir/R4/datatypes.html#dateTime).
A moment keeps the source's text and knows its first instant, its local day and whether a time of day
was stated. Days are days in Europe/Stockholm.
"""

import calendar
import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec

STOCKHOLM = ZoneInfo("Europe/Stockholm")
_PARTIAL = re.compile(r"^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$")


class Moment(msgspec.Struct, frozen=True, kw_only=True):
    """`text` as the source wrote it; `first` its first instant (UTC) and `last` the first instant after
    it; `day` its first local day; `timed` whether a time of day is stated."""

    text: str
    first: datetime
    last: datetime
    day: date
    timed: bool


def moment(text: object) -> Moment | None:
    """The moment that a FHIR date, dateTime or instant states; None for what is none of them."""
    if not isinstance(text, str):
        return None
    partial = _PARTIAL.match(text)
    try:
        return _days(text, partial) if partial else _instant(text)
    except (ValueError, OverflowError):
        return None


def _days(text: str, partial: re.Match[str]) -> Moment:
    year, month, day = (int(part) if part else None for part in partial.groups())
    first = date(year or 0, month or 1, day or 1)
    if day:
        last = first
    elif month:
        last = first.replace(day=calendar.monthrange(first.year, month)[1])
    else:
        last = first.replace(month=12, day=31)
    return Moment(
        text=text,
        first=_midnight(first),
        last=_midnight(last + timedelta(days=1)),
        day=first,
        timed=False,
    )


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=STOCKHOLM).astimezone(UTC)


def _instant(text: str) -> Moment:
    if "T" not in text:
        raise ValueError(text)
    at = datetime.fromisoformat(text)
    # FHIR asks for a zone with every time; a source that leaves it out is in Sweden.
    local = at.astimezone(STOCKHOLM) if at.tzinfo else at.replace(tzinfo=STOCKHOLM)
    utc = local.astimezone(UTC)
    return Moment(text=text, first=utc, last=utc, day=local.date(), timed=True)

"""Dates as ranges: what is written with less precision means the whole of it.

``2027-01`` is the month, closed at its beginning and open at its end. Bounds are microseconds since
1970-01-01T00:00Z. A date without a time zone means the place's own time, in Sweden Europe/Stockholm.
https://hl7.org/fhir/R4/search.html#date
"""

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import NamedTuple

MICRO = 1_000_000
DAY = 86_400 * MICRO
# The longest day there is, when clocks are set back. What is longer is found in another way.
LONG = 25 * 3600 * MICRO
# The year 1 and the year 10000, well within 64 bits.
EARLIEST = -62_135_596_800 * MICRO
LATEST = 253_402_300_800 * MICRO

_FORM = re.compile(
    r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d+))?)?(Z|[+-]\d\d:\d\d)?)?)?)?\Z",
    re.ASCII,
)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Range(NamedTuple):
    """From `low` (within) to `high` (not within)."""

    low: int
    high: int


@lru_cache(maxsize=4096)
def parse(text: str, zone: tzinfo) -> Range | None:
    """The range of a date, dateTime or instant; None for what is none of them."""
    found = _FORM.match(text)
    if found is None:
        return None
    try:
        return _range(found, zone)
    except (ValueError, OverflowError):
        return None


def _range(found: re.Match[str], zone: tzinfo) -> Range:
    year, month, day, hour, minute, second, fraction, offset = found.groups()
    if month is None:
        return Range(_local(int(year), 1, 1, zone), _local(int(year) + 1, 1, 1, zone))
    if day is None:
        next_year, next_month = divmod(int(year) * 12 + int(month), 12)
        return Range(
            _local(int(year), int(month), 1, zone), _local(next_year, next_month + 1, 1, zone)
        )
    if hour is None:
        start = datetime(int(year), int(month), int(day))  # noqa: DTZ001 - the zone comes with _local
        if start.year == 9999 and start.month == 12 and start.day == 31:  # noqa: PLR2004 - the last day there is
            return Range(_local(9999, 12, 31, zone), LATEST)
        end = start + timedelta(days=1)
        return Range(
            _local(start.year, start.month, start.day, zone),
            _local(end.year, end.month, end.day, zone),
        )
    moment = datetime(
        int(year),
        int(month),
        int(day),
        int(hour),
        int(minute),
        min(int(second or 0), 59),
        int((fraction or "0")[:6].ljust(6, "0")),
        tzinfo=_offset(offset) if offset else zone,
    )
    low = micros(moment)
    return Range(low, low + _width(second, fraction))


def _width(second: str | None, fraction: str | None) -> int:
    if second is None:
        return 60 * MICRO
    return int(10 ** max(6 - len(fraction), 0)) if fraction else MICRO


def _offset(text: str) -> tzinfo:
    if text == "Z":
        return UTC
    hours, minutes = int(text[1:3]), int(text[4:6])
    delta = timedelta(hours=hours, minutes=minutes)
    return timezone(-delta if text[0] == "-" else delta)


def _local(year: int, month: int, day: int, zone: tzinfo) -> int:
    if year > 9999:  # noqa: PLR2004 - the year that datetime does not have
        return LATEST
    return micros(datetime(year, month, day, tzinfo=zone))


def micros(moment: datetime) -> int:
    """Microseconds since 1970 of an aware datetime."""
    since = moment - _EPOCH
    return (since.days * 86_400 + since.seconds) * MICRO + since.microseconds


def approximate(found: Range, now: int) -> Range:
    """The range widened by a tenth of its distance from `now`, for the prefix ``ap``."""
    middle = (found.low + found.high) // 2
    slack = abs(now - middle) // 10
    return Range(max(found.low - slack, EARLIEST), min(found.high + slack, LATEST))

"""Dates as ranges of an index: `fhir.dates` in microseconds, with bounds that a 64-bit column holds.

``2027-01`` is the month, closed at its beginning and open at its end. Bounds are microseconds since
1970-01-01T00:00Z. A date without a time zone means the place's own time, in Sweden Europe/Stockholm.
https://hl7.org/fhir/R4/search.html#date
"""

from datetime import UTC, datetime, tzinfo
from functools import lru_cache
from typing import NamedTuple

from pk_fhir.fhir import dates
from pk_fhir.fhir.dates import span

MICRO = 1_000_000
DAY = 86_400 * MICRO
# The longest day there is, when clocks are set back. What is longer is found in another way.
LONG = 25 * 3600 * MICRO
# The year 1 and the year 10000, well within 64 bits.
EARLIEST = -62_135_596_800 * MICRO
LATEST = 253_402_300_800 * MICRO

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Range(NamedTuple):
    """From `low` (within) to `high` (not within)."""

    low: int
    high: int


@lru_cache(maxsize=4096)
def parse(text: str, zone: tzinfo) -> Range | None:
    """The range of a date, dateTime or instant; None for what is none of them."""
    try:
        found = span(text, zone)
    except ValueError:
        return None
    return Range(_bound(found.start), _bound(found.end))


def _bound(moment: datetime) -> int:
    return LATEST if moment == dates.LATEST else micros(moment)


def micros(moment: datetime) -> int:
    """Microseconds since 1970 of an aware datetime."""
    since = moment - _EPOCH
    return (since.days * 86_400 + since.seconds) * MICRO + since.microseconds


def approximate(found: Range, now: int) -> Range:
    """The range widened by a tenth of its distance from `now`, for the prefix ``ap``."""
    middle = (found.low + found.high) // 2
    slack = abs(now - middle) // 10
    return Range(max(found.low - slack, EARLIEST), min(found.high + slack, LATEST))

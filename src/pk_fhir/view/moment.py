"""FHIR's dates and times, as a person in Sweden meets them.

A date may be a year, a month, a day or an instant (https://hl7.org/fhir/R4/datatypes.html#dateTime).
A moment keeps the source's text and knows its first instant, its local day and whether a time of day
was stated. Days are days in Europe/Stockholm.
"""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import msgspec

from pk_fhir.fhir.dates import SWEDEN, span

STOCKHOLM = ZoneInfo(SWEDEN)


class Moment(msgspec.Struct, frozen=True, kw_only=True):
    """`text` as the source wrote it; `first` its first instant (UTC) and `last` the first instant after
    it; `day` its first local day; `timed` whether a time of day is stated (then `last` is `first`)."""

    text: str
    first: datetime
    last: datetime
    day: date
    timed: bool


def clock(text: str | None) -> str:
    """The time of day in Sweden, ``kl. 9.30``; nothing where none is stated."""
    at = moment(text)
    if at is None or not at.timed:
        return ""
    local = at.first.astimezone(STOCKHOLM)
    return f"kl. {local.hour}.{local.minute:02d}"


def holds(start: str | None, end: str | None, now: datetime) -> bool | None:
    """Whether a period from `start` to `end`, either of which may be open, holds now; None before it
    begins. An end that is a day lasts that day out."""
    begins, ends = moment(start), moment(end)
    if begins and begins.first > now:
        return None
    return ends is None or ends.last > now


def moment(text: object) -> Moment | None:
    """The moment that a FHIR date, dateTime or instant states; None for what is none of them.

    FHIR asks for a zone with every time; a source that leaves it out is in Sweden.
    """
    if not isinstance(text, str):
        return None
    try:
        found = span(text)
    except ValueError:
        return None
    timed = "T" in text
    return Moment(
        text=text,
        first=found.start,
        last=found.start if timed else found.end,
        day=found.start.astimezone(STOCKHOLM).date(),
        timed=timed,
    )

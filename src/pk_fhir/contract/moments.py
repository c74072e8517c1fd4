"""Dates and times as moments. A date means the whole day in Sweden.

The contract knows no FHIR, so this does not use `fhir.dates`; both read the same texts.
"""

import calendar
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

STOCKHOLM = ZoneInfo("Europe/Stockholm")


def earliest(text: str) -> datetime:
    """The first moment that a FHIR date or dateTime can mean, in Europe/Stockholm."""
    if "T" in text:
        return _exact(text)
    return _midnight(*_day(text))


def latest(text: str) -> datetime:
    """The last moment that a FHIR date or dateTime can mean, in Europe/Stockholm."""
    if "T" in text:
        return _exact(text)
    year, month, day = _day(text)
    if len(text) == len("2026"):
        month, day = 12, 31
    elif len(text) == len("2026-11"):
        day = calendar.monthrange(year, month)[1]
    return datetime.combine(date(year, month, day), time.max, tzinfo=STOCKHOLM)


def _exact(text: str) -> datetime:
    # Python reads microseconds; what is finer decides nothing here.
    head, dot, rest = text.partition(".")
    if dot:
        digits = rest[: len(rest) - len(rest.lstrip("0123456789"))]
        text = f"{head}.{digits[:6]:0<6}{rest[len(digits) :]}"
    return datetime.fromisoformat(text)


def _day(text: str) -> tuple[int, int, int]:
    year, month, day = (text + "-01-01").split("-")[:3]
    return int(year), int(month), int(day)


def _midnight(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, tzinfo=STOCKHOLM)

"""Dates as a person in Sweden says them: ``måndag 23 november kl. 9.30``. Never ISO on a page.

The year is said when it is not this year. Times are those of Europe/Stockholm, whatever zone the
source wrote.
"""

from datetime import date, datetime

from pk_fhir.view.moment import STOCKHOLM, Moment, moment
from pk_fhir.view.vocabulary import DASH

WEEKDAYS = ("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag")
MONTHS = (
    "januari",
    "februari",
    "mars",
    "april",
    "maj",
    "juni",
    "juli",
    "augusti",
    "september",
    "oktober",
    "november",
    "december",
)
NEAR = {0: "i dag", 1: "i morgon", 2: "i övermorgon", -1: "i går"}
SOON_DAYS = 60


def in_words(stated: str | datetime | None, now: datetime, *, weekday: bool = False) -> str:
    """A date, or date and time, in words; the source's own text where it is no date at all."""
    at = moment(stated.isoformat() if isinstance(stated, datetime) else stated)
    if at is None:
        return str(stated or "")
    words = _day(at, now, weekday=weekday)
    return f"{words} kl. {clock(at)}" if at.timed else words


def day_in_words(stated: str | datetime | None, now: datetime) -> str:
    """The day alone, also where a time of day is stated: ``10 november``."""
    at = moment(stated.isoformat() if isinstance(stated, datetime) else stated)
    return _day(at, now, weekday=False) if at else str(stated or "")


def whole_day(stated: str | None) -> str:
    """The day with its year, whatever year it is, as of birth: ``31 januari 2026``."""
    at = moment(stated)
    if at is None:
        return stated or ""
    day, year = _named(at, weekday=False), str(at.day.year)
    return day if day == year else f"{day} {year}"


def weekday_in_words(stated: datetime, now: datetime) -> str:
    """The day alone, with its weekday: ``tisdag 10 november``."""
    at = moment(stated.isoformat())
    return _day(at, now, weekday=True) if at else ""


def time_of(stated: datetime) -> str:
    """The time of day alone: ``9.30``."""
    at = moment(stated.isoformat())
    return clock(at) if at else ""


def span(start: str | None, end: str | None, now: datetime) -> str:
    """From one moment to another: ``måndag 23 november kl. 9.30-10.00``, with a longer dash."""
    first, last = moment(start), moment(end)
    words = in_words(start, now, weekday=True)
    if first is None or last is None or not (first.timed and last.timed):
        return words
    if first.day == last.day:
        return f"{words}{DASH}{clock(last)}"
    return f"{words} till {in_words(end, now, weekday=True)}"


def clock(at: Moment) -> str:
    """The time of day in Stockholm: ``9.30``."""
    local = at.first.astimezone(STOCKHOLM)
    return f"{local.hour}.{local.minute:02}"


def how_soon(stated: str | None, now: datetime) -> str:
    """``i dag``, ``i morgon``, ``om 7 dagar``; nothing where it is far off or past."""
    at = moment(stated)
    if at is None:
        return ""
    days = (at.day - today(now)).days
    if days in NEAR:
        return NEAR[days]
    return f"om {days} dagar" if 0 < days <= SOON_DAYS else ""


def today(now: datetime) -> date:
    """The day it is in Stockholm."""
    return now.astimezone(STOCKHOLM).date()


def _day(at: Moment, now: datetime, *, weekday: bool) -> str:
    day = _named(at, weekday=weekday)
    year = str(at.day.year)
    return day if day == year or at.day.year == today(now).year else f"{day} {year}"


def _named(at: Moment, *, weekday: bool) -> str:
    """As exact as the source says it: the year, the month, or the day."""
    match len(at.text.partition("T")[0]):
        case 4:
            return str(at.day.year)
        case 7:
            return MONTHS[at.day.month - 1]
    name = f"{WEEKDAYS[at.day.weekday()]} " if weekday else ""
    return f"{name}{at.day.day} {MONTHS[at.day.month - 1]}"

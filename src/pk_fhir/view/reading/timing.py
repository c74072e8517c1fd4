"""Timing → how often, in words: ``3 gånger i veckan, måndag och torsdag, 30 minuter, på morgonen``.

https://hl7.org/fhir/R4/datatypes.html#Timing. Words or a code that sum it up stand for the rule; until
when it holds is said beside either (`bounds`).
"""

from typing import Any

from pk_fhir.messages import text
from pk_fhir.view.graph import item, string
from pk_fhir.view.moment import moment
from pk_fhir.view.vocabulary import DASH
from pk_fhir.view.week import days, time_of_day
from pk_fhir.view.words import concept, listed, period, said

UNITS_IN_MINUTES = ((60 * 24, "d"), (60, "h"), (1, "min"))
# Before and after meals: that long before, or after.
FROM_MEALS = ("AC", "PC")


def repeats(timing: dict[str, Any]) -> str | None:
    """A Timing in words; None when it says nothing that we can put into words."""
    repeat = item(timing, "repeat")
    own = concept(timing, "code")
    rule = [own] if own else _rule(repeat)
    parts = [*rule, _count(repeat), _length_of_all(repeat)]
    return ", ".join(part for part in parts if part) or None


def bounds(timing: dict[str, Any]) -> tuple[str | None, str | None]:
    """From when until when it is done: the period that bounds it, or the first and last of its moments."""
    start, end = period(item(timing, "repeat"), "boundsPeriod")
    moments = [at for at in map(moment, _list(timing, "event")) if at]
    if start or end or not moments:
        return start, end
    moments.sort(key=lambda at: at.first)
    return moments[0].text, moments[-1].text


def _rule(repeat: dict[str, Any]) -> list[str | None]:
    clocks = [clock for each in _list(repeat, "timeOfDay") if (clock := time_of_day(each))]
    return [
        _frequency(repeat),
        days(repeat.get("dayOfWeek")) or None,
        text("view.timing.clock", "sv", times=listed(clocks)) if clocks else None,
        _duration(repeat),
        *_whens(repeat),
    ]


def _frequency(repeat: dict[str, Any]) -> str | None:
    unit, every = string(repeat, "periodUnit"), _number(repeat, "period")
    if unit is None or every is None:
        return None
    times = _number(repeat, "frequency") or 1
    often = _times(times, _number(repeat, "frequencyMax"))
    longest = _number(repeat, "periodMax")
    if longest:
        gap = said(f"view.timing.gap.{unit}") or ""
        return text("view.timing.between", "sv", often=often, every=_span(every, longest), gap=gap)
    if every == 1:
        return f"{often} {said(f'view.timing.per.{unit}') or ''}".strip()
    units = said(f"view.timing.units.{unit}") or ""
    return text("view.timing.every", "sv", often=often, every=_ordinal(every, unit), units=units)


def _times(least: float, most: float | None) -> str:
    count = _span(least, most)
    return text("view.timing.once" if count == "1" else "view.timing.times", "sv", count=count)


def _ordinal(every: float, unit: str) -> str:
    """Every second, third, fourth: in words as far as people use them."""
    number = _plain(every)
    neuter = f"view.timing.ordinal.{number}.{unit}"
    return said(neuter) or said(f"view.timing.ordinal.{number}") or f"var {number}:e"


def _duration(repeat: dict[str, Any]) -> str | None:
    length = _number(repeat, "duration")
    return _length(length, _number(repeat, "durationMax"), string(repeat, "durationUnit"))


def _length(least: float | None, most: float | None, unit: str | None) -> str | None:
    if least is None or unit is None:
        return None
    one = said(f"view.timing.length.{unit}.1") if least == 1 and not most else None
    units = one or said(f"view.timing.length.{unit}") or ""
    return f"{_span(least, most)} {units}".strip()


def _whens(repeat: dict[str, Any]) -> list[str]:
    offset = _offset(_number(repeat, "offset"))
    return [
        f"{offset} {words}" if offset and code.startswith(FROM_MEALS) else words
        for code in _list(repeat, "when")
        if (words := said(f"view.timing.when.{code}"))
    ]


def _offset(minutes: float | None) -> str | None:
    if not minutes:
        return None
    size, unit = next(each for each in UNITS_IN_MINUTES if minutes % each[0] == 0 or each[0] == 1)
    return _length(minutes / size, None, unit)


def _count(repeat: dict[str, Any]) -> str | None:
    count = _number(repeat, "count")
    if not count:
        return None
    return text("view.timing.in-all", "sv", times=_times(count, _number(repeat, "countMax")))


def _length_of_all(repeat: dict[str, Any]) -> str | None:
    """For how long it goes on, where that is said as a length of time."""
    span = item(repeat, "boundsRange")
    low = item(span, "low") or item(repeat, "boundsDuration")
    length = _length(
        _number(low, "value"), _number(item(span, "high"), "value"), string(low, "code")
    )
    return text("view.timing.goes-on", "sv", length=length) if length else None


def _list(element: dict[str, Any], name: str) -> list[str]:
    value = element.get(name)
    return [each for each in (value if isinstance(value, list) else []) if isinstance(each, str)]


def _number(element: dict[str, Any], name: str) -> float | None:
    value = element.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value)


def _span(least: float, most: float | None) -> str:
    return f"{_plain(least)}{DASH}{_plain(most)}" if most else _plain(least)


def _plain(number: float) -> str:
    return f"{number:g}".replace(".", ",")

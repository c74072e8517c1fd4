"""Timing → how often, in words: ``3 gånger i veckan, 30 minuter, på morgonen``.

https://hl7.org/fhir/R4/datatypes.html#Timing. What cannot be said in a short phrase is left to the
text that the source itself gave the timing.
"""

from typing import Any

from pk_fhir.messages import text
from pk_fhir.view.graph import item, string
from pk_fhir.view.vocabulary import DASH
from pk_fhir.view.words import concept, said


def repeats(timing: dict[str, Any]) -> str | None:
    """A Timing in words; None when it says nothing that we can put into words."""
    own = concept(timing, "code")
    if own:
        return own
    repeat = item(timing, "repeat")
    parts = [_frequency(repeat), _duration(repeat), *_whens(repeat)]
    return ", ".join(part for part in parts if part) or None


def _frequency(repeat: dict[str, Any]) -> str | None:
    unit, every = string(repeat, "periodUnit"), _number(repeat, "period")
    if unit is None or every is None:
        return None
    times = _number(repeat, "frequency") or 1
    most = _number(repeat, "frequencyMax")
    count = f"{_plain(times)}{DASH}{_plain(most)}" if most else _plain(times)
    often = text("view.timing.once" if count == "1" else "view.timing.times", "sv", count=count)
    if every == 1:
        return f"{often} {said(f'view.timing.per.{unit}') or ''}".strip()
    units = said(f"view.timing.units.{unit}") or ""
    return text("view.timing.every", "sv", often=often, every=_ordinal(every, unit), units=units)


def _ordinal(every: float, unit: str) -> str:
    """Every second, third, fourth: in words as far as people use them."""
    number = _plain(every)
    neuter = f"view.timing.ordinal.{number}.{unit}"
    return said(neuter) or said(f"view.timing.ordinal.{number}") or f"var {number}:e"


def _duration(repeat: dict[str, Any]) -> str | None:
    length, unit = _number(repeat, "duration"), string(repeat, "durationUnit")
    if length is None or unit is None:
        return None
    units = said(f"view.timing.length.{unit}") or ""
    return f"{_plain(length)} {units}".strip()


def _whens(repeat: dict[str, Any]) -> list[str]:
    value = repeat.get("when")
    codes = [code for code in (value if isinstance(value, list) else []) if isinstance(code, str)]
    return [words for code in codes if (words := said(f"view.timing.when.{code}"))]


def _number(element: dict[str, Any], name: str) -> float | None:
    value = element.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value)


def _plain(number: float) -> str:
    return f"{number:g}".replace(".", ",")

"""Quantities in UCUM's base units, so that 1 kg and 1000 g are found by either.

https://hl7.org/fhir/R4/search.html#quantity. What a unit means is told by `pk_fhir.fhirpath.ucum`.
"""

from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from pk_fhir.fhirpath.ucum import UcumError, parse_unit

UCUM = "http://unitsofmeasure.org"


class Conversion(NamedTuple):
    """``canonical = value * factor + offset``, in the base unit named `unit`."""

    unit: str
    factor: float
    offset: float


@lru_cache(maxsize=1024)
def conversion(code: str) -> Conversion | None:
    """How a UCUM unit becomes base units; None for what is no UCUM unit, or a mere word in braces.

    To UCUM `{tablets}` and `{puffs}` are both the number one; who searches for one does not mean the other.
    """
    if code.startswith("{"):
        return None
    try:
        found = parse_unit(code)
        factor, offset = float(found.factor), float(found.factor * found.offset)
    except (UcumError, OverflowError):
        return None
    named = (name if power == 1 else f"{name}{power}" for name, power in found.dimensions)
    return Conversion(".".join(named) or "1", factor, offset)


def canonical(value: Decimal | float, code: str) -> tuple[str, float] | None:
    """Base unit and value of a quantity in a UCUM unit; None for what is no UCUM unit."""
    found = conversion(code)
    if found is None:
        return None
    return found.unit, round_digits(float(value) * found.factor + found.offset)


def round_digits(value: float) -> float:
    """The value to twelve significant digits: what conversions by different ways agree in."""
    return float(f"{value:.12g}")

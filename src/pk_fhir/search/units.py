"""Quantities in UCUM's base units, so that 1 kg and 1000 g are found by either.

https://hl7.org/fhir/R4/search.html#quantity. The units are read by ucumvert and reckoned by pint;
both are loaded with the first UCUM unit that is met, and each unit is reckoned once.
"""

from decimal import Decimal
from functools import cache, lru_cache
from typing import Any, NamedTuple

UCUM = "http://unitsofmeasure.org"


class Conversion(NamedTuple):
    """``canonical = value * factor + offset``, in the base unit named `unit`."""

    unit: str
    factor: float
    offset: float


@cache
def _registry() -> Any:  # noqa: ANN401 - pint builds its classes at run time
    from ucumvert import PintUcumRegistry  # noqa: PLC0415 - half a second that most processes never need

    return PintUcumRegistry()


@lru_cache(maxsize=1024)
def conversion(code: str) -> Conversion | None:
    """How a UCUM unit becomes base units; None for what is no UCUM unit."""
    if not code or len(code) > 60:  # noqa: PLR2004 - longer than any unit that people write
        return None
    try:
        registry = _registry()
        unit = registry.from_ucum(code).units
        none = registry.Quantity(0.0, unit).to_base_units()
        one = registry.Quantity(1.0, unit).to_base_units()
        offset = float(none.magnitude)
        # Fifteen digits are what a double holds; more would make 1 g and 1000 mg differ.
        return Conversion(str(one.units), float(one.magnitude) - offset, offset)
    except Exception:  # noqa: BLE001 - the parser raises its own errors for whatever people write
        return None


def canonical(value: Decimal | float, code: str) -> tuple[str, float] | None:
    """Base unit and value of a quantity in a UCUM unit; None for what is no UCUM unit."""
    found = conversion(code)
    if found is None:
        return None
    return found.unit, round_digits(float(value) * found.factor + found.offset)


def round_digits(value: float) -> float:
    """The value to twelve significant digits: what conversions by different ways agree in."""
    return float(f"{value:.12g}")

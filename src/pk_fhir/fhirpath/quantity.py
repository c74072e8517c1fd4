"""Quantities: UCUM units and calendar durations (https://hl7.org/fhirpath/N1/#quantity)."""

from dataclasses import dataclass
from decimal import Decimal

from pk_fhir.fhirpath.ucum import UcumError, convert, parse_unit

# Keyword → the singular, and the UCUM unit that is the same definite duration.
CALENDAR_UNITS: dict[str, tuple[str, str]] = {
    spelling: (singular, code)
    for singular, code in {
        "year": "a",
        "month": "mo",
        "week": "wk",
        "day": "d",
        "hour": "h",
        "minute": "min",
        "second": "s",
        "millisecond": "ms",
    }.items()
    for spelling in (singular, f"{singular}s")
}
# Years and months of the calendar have no fixed length: only they compare with each other.
VARIABLE = {"year": 12, "month": 1}
UCUM = "http://unitsofmeasure.org"


@dataclass(slots=True, frozen=True)
class Quantity:
    """`unit` is a UCUM code, or a calendar keyword as written where `calendar` is set."""

    value: Decimal
    unit: str = "1"
    calendar: bool = False

    def __str__(self) -> str:
        number = format(self.value, "f")
        return f"{number} {self.unit}" if self.calendar else f"{number} '{self.unit}'"

    @property
    def singular(self) -> str:
        """The calendar unit in the singular (`year`); empty for a UCUM unit."""
        return CALENDAR_UNITS[self.unit][0] if self.calendar else ""

    @property
    def code(self) -> str:
        """The UCUM code; for a calendar unit, that of its definite duration."""
        return CALENDAR_UNITS[self.unit][1] if self.calendar else self.unit


def in_unit_of(one: Quantity, other: Quantity, *, definite: bool = False) -> Decimal | None:
    """`one`'s value in the unit of `other`; None where they cannot be compared.

    `definite` lets a calendar year be a UCUM year, as equivalence does and equality does not.
    """
    if one.unit == other.unit and one.calendar == other.calendar:
        return one.value
    if not definite:
        lengths = VARIABLE.get(one.singular), VARIABLE.get(other.singular)
        if lengths[0] and lengths[1]:
            return one.value * lengths[0] / lengths[1]
        if lengths != (None, None):
            return None
    try:
        return convert(one.value, one.code, other.code)
    except UcumError:
        return None


def comparable(one: Quantity, other: Quantity) -> bool:
    """Whether they measure the same thing."""
    try:
        return parse_unit(one.code).dimensions == parse_unit(other.code).dimensions
    except UcumError:
        return one.code == other.code


def product(one: Quantity, other: Quantity) -> Quantity:
    """Their product; a number without unit takes the unit of the other."""
    for number, measure in ((one, other), (other, one)):
        if number.unit == "1":
            return Quantity(number.value * measure.value, measure.unit, calendar=measure.calendar)
    return Quantity(one.value * other.value, _joined(one.code, other.code, "."))


def quotient(one: Quantity, other: Quantity) -> Quantity | None:
    """None for a division by zero."""
    if not other.value:
        return None
    if other.unit == "1":
        return Quantity(one.value / other.value, one.unit, calendar=one.calendar)
    unit = "1" if one.code == other.code else _joined(one.code, other.code, "/")
    return Quantity(one.value / other.value, unit)


def _joined(one: str, other: str, sign: str) -> str:
    if other == "1":
        return one
    if one == "1" and sign == ".":
        return other
    wrapped = f"({other})" if sign == "/" and ("." in other or "/" in other) else other
    return f"{one}{sign}{wrapped}"

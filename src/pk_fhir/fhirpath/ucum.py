"""Units of measure: what a UCUM code means, in base units (https://ucum.org/ucum).

The atoms and prefixes are read from ``ucum-essence.xml``, which Regenstrief Institute publishes and
allows to be redistributed unchanged under the UCUM licence (https://ucum.org/license).
"""

import re
from decimal import Decimal
from fractions import Fraction
from functools import cache, lru_cache
from importlib import resources
from typing import NamedTuple

MAX_UNIT_LENGTH = 200
MAX_NESTING = 16
MAX_EXPONENT = 64

Dimensions = tuple[tuple[str, int], ...]


class Unit(NamedTuple):
    """`factor` base units of these `dimensions`; `offset` is added to a value first (degrees Celsius)."""

    factor: Fraction
    dimensions: Dimensions
    offset: Fraction = Fraction(0)


class UcumError(ValueError):
    """A text that is no UCUM code."""


class _Atom(NamedTuple):
    metric: bool
    base: bool
    value: str
    unit: str
    opaque: bool


# The scales with a zero point of their own that are used in care; other special units (pH, B, Np)
# have logarithms, and are comparable with themselves alone.
_SCALES = {
    "Cel": ("K", Fraction(1), Fraction("273.15")),
    "[degF]": ("K", Fraction(5, 9), Fraction("459.67")),
    "[degRe]": ("K", Fraction(5, 4), Fraction("218.52")),
}
# The name of a unit may have a point or a slash within its brackets (`B[10.nV]`).
_COMPONENT = re.compile(r"(?:\[[^\[\]{}]*\]|[^./(){}\[\]])+|\{[^{}]*\}")
_EXPONENT = re.compile(r"(.*?[^0-9+-])([+-]?[0-9]+)?\Z", re.DOTALL)


@lru_cache(maxsize=2000)
def parse_unit(code: str) -> Unit:
    """The meaning of a UCUM code (case sensitive); UcumError where it is none."""
    if not code or len(code) > MAX_UNIT_LENGTH or not code.isascii() or " " in code:
        raise UcumError(f"{code[:MAX_UNIT_LENGTH]!r} is no UCUM code")
    unit, end = _term(code, 0, 0)
    if end != len(code):
        raise UcumError(f"{code!r} cannot be read from {code[end:]!r} on")
    return unit


def convert(value: Decimal, source: str, target: str) -> Decimal | None:
    """A value in another unit; None where they do not measure the same thing. UcumError as above."""
    if source == target:
        return value
    one, other = parse_unit(source), parse_unit(target)
    if one.dimensions != other.dimensions:
        return None
    base = (Fraction(value) + one.offset) * one.factor
    result = base / other.factor - other.offset
    return Decimal(result.numerator) / Decimal(result.denominator)


def _term(code: str, at: int, depth: int) -> tuple[Unit, int]:
    if depth > MAX_NESTING:
        raise UcumError("too many parentheses")
    total = Unit(Fraction(1), ())
    divide = code[at : at + 1] == "/"
    at += divide
    while True:
        unit, at = _component(code, at, depth)
        total = _times(total, _power(unit, -1) if divide else unit)
        sign = code[at : at + 1]
        if sign not in (".", "/"):
            return total, at
        divide = sign == "/"
        at += 1


def _component(code: str, at: int, depth: int) -> tuple[Unit, int]:
    if code[at : at + 1] == "(":
        unit, at = _term(code, at + 1, depth + 1)
        if code[at : at + 1] != ")":
            raise UcumError(f"{code!r} lacks a closing parenthesis")
        return unit, at + 1
    match = _COMPONENT.match(code, at)
    if match is None:
        raise UcumError(f"{code!r} lacks a unit at {at + 1}")
    text, at = match.group(), match.end()
    if text[0] == "{":
        return Unit(Fraction(1), ()), at
    unit = _simple(text)
    note = _COMPONENT.match(code, at)
    if note is not None and note.group()[0] == "{":
        at = note.end()
    return unit, at


def _simple(text: str) -> Unit:
    if text.isascii() and text.isdecimal() and int(text):
        return Unit(Fraction(int(text)), ())
    match = _EXPONENT.match(text)
    if match is None:
        raise UcumError(f"{text!r} is no unit")
    name, exponent = match.groups()
    whole = _atom(text)
    if whole is not None:
        return whole
    unit = _atom(name)
    if unit is None:
        raise UcumError(f"{name!r} is no unit")
    return _power(unit, int(exponent)) if exponent else unit


@lru_cache(maxsize=2000)
def _atom(name: str) -> Unit | None:
    prefixes, atoms = essence()
    if name in _SCALES:
        base, factor, offset = _SCALES[name]
        return Unit(factor, ((base, 1),), offset)
    if name in atoms:
        return _meaning(name, atoms[name])
    for length in (2, 1):
        prefix, rest = name[:length], name[length:]
        if prefix in prefixes and rest in atoms and atoms[rest].metric:
            unit = _meaning(rest, atoms[rest])
            return unit._replace(factor=unit.factor * prefixes[prefix])
    return None


def _meaning(name: str, atom: _Atom) -> Unit:
    if atom.base or atom.opaque:
        return Unit(Fraction(1), ((name, 1),))
    unit = parse_unit(atom.unit)
    return unit._replace(factor=unit.factor * Fraction(atom.value))


def _times(one: Unit, other: Unit) -> Unit:
    dimensions = dict(one.dimensions)
    for name, power in other.dimensions:
        dimensions[name] = dimensions.get(name, 0) + power
    kept = tuple(sorted((name, power) for name, power in dimensions.items() if power))
    alone = one if not other.dimensions else other if not one.dimensions else None
    offset = (
        alone.offset
        if alone is not None and one.factor * other.factor == alone.factor
        else Fraction(0)
    )
    return Unit(one.factor * other.factor, kept, offset)


def _power(unit: Unit, exponent: int) -> Unit:
    if abs(exponent) > MAX_EXPONENT:
        raise UcumError(f"the exponent {exponent} is too large")
    return Unit(
        unit.factor**exponent,
        tuple((name, power * exponent) for name, power in unit.dimensions if exponent),
    )


def _stands_alone(arbitrary: bool, meaning: str) -> bool:
    """An arbitrary unit is comparable with itself alone, but for one that is another name of it ([IU])."""
    return arbitrary and not meaning.startswith("[")


@cache
def essence() -> tuple[dict[str, Fraction], dict[str, _Atom]]:
    """UCUM's own table (https://ucum.org/ucum-essence.xml): prefixes as factors, and atoms, each by its case-sensitive code."""
    from lxml import etree  # noqa: PLC0415 - only expressions with units pay for reading the table

    content = resources.files("pk_fhir.fhirpath").joinpath("data/ucum-essence.xml").read_bytes()
    root = etree.fromstring(content)
    space = "{http://unitsofmeasure.org/ucum-essence}"
    prefixes = {
        each.get("Code", ""): Fraction(each.find(f"{space}value").get("value"))  # type: ignore[union-attr, arg-type]
        for each in root.iter(f"{space}prefix")
    }
    atoms = {
        each.get("Code", ""): _Atom(metric=True, base=True, value="1", unit="", opaque=False)
        for each in root.iter(f"{space}base-unit")
    }
    for each in root.iter(f"{space}unit"):
        value = each.find(f"{space}value")
        atoms[each.get("Code", "")] = _Atom(
            metric=each.get("isMetric") == "yes",
            base=False,
            value=(value.get("value") if value is not None else None) or "1",
            unit=(value.get("Unit") if value is not None else None) or "1",
            opaque=each.get("isSpecial") == "yes"
            or _stands_alone(
                each.get("isArbitrary") == "yes",
                str(value.get("Unit")) if value is not None else "",
            ),
        )
    return prefixes, atoms

"""Conversions (https://hl7.org/fhirpath/N1/#conversion)."""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from pk_fhir.fhirpath.context import Context
from pk_fhir.fhirpath.errors import FhirPathError
from pk_fhir.fhirpath.functions.registry import (
    FUNCTIONS,
    Function,
    Run,
    function,
    maybe,
    one,
    text,
    truth,
)
from pk_fhir.fhirpath.node import Item, Items, Node
from pk_fhir.fhirpath.quantity import CALENDAR_UNITS, Quantity, in_unit_of
from pk_fhir.fhirpath.temporal import DATE_PARTS, Temporal, parse_temporal

INTEGER = re.compile(r"[+-]?[0-9]{1,18}\Z")
DECIMAL = re.compile(r"[+-]?[0-9]{1,40}(\.[0-9]{1,40})?\Z")
QUANTITY = re.compile(r"([+-]?[0-9]{1,40}(?:\.[0-9]{1,40})?)\s*(?:'([^']+)'|([a-zA-Z]+))?\Z")
TRUE = frozenset({"true", "t", "yes", "y", "1", "1.0"})
FALSE = frozenset({"false", "f", "no", "n", "0", "0.0"})
MAX_INTEGER = 2**31


@function("iif", 2, 3, lazy=True)
def iif(c: Context, items: Items, criterion: Run, then: Run, otherwise: Run | None = None) -> Items:
    if len(items) > 1:
        raise FhirPathError("fhirpath.single-item", what="iif()", count=len(items))
    variables = c.variables
    verdict = criterion(c, items)
    c.variables = variables
    if verdict and (len(verdict) > 1 or not isinstance(one(verdict, "iif()"), bool)):
        raise FhirPathError("fhirpath.criterion")
    if truth(verdict):
        return then(c, items)
    return otherwise(c, items) if otherwise else []


def to_boolean(value: Item) -> bool | None:
    if isinstance(value, bool):
        return value
    if isinstance(value, int | Decimal):
        return bool(value) if value in (0, 1) else None
    if isinstance(value, str):
        return True if value.lower() in TRUE else False if value.lower() in FALSE else None
    return None


def to_integer(value: Item) -> int | None:
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, int):
        return value
    if isinstance(value, str) and INTEGER.match(value):
        number = int(value)
        return number if -MAX_INTEGER <= number < MAX_INTEGER else None
    return None


def to_long(value: Item) -> int | None:
    if isinstance(value, str) and INTEGER.match(value):
        return int(value)
    return to_integer(value)


def to_decimal(value: Item) -> Decimal | None:
    if isinstance(value, int | Decimal):
        return Decimal(value)
    if isinstance(value, str) and DECIMAL.match(value):
        return Decimal(value)
    return None


def to_string(value: Item) -> str | None:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return value
    if isinstance(value, Decimal):
        return format(value, "f")
    return str(value) if isinstance(value, int | Temporal | Quantity) else None


def to_date(value: Item) -> Temporal | None:
    if isinstance(value, Temporal) and value.kind != "Time":
        return value if value.kind == "Date" else Temporal("Date", value.parts[:DATE_PARTS])
    return parse_temporal("Date", value) if isinstance(value, str) else None


def to_datetime(value: Item) -> Temporal | None:
    if isinstance(value, Temporal) and value.kind != "Time":
        return value if value.kind == "DateTime" else Temporal("DateTime", value.parts)
    return parse_temporal("DateTime", value) if isinstance(value, str) else None


def to_time(value: Item) -> Temporal | None:
    if isinstance(value, Temporal) and value.kind == "Time":
        return value
    return parse_temporal("Time", value) if isinstance(value, str) else None


def to_quantity(value: Item) -> Quantity | None:
    if isinstance(value, Quantity):
        return value
    if isinstance(value, bool):
        return Quantity(Decimal("1.0" if value else "0.0"))
    if isinstance(value, int | Decimal):
        return Quantity(Decimal(value))
    match = QUANTITY.match(value) if isinstance(value, str) else None
    if match is None:
        return None
    number, unit, keyword = match.groups()
    if keyword and keyword not in CALENDAR_UNITS:
        return None
    return Quantity(Decimal(number), keyword or unit or "1", calendar=bool(keyword))


CONVERSIONS: dict[str, Callable[[Item], Any]] = {
    "Boolean": to_boolean,
    "Integer": to_integer,
    "Long": to_long,
    "Decimal": to_decimal,
    "String": to_string,
    "Date": to_date,
    "DateTime": to_datetime,
    "Time": to_time,
}


def _register(name: str, convert: Callable[[Item], Any]) -> None:
    def to(_: Context, items: Items) -> Items:
        value = one(items, f"to{name}()")
        return [] if value is None else maybe(convert(value))

    def converts_to(_: Context, items: Items) -> Items:
        value = one(items, f"convertsTo{name}()")
        return [] if value is None else [convert(value) is not None]

    FUNCTIONS[f"to{name}"] = Function(to, 0, 0, lazy=False)
    FUNCTIONS[f"convertsTo{name}"] = Function(converts_to, 0, 0, lazy=False)


for _name, _convert in CONVERSIONS.items():
    _register(_name, _convert)


def _quantity(items: Items, unit: Items | None, what: str) -> Quantity | None:
    value = one(items, what)
    found = None if value is None or isinstance(value, Node) else to_quantity(value)
    wanted = text(unit, what) if unit else None
    if found is None or wanted is None:
        return found
    target = Quantity(Decimal(0), wanted, calendar=wanted in CALENDAR_UNITS)
    number = in_unit_of(found, target)
    return None if number is None else Quantity(number, wanted, calendar=target.calendar)


@function("toQuantity", 0, 1)
def quantity(_: Context, items: Items, unit: Items | None = None) -> Items:
    return maybe(_quantity(items, unit, "toQuantity()"))


@function("convertsToQuantity", 0, 1)
def converts_to_quantity(_: Context, items: Items, unit: Items | None = None) -> Items:
    if not items:
        return []
    return [_quantity(items, unit, "convertsToQuantity()") is not None]

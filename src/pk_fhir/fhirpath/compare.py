"""Equality, equivalence and order (https://hl7.org/fhirpath/N1/#operations)."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

import msgspec

from pk_fhir.fhirpath.errors import FhirPathError
from pk_fhir.fhirpath.node import Item, Items, Node, system
from pk_fhir.fhirpath.quantity import VARIABLE, Quantity, in_unit_of
from pk_fhir.fhirpath.temporal import Temporal, compare, parse_temporal
from pk_fhir.fhirpath.ucum import UcumError, parse_unit

NUMBERS = (int, Decimal)
# White space of FHIRPath's grammar: each character as good as another, none left out.
BLANKS = str.maketrans("\t\n\r", "   ")


def equal(left: Items, right: Items) -> bool | None:
    """``=``: item by item, in order; None where either is empty or cannot be told."""
    if not left or not right:
        return None
    if len(left) != len(right):
        return False
    verdict: bool | None = True
    for one, other in zip(left, right, strict=True):
        first, second = system(one), system(other)
        if valueless(first) != valueless(second):
            verdict = None
            continue
        same = same_item(first, second)
        if same is False:
            return False
        verdict = verdict and same
    return verdict


def valueless(item: Item) -> bool:
    """Whether an item is a primitive that has extensions and no value."""
    return item.__class__ is Node and item.value is None


def same_item(one: Item, other: Item) -> bool | None:
    """Equality of two System values or complex nodes."""
    kind, second = one.__class__, other.__class__
    if kind is bool or second is bool:
        return kind is second and bool(one == other)
    if kind is Temporal and second is Temporal:
        return None if (found := _moments(one, other)) is None else found == 0
    if kind is Quantity or second is Quantity:
        return _same_quantity(one, other)
    if kind is Node and second is Node:
        return bool(
            one.value == other.value and (one.value is not None or one.sibling == other.sibling)
        )
    if kind is Node or second is Node or kind is Temporal or second is Temporal:
        return False
    return bool(one == other)


def _moments(one: Temporal, other: Temporal) -> int | None:
    if (one.kind == "Time") != (other.kind == "Time"):
        return 1
    return compare(one, other)


def _same_quantity(one: Item, other: Item) -> bool | None:
    left, right = _quantity(one), _quantity(other)
    if left is None or right is None:
        return False
    value = in_unit_of(left, right)
    return None if value is None else _close(value, right.value)


def _quantity(item: Item) -> Quantity | None:
    if isinstance(item, Quantity):
        return item
    is_number = isinstance(item, NUMBERS) and not isinstance(item, bool)
    return Quantity(Decimal(item)) if is_number else None


def _close(one: Decimal, other: Decimal) -> bool:
    """Equal but for the last digits, which a conversion by a repeating factor loses."""
    return one == other or abs(one - other) <= abs(other) * Decimal("1e-20")


def equivalent(left: Items, right: Items) -> bool:
    """``~``: without order; text without case, any white space as good as a blank; numbers at the lesser precision."""
    if len(left) != len(right):
        return False
    rest = [system(each) for each in right]
    for one in map(system, left):
        found = next((i for i, other in enumerate(rest) if alike(one, other)), None)
        if found is None:
            return False
        del rest[found]
    return True


def alike(one: Item, other: Item) -> bool:
    """Equivalence of two System values or complex nodes."""
    kind, second = one.__class__, other.__class__
    if kind is str and second is str:
        return bool(one.translate(BLANKS).lower() == other.translate(BLANKS).lower())
    if kind is Quantity or second is Quantity:
        return _alike_quantities(one, other)
    return _alike_others(one, other)


def _alike_others(one: Item, other: Item) -> bool:
    kind, second = one.__class__, other.__class__
    if kind is bool or second is bool:
        return kind is second and bool(one == other)
    if isinstance(one, NUMBERS) and isinstance(other, NUMBERS):
        return _alike_numbers(Decimal(one), Decimal(other))
    if kind is Temporal and second is Temporal:
        return _moments(one, other) == 0
    if kind is Node and second is Node:
        return _alike_json(one.value, other.value)
    return False


def _alike_quantities(one: Item, other: Item) -> bool:
    left, right = _quantity(one), _quantity(other)
    if left is None or right is None:
        return False
    value = in_unit_of(right, left, definite=True)
    return value is not None and _alike_numbers(left.value, value.normalize())


def _alike_numbers(one: Decimal, other: Decimal) -> bool:
    places = min(_places(one), _places(other))
    step = Decimal(1).scaleb(-places)
    return one.quantize(step, ROUND_HALF_UP) == other.quantize(step, ROUND_HALF_UP)


def _places(number: Decimal) -> int:
    exponent = number.as_tuple().exponent
    return max(-exponent, 0) if isinstance(exponent, int) else 0


def _alike_json(one: Any, other: Any) -> bool:  # noqa: ANN401 - JSON
    if isinstance(one, dict) and isinstance(other, dict):
        names = (one.keys() | other.keys()) - {"id"}
        return all(
            name in one and name in other and _alike_json(one[name], other[name]) for name in names
        )
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and equivalent(
            [Node(each, "") for each in one], [Node(each, "") for each in other]
        )
    if isinstance(one, dict | list) or isinstance(other, dict | list):
        return False
    return (
        one == other
        if one is None or other is None
        else alike(system(Node(one, "")), system(Node(other, "")))
    )


def order(one: Item, other: Item, operator: str) -> int | None:
    """-1, 0 or 1 for two System values; None where it cannot be told.

    FhirPathError for values that have no order, or are of different types.
    """
    if isinstance(one, Temporal) and isinstance(other, str):
        other = parse_temporal(one.kind, other) or other
    elif isinstance(other, Temporal) and isinstance(one, str):
        one = parse_temporal(other.kind, one) or one
    if isinstance(one, Temporal) and isinstance(other, Temporal):
        return compare(one, other)
    if isinstance(one, Quantity) or isinstance(other, Quantity):
        left, right = _quantity(one), _quantity(other)
        if left is not None and right is not None:
            value = in_unit_of(left, right)
            return None if value is None else _sign(value, right.value)
    elif _ordered(one, other):
        return _sign(one, other)
    raise FhirPathError(
        "fhirpath.not-comparable-with", one=kind_of(one), other=kind_of(other), operator=operator
    )


def _ordered(one: Item, other: Item) -> bool:
    if isinstance(one, bool) or isinstance(other, bool):
        return False
    return (isinstance(one, str) and isinstance(other, str)) or (
        isinstance(one, NUMBERS) and isinstance(other, NUMBERS)
    )


def _sign(one: Any, other: Any) -> int:  # noqa: ANN401 - two values of one ordered type
    return 1 if one > other else -1 if one < other else 0


def kind_of(item: Item) -> str:
    """What an item is, for a message: the name of its type."""
    return item.type or "an element" if isinstance(item, Node) else system_type(item)


def system_type(item: Item) -> str:
    """The name of a System value's type."""
    if isinstance(item, Temporal):
        return item.kind
    return {
        bool: "Boolean",
        str: "String",
        int: "Integer",
        Decimal: "Decimal",
        Quantity: "Quantity",
    }.get(item.__class__, "Any")


def key(item: Item) -> object:
    """A hashable value that is the same for items that are equal, and for no others."""
    value = system(item)
    kind = value.__class__
    if kind is str or kind is Temporal:
        return value
    if kind is bool:
        return "?", value
    if kind is Quantity:
        return _quantity_key(value)
    if kind is Node:
        content = value.value if value.value is not None else {"_": value.sibling}
        return msgspec.json.encode(content, order="sorted")
    return value


def _quantity_key(quantity: Quantity) -> object:
    if quantity.singular in VARIABLE:
        return "months", quantity.value * VARIABLE[quantity.singular]
    try:
        unit = parse_unit(quantity.code)
    except UcumError:
        return "#", quantity.value, quantity.unit
    value = (Fraction(quantity.value) + unit.offset) * unit.factor
    return ("#", value, unit.dimensions) if unit.dimensions else value

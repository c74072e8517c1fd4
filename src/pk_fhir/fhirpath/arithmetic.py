"""Arithmetic (https://hl7.org/fhirpath/N1/#math): numbers, strings, quantities, and dates with durations."""

from collections.abc import Callable
from decimal import Context, Decimal, DecimalException

from pk_fhir.fhirpath.compare import kind_of
from pk_fhir.fhirpath.context import MAX_TEXT
from pk_fhir.fhirpath.errors import FhirPathError
from pk_fhir.fhirpath.node import Item, Items, Node, system
from pk_fhir.fhirpath.quantity import CALENDAR_UNITS, Quantity, in_unit_of, product, quotient
from pk_fhir.fhirpath.temporal import Temporal, add

PRECISE = Context(prec=34)
LARGEST = 2**63
# UCUM units that are also a fixed number of calendar units; 'a' and 'mo' have other lengths.
DURATIONS = {
    "wk": "week",
    "d": "day",
    "h": "hour",
    "min": "minute",
    "s": "second",
    "ms": "millisecond",
}


def plus(left: Items, right: Items) -> Items:
    """`+` of numbers, quantities and strings, or of a date or time and a quantity of time."""
    one, other = _both(left, right, "+")
    if one is None or other is None:
        return []
    if isinstance(one, str) and isinstance(other, str):
        return [limited(one + other)]
    if isinstance(one, Temporal):
        return _moved(one, other, "+", 1)
    if isinstance(one, Quantity) or isinstance(other, Quantity):
        return _summed(one, other, "+", 1)
    return _number(one, other, "+", lambda a, b: a + b, PRECISE.add)


def minus(left: Items, right: Items) -> Items:
    """`-` of numbers and quantities, or of a date or time and a quantity of time."""
    one, other = _both(left, right, "-")
    if one is None or other is None:
        return []
    if isinstance(one, Temporal):
        return _moved(one, other, "-", -1)
    if isinstance(one, Quantity) or isinstance(other, Quantity):
        return _summed(one, other, "-", -1)
    return _number(one, other, "-", lambda a, b: a - b, PRECISE.subtract)


def times(left: Items, right: Items) -> Items:
    """`*` of numbers and quantities, whose units are joined."""
    one, other = _both(left, right, "*")
    if one is None or other is None:
        return []
    if isinstance(one, Quantity) or isinstance(other, Quantity):
        return [product(*_quantities(one, other, "*"))]
    return _number(one, other, "*", lambda a, b: a * b, PRECISE.multiply)


def divide(left: Items, right: Items) -> Items:
    """`/`, which always gives a decimal; empty for a division by zero."""
    one, other = _both(left, right, "/")
    if one is None or other is None:
        return []
    if isinstance(one, Quantity) or isinstance(other, Quantity):
        found = quotient(*_quantities(one, other, "/"))
        return [] if found is None else [found]
    _check(one, other, "/")
    if not other:
        return []
    return _bounded(PRECISE.divide(Decimal(one), Decimal(other)))


def whole_divide(left: Items, right: Items) -> Items:
    """`div`: the whole part of a division, towards zero; empty for a division by zero."""
    one, other = _both(left, right, "div")
    if one is None or other is None:
        return []
    _check(one, other, "div")
    if not other:
        return []
    try:
        return _bounded(int(PRECISE.divide_int(Decimal(one), Decimal(other))))
    except DecimalException:
        return []


def modulo(left: Items, right: Items) -> Items:
    """`mod`: what `div` leaves, with the sign of the left side; empty for a division by zero."""
    one, other = _both(left, right, "mod")
    if one is None or other is None:
        return []
    _check(one, other, "mod")
    if not other:
        return []
    try:
        rest = PRECISE.remainder(Decimal(one), Decimal(other))
    except DecimalException:
        return []
    return [int(rest) if isinstance(one, int) and isinstance(other, int) else rest]


def concatenate(left: Items, right: Items) -> Items:
    """`&`, to which an empty side is the empty string."""
    one, other = _single(left, "&"), _single(right, "&")
    texts = ["" if value is None else value for value in (_text(one), _text(other))]
    return [limited("".join(texts))]


def negate(items: Items) -> Items:
    """Unary minus."""
    value = _single(items, "-")
    if value is None:
        return []
    if isinstance(value, Quantity):
        return [Quantity(-value.value, value.unit, calendar=value.calendar)]
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise FhirPathError("fhirpath.sign", sign="-")
    # copy_negate keeps every digit, but would make a negative zero.
    return [-value if isinstance(value, int) or not value else value.copy_negate()]


def affirm(items: Items) -> Items:
    """Unary plus."""
    value = _single(items, "+")
    if value is None:
        return []
    if isinstance(value, bool) or not isinstance(value, int | Decimal | Quantity):
        raise FhirPathError("fhirpath.sign", sign="+")
    return [value]


def limited(text: str) -> str:
    """The text itself; FhirPathError where it is longer than an expression may make (`MAX_TEXT`)."""
    if len(text) > MAX_TEXT:
        raise FhirPathError("fhirpath.text-too-long", most=MAX_TEXT)
    return text


ARITHMETIC: dict[str, Callable[[Items, Items], Items]] = {
    "+": plus,
    "-": minus,
    "*": times,
    "/": divide,
    "div": whole_divide,
    "mod": modulo,
    "&": concatenate,
}


def _both(left: Items, right: Items, operator: str) -> tuple[Item | None, Item | None]:
    if not (left and right):
        return None, None
    return _single(left, operator), _single(right, operator)


def _single(items: Items, operator: str) -> Item | None:
    if not items:
        return None
    if len(items) > 1:
        raise FhirPathError("fhirpath.single-items-got", operator=operator, count=len(items))
    value = system(items[0])
    if isinstance(value, Node) and value.value is None:
        return None
    return value


def _number(
    one: Item,
    other: Item,
    operator: str,
    whole: Callable[[int, int], int],
    exact: Callable[[Decimal, Decimal], Decimal],
) -> Items:
    _check(one, other, operator)
    if isinstance(one, int) and isinstance(other, int):
        return _bounded(whole(one, other))
    try:
        return _bounded(exact(Decimal(one), Decimal(other)))
    except DecimalException:
        return []


def _bounded(value: int | Decimal) -> Items:
    if isinstance(value, int) and abs(value) > LARGEST:
        return []
    # There is no negative zero.
    return [value or abs(value)]


def _check(one: Item, other: Item, operator: str) -> None:
    for value in (one, other):
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            raise _misfit(one, other, operator)


def _misfit(one: Item, other: Item, operator: str) -> FhirPathError:
    return FhirPathError(
        "fhirpath.types-do-not-fit", operator=operator, one=kind_of(one), other=kind_of(other)
    )


def _quantities(one: Item, other: Item, operator: str) -> tuple[Quantity, Quantity]:
    for value in (one, other):
        if isinstance(value, bool) or not isinstance(value, int | Decimal | Quantity):
            raise _misfit(one, other, operator)
    return _quantity(one), _quantity(other)


def _quantity(value: Item) -> Quantity:
    return value if isinstance(value, Quantity) else Quantity(Decimal(value))


def _summed(one: Item, other: Item, operator: str, sign: int) -> Items:
    left, right = _quantities(one, other, operator)
    value = in_unit_of(right, left)
    if value is None:
        return []
    return [Quantity(left.value + sign * value, left.unit, calendar=left.calendar)]


def _moved(moment: Temporal, amount: Item, operator: str, sign: int) -> Items:
    if not isinstance(amount, Quantity):
        raise FhirPathError("fhirpath.moved-by", operator=operator)
    unit = (
        amount.singular or DURATIONS.get(amount.unit) or CALENDAR_UNITS.get(amount.unit, ("",))[0]
    )
    if not unit:
        raise FhirPathError("fhirpath.moved-by-unit", unit=amount.unit)
    return [add(moment, sign * amount.value, unit)]


def _text(value: Item | None) -> str | None:
    if value is None or isinstance(value, str):
        return value
    raise FhirPathError("fhirpath.join")

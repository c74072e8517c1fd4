"""Mathematics and boundaries (https://hl7.org/fhirpath/N1/#math-2, https://build.fhir.org/ig/HL7/FHIRPath/#lowboundaryprecision-integer-decimal--date--datetime--time)."""

from collections.abc import Callable
from decimal import (
    ROUND_CEILING,
    ROUND_FLOOR,
    ROUND_HALF_UP,
    Decimal,
    DecimalException,
)
from decimal import (
    Context as DecimalContext,
)

from pk_fhir.fhirpath.context import Context
from pk_fhir.fhirpath.errors import FhirPathError
from pk_fhir.fhirpath.functions.boundaries import boundary, precision_of
from pk_fhir.fhirpath.functions.registry import function, integer, maybe, misfit, one
from pk_fhir.fhirpath.node import Items
from pk_fhir.fhirpath.quantity import Quantity, comparable

WIDE = DecimalContext(prec=60, Emax=10_000, Emin=-10_000)
DIGITS = DecimalContext(prec=28)
MAX_POWER = 100_000
MAX_DIGITS = 28


def number(items: Items, what: str) -> int | Decimal | None:
    """The only item as a number; FhirPathError for another type."""
    value = one(items, what)
    if value is None or (isinstance(value, int | Decimal) and not isinstance(value, bool)):
        return value
    raise misfit("number", value, what)


def _computed(run: Callable[[], Decimal]) -> Items:
    """A result to 28 digits; nothing where there is no such number."""
    try:
        value = DIGITS.plus(run())
    except (DecimalException, OverflowError):
        return []
    if not value.is_finite():
        return []
    return [
        value.normalize()
        if value == value.to_integral_value() and value.adjusted() < MAX_DIGITS
        else value
    ]


@function("abs")
def absolute(_: Context, items: Items) -> Items:
    value = one(items, "abs()")
    if isinstance(value, Quantity):
        return [Quantity(abs(value.value), value.unit, calendar=value.calendar)]
    found = number(items, "abs()")
    return [] if found is None else [abs(found)]


def _whole(items: Items, what: str, rounding: str) -> Items:
    value = number(items, what)
    return [] if value is None else [int(Decimal(value).to_integral_value(rounding))]


@function("ceiling")
def ceiling(_: Context, items: Items) -> Items:
    return _whole(items, "ceiling()", ROUND_CEILING)


@function("floor")
def floor(_: Context, items: Items) -> Items:
    return _whole(items, "floor()", ROUND_FLOOR)


@function("truncate")
def truncate(_: Context, items: Items) -> Items:
    value = number(items, "truncate()")
    return [] if value is None else [int(value)]


@function("round", 0, 1)
def rounded(_: Context, items: Items, places: Items | None = None) -> Items:
    value = number(items, "round()")
    digits = integer(places, "round()") if places else 0
    if value is None:
        return []
    if digits is None or not 0 <= digits <= MAX_DIGITS:
        raise FhirPathError("fhirpath.round", most=MAX_DIGITS)
    return _rounded(value, digits)


def _rounded(value: int | Decimal, digits: int) -> Items:
    try:
        found = Decimal(value).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP, WIDE)
    except DecimalException:
        return []
    # There is no negative zero.
    return [found or abs(found)]


@function("exp")
def exponential(_: Context, items: Items) -> Items:
    value = number(items, "exp()")
    return [] if value is None else _computed(lambda: WIDE.exp(Decimal(value)))


@function("ln")
def natural_logarithm(_: Context, items: Items) -> Items:
    value = number(items, "ln()")
    return [] if value is None or value <= 0 else _computed(lambda: WIDE.ln(Decimal(value)))


@function("log", 1)
def logarithm(_: Context, items: Items, base: Items) -> Items:
    value, root = number(items, "log()"), number(base, "log()")
    if value is None or root is None or value <= 0 or root <= 0 or root == 1:
        return []
    return _computed(lambda: WIDE.divide(WIDE.ln(Decimal(value)), WIDE.ln(Decimal(root))))


@function("power", 1)
def power(_: Context, items: Items, exponent: Items) -> Items:
    value, raised = number(items, "power()"), number(exponent, "power()")
    if value is None or raised is None or not -MAX_POWER <= raised <= MAX_POWER:
        return []
    if not raised:
        return [1 if isinstance(value, int) and isinstance(raised, int) else Decimal(1)]
    found = _computed(lambda: WIDE.power(Decimal(value), Decimal(raised)))
    both = isinstance(value, int) and isinstance(raised, int) and raised >= 0
    return [int(each) for each in found] if both else found


@function("sqrt")
def square_root(_: Context, items: Items) -> Items:
    value = number(items, "sqrt()")
    return [] if value is None or value < 0 else _computed(lambda: WIDE.sqrt(Decimal(value)))


@function("lowBoundary", 0, 1)
def low_boundary(_: Context, items: Items, precision: Items | None = None) -> Items:
    return _boundary(items, precision, "lowBoundary()", low=True)


@function("highBoundary", 0, 1)
def high_boundary(_: Context, items: Items, precision: Items | None = None) -> Items:
    return _boundary(items, precision, "highBoundary()", low=False)


def _boundary(items: Items, precision: Items | None, what: str, *, low: bool) -> Items:
    value = one(items, what)
    digits = integer(precision, what) if precision is not None else None
    if value is None or (precision is not None and digits is None):
        return []
    return maybe(boundary(value, digits, low=low))


@function("precision")
def precision(_: Context, items: Items) -> Items:
    value = one(items, "precision()")
    return [] if value is None else maybe(precision_of(value))


@function("comparable", 1)
def are_comparable(_: Context, items: Items, other: Items) -> Items:
    left, right = one(items, "comparable()"), one(other, "comparable()")
    if left is None or right is None:
        return []
    return [isinstance(left, Quantity) and isinstance(right, Quantity) and comparable(left, right)]

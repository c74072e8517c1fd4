"""The least and greatest value that a value of limited precision may stand for.

https://build.fhir.org/ig/HL7/FHIRPath/#lowboundaryprecision-integer-decimal--date--datetime--time
"""

from calendar import monthrange
from decimal import ROUND_DOWN, ROUND_HALF_UP, Context, Decimal, DecimalException

from pk_fhir.fhirpath.node import Item
from pk_fhir.fhirpath.quantity import Quantity
from pk_fhir.fhirpath.temporal import DATE_PARTS, Temporal

# As many as HL7's own engine gives; a decimal of FHIR has 18 digits in all.
MAX_DECIMALS = 16
DEFAULT_DECIMALS = 8
# Digits of a precision → parts of a value, for dates and for times of day.
DATE_DIGITS = {4: 1, 6: 2, 8: 3, 10: 4, 12: 5, 14: 6, 17: 7}
TIME_DIGITS = {2: 1, 4: 2, 6: 3, 9: 4}
DEFAULT_DIGITS = {"Date": 8, "DateTime": 17, "Time": 9}
WIDE = Context(prec=120)
# The zones that the day reaches first and last.
EARLIEST, LATEST = 14 * 60, -12 * 60


def boundary(value: Item, precision: int | None, *, low: bool) -> Item | None:
    """The boundary at `precision` (decimals, or digits of a date); None where there is none."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | Decimal):
        return _of_number(Decimal(value), precision, low=low)
    if isinstance(value, Quantity):
        number = _of_number(value.value, precision, low=low)
        return None if number is None else Quantity(number, value.unit, calendar=value.calendar)
    return _of_moment(value, precision, low=low) if isinstance(value, Temporal) else None


def precision_of(value: Item) -> int | None:
    """Decimals of a number, digits of a date or time; None for other values."""
    if isinstance(value, Temporal):
        clock = value.kind == "Time"
        digits = 2 * len(value.parts) + (0 if clock else 2)
        seconds = value.parts[-1]
        fraction = isinstance(seconds, Decimal) and seconds.as_tuple().exponent != 0
        return digits + 3 if fraction else digits
    if isinstance(value, Quantity):
        value = value.value
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return None
    exponent = Decimal(value).as_tuple().exponent
    return max(-exponent, 0) if isinstance(exponent, int) else None


def _of_number(value: Decimal, precision: int | None, *, low: bool) -> Decimal | None:
    places = DEFAULT_DECIMALS if precision is None else precision
    exponent = value.as_tuple().exponent
    if not 0 <= places <= MAX_DECIMALS or not isinstance(exponent, int):
        return None
    half = Decimal(5).scaleb(min(exponent, 0) - 1)
    edge = WIDE.subtract(value, half) if low else WIDE.add(value, half)
    # Toward the value itself a digit is cut off, away from it the edge is rounded.
    outward = low == (edge < 0)
    try:
        return edge.quantize(
            Decimal(1).scaleb(-places), ROUND_HALF_UP if outward else ROUND_DOWN, WIDE
        )
    except DecimalException:
        return None


def _of_moment(value: Temporal, precision: int | None, *, low: bool) -> Temporal | None:
    table = TIME_DIGITS if value.kind == "Time" else DATE_DIGITS
    wanted = table.get(DEFAULT_DIGITS[value.kind] if precision is None else precision)
    if wanted is None:
        return None
    full = _filled(value, low=low)
    last = len(full)
    if wanted <= last:
        parts = full[:wanted]
        if wanted == last:
            parts = (*parts[:-1], Decimal(int(parts[-1])))
    else:
        parts = full
    if value.kind == "Time":
        return Temporal("Time", parts)
    if len(parts) <= DATE_PARTS:
        return Temporal(value.kind, parts)
    offset = value.offset
    if offset is None:
        offset = EARLIEST if low else LATEST
    return Temporal("DateTime", parts, offset)


def _filled(value: Temporal, *, low: bool) -> "tuple[int | Decimal, ...]":
    """All parts down to the millisecond: those stated, and the least or greatest for the others."""
    parts = list(value.parts)
    if value.kind != "Time":
        if len(parts) == 1:
            parts.append(1 if low else 12)
        if len(parts) == DATE_PARTS - 1:
            parts.append(1 if low else monthrange(int(parts[0]), int(parts[1]))[1])
    clock = len(parts) if value.kind == "Time" else len(parts) - DATE_PARTS
    parts += ((0, 0) if low else (23, 59))[clock:]
    if clock <= 2:  # noqa: PLR2004 - hour and minute stand, the second does not
        parts.append(Decimal("0.000") if low else Decimal("59.999"))
        return tuple(parts)
    seconds = Decimal(parts[-1])
    if seconds.as_tuple().exponent == 0 and not low:
        seconds += Decimal("0.999")
    parts[-1] = seconds.quantize(Decimal("0.001"), ROUND_DOWN)
    return tuple(parts)

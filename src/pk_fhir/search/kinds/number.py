"""Numbers, and the position of a place. https://hl7.org/fhir/R4/search.html#number"""

import math
import re
from decimal import Decimal

from pk_fhir.search.escapes import unescaped
from pk_fhir.search.kinds.asked import Modified, Modifiers
from pk_fhir.search.kinds.setting import Numbers, Setting
from pk_fhir.search.parameters import Parameter
from pk_fhir.search.prefixes import prefixed
from pk_fhir.search.query import Test
from pk_fhir.search.reading import Context, Unreadable
from pk_fhir.search.rows import Json, Rows
from pk_fhir.search.walks import Emit

_NUMBER = re.compile(r"[+-]?(\d{1,40}(\.\d{0,40})?|\.\d{1,40})([eE][+-]?\d{1,3})?\Z", re.ASCII)
INFINITE = 1e300  # stands for an open end of a range; both databases order it as a number
NUMBERS = frozenset({"integer", "decimal", "positiveInt", "unsignedInt"})


def as_float(value: Json) -> float | None:
    """The number, None for what is none or is beyond what is kept."""
    if value is None or isinstance(value, bool | str):
        return None
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return number if -INFINITE < number < INFINITE else None


def emitter(numbers: Numbers, type_name: str, _setting: Setting) -> Emit | None:
    """The row of a number; None for other FHIR types."""
    own = numbers.own

    def emit(value: Json, rows: Rows, group: int) -> None:
        number = as_float(value)
        if number is not None:
            rows.number.append((own, group, number, number))

    return emit if type_name in NUMBERS else None


def position(latitude: int, longitude: int) -> Emit:
    """Latitude and longitude of a Location.position, as numbers of one group."""

    def emit(value: Json, rows: Rows, group: int) -> None:
        if type(value) is dict:
            north, east = as_float(value.get("latitude")), as_float(value.get("longitude"))
            if north is not None and east is not None:
                rows.number.append((latitude, group, north, north))
                rows.number.append((longitude, group, east, east))

    return emit


def interval(prefix: str, text: str) -> tuple[float, float] | None:
    """What a number with a prefix is compared with; None where `text` is no number.

    For ``eq`` and ``ne`` all that rounds to it: 100 means 99.5 up to but not including 100.5, 100.00
    less, and 1e2 from 95 up to 105. For ``ap`` a tenth to both sides. For the others the number itself,
    twice.
    """
    if not _NUMBER.match(text):
        return None
    try:
        number = Decimal(text)
        exponent = int(number.as_tuple().exponent)
        # The specification's own example of 1e2 stands; more digits are as they are written.
        half = Decimal(5).scaleb(exponent - 2 if exponent > 0 else exponent - 1)
        value, slack = float(number), float(half)
    except (ArithmeticError, ValueError):
        return None
    if not -INFINITE < value < INFINITE:
        return None
    if prefix == "ap":
        slack = max(abs(value) / 10, slack)
    elif prefix not in ("eq", "ne"):
        slack = 0.0
    return value - slack, value + slack


def open_end(prefix: str, low: float, high: float) -> tuple[float, float]:
    """The interval without its end, for the prefixes that ask what is within it."""
    if prefix in ("eq", "ne") and low < high:
        return low, math.nextafter(high, -math.inf)
    return low, high


def _read(_parameter: Parameter, text: str, name: str, _context: Context) -> list[Test]:
    prefix, rest = prefixed(unescaped(text))
    found = interval(prefix, rest)
    if found is None:
        raise Unreadable("search.bad-number", name=name)
    return [Test(prefix, open_end(prefix, *found))]


# Forms: the prefixes; values are the interval.
MODIFIERS: Modifiers = {"": Modified("number", _read)}

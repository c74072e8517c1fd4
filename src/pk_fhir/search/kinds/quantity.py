"""Quantities, as they stand and in UCUM's base units. https://hl7.org/fhir/R4/search.html#quantity"""

from collections.abc import Callable

from pk_fhir.search import units
from pk_fhir.search.escapes import split, unescaped
from pk_fhir.search.kinds.asked import Modified, Modifiers
from pk_fhir.search.kinds.number import INFINITE, as_float, interval, open_end
from pk_fhir.search.kinds.setting import Numbers, Setting, text_of
from pk_fhir.search.parameters import Parameter
from pk_fhir.search.prefixes import prefixed
from pk_fhir.search.query import Test
from pk_fhir.search.reading import Context, Unreadable
from pk_fhir.search.rows import Json, Rows
from pk_fhir.search.strings import clipped
from pk_fhir.search.walks import Emit

QUANTITIES = frozenset(
    {"Quantity", "SimpleQuantity", "Age", "Count", "Distance", "Duration", "MoneyQuantity"}
)
CURRENCY = "urn:iso:std:iso:4217"


def emitter(numbers: Numbers, type_name: str, _setting: Setting) -> Emit | None:
    """The row of a value of this FHIR type; None where it is no quantity."""
    maker = _quantity if type_name in QUANTITIES else _MAKERS.get(type_name)
    return maker(numbers.own) if maker else None


def _quantity(own: int) -> Emit:
    def emit(value: Json, rows: Rows, group: int) -> None:
        number = as_float(value.get("value")) if type(value) is dict else None
        if number is not None:
            low, high = _compared(number, value.get("comparator"))
            rows.quantity.append((own, group, *_unit(value), low, high, *_base(value, low, high)))

    return emit


def _money(own: int) -> Emit:
    def emit(value: Json, rows: Rows, group: int) -> None:
        number = as_float(value.get("value")) if type(value) is dict else None
        if number is not None:
            unit = (CURRENCY, text_of(value.get("currency")), "")
            rows.quantity.append((own, group, *unit, number, number, None, None, None))

    return emit


def _range(own: int) -> Emit:
    def emit(value: Json, rows: Rows, group: int) -> None:
        if type(value) is not dict:
            return
        low, high = _limit(value, "low"), _limit(value, "high")
        named = low[0] or high[0]
        if named:
            least = -INFINITE if low[1] is None else low[1]
            most = INFINITE if high[1] is None else high[1]
            rows.quantity.append(
                (own, group, *_unit(named), least, most, *_base(named, least, most))
            )

    return emit


def _limit(value: dict[str, Json], name: str) -> tuple[dict[str, Json], float | None]:
    inner = value.get(name)
    return (inner, as_float(inner.get("value"))) if type(inner) is dict else ({}, None)


def _compared(number: float, comparator: Json) -> tuple[float, float]:
    """A value that is only known to be below or above the number reaches all the way."""
    if comparator in ("<", "<="):
        return -INFINITE, number
    if comparator in (">", ">="):
        return number, INFINITE
    return number, number


def _unit(value: dict[str, Json]) -> tuple[str, str, str]:
    return text_of(value.get("system")), text_of(value.get("code")), text_of(value.get("unit"))


def _base(
    value: dict[str, Json], low: float, high: float
) -> tuple[str | None, float | None, float | None]:
    code = value.get("code")
    if value.get("system") != units.UCUM or type(code) is not str:
        return None, None, None
    least, most = in_base(low, code), in_base(high, code)
    if least is None or most is None:
        return None, None, None
    return least[0], least[1], most[1]


def in_base(value: float, code: str) -> tuple[str, float] | None:
    """Base unit and value; an open end stays open."""
    found = units.canonical(0.0 if abs(value) >= INFINITE else value, code)
    return (found[0], value) if found and abs(value) >= INFINITE else found


_MAKERS: dict[str, Callable[[int], Emit]] = {"Money": _money, "Range": _range}


def _read(_parameter: Parameter, text: str, name: str, _context: Context) -> list[Test]:
    parts = [unescaped(part).strip() for part in split(text, "|")]
    prefix, number = prefixed(parts[0])
    found = interval(prefix, number)
    if found is None or len(parts) not in (1, 3):
        raise Unreadable("search.bad-quantity", name=name)
    plain = open_end(prefix, *found)
    if len(parts) == 1:
        return [Test(prefix, plain)]
    system, code = clipped(parts[1]), clipped(parts[2])
    if not code:
        return [Test(f"{prefix}|system", (*plain, system)) if system else Test(prefix, plain)]
    if not system:
        return [Test(f"{prefix}|unit", (*plain, code))]
    low, high = (in_base(each, code) if system == units.UCUM else None for each in found)
    if low is None or high is None:
        return [Test(f"{prefix}|code", (*plain, system, code))]
    return [Test(f"{prefix}|base", (*open_end(prefix, low[1], high[1]), low[0]))]


# Forms: a prefix (interval); with |system (and system), |unit (and a code or unit of any system),
# |code (and system and code), |base (interval in the base unit, and that unit).
MODIFIERS: Modifiers = {"": Modified("quantity", _read)}

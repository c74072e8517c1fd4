"""Numbers, and the position of a place. https://hl7.org/fhir/R4/search.html#number"""

from pk_fhir.search.kinds.setting import Numbers, Setting
from pk_fhir.search.rows import Json, Rows
from pk_fhir.search.walks import Emit

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

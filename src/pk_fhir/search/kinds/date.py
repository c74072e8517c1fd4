"""Dates, times, periods and timings as ranges. https://hl7.org/fhir/R4/search.html#date"""

import re
from collections.abc import Callable
from datetime import tzinfo

from pk_fhir.search import dates
from pk_fhir.search.escapes import unescaped
from pk_fhir.search.kinds.asked import Modified, Modifiers
from pk_fhir.search.kinds.setting import INSTANTS, Numbers, Setting
from pk_fhir.search.parameters import Parameter
from pk_fhir.search.prefixes import prefixed
from pk_fhir.search.query import Test
from pk_fhir.search.reading import Context, Unreadable
from pk_fhir.search.rows import Json, Rows
from pk_fhir.search.walks import Emit


def emitter(numbers: Numbers, type_name: str, setting: Setting) -> Emit | None:
    """The row of a value of this FHIR type; None where it is no time."""
    own, zone = numbers.own, setting.zone
    read = instant if type_name in INSTANTS else _READERS.get(type_name)
    if read is None:
        return None

    def emit(value: Json, rows: Rows, group: int) -> None:
        found = read(value, zone)
        if found is not None:
            lasting = 1 if found.high - found.low > dates.LONG else 0
            rows.date.append((own, group, found.low, found.high, lasting))

    return emit


def instant(value: Json, zone: tzinfo) -> dates.Range | None:
    """The range that a date, dateTime or instant covers, in microseconds; None where it is none."""
    return dates.parse(value, zone) if type(value) is str else None


def period(value: Json, zone: tzinfo) -> dates.Range | None:
    """The range of a Period; an end that is not stated is open."""
    if type(value) is not dict:
        return None
    start, end = instant(value.get("start"), zone), instant(value.get("end"), zone)
    if start is None and end is None:
        return None
    low = start.low if start else dates.EARLIEST
    # A period that ends before it begins is wrong, but a range of nothing would be found by nothing.
    return dates.Range(low, max(end.high if end else dates.LATEST, low + 1))


def timing(value: Json, zone: tzinfo) -> dates.Range | None:
    """The outer limits of a Timing: its events and its bounds."""
    if type(value) is not dict:
        return None
    events = value.get("event")
    found = [instant(each, zone) for each in events] if type(events) is list else []
    repeat = value.get("repeat")
    if type(repeat) is dict:
        found.append(period(repeat.get("boundsPeriod"), zone))
    known = [each for each in found if each is not None]
    if not known:
        return None
    return dates.Range(min(each.low for each in known), max(each.high for each in known))


_READERS: dict[str, Callable[[Json, tzinfo], dates.Range | None]] = {
    "Period": period,
    "Timing": timing,
}


def exact(text: str, name: str, context: Context) -> tuple[str, dates.Range, str]:
    """Prefix, range and the date as it is written. Raises Unreadable."""
    prefix, rest = prefixed(unescaped(text))
    # A plus sign that nobody escaped has become a space.
    written = rest.strip().replace(" ", "+")
    found = dates.parse(written, context.zone)
    if found is None:
        raise Unreadable("search.bad-date", name=name)
    if prefix == "ap":
        found = dates.approximate(found, context.now)
    return prefix, found, written


def read_moment(text: str, name: str, context: Context) -> list[Test]:
    """The test of a date as it is written, to the last digit of its fraction."""
    prefix, found, _ = exact(text, name, context)
    return [Test(prefix, tuple(found))]


def _read(_parameter: Parameter, text: str, name: str, context: Context) -> list[Test]:
    """The tests of a date. A fraction of zeros, which many libraries write of themselves, says no more than
    the second does: ``10:00:00.000`` is ``10:00:00`` where that is what is stored."""
    prefix, found, written = exact(text, name, context)
    forms = _TO_THE_SECOND.get(prefix) if _ZEROS.search(written) else None
    if forms is None:
        return [Test(prefix, tuple(found))]
    second = dates.Range(found.low, found.low + dates.MICRO)
    return [Test(form, tuple(second if whole else found)) for form, whole in forms]


_ZEROS = re.compile(r":\d\d\.0+(?:Z|[+-]|\Z)")
# For these prefixes: forms, and whether they are of the whole second or of the fraction as written.
_TO_THE_SECOND: dict[str, tuple[tuple[str, bool], ...]] = {
    "eq": (("eq", False), ("same", True)),
    "ne": (("ne", True), ("sa", False)),
    "gt": (("gt", True), ("sa", False)),
    "le": (("le", False), ("same", True)),
}

# Forms: the prefixes, and "same" (just this range); values are the range, from low up to but not including
# high.
MODIFIERS: Modifiers = {"": Modified("date", _read)}

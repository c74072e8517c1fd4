"""Primitive types: which JSON values they take (https://hl7.org/fhir/R4/datatypes.html#primitive).

`VALID[type]` answers in one cheap call whether a value is right; only where it is not does
`explain` find out why, with the message that tells the reader what to change.
"""

import binascii
import re
from calendar import monthrange
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from pk_fhir.fhir.json import dump

# Strings are no longer than 1 MB (https://hl7.org/fhir/R4/datatypes.html#string).
MOST_CHARACTERS = 1024 * 1024
LARGEST_INTEGER = 2**31 - 1

_YEAR = r"(?!0000)[0-9]{4}"
_TIME = r"([01][0-9]|2[0-3]):[0-5][0-9]:([0-5][0-9]|60)(\.[0-9]+)?"
_ZONE = r"(Z|[+-](0[0-9]|1[0-3]):[0-5][0-9]|[+-]14:00)"
# Days up to 28 exist in every month; for the others the calendar is asked.
_SURE_DAY = r"(0[1-9]|1[0-9]|2[0-8])"
_MONTH = r"(0[1-9]|1[0-2])"
_DATE = re.compile(rf"{_YEAR}(-{_MONTH}(-{_SURE_DAY})?)?")
_DATETIME = re.compile(rf"{_YEAR}(-{_MONTH}(-{_SURE_DAY}(T{_TIME}{_ZONE})?)?)?")
_INSTANT = re.compile(rf"{_YEAR}-{_MONTH}-{_SURE_DAY}T{_TIME}{_ZONE}")
_LATE_DAY = re.compile(rf"({_YEAR})-{_MONTH}-(29|30|31)(T{_TIME}{_ZONE})?")
_NO_ZONE = re.compile(rf"{_YEAR}-{_MONTH}-[0-9][0-9]T[0-9:.]+")
_CLOCK = re.compile(_TIME)
_CODE = re.compile(r"[^\s]+( [^\s]+)*")
_ID = re.compile(r"[A-Za-z0-9\-.]{1,64}")
_OID = re.compile(r"urn:oid:[0-2](\.(0|[1-9][0-9]*))+")
_UUID = re.compile(r"urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
# `oid:` and `uuid:` are no schemes: who writes them means `urn:oid:` and `urn:uuid:`.
_URI = re.compile(r"(?!(urn:)?(uuid|oid):)\S+")
# Of a URI with a scheme: an absolute one.
ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:\S+")
_CANONICAL = re.compile(r"(?!(urn:)?(uuid|oid):)[A-Za-z][A-Za-z0-9+.\-]*:\S+|#\S*")
_BASE64 = re.compile(r"[A-Za-z0-9+/=\s]*", re.ASCII)


# Systems, urls and codes come again and again: so many of each are kept that have been found right.
MOST_KEPT = 4096
LONGEST_KEPT = 200


class Problem(NamedTuple):
    """Why a value is wrong: an issue-type code, the key of a text, and its values."""

    code: str
    key: str
    values: Mapping[str, object]


def _boolean(value: Any) -> bool:
    return value is True or value is False


def _integer(value: Any) -> bool:
    return type(value) is int and -LARGEST_INTEGER - 1 <= value <= LARGEST_INTEGER


def _unsigned(value: Any) -> bool:
    return type(value) is int and 0 <= value <= LARGEST_INTEGER


def _positive(value: Any) -> bool:
    return type(value) is int and 1 <= value <= LARGEST_INTEGER


def _decimal(value: Any) -> bool:
    kind = type(value)
    return kind is int or kind is float or kind is Decimal


def _string(value: Any) -> bool:
    return type(value) is str and 0 < len(value) <= MOST_CHARACTERS


def _matching(pattern: re.Pattern[str]) -> Callable[[Any], bool]:
    fullmatch = pattern.fullmatch

    def check(value: Any) -> bool:
        return type(value) is str and fullmatch(value) is not None

    return check


# The strings of a type that have been found right, where they are kept.
RIGHT: dict[str, set[str]] = {type_: set() for type_ in ("code", "uri", "url", "canonical")}


def _remembered(type_: str, valid: Callable[[Any], bool]) -> Callable[[Any], bool]:
    """The same check, which knows the strings again that it has found right."""
    right = RIGHT[type_]

    def check(value: Any) -> bool:
        if type(value) is str and value in right:
            return True
        if not valid(value):
            return False
        if len(value) <= LONGEST_KEPT:
            if len(right) >= MOST_KEPT:
                right.clear()
            right.add(value)
        return True

    return check


def _dated(pattern: re.Pattern[str], *, time: bool, needs_time: bool) -> Callable[[Any], bool]:
    fullmatch = pattern.fullmatch

    def check(value: Any) -> bool:
        if type(value) is not str:
            return False
        return fullmatch(value) is not None or _late_day(value, time=time, needs_time=needs_time)

    return check


def _late_day(value: str, *, time: bool, needs_time: bool) -> bool:
    found = _LATE_DAY.fullmatch(value)
    if found is None:
        return False
    has_time = found[4] is not None
    if (has_time and not time) or (needs_time and not has_time):
        return False
    return int(value[8:10]) <= monthrange(int(value[:4]), int(value[5:7]))[1]


def _uri(value: Any) -> bool:
    if type(value) is not str:
        return False
    return _URI.fullmatch(value) is not None or _urn(value)


def _canonical(value: Any) -> bool:
    if type(value) is not str:
        return False
    return _CANONICAL.fullmatch(value) is not None or _urn(value.partition("|")[0])


def _urn(value: str) -> bool:
    if value.startswith("urn:uuid:"):
        return _UUID.fullmatch(value.partition("#")[0]) is not None
    return _OID.fullmatch(value) is not None


def _base64(value: Any) -> bool:
    if type(value) is not str or not value or _BASE64.fullmatch(value) is None:
        return False
    # R4's pattern allows blanks between groups of four characters, as line breaks are.
    groups = value.split()
    if any(len(each) % 4 for each in groups):
        return False
    try:
        binascii.a2b_base64("".join(groups), strict_mode=True)
    except binascii.Error:
        return False
    return True


VALID: dict[str, Callable[[Any], bool]] = {
    "boolean": _boolean,
    "integer": _integer,
    "unsignedInt": _unsigned,
    "positiveInt": _positive,
    "decimal": _decimal,
    "string": _string,
    "markdown": _string,
    "xhtml": _string,
    "code": _remembered("code", _matching(_CODE)),
    "id": _matching(_ID),
    "uri": _remembered("uri", _uri),
    "url": _remembered("url", _uri),
    "canonical": _remembered("canonical", _canonical),
    "oid": _matching(_OID),
    "uuid": _matching(_UUID),
    "date": _dated(_DATE, time=False, needs_time=False),
    "dateTime": _dated(_DATETIME, time=True, needs_time=False),
    "instant": _dated(_INSTANT, time=True, needs_time=True),
    "time": _matching(_CLOCK),
    "base64Binary": _base64,
}
NUMBERS = frozenset({"integer", "unsignedInt", "positiveInt", "decimal"})


def explain(type_: str, value: Any) -> Problem:
    """What is wrong with a value that `VALID[type_]` refused."""
    wanted = "boolean" if type_ == "boolean" else "number" if type_ in NUMBERS else "string"
    found = json_type(value)
    if found == "string" != wanted:
        return Problem(
            "invalid", f"primitive-no-{wanted}", {"type": type_, "value": clipped(value)}
        )
    if found != wanted:
        return Problem(
            "invalid", "primitive-json-type", {"type": type_, "wanted": wanted, "found": found}
        )
    if value == "":
        return Problem("invalid", "primitive-empty", {"type": type_})
    if type(value) is str and len(value) > MOST_CHARACTERS:
        return Problem("invalid", "primitive-too-long", {"length": len(value)})
    return _form(type_, value)


def _form(type_: str, value: Any) -> Problem:
    shown = {"type": type_, "value": clipped(value)}
    if type_ in ("dateTime", "instant") and _NO_ZONE.fullmatch(value):
        return Problem("invalid", "primitive-no-zone", shown)
    if type_ in ("date", "dateTime", "instant") and _LATE_DAY.fullmatch(value):
        day = value[:10]
        if not _late_day(day, time=False, needs_time=False):
            return Problem("invalid", "primitive-no-day", {"value": day})
    if type_ in ("uri", "url", "canonical"):
        if value.startswith(("urn:uuid:", "uuid:")):
            return Problem("invalid", "primitive-uuid", shown)
        if value.startswith(("urn:oid:", "oid:")):
            return Problem("invalid", "primitive-oid", shown)
    if type_ == "canonical" and not _URI.fullmatch(value):
        return Problem("invalid", "primitive-uri", shown)
    key = f"primitive-{type_}"
    return Problem("invalid", key if type_ in _OWN_TEXT else "primitive-form", shown)


_OWN_TEXT = frozenset({
    "base64Binary",
    "canonical",
    "code",
    "date",
    "dateTime",
    "id",
    "instant",
    "integer",
    "positiveInt",
    "time",
    "unsignedInt",
    "uri",
    "uuid",
    "oid",
})  # fmt: skip


def json_type(value: Any) -> str:
    """What JSON calls a value."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, str):
        return "string"
    if isinstance(value, int | float | Decimal):
        return "number"
    return "array" if isinstance(value, list) else "object"


def clipped(value: Any, most: int = 80) -> str:
    """A value as shown in a message: as JSON has it, a text without quotes; never more than helps."""
    shown = value if isinstance(value, str) else dump(value).decode()
    return shown if len(shown) <= most else shown[: most - 1] + "…"

"""Parameters that no definition's expression explains: ids, times of change, lists, places.

https://hl7.org/fhir/R4/search.html#all, #lastUpdated, #list; https://hl7.org/fhir/R4/location.html#search
"""

import re
from collections.abc import Callable

from pk_fhir.search.escapes import split, unescaped
from pk_fhir.search.keys import key
from pk_fhir.search.kinds.date import read_moment
from pk_fhir.search.parameters import Parameter
from pk_fhir.search.query import Content, Criterion, Ids, InList, Near, Test, Updated
from pk_fhir.search.reading import Context, Unreadable, is_true, values
from pk_fhir.search.words import words

_ID = re.compile(r"[A-Za-z0-9.\-]{1,64}\Z")
_DEGREES = re.compile(r"[+-]?\d{1,3}(\.\d{1,20})?\Z", re.ASCII)
_DISTANCE = re.compile(r"\d{1,9}(\.\d{1,20})?\Z", re.ASCII)
KILOMETRES = {"": 1.0, "km": 1.0, "m": 0.001, "[mi_us]": 1.609347, "[mi_i]": 1.609344}
NEARBY = 10.0  # kilometres, where nobody says how near

Types = tuple[str, ...]
Reader = Callable[[Types, str, str, Context], Criterion]


def _no_modifier(modifier: str, kind: str, code: str, allowed: tuple[str, ...] = ()) -> None:
    if modifier and modifier not in allowed:
        raise Unreadable(
            "search.unknown-modifier",
            "not-supported",
            modifier=modifier,
            kind=kind,
            code=code,
            suggestion="",
        )


def _always_there(value: str, name: str) -> Criterion:
    """Every resource has it, so that ``:missing=true`` finds none, and ``false`` leaves all."""
    return Ids((), negated=not is_true(value, f"{name}:missing"))


def _id(_types: Types, modifier: str, value: str, _context: Context) -> Criterion:
    """Ids; what cannot be an id is not an error, it is just nobody's."""
    if modifier == "missing":
        return _always_there(value, "_id")
    _no_modifier(modifier, "token", "_id", ("not",))
    texts = (unescaped(part).strip() for part in values(value, "_id"))
    return Ids(
        tuple(dict.fromkeys(text for text in texts if _ID.match(text))), negated=modifier == "not"
    )


def _updated(_types: Types, modifier: str, value: str, context: Context) -> Criterion:
    if modifier == "missing":
        return _always_there(value, "_lastUpdated")
    _no_modifier(modifier, "date", "_lastUpdated")
    tests: list[Test] = []
    for text in values(value, "_lastUpdated"):
        tests += read_moment(text, "_lastUpdated", context)
    return Updated(tuple(dict.fromkeys(tests)))


def _list(_types: Types, modifier: str, value: str, _context: Context) -> Criterion:
    _no_modifier(modifier, "reference", "_list")
    ids = tuple(dict.fromkeys(unescaped(part).strip() for part in values(value, "_list")))
    if not all(_ID.match(each) for each in ids):
        functional = next((each for each in ids if each.startswith("$")), None)
        if functional is not None:
            # https://hl7.org/fhir/R4/lifecycle.html#current: nobody keeps such a list here.
            raise Unreadable("search.functional-list", "not-supported", name=functional[:40])
        raise Unreadable("search.bad-reference", name="_list")
    return InList(key("List", "item"), ids)


def _text(_types: Types, modifier: str, value: str, _context: Context) -> Criterion:
    _no_modifier(modifier, "special", "_text")
    return Content(words(value, "_text"), narrative=True)


def _content(_types: Types, modifier: str, value: str, _context: Context) -> Criterion:
    _no_modifier(modifier, "special", "_content")
    return Content(words(value, "_content"), narrative=False)


READERS: dict[str, Reader] = {
    "_id": _id,
    "_lastUpdated": _updated,
    "_list": _list,
    "_text": _text,
    "_content": _content,
}


def _degrees(text: str, most: int) -> bool:
    return _DEGREES.match(text) is not None and abs(float(text)) <= most


def near(parameter: Parameter, modifier: str, value: str, name: str) -> Near:
    """``latitude|longitude|distance|unit``. Raises Unreadable."""
    _no_modifier(modifier, "special", parameter.code)
    parts = [unescaped(part).strip() for part in split(value, "|")]
    parts += [""] * (4 - len(parts))
    latitude, longitude, distance, unit = parts[:4]
    if (
        len(parts) > 4  # noqa: PLR2004 - the four of the specification
        or not _degrees(latitude, 90)
        or not _degrees(longitude, 180)
        or not (distance == "" or _DISTANCE.match(distance))
        or unit not in KILOMETRES
    ):
        raise Unreadable("search.bad-near", name=name)
    return Near(
        parameter.key("$0"),
        parameter.key("$1"),
        float(latitude),
        float(longitude),
        float(distance) * KILOMETRES[unit] if distance else NEARBY,
    )

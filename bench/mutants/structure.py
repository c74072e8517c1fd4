"""Changes of JSON form, cardinality and primitives (https://hl7.org/fhir/R4/json.html, datatypes.html)."""

from collections.abc import Iterator
from typing import Any

from bench.mutants.change import GONE, Change, drop, put
from bench.mutants.spots import Json, Spot, types

TEXTS = frozenset(
    [
        "string",
        "code",
        "id",
        "uri",
        "url",
        "canonical",
        "oid",
        "uuid",
        "markdown",
        "date",
        "dateTime",
        "instant",
        "time",
        "base64Binary",
        "xhtml",
    ]
)
NUMBERS = frozenset(["integer", "positiveInt", "unsignedInt", "decimal"])
# Wrong forms of each type, by the regular expressions and texts of the datatypes page.
WRONG: dict[str, tuple[Any, ...]] = {
    "date": ("2020-13-01", "2020-02-30", "20200101", "2020-1-1", "2020-01-01T10:00:00Z", "igår"),
    "dateTime": (
        "2020-02-30",
        "2020-01-01T10:00:00",
        "2020-01-01T25:00:00Z",
        "2020-01-01T10:00Z",
        "2020-01-01 10:00:00Z",
        "2020-01-01T10:00:00+1500",
    ),
    "instant": ("2020-01-01", "2020-01-01T10:00:00", "2020-02-30T10:00:00Z", "nu"),
    "time": ("25:00:00", "10:00", "10:00:00Z", "1:2:3"),
    "id": ("a b", "å", "x" * 65, "a/b", "a_b"),
    "oid": ("1.2.3", "urn:oid:3.1", "urn:oid:1.02"),
    "uuid": ("urn:uuid:x", "9d2fa2a0-1b0f-4c0e-8f4f-1d2c0e3a4b5c"),
    "code": (" x", "x ", "x  y", "\tx"),
    "uri": ("http://a b", "a b"),
    "url": ("http://a b",),
    "canonical": ("http://a b",),
    "base64Binary": ("*", "a", "åäö="),
    "boolean": (1, "ja", 0),
    "integer": (1.5, 2**31, "x"),
    "unsignedInt": (-1, 1.5, 2**31),
    "positiveInt": (-1, 0, 2**31),
    "decimal": ("x", True),
}
# HL7's validator takes whitespace for a text or a URI, and says what is wrong with it elsewhere.
SPACED = frozenset(("string", "markdown", "uri", "url", "canonical"))


def of_structure(resource: dict[str, Any], spots: list[Spot]) -> Iterator[Change]:
    kind = str(resource["resourceType"])
    yield from _of_object((), kind, kind, resource)
    for spot in spots:
        yield from _of_json(spot)
        if isinstance(spot.value, dict):
            yield from _of_object(spot.way, spot.place, spot.type, spot.value)
        else:
            yield from _of_primitive(spot)


def _of_json(spot: Spot) -> Iterator[Change]:
    place, child = spot.place, spot.child
    plain = place.removesuffix(f"[{spot.way[-1]}]")
    yield put("null", spot.way, None, place)
    if isinstance(spot.way[-1], int):
        yield put("list unwrapped", spot.owner, spot.value, plain)
        yield put("empty array", spot.owner, [], plain)
        yield put("list in a list", spot.way, [spot.value], place)
    elif child is not None and not child.many:
        yield put("wrapped in a list", spot.way, [spot.value], place)
        yield put("two where one may be", spot.way, [spot.value, spot.value], place)
    if isinstance(spot.value, dict):
        yield put("text for an object", spot.way, "x", place)
        yield put("empty object", spot.way, {}, place)
    elif spot.type in TEXTS:
        yield put("number for a text", spot.way, 12, place)
        yield put("object for a text", spot.way, {"value": spot.value}, place)
        yield put("empty string", spot.way, "", place)
        if spot.type not in SPACED:
            yield put("only whitespace", spot.way, "  ", place)
        else:
            yield Change("any: only whitespace", ((spot.way, "  "),))
    elif spot.type == "boolean":
        yield put("text for a boolean", spot.way, str(spot.value).lower(), place)
    elif spot.type in NUMBERS:
        yield put("text for a number", spot.way, str(spot.value), place)


def _of_object(way: Json, place: str, kind: str, value: dict[str, Any]) -> Iterator[Change]:
    yield put("unknown element", (*way, "foo"), "bar", place, f"{place}.foo")
    yield put(
        "unknown companion", (*way, "_foo"), {"id": "x"}, place, f"{place}.foo", f"{place}._foo"
    )
    children = types().children(kind)
    for key, inner in value.items():
        child = children.get(key)
        if child is None:
            continue
        if child.element.get("min", 0) > 0:
            yield drop("required element away", (*way, key), place)
        yield Change(
            "misspelt",
            (((*way, key), GONE), ((*way, f"{key}x"), inner)),
            (place, f"{place}.{key}x"),
        )
        if child.choice:
            yield from _second_choice(way, place, child.element, key, children)


def _second_choice(
    way: Json, place: str, element: dict[str, Any], key: str, children: dict[str, Any]
) -> Iterator[Change]:
    plain = str(element["path"]).rpartition(".")[2].removesuffix("[x]")
    for other, value in (
        (f"{plain}String", "x"),
        (f"{plain}Boolean", True),
        (f"{plain}DateTime", "2020"),
    ):
        if other in children and other != key:
            yield put("a second choice", (*way, other), value, place, f"{place}.{plain}")
    if f"{plain}Ratio" not in children:
        yield put("a choice that is none", (*way, f"{plain}Ratio"), {"numerator": {"value": 1}}, place, f"{place}.{plain}Ratio")  # fmt: skip


def _of_primitive(spot: Spot) -> Iterator[Change]:
    kind = spot.type
    if spot.child is not None and spot.child.element["path"].endswith(".id") and len(spot.way) > 1:
        kind = (
            "id"
            if spot.parent[0].isupper() and "." not in spot.parent and _is_resource(spot)
            else ""
        )
    for wrong in WRONG.get(kind, ()):
        yield put(f"wrong {kind}", spot.way, wrong, spot.place)


def _is_resource(spot: Spot) -> bool:
    return any(step in ("contained", "resource") for step in spot.way[-3:-1])

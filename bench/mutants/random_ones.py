"""Changes anywhere, without a look at definitions: whether they are wrong, only the oracle knows."""

import copy
import random
from collections.abc import Callable, Iterator
from typing import Any

from bench.mutants.change import GONE, Change
from bench.mutants.spots import Json, Way

DATES = ("2020", "2020-06", "2999-01-01", "2020-01-01T10:00:00+01:00", "0000-01-01", "2020-01-01T24:00:00Z", "2020-01-01T10:00:60Z")  # fmt: skip
REFERENCES = (
    "Medication/1",
    "Patient/1",
    "#nope",
    "#",
    "Practitioner/a b",
    "http://x.se/fhir/Location/2",
    "urn:uuid:x",
    "urn:oid:1.2",
    "Patient?identifier=x|1",
    "Patient",
    "nope/1",
    "Patient/1/_history/2",
)
URIS = ("a b", "urn:oid:1.x", "urn:uuid:ABC", "foo", "http://", "urn:x", "HTTP://hl7.org/x", "http://example.org/x|1")  # fmt: skip
TEXTS = (" x", "x\ny", "x" * 70, "<b>x</b>", "-", "0", "é", "x\u00a0", "\u200b")
NUMBERS = (0, -1, 1.0, 1e10, 10**12, 0.1)
EACH = 3


def of_chance(resource: dict[str, Any], chance: random.Random) -> Iterator[Change]:
    ways = list(_ways(resource, ()))
    for name, make in TABLE.items():
        fitting = [(way, value) for way, value in ways if make(way, value)]
        for way, value in chance.sample(fitting, min(EACH, len(fitting))):
            made = make(way, value)
            other = chance.choice(made)
            yield Change(f"any: {name}", ((way, other),))
    lists = [(way, value) for way, value in ways if isinstance(value, list) and value]
    for way, value in chance.sample(lists, min(EACH, len(lists))):
        yield Change("any: twice", (((*way, len(value)), copy.deepcopy(value[0])),))


def _ways(value: Json, way: Way) -> Iterator[tuple[Way, Any]]:
    for key, below in value.items() if isinstance(value, dict) else enumerate(value):
        if key != "resourceType":
            yield (*way, key), below
        if isinstance(below, dict | list):
            yield from _ways(below, (*way, key))


Maker = Callable[[Way, Any], list[Any] | tuple[Any, ...]]


def _extended(_way: Way, value: Json) -> list[Any]:
    if not isinstance(value, dict):
        return []
    known = {
        "url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason",
        "valueCode": "unknown",
    }
    wrong = {
        "url": "http://hl7.org/fhir/StructureDefinition/patient-birthPlace",
        "valueAddress": {"city": "Umeå"},
    }
    return [
        {**value, "extension": [known]},
        {**value, "extension": [wrong]},
        {**value, "extension": [known | {"valueCode": "nope"}]},
        {**value, "extension": [{"url": known["url"], "valueString": "x"}]},
        {**value, "extension": [{"url": "http://x.se/y", "valueString": "x"}]},
        {**value, "modifierExtension": [{"url": "http://example.org/y", "valueString": "x"}]},
        {**value, "id": "a b"},
    ]


TABLE: dict[str, Maker] = {
    "away": lambda _w, _v: [GONE],
    "date": lambda _w, v: DATES if isinstance(v, str) and v[:4].isdigit() and len(v) > 3 else [],  # noqa: PLR2004
    "reference": lambda w, _v: REFERENCES if w[-1] == "reference" else [],
    "uri": lambda _w, v: URIS if isinstance(v, str) and "://" in v else [],
    "text": lambda _w, v: TEXTS if isinstance(v, str) else [],
    "number": lambda _w, v: NUMBERS if isinstance(v, int | float) and not isinstance(v, bool) else [],
    "other boolean": lambda _w, v: [not v] if isinstance(v, bool) else [],
    "extended": _extended,
}  # fmt: skip

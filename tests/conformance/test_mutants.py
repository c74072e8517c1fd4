"""Every single mistake in the example resources is caught, at its place.

The mistakes are made from the definitions: whatever may go wrong with an element of its kind does, once.
"""

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pk_fhir.validation import Validator
from pk_fhir.validation.place import At, Slot, expression
from pk_fhir.validation.primitives import VALID

ROOT = Path(__file__).resolve().parents[2] / "examples"
VALIDATOR = Validator.for_r4()
PROGRAM = VALIDATOR._program
Element = tuple[list[Any], Slot, Any, str]  # keys on the way, the element, its value, its location


def _resources() -> dict[str, dict[str, Any]]:
    """One example of each resource type: the first that is valid by R4 alone."""
    found: dict[str, dict[str, Any]] = {}
    for file in sorted(ROOT.rglob("*.json")):
        content = json.loads(file.read_text(encoding="utf-8"))
        entries = content.get("entry", []) if isinstance(content, dict) else []
        listed = [each.get("resource", {}) for each in entries if isinstance(each, dict)]
        for resource in [*listed, content]:
            name = resource.get("resourceType") if isinstance(resource, dict) else None
            if name and name not in found and name != "Bundle" and not _errors(resource):
                found[name] = resource
    return found


def _errors(resource: dict[str, Any]) -> list[str]:
    issues = VALIDATOR.validate(resource)
    return [each.expression for each in issues if each.severity in ("error", "fatal")]


def _elements(owner: dict[str, Any], name: str, way: list[Any], at: At) -> Iterator[Element]:
    shape = PROGRAM.shape(name)
    for key, value in owner.items():
        slot = shape.slots.get(key)
        if slot is None or slot.type in ("Resource", "Narrative"):
            continue
        listed = value if isinstance(value, list) else [value]
        for index, each in enumerate(listed):
            steps = [*way, key, index] if isinstance(value, list) else [*way, key]
            place = (at, slot, index if isinstance(value, list) else None)
            yield steps, slot, each, expression(place)
            if isinstance(each, dict):
                yield from _elements(each, slot.type, steps, place)


def _put(resource: dict[str, Any], way: list[Any], value: Any) -> dict[str, Any]:
    changed = copy.deepcopy(resource)
    owner: Any = changed
    for step in way[:-1]:
        owner = owner[step]
    owner[way[-1]] = value
    return changed


def _wrong(slot: Slot, value: Any) -> Iterator[tuple[str, Any]]:
    """What an element of this kind may wrongly be."""
    if isinstance(value, dict):
        yield "a text for an object", "x"
        yield "an empty object", {}
        yield "an unknown element", {**value, "thisIsUnknown": 1}
    elif slot.type in VALID:
        yield "an object for a value", {"value": value}
        yield "null", None
        if isinstance(value, str):
            yield "an empty text", ""
            yield "a number", 1
    if slot.type in ("date", "dateTime", "instant"):
        yield "a day that does not exist", "2026-02-30" + str(value)[10:]
    if slot.type == "Reference" and "reference" in value:
        yield "a reference with a space", {**value, "reference": "Patient/a b"}


def _mistakes(resource: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any], str]]:
    name = resource["resourceType"]
    root: At = (None, Slot(name, name, name), None)
    for way, slot, value, where in _elements(resource, name, [], root):
        for what, wrong in _wrong(slot, value):
            yield f"{where}: {what}", _put(resource, way, wrong), where
    for key in PROGRAM.shape(name).must & resource.keys():
        without = {other: value for other, value in resource.items() if other != key}
        yield f"{name}.{key}: missing", without, name


RESOURCES = _resources()


@pytest.mark.parametrize("name", sorted(RESOURCES))
def test_every_single_mistake_is_caught_at_its_place(name: str) -> None:
    missed = []
    for what, changed, where in _mistakes(RESOURCES[name]):
        places = _errors(changed)
        # An array of one value that is wrong may be told as a whole.
        if not any(where == place or where.startswith(f"{place}[") for place in places):
            missed.append((what, places))
    assert missed == []

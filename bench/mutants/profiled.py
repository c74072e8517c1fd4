"""Changes against the profiles that a resource claims, and against the definitions of its extensions.

From the snapshots in a package (https://hl7.org/fhir/R4/profiling.html): pinned values, minimum and
maximum, slices, bindings, reference targets.
"""

import copy
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bench.mutants.change import GONE, Change, put
from bench.mutants.meaning import NOPE
from bench.mutants.spots import Json, Spot, Way

from pk_fhir.definitions import Definitions

Element = dict[str, Any]
PINS = ("fixed", "pattern")


@dataclass(frozen=True)
class Found:
    """Where elements stand under one parent: the way to the list or value, and the members of it."""

    parent: str
    place: str
    way: Way
    members: tuple[int, ...] | None

    def spots(self) -> Iterator[tuple[Way, str]]:
        if self.members is None:
            yield self.way, self.place
        for index in self.members or ():
            yield (*self.way, index), f"{self.place}[{index}]"


def of_profiles(
    resource: dict[str, Any], spots: list[Spot], definitions: Definitions
) -> Iterator[Change]:
    kind = str(resource["resourceType"])
    for url in resource.get("meta", {}).get("profile", ()):
        structure = definitions.get(url, "StructureDefinition")
        if structure is not None:
            yield from _Profile(structure, definitions, (), kind).changes(resource)
    for spot in spots:
        if spot.type == "Extension":
            structure = definitions.get(str(spot.value.get("url")), "StructureDefinition")
            if structure is not None:
                inner = _Profile(structure, definitions, spot.way, spot.place)
                yield from inner.changes(resource)
                yield from inner.values(spot)


class _Profile:
    def __init__(self, structure: Json, definitions: Definitions, way: Way, place: str) -> None:
        self.definitions = definitions
        self.way = way
        self.place = place
        listed: list[Element] = structure.get("snapshot", {}).get("element", [])
        self.elements = {str(each["id"]): each for each in listed}

    def changes(self, resource: dict[str, Any]) -> Iterator[Change]:
        for identity, element in self.elements.items():
            if "." not in identity or element["path"].endswith("[x]") or self._decides(identity):
                continue
            for found in self._find(resource, identity):
                yield from self._of_count(resource, identity, element, found)
                for way, place in found.spots():
                    yield from self._of_value(identity, element, way, place, resource)

    def values(self, spot: Spot) -> Iterator[Change]:
        """An extension's value of a type that its definition does not list."""
        value = self.elements.get("Extension.value[x]")
        key = next((name for name in spot.value if name.startswith("value")), None)
        if value is None or key is None:
            return
        allowed = {each["code"] for each in value.get("type", ())}
        for code, sample in (("boolean", True), ("date", "2020-01-01"), ("integer", 1)):
            if code not in allowed:
                name = f"value{code.capitalize()}"
                steps = (((*spot.way, key), GONE), ((*spot.way, name), sample))
                yield Change(
                    "profile: extension of a wrong type", steps, (spot.place, f"{spot.place}.value")
                )

    def _of_count(
        self, resource: Json, identity: str, element: Element, found: Found
    ) -> Iterator[Change]:
        what = "slice" if _last(identity)[1] else "element"
        parent = found.parent
        if element.get("min", 0) > 0:
            yield _without(f"profile: required {what} away", resource, found, parent)
        most = str(element.get("max", "*"))
        if found.members and most.isdigit() and int(most):
            members = _at(resource, found.way)
            more = [copy.deepcopy(members[found.members[0]])] * (int(most) + 1 - len(found.members))
            told = (
                parent,
                found.place,
                f"{found.place}[{len(members)}]",
                f"{found.place}[{found.members[-1]}]",
            )
            if more:
                yield put(
                    f"profile: more of a {what} than may be", found.way, [*members, *more], *told
                )

    def _of_value(
        self, identity: str, element: Element, way: Way, place: str, resource: Json
    ) -> Iterator[Change]:
        value = _at(resource, way)
        if not _last(identity)[1] and any(key.startswith(PINS) for key in element):
            for changed, below in _unpinned(value):
                told = (place, place + below, place.rpartition(".")[0])
                yield put("profile: pinned value changed", way, changed, *told)
        yield from self._of_target(element, way, place, value)

    def _of_target(self, element: Element, way: Way, place: str, value: Json) -> Iterator[Change]:
        profiles = [
            url for each in element.get("type", ()) for url in each.get("targetProfile", ())
        ]
        if not profiles or not isinstance(value, dict) or "reference" not in value:
            return
        allowed = {
            (self.definitions.get(url, "StructureDefinition") or {}).get("type") for url in profiles
        }
        for other in ("Patient", "Location", "Medication"):
            if other not in allowed and "Resource" not in allowed:
                yield put(
                    "profile: reference to a wrong type", way, {"reference": f"{other}/1"}, place
                )

    def _decides(self, identity: str) -> bool:
        """Whether it tells which slice a value is of: without it, the value is of no slice, which may be right."""
        if identity == "Extension.url":
            return True
        inside = ":" in identity.rpartition(".")[0]
        pinned = any(
            key.startswith(PINS)
            for other, element in self.elements.items()
            if other == identity or other.startswith(f"{identity}.")
            for key in element
        )
        return inside and pinned

    def _find(self, resource: dict[str, Any], identity: str) -> Iterator[Found]:
        """Where the elements of an id stand, one answer for each parent that has any."""
        owners: list[tuple[Way, str]] = [(self.way, self.place)]
        steps = identity.split(".")[1:]
        for number, step in enumerate(steps):
            found = [
                each
                for owner in owners
                if (each := self._below(resource, owner, step, identity, number)) is not None
            ]
            if number == len(steps) - 1:
                yield from found
            owners = [spot for each in found for spot in each.spots()]

    def _below(
        self, resource: Json, owner: tuple[Way, str], step: str, identity: str, number: int
    ) -> Found | None:
        way, place = owner
        name, _, part = step.partition(":")
        value = _at(resource, way)
        if not isinstance(value, dict) or name not in value:
            return None
        here = ".".join(identity.split(".")[: number + 2])
        inner = value[name]
        if not isinstance(inner, list):
            fits = not part or self._fits(here, inner)
            return Found(place, f"{place}.{name}", (*way, name), None) if fits else None
        members = tuple(i for i, each in enumerate(inner) if not part or self._fits(here, each))
        return Found(place, f"{place}.{name}", (*way, name), members) if members else None

    def _fits(self, slice_id: str, member: Json) -> bool:
        """Whether a member belongs to a slice, as the pinned values at and below it tell."""
        element = self.elements[slice_id]
        profiles = [url for each in element.get("type", ()) for url in each.get("profile", ())]
        if profiles and isinstance(member, dict) and "url" in member:
            return bool(member["url"] == profiles[0])
        pins = [
            (identity[len(slice_id) + 1 :], value)
            for identity, each in self.elements.items()
            if identity == slice_id or identity.startswith(f"{slice_id}.")
            for key, value in each.items()
            if key.startswith(PINS)
        ]
        return bool(pins) and all(_has(member, path, value) for path, value in pins)


def _last(identity: str) -> tuple[str, str]:
    name, _, part = identity.rpartition(".")[2].partition(":")
    return name, part


def _without(kind: str, resource: Json, found: Found, place: str) -> Change:
    whole = _at(resource, found.way)
    if found.members is None or len(found.members) == len(whole):
        return Change(kind, ((found.way, GONE),), (place,))
    left = [each for index, each in enumerate(whole) if index not in found.members]
    return put(kind, found.way, left, place, found.place)


def _unpinned(value: Json) -> Iterator[tuple[Any, str]]:
    if isinstance(value, str):
        yield value + "x", ""
    elif isinstance(value, bool):
        yield not value, ""
    elif isinstance(value, dict) and value.get("coding"):
        yield {"coding": [{**value["coding"][0], "code": NOPE}]}, ".coding"
    elif isinstance(value, dict) and value.get("code"):
        yield {**value, "code": NOPE}, ".code"


def _has(value: Json, path: str, pattern: Json) -> bool:
    if path:
        name, _, rest = path.partition(".")
        inner = value.get(name) if isinstance(value, dict) else None
        listed = inner if isinstance(inner, list) else [inner]
        return any(each is not None and _has(each, rest, pattern) for each in listed)
    if isinstance(pattern, dict):
        return isinstance(value, dict) and all(
            key in value and _has(value[key], "", inner) for key, inner in pattern.items()
        )
    if isinstance(pattern, list):
        return isinstance(value, list) and all(
            any(_has(v, "", each) for v in value) for each in pattern
        )
    return bool(value == pattern)


def _at(value: Json, way: Way) -> Json:
    for step in way:
        value = value[step]
    return value

"""Changes of codes, references and their targets (terminologies.html, references.html)."""

from collections.abc import Iterator
from typing import Any

from bench.mutants.change import Change, drop, put
from bench.mutants.spots import Json, Spot

# Value sets of systems that cannot be listed: what is in them is told by other rules than a list.
UNLISTED = ("mimetypes", "languages", "all-languages", "currencies", "ucum-units", "all-types")
TARGET = "http://hl7.org/fhir/StructureDefinition/"
TRIED = ("Medication", "Substance", "Slot", "Patient", "Linkage")
NOPE = "pk-no-such-code"


def of_meaning(resource: dict[str, Any], spots: list[Spot]) -> Iterator[Change]:
    for spot in spots:
        if spot.child is not None:
            yield from _of_binding(spot)
            yield from _of_reference(spot)
    yield from _of_contained(resource)


def _of_binding(spot: Spot) -> Iterator[Change]:
    binding = _binding(spot)
    if binding is None:
        return
    strength, name = binding
    if name in UNLISTED:
        return
    required = strength == "required"
    for change in _codes(spot, "required" if required else strength):
        yield change if required else Change(change.kind, change.steps)


def _binding(spot: Spot) -> tuple[str, str] | None:
    binding = spot.child.element.get("binding") if spot.child else None
    if not binding or "valueSet" not in binding:
        return None
    return str(binding["strength"]), str(binding["valueSet"]).rpartition("/")[2].partition("|")[0]


def _codes(spot: Spot, strength: str) -> Iterator[Change]:
    if spot.type == "code":
        yield put(f"code not in a {strength} value set", spot.way, NOPE, spot.place)
        yield put(
            f"code in the wrong case, {strength}", spot.way, str(spot.value).swapcase(), spot.place
        )
    elif spot.type == "Coding":
        yield from _codings(spot.way, spot.value, spot.place, strength)
    elif spot.type == "CodeableConcept" and isinstance(spot.value, dict):
        codings = spot.value.get("coding", [])
        if len(codings) == 1:
            way, place = (*spot.way, "coding", 0), f"{spot.place}.coding[0]"
            for change in _codings(way, codings[0], place, strength):
                yield Change(change.kind, change.steps, (spot.place, *change.places))
        if codings:
            yield put(f"text without a coding, {strength}", spot.way, {"text": "x"}, spot.place)


def _codings(way: Json, value: Json, place: str, strength: str) -> Iterator[Change]:
    if not (isinstance(value, dict) and value.get("code")):
        return
    told = (place, f"{place}.code", f"{place}.system")
    yield put(f"coding not in a {strength} value set", (*way, "code"), NOPE, *told)
    yield put(
        f"coding of a wrong system, {strength}", (*way, "system"), "http://example.org/other", *told
    )
    if value.get("system"):
        yield drop(f"coding without its system, {strength}", (*way, "system"), *told)


def _of_reference(spot: Spot) -> Iterator[Change]:
    if spot.type != "Reference" or not isinstance(spot.value, dict) or spot.child is None:
        return
    allowed = _targets(spot)
    literal = spot.value.get("reference")
    if literal and allowed is not None:
        wrong = next(name for name in TRIED if name not in allowed)
        yield put("reference to a wrong type", spot.way, {"reference": f"{wrong}/1"}, spot.place)
        stated = {**spot.value, "type": wrong}
        yield put(
            "reference with another type beside", spot.way, stated, spot.place, f"{spot.place}.type"
        )
    yield put("reference into nothing", spot.way, {"reference": "#nope"}, spot.place, f"{spot.place}.reference")  # fmt: skip
    yield Change("any: reference with only an id", (((spot.way), {"reference": "1"}),))
    yield Change("any: reference of no such type", (((spot.way), {"reference": "Nope/1"}),))
    yield Change("any: display alone", ((spot.way, {"display": "x"}),))
    yield Change("any: a type alone", ((spot.way, {"type": "Medication", "display": "x"}),))


def _targets(spot: Spot) -> set[str] | None:
    found = (
        [each for each in spot.child.element.get("type", ()) if each["code"] == "Reference"]
        if spot.child
        else []
    )
    targets = {url.removeprefix(TARGET) for each in found for url in each.get("targetProfile", ())}
    return None if not targets or "Resource" in targets else targets


def _of_contained(resource: dict[str, Any]) -> Iterator[Change]:
    kind = str(resource["resourceType"])
    if kind in ("Bundle", "Parameters", "Binary"):
        return
    basic = {"resourceType": "Basic", "id": "pk-c1", "code": {"text": "x"}}
    number = len(resource.get("contained", ()))
    way: Json = ("contained", number) if number else ("contained",)
    place = f"{kind}.contained[{number}]/*Basic*/"
    told = (kind, f"{kind}.contained[{number}]", place)

    def with_one(name: str, one: dict[str, Any], *more: str) -> Change:
        return put(name, way, one if number else [one], *told, *more)

    yield with_one("contained and never referred to", basic)
    yield with_one(
        "contained without an id", {k: v for k, v in basic.items() if k != "id"}, f"{place}.id"
    )
    yield with_one("contained in a contained one", {**basic, "contained": [basic | {"id": "c2"}]}, f"{place}.contained", f"{place}.contained[0]", f"{place}.contained[0]/*Basic*/")  # fmt: skip
    yield with_one("contained with a version", {**basic, "meta": {"versionId": "1"}}, f"{place}.meta.versionId", f"{place}.meta")  # fmt: skip
    yield with_one("contained of no known type", {**basic, "resourceType": "Basicx"}, f"{kind}.contained[{number}]/*Basicx*/")  # fmt: skip
    yield with_one("contained without a type", {"id": "pk-c1"})

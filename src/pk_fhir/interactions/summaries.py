"""A part of a resource: `_summary` and `_elements` (https://hl7.org/fhir/R4/search.html#summary).

What was left out is said by the tag SUBSETTED. Elements that must be there stay.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from pk_fhir.definitions import Definitions

KINDS = ("true", "text", "data", "count", "false")

_SUBSETTED = {
    "system": "http://terminology.hl7.org/CodeSystem/v3-ObservationValue",
    "code": "SUBSETTED",
    "display": "Resource encoded in summary mode",
}
_ALWAYS = frozenset({"resourceType", "id", "meta"})
# Conformance of what is left: these stay with what they belong to.
_WITH_MODIFIERS = frozenset({"implicitRules", "modifierExtension"})


def cut(
    resource: dict[str, Any], summary: str | None, elements: frozenset[str] | None
) -> dict[str, Any]:
    """The part of the resource that is asked for; each entry of a Bundle is cut, not the Bundle."""
    if resource.get("resourceType") == "Bundle":
        return {
            key: [_cut_entry(entry, summary, elements) for entry in value]
            if key == "entry"
            else value
            for key, value in resource.items()
        }
    keep = _chooser(resource["resourceType"], summary, elements)
    kept = {key: value for key, value in resource.items() if keep(key)}
    return kept if len(kept) == len(resource) and summary is None else _tagged(kept)


def _cut_entry(
    entry: dict[str, Any], summary: str | None, elements: frozenset[str] | None
) -> dict[str, Any]:
    resource = entry.get("resource")
    if not isinstance(resource, dict):
        return entry
    mode = entry.get("search", {}).get("mode")
    if mode == "outcome" or (mode == "include" and summary is None):
        # A list of elements is about the matches: https://hl7.org/fhir/R4/search.html#elements
        return entry
    return {**entry, "resource": cut(resource, summary, elements)}


def _chooser(
    type_: str, summary: str | None, elements: frozenset[str] | None
) -> Callable[[str], bool]:
    required, summarised = _elements_of(type_)
    if summary == "data":
        return lambda key: key != "text"
    if summary == "text":
        wanted = required | {"text"}
    elif summary == "true":
        wanted = required | summarised
    else:
        named = {_root(name) for name in elements or ()}
        # A choice is known by its bare name too: multipleBirth is multipleBirth[x].
        named |= {f"{name}[x]" for name in named} & _choices_of(type_)
        wanted = required | _WITH_MODIFIERS | named
    wanted |= _ALWAYS
    return lambda key: _element(key, wanted)


def _root(name: str) -> str:
    """The element at the root: `name` of ``name``, ``Patient.name`` and ``name.family``."""
    parts = name.strip().split(".")
    return parts[1] if parts[0][:1].isupper() and len(parts) > 1 else parts[0]


def _element(key: str, wanted: frozenset[str] | set[str]) -> bool:
    name = key.removeprefix("_")
    return name in wanted or any(
        name.startswith(choice[:-3]) for choice in wanted if choice.endswith("[x]")
    )


@lru_cache(maxsize=200)
def _elements_of(type_: str) -> tuple[frozenset[str], frozenset[str]]:
    """The required elements of a type, and those of its summary; choices end with `[x]`."""
    structure = Definitions.r4().structure(type_) or {}
    required, summarised = set(), set()
    for element in (structure.get("snapshot") or {}).get("element", ()):
        path = element["path"].split(".")
        if len(path) != 2:  # noqa: PLR2004 - the resource and its element
            continue
        if element.get("min", 0) > 0:
            required.add(path[1])
        if element.get("isSummary"):
            summarised.add(path[1])
    return frozenset(required), frozenset(summarised)


@lru_cache(maxsize=200)
def _choices_of(type_: str) -> frozenset[str]:
    """The elements of a type that are a choice, as `value[x]`."""
    structure = Definitions.r4().structure(type_) or {}
    paths = (each["path"] for each in (structure.get("snapshot") or {}).get("element", ()))
    return frozenset(
        path.split(".")[1] for path in paths if path.count(".") == 1 and path.endswith("[x]")
    )


def _tagged(resource: dict[str, Any]) -> dict[str, Any]:
    meta = resource.get("meta") or {}
    tags = [tag for tag in meta.get("tag", ()) if tag.get("code") != _SUBSETTED["code"]]
    return {**resource, "meta": {**meta, "tag": [*tags, _SUBSETTED]}}

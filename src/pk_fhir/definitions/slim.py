"""What of a definition the artefact keeps.

The published package carries narratives, mappings to other standards and long prose beside what a
validator or a search needs. They are two thirds of its size, and nothing here reads them.
"""

from typing import Any

DROPPED = frozenset(
    {"text", "contact", "jurisdiction", "copyright", "purpose", "useContext", "publisher"}
)
DROPPED_OF_STRUCTURE = frozenset({"mapping", "keyword"})
DROPPED_OF_ELEMENT = frozenset(
    {"mapping", "comment", "requirements", "alias", "example", "definition", "meaningWhenMissing"}
)
DROPPED_OF_CONCEPT = frozenset({"definition"})
# Extensions that say how an artefact is governed, not what it means.
GOVERNANCE = "http://hl7.org/fhir/StructureDefinition/structuredefinition-"
GOVERNED = frozenset(
    GOVERNANCE + name
    for name in (
        "category",
        "standards-status",
        "fmm",
        "fmm-no-warnings",
        "wg",
        "ballot-status",
        "security-category",
        "normative-version",
        "explicit-type-name",
    )
)


def slim(resource: dict[str, Any]) -> dict[str, Any]:
    """A copy without what nobody reads; the argument is left as it is."""
    kept = _without(resource, DROPPED)
    if kept.get("resourceType") == "StructureDefinition":
        kept = _without(kept, DROPPED_OF_STRUCTURE)
        for view in ("snapshot", "differential"):
            if view in kept:
                kept[view] = {"element": [_element(each) for each in kept[view].get("element", ())]}
    elif "concept" in kept:
        kept["concept"] = [_concept(each) for each in kept["concept"]]
    return kept


def _without(node: dict[str, Any], names: frozenset[str]) -> dict[str, Any]:
    kept = {key: value for key, value in node.items() if key not in names}
    if "extension" in kept:
        told = [each for each in kept["extension"] if each.get("url") not in GOVERNED]
        kept["extension"] = told
        if not told:
            del kept["extension"]
    return kept


def _element(element: dict[str, Any]) -> dict[str, Any]:
    kept = _without(element, DROPPED_OF_ELEMENT)
    if "constraint" in kept:
        kept["constraint"] = [
            _without(each, frozenset({"xpath", "requirements"})) for each in kept["constraint"]
        ]
    return kept


def _concept(concept: dict[str, Any]) -> dict[str, Any]:
    kept = _without(concept, DROPPED_OF_CONCEPT)
    if "concept" in kept:
        kept["concept"] = [_concept(each) for each in kept["concept"]]
    return kept

"""The types of an element in a definition, their profiles and what they may refer to.

https://hl7.org/fhir/R4/elementdefinition-definitions.html#ElementDefinition.type.
"""

from collections.abc import Iterator
from typing import Any

from pk_fhir.definitions.canonicals import CORE
from pk_fhir.validation.conformance.characteristics import WITH_TARGET
from pk_fhir.validation.conformance.parts import objects, text
from pk_fhir.validation.run import Run

ANY = frozenset({"Resource", "DomainResource", "Element", "BackboneElement"})
# Resources that have a canonical url in R4 (https://hl7.org/fhir/R4/references.html#canonical).
CANONICAL = frozenset({
    "ActivityDefinition", "CapabilityStatement", "ChargeItemDefinition", "CodeSystem",
    "CompartmentDefinition", "ConceptMap", "EffectEvidenceSynthesis", "EventDefinition", "Evidence",
    "EvidenceVariable", "ExampleScenario", "GraphDefinition", "ImplementationGuide", "Library",
    "Measure", "MessageDefinition", "NamingSystem", "OperationDefinition", "PlanDefinition",
    "Questionnaire", "ResearchDefinition", "ResearchElementDefinition", "Resource",
    "RiskEvidenceSynthesis", "SearchParameter", "StructureDefinition", "StructureMap",
    "TerminologyCapabilities", "TestScript", "ValueSet",
})  # fmt: skip


def check_types(element: dict[str, Any], path: str, run: Run) -> None:
    """Report types whose profiles are of other types, and targets that nothing can refer to."""
    for place, each in objects(element, "type", path):
        code = text(each, "code")
        if not code:
            continue
        for where, url in _urls(each, "profile", place):
            _check_profile(url, code, text(element, "path"), where, run)
        for where, url in _urls(each, "targetProfile", place):
            _check_target(url, code, where, run)


def _urls(owner: dict[str, Any], name: str, path: str) -> Iterator[tuple[str, str]]:
    listed = owner.get(name)
    for index, each in enumerate(listed if isinstance(listed, list) else ()):
        if isinstance(each, str):
            yield f"{path}.{name}[{index}]", each


def _check_profile(url: str, code: str, element: str, path: str, run: Run) -> None:
    definition = run.definitions.get(url, "StructureDefinition")
    if definition is None:
        run.sink.warning("not-found", path, "definition-profile-unknown", profile=url)
        return
    kind = text(definition, "type")
    if kind != code and not is_a(kind, code, run):
        run.sink.error(
            "processing", path, "definition-profile-type", profile=url, type=kind, wanted=code
        )
    elif kind == "Extension":
        _check_modifier(url, element.endswith(".modifierExtension"), path, run)


def _check_modifier(url: str, modifies: bool, path: str, run: Run) -> None:
    """A modifier extension stands in `modifierExtension`, and only there."""
    tree = run.program.tree(url)
    stated = bool(tree and tree.element.get("isModifier") is True)
    if stated != modifies:
        key = "definition-modifier-place" if stated else "definition-not-modifier"
        run.sink.error("processing", path, key, profile=url)


def _check_target(url: str, code: str, path: str, run: Run) -> None:
    if code not in WITH_TARGET:
        run.sink.error("processing", path, "definition-no-target", type=code)
        return
    definition = run.definitions.get(url, "StructureDefinition")
    if definition is None:
        run.sink.warning("not-found", path, "definition-profile-unknown", profile=url)
        return
    kind = text(definition, "type")
    fits = kind in CANONICAL if code == "canonical" else text(definition, "kind") == "resource"
    if not fits:
        run.sink.error(
            "processing", path, "definition-target-type", profile=url, type=kind, wanted=code
        )


def is_a(kind: str, code: str, run: Run) -> bool:
    """Whether a type is the other, an abstract one above it, or a logical model's."""
    seen: set[str] = set()
    while kind and kind not in seen:
        seen.add(kind)
        definition = run.definitions.get(
            kind if ":" in kind else CORE + kind, "StructureDefinition"
        )
        base = text(definition, "baseDefinition")
        above = run.definitions.get(base, "StructureDefinition") if base else None
        if above is None:
            return False
        kind = text(above, "type")
        if code in (kind, base):
            return above.get("abstract") is True or text(above, "kind") == "logical"
    return False

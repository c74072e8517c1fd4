"""Where an extension may stand, as its definition says (https://hl7.org/fhir/R4/defining-extensions.html#context)."""

from typing import Any

from pk_fhir.definitions.canonicals import CORE
from pk_fhir.validation.conformance.expressions import problem_of
from pk_fhir.validation.conformance.parts import objects, text
from pk_fhir.validation.primitives import clipped
from pk_fhir.validation.run import Run

EVERYWHERE = "Element"


def check_contexts(definition: dict[str, Any], path: str, run: Run) -> None:
    """Report contexts of what is no extension, contexts that do not exist, and invariants that cannot be read."""
    contexts = list(objects(definition, "context", path))
    listed = definition.get("contextInvariant")
    invariants = [
        (f"{path}.contextInvariant[{index}]", each)
        for index, each in enumerate(listed if isinstance(listed, list) else ())
        if isinstance(each, str) and each
    ]
    kind = text(definition, "type")
    if kind != "Extension":
        for place, _ in (*contexts, *invariants):
            run.sink.error("invalid", place, "definition-context", type=clipped(kind))
        return
    for place, each in contexts:
        _check_context(text(each, "type"), text(each, "expression"), place, run)
    elements = [text(each, "expression") for _, each in contexts if text(each, "type") == "element"]
    types = [_type_at(each, run) for each in elements if each]
    for place, expression in invariants if types else ():
        problem = problem_of(expression, types, run)
        if problem:
            told = clipped(problem, 200)
            run.sink.error("invalid", place, "definition-expression", problem=told)


def _check_context(kind: str, expression: str, path: str, run: Run) -> None:
    known = bool(expression) and bool(_type_at(expression, run))
    if kind == "element" and expression and not known:
        told = clipped(expression)
        run.sink.error("invalid", path, "definition-context-unknown", element=told)
    elif kind == "element" and expression == EVERYWHERE:
        run.sink.warning("business-rule", path, "definition-context-everywhere")
    elif kind == "fhirpath" and known:
        run.sink.warning("business-rule", path, "definition-context-simple", element=expression)


def _type_at(expression: str, run: Run) -> str:
    """The type of `Patient.contact.name`; empty where there is no such element."""
    root, *names = expression.split(".")
    current = root if _is_type(root, run) else ""
    for name in names:
        child = run.definitions.children(current).get(name.removesuffix("[x]")) if current else None
        if child is None or not child.types:
            return ""
        current = child.types[0]
    return current


def _is_type(name: str, run: Run) -> bool:
    url = name if ":" in name else f"{CORE}{name}"
    return run.definitions.find(url, "StructureDefinition") is not None

"""FHIRPath expressions in definitions: can they be read, and do their paths exist?

https://hl7.org/fhir/R4/fhirpath.html. Types are followed from the element that an expression is about.
"""

from typing import Any

from pk_fhir import fhirpath
from pk_fhir.definitions.elements import FHIRPATH_TYPES
from pk_fhir.fhirpath import FhirPathError, model_of
from pk_fhir.fhirpath.check import check_from
from pk_fhir.fhirpath.syntax import Tree, Variable, parts
from pk_fhir.validation.conformance.parts import objects, text
from pk_fhir.validation.run import Run

VARIABLES = frozenset({"context", "loinc", "resource", "rootResource", "sct", "ucum"})
BACKBONES = frozenset({"BackboneElement", "Element"})


def problem_of(expression: str, types: list[str], run: Run) -> str:
    """What keeps an expression from being evaluated on elements of the types; empty where nothing does.

    With several types, as of a choice, a path need exist in one of them only. Without any, only the
    expression itself is read.
    """
    try:
        tree = fhirpath.compile(expression, invariant=True).tree
        _check_variables(tree)
        if types:
            check_from(types, tree, model_of(run.definitions))
    except FhirPathError as error:
        return error.text(run.sink.language)
    return ""


def _check_variables(tree: Tree) -> None:
    """FhirPathError for a variable that R4 does not know (https://hl7.org/fhir/R4/fhirpath.html#variables)."""
    if isinstance(tree, Variable) and not (
        tree.name in VARIABLES or tree.name.startswith(("vs-", "ext-"))
    ):
        raise FhirPathError("fhirpath.no-variable", tree.position, name=tree.name)
    for each in parts(tree):
        _check_variables(each)


def element_types(element: dict[str, Any]) -> list[str]:
    """The types that an ElementDefinition states, a backbone element by its path (`Patient.contact`)."""
    path = text(element, "path")
    if path and "." not in path:
        return [path]
    found = []
    for _, each in objects(element, "type", ""):
        code = text(each, "code")
        if code in BACKBONES:
            found.append(path)
        elif code.startswith(FHIRPATH_TYPES):
            found.append("string")
        elif code:
            found.append(code)
    return found

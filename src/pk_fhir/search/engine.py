"""Expressions that no walk can say, evaluated by the FHIRPath engine.

https://hl7.org/fhir/R4/searchparameter-definitions.html#SearchParameter.expression. An expression
that fails on a resource selects nothing from it: one odd resource must not stop a write.
"""

from decimal import Decimal
from functools import lru_cache
from typing import Any

from pk_fhir import fhirpath
from pk_fhir.definitions import Definitions
from pk_fhir.search.rows import Json
from pk_fhir.search.targets import target

_SYSTEM_TYPES: tuple[tuple[type, str], ...] = (
    (bool, "boolean"),
    (str, "string"),
    (int, "integer"),
    (Decimal, "decimal"),
)


def evaluated(
    definitions: Definitions, expression: str, resource: dict[str, Any]
) -> list[tuple[str, Json]]:
    """FHIR type and JSON value of everything that `expression` selects from `resource`."""
    compiled = _compiled(expression)
    if compiled is None:
        return []
    try:
        node = fhirpath.resource_node(resource)
        context = fhirpath.Context(fhirpath.model_of(definitions), node, resolve=_resolved)
        items = compiled.items(context, node)
    except fhirpath.FhirPathError:
        return []
    return [found for item in items for found in _typed(definitions, item)]


@lru_cache(maxsize=1024)
def _compiled(expression: str) -> fhirpath.Expression | None:
    # One that does not compile is tried once, and not for each resource.
    try:
        return fhirpath.compile(expression, invariant=True)
    except fhirpath.FhirPathError:
        return None


def problem(expression: str) -> str | None:
    """What is wrong with the syntax of an expression; None when it compiles."""
    try:
        fhirpath.compile(expression, invariant=True)
    except fhirpath.FhirPathError as error:
        return str(error)
    return None


def _resolved(reference: str) -> dict[str, Any] | None:
    """What an index can know of a referenced resource without reading it: its type and id."""
    found = target(reference)
    return {"resourceType": found.type_name, "id": found.id} if found and found.type_name else None


def _typed(definitions: Definitions, item: Json) -> list[tuple[str, Json]]:
    if isinstance(item, fhirpath.Node):
        if item.type == "Extension":
            return _extension_value(definitions, item.value)
        return [(item.type, item.value)]
    for python_type, name in _SYSTEM_TYPES:
        if isinstance(item, python_type):
            return [(name, item)]
    # A date or a quantity that the expression itself made: only its text is of use.
    return [("string", str(item))]


def _extension_value(definitions: Definitions, extension: Json) -> list[tuple[str, Json]]:
    element = definitions.children("Extension").get("value")
    if element is None or not isinstance(extension, dict):
        return []
    return [(kind, extension[key]) for key, kind in element.json_names() if key in extension]

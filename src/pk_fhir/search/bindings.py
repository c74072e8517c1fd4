"""The code systems that a coded element implies: a `code` has its system by the binding alone.

``status=http://hl7.org/fhir/request-status|active`` finds the bare code ``active``, because
CarePlan.status is bound to that system. https://hl7.org/fhir/R4/search.html#token
"""

from collections.abc import Iterator
from typing import Any

from pk_fhir.definitions import Definitions
from pk_fhir.search.expressions import walks
from pk_fhir.search.parameters import Parameter
from pk_fhir.search.walks import routes

SPECIAL_VALUES = "http://hl7.org/fhir/special-values"
_IMPLIED = frozenset({"code", "boolean"})


def implied_systems(definitions: Definitions, parameter: Parameter) -> frozenset[str] | None:
    """The systems that its bare codes belong to; None where its values state their system."""
    if not parameter.types or not parameter.types <= _IMPLIED:
        return None
    return frozenset(_systems(definitions, parameter))


def _systems(definitions: Definitions, parameter: Parameter) -> Iterator[str]:
    if "boolean" in parameter.types:
        yield SPECIAL_VALUES
    structure = definitions.structure(parameter.type_name) or {}
    elements = {each["path"]: each for each in structure.get("snapshot", {}).get("element", ())}
    for walk in walks(parameter.expression, parameter.type_name) or ():
        for route in routes(definitions, parameter.type_name, walk):
            path = ".".join((parameter.type_name, *(move[0] for move in route.moves)))
            value_set = elements.get(path, {}).get("binding", {}).get("valueSet", "")
            yield from _included(definitions.get(value_set, "ValueSet") if value_set else None)


def _included(value_set: dict[str, Any] | None) -> Iterator[str]:
    for include in (value_set or {}).get("compose", {}).get("include", ()):
        if "system" in include:
            yield include["system"]

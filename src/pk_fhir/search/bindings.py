"""The code systems that a coded element implies: a `code` has its system by the binding alone.

``status=http://hl7.org/fhir/request-status|active`` finds the bare code ``active``, because
CarePlan.status is bound to that system. https://hl7.org/fhir/R4/search.html#token
"""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from pk_fhir.definitions import Definitions
from pk_fhir.search.expressions import walks
from pk_fhir.search.parameters import Parameter
from pk_fhir.search.walks import routes

SPECIAL_VALUES = (
    "http://hl7.org/fhir/special-values",
    "http://terminology.hl7.org/CodeSystem/special-values",
)
MEDIA_TYPES = frozenset({"urn:ietf:bcp:13"})
_IMPLIED = frozenset({"code", "boolean"})


@lru_cache(maxsize=512)
def implied_systems(definitions: Definitions, parameter: Parameter) -> frozenset[str] | None:
    """The systems that its bare codes belong to; None where its values state their system."""
    if not parameter.types or not parameter.types <= _IMPLIED:
        return None
    return frozenset(_systems(definitions, parameter))


def _systems(definitions: Definitions, parameter: Parameter) -> Iterator[str]:
    if "boolean" in parameter.types:
        yield from SPECIAL_VALUES
    for walk in walks(parameter.expression, parameter.type_name) or ():
        for route in routes(definitions, parameter.type_name, walk):
            value_set = _binding(
                definitions, parameter.type_name, [move[0] for move in route.moves]
            )
            yield from _included(definitions.get(value_set, "ValueSet") if value_set else None)


def _binding(definitions: Definitions, type_name: str, names: list[str]) -> str:
    """The value set that the element at the end of these names is bound to; "" for none."""
    path = type_name
    for place, name in enumerate(names):
        element = definitions.children(path).get(name)
        if element is None:
            return ""
        inside = f"{path}.{name}"
        if place == len(names) - 1:
            return _bound(definitions, inside)
        # A backbone goes on by its path, a datatype by its own name.
        path = inside if definitions.children(inside) else element.types[0]
    return ""


def _bound(definitions: Definitions, path: str) -> str:
    structure = definitions.structure(path.partition(".")[0]) or {}
    for element in structure.get("snapshot", {}).get("element", ()):
        if element["path"] == path:
            return str(element.get("binding", {}).get("valueSet", ""))
    return ""


def _included(value_set: dict[str, Any] | None) -> Iterator[str]:
    for include in (value_set or {}).get("compose", {}).get("include", ()):
        if "system" in include:
            yield include["system"]

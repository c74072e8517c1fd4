"""Expressions that no walk can say, evaluated by the FHIRPath engine."""

from typing import Any

from pk_fhir.definitions import Definitions


def evaluated(
    definitions: Definitions, expression: str, resource: dict[str, Any]
) -> list[tuple[str, Any]]:
    """FHIR type and JSON value of everything that `expression` selects from `resource`."""
    del definitions, expression, resource
    return []

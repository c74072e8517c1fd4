"""CapabilityStatement: search parameters are of the type that they are defined with.

https://hl7.org/fhir/R4/capabilitystatement-definitions.html#CapabilityStatement.rest.resource.searchParam.type
"""

from typing import Any

from pk_fhir.validation.conformance.parts import objects, text
from pk_fhir.validation.primitives import clipped
from pk_fhir.validation.run import Run


def check_capability_statement(resource: dict[str, Any], path: str, run: Run) -> None:
    """Report search parameters of another type than their definitions say, where those are known."""
    for at, rest in objects(resource, "rest", path):
        for below, each in objects(rest, "resource", at):
            for place, parameter in objects(each, "searchParam", below):
                _check_parameter(parameter, place, run)


def _check_parameter(parameter: dict[str, Any], path: str, run: Run) -> None:
    url = text(parameter, "definition")
    definition = run.definitions.get(url, "SearchParameter") if url else None
    wanted, found = text(definition, "type"), text(parameter, "type")
    if wanted and found != wanted:
        run.sink.error(
            "invalid", path, "capability-search-type",
            parameter=clipped(url), wanted=wanted, found=clipped(found),
        )  # fmt: skip

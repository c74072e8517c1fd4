"""SearchParameter: its expression is FHIRPath (https://hl7.org/fhir/R4/searchparameter.html)."""

from typing import Any

from pk_fhir import fhirpath
from pk_fhir.validation.conformance.parts import text
from pk_fhir.validation.run import Run


def check_search_parameter(resource: dict[str, Any], path: str, run: Run) -> None:
    """Report an expression that cannot be read."""
    expression = text(resource, "expression")
    if not expression:
        return
    try:
        fhirpath.compile(expression, invariant=True)
    except fhirpath.FhirPathError as error:
        run.sink.error(
            "invalid",
            f"{path}.expression",
            "definition-expression",
            problem=error.text(run.sink.language),
        )

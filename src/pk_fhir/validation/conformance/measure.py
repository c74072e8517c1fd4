"""Measure: criteria in CQL need a library (https://hl7.org/fhir/R4/measure.html)."""

from typing import Any

from pk_fhir.validation.conformance.parts import objects, text
from pk_fhir.validation.run import Run


def check_measure(resource: dict[str, Any], path: str, run: Run) -> None:
    """Report stratifiers by CQL in a measure none of whose libraries is known."""
    listed = resource.get("library")
    libraries = (
        [each for each in listed if isinstance(each, str)] if isinstance(listed, list) else []
    )
    known = [each for each in libraries if run.definitions.get(each, "Library") is not None]
    if known:
        return
    for place, group in objects(resource, "group", path):
        for where, stratifier in objects(group, "stratifier", place):
            criteria = stratifier.get("criteria")
            if text(criteria, "language").startswith("text/cql"):
                run.sink.error("not-found", f"{where}.criteria", "measure-no-library")

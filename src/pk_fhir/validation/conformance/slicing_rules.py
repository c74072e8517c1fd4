"""Slicing in a definition: only of what repeats or is a choice, by discriminators that lead somewhere.

https://hl7.org/fhir/R4/profiling.html#discriminator.
"""

from typing import Any

from pk_fhir.validation.conformance.expressions import element_types, problem_of
from pk_fhir.validation.conformance.parts import objects, text
from pk_fhir.validation.primitives import clipped
from pk_fhir.validation.run import Run


def check_slicing(element: dict[str, Any], path: str, run: Run) -> None:
    """Report the slicing of an element that is given once, and discriminators that lead nowhere."""
    slicing = element.get("slicing")
    if not isinstance(slicing, dict):
        return
    place = f"{path}.slicing"
    told = text(element, "path")
    declared = _declared(told, run)
    if declared is None:
        return
    if declared.get("max") == "1" and "[x]" not in told:
        run.sink.error("not-found", place, "definition-slicing-single", path=told)
    types = element_types(element)
    for where, discriminator in objects(slicing, "discriminator", place):
        if text(discriminator, "type") == "pattern":
            run.sink.information("business-rule", where, "definition-discriminator-pattern")
        expression = text(discriminator, "path")
        problem = problem_of(expression, types, run) if types and expression else ""
        if problem:
            run.sink.error(
                "invalid", where, "definition-discriminator",
                expression=clipped(expression), path=told, problem=problem,
            )  # fmt: skip


def _declared(path: str, run: Run) -> dict[str, Any] | None:
    """The element of that path in its base type."""
    name = path.partition(".")[0]
    definition = run.definitions.structure(name) if name.isalnum() else None
    elements = definition["snapshot"]["element"] if definition else ()
    return next((each for each in elements if each["path"] == path), None)

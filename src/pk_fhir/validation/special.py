"""Resources with rules of their own that need more than their structure."""

from collections.abc import Callable
from importlib import import_module
from typing import Any

from pk_fhir.validation.place import At, expression
from pk_fhir.validation.run import Run

# The room that knows a resource type; loaded when the first one is met.
ROOMS = {
    "Bundle": "bundle",
    "Questionnaire": "questionnaire",
    "QuestionnaireResponse": "questionnaire",
    "CapabilityStatement": "conformance",
    "CodeSystem": "conformance",
    "ConceptMap": "conformance",
    "ImplementationGuide": "conformance",
    "Measure": "conformance",
    "MeasureReport": "conformance",
    "OperationDefinition": "conformance",
    "SearchParameter": "conformance",
    "StructureDefinition": "conformance",
    "StructureMap": "conformance",
    "ValueSet": "conformance",
}
_LOADED: dict[str, Callable[[dict[str, Any], str, Run], None]] = {}


def check_special(name: str, value: dict[str, Any], at: At, run: Run) -> None:
    """Check what a type asks beyond its definition, where a room knows it."""
    room = ROOMS.get(name)
    if room is None:
        return
    check = _LOADED.get(room)
    if check is None:
        check = _LOADED[room] = import_module(f"pk_fhir.validation.{room}").check
    check(value, expression(at), run)

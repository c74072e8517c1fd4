"""Which rules hold for which kind of definition."""

from collections.abc import Callable
from typing import Any

from pk_fhir.validation.conformance.capability import check_capability_statement
from pk_fhir.validation.conformance.code_system import check_code_system
from pk_fhir.validation.conformance.concept_map import check_concept_map
from pk_fhir.validation.conformance.implementation_guide import check_implementation_guide
from pk_fhir.validation.conformance.measure import check_measure
from pk_fhir.validation.conformance.measure_report import check_measure_report
from pk_fhir.validation.conformance.operation import check_operation
from pk_fhir.validation.conformance.search_parameter import check_search_parameter
from pk_fhir.validation.conformance.structure import check_structure
from pk_fhir.validation.conformance.structure_map import check_structure_map
from pk_fhir.validation.conformance.value_set import check_value_set
from pk_fhir.validation.run import Run

RULES: dict[str, Callable[[dict[str, Any], str, Run], None]] = {
    "CapabilityStatement": check_capability_statement,
    "CodeSystem": check_code_system,
    "ConceptMap": check_concept_map,
    "ImplementationGuide": check_implementation_guide,
    "Measure": check_measure,
    "MeasureReport": check_measure_report,
    "OperationDefinition": check_operation,
    "SearchParameter": check_search_parameter,
    "StructureDefinition": check_structure,
    "StructureMap": check_structure_map,
    "ValueSet": check_value_set,
}


def check(resource: dict[str, Any], path: str, run: Run) -> None:
    """Report what is wrong with a definition beyond its structure."""
    rule = RULES.get(str(resource.get("resourceType", "")))
    if rule is not None:
        rule(resource, path, run)

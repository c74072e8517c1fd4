"""Which rules hold: those of a Questionnaire, or those of answers to one."""

from typing import Any

from pk_fhir.validation.questionnaire.definition import check_questionnaire
from pk_fhir.validation.questionnaire.derived import check_derivation
from pk_fhir.validation.questionnaire.response import check_response
from pk_fhir.validation.run import Run


def check(resource: dict[str, Any], path: str, run: Run) -> None:
    """Report what is wrong with a Questionnaire or QuestionnaireResponse beyond its structure."""
    if resource.get("resourceType") == "Questionnaire":
        check_questionnaire(resource, path, run)
        check_derivation(resource, path, run)
    else:
        check_response(resource, path, run)

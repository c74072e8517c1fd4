"""Questionnaires, and answers held to them (https://hl7.org/fhir/R4/questionnaire.html)."""

from pk_fhir.validation.questionnaire.check import check

__all__ = ["check"]

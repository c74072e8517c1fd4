"""Codes, value sets and bindings, offline (https://hl7.org/fhir/R4/terminology-module.html)."""

from pk_fhir.validation.terminology.asking import Answer, Ask, Asking, Gathered, Question
from pk_fhir.validation.terminology.terminology import Terminology

__all__ = ["Answer", "Ask", "Asking", "Gathered", "Question", "Terminology"]

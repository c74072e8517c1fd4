"""FHIR's RESTful interface (https://hl7.org/fhir/R4/http.html)."""

from pk_fhir.api.fhir.exchange import Exchange
from pk_fhir.api.fhir.openapi import describe
from pk_fhir.api.fhir.operation import Operation
from pk_fhir.api.fhir.projection import projected
from pk_fhir.api.fhir.routes import FhirInterface, is_fhir

__all__ = ["Exchange", "FhirInterface", "Operation", "describe", "is_fhir", "projected"]

"""FHIR's RESTful interface (https://hl7.org/fhir/R4/http.html)."""

from pk_fhir.api.fhir.exchange import Exchange
from pk_fhir.api.fhir.openapi import describe
from pk_fhir.api.fhir.operation import Operation
from pk_fhir.api.fhir.projection import projected
from pk_fhir.api.fhir.routes import fhir_routes

__all__ = ["Exchange", "Operation", "describe", "fhir_routes", "projected"]

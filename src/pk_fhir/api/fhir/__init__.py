"""FHIR's RESTful interface (https://hl7.org/fhir/R4/http.html)."""

from pk_fhir.api.fhir.openapi import describe
from pk_fhir.api.fhir.routes import fhir_routes

__all__ = ["describe", "fhir_routes"]

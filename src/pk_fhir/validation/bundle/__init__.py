"""The rules of a Bundle as a whole, by its type (https://hl7.org/fhir/R4/bundle.html)."""

from pk_fhir.validation.bundle.check import check

__all__ = ["check"]

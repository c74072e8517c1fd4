"""The functions of FHIRPath and of FHIR R4, by name."""

from pk_fhir.fhirpath.functions import (
    collections,
    conversion,
    fhir,
    mathematics,
    strings,
    tree,
)
from pk_fhir.fhirpath.functions.registry import FUNCTIONS, Function

__all__ = [
    "FUNCTIONS",
    "Function",
    "collections",
    "conversion",
    "fhir",
    "mathematics",
    "strings",
    "tree",
]

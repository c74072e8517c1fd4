"""FHIR R4 validation, offline: definitions → snapshots → compiled profiles → issues.

https://hl7.org/fhir/R4/validation.html. Usable alone; knows nothing of patientkontrakt.
"""

from pk_fhir.validation.options import Options
from pk_fhir.validation.validator import Validator

__all__ = ["Options", "Validator"]

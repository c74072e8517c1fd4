"""The agreement in the words of care: models, identifiers, completeness. No FHIR."""

from pk_fhir.contract.completeness import problems
from pk_fhir.contract.contract import PatientContract
from pk_fhir.contract.parse import ContractError, parse
from pk_fhir.contract.problems import Problem
from pk_fhir.contract.schema import json_schema
from pk_fhir.contract.succession import succession_problems

__all__ = [
    "ContractError",
    "PatientContract",
    "Problem",
    "json_schema",
    "parse",
    "problems",
    "succession_problems",
]

"""What is done with a whole contract in the words of care: create, read, replace, list."""

from pk_fhir.interactions.contracts.conversion import converted, described
from pk_fhir.interactions.contracts.document import document
from pk_fhir.interactions.contracts.listing import PersonNumber, listing
from pk_fhir.interactions.contracts.problems import issues, read_contract
from pk_fhir.interactions.contracts.read import ContractRead, read
from pk_fhir.interactions.contracts.write import create, replace

__all__ = [
    "ContractRead",
    "PersonNumber",
    "converted",
    "create",
    "described",
    "document",
    "issues",
    "listing",
    "read",
    "read_contract",
    "replace",
]

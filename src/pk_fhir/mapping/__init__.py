"""The contract in FHIR, and FHIR in the contract: one entry for each direction."""

from pk_fhir.mapping.care_plan import is_contract
from pk_fhir.mapping.graph import is_left_out
from pk_fhir.mapping.to_bundle import to_bundle
from pk_fhir.mapping.to_contract import Mapped, to_contract, unexpressed_json
from pk_fhir.mapping.unexpressed import Unexpressed

__all__ = [
    "Mapped",
    "Unexpressed",
    "is_contract",
    "is_left_out",
    "to_bundle",
    "to_contract",
    "unexpressed_json",
]

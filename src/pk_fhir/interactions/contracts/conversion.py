"""FHIR as contract JSON, with what that cannot say; nothing is kept (`$contract`, `$to-contract`)."""

from typing import Any

from pk_fhir.fhir.outcome import FhirError
from pk_fhir.interactions.contracts.read import ContractRead
from pk_fhir.mapping import Mapped, to_contract, unexpressed_json
from pk_fhir.messages import Language, told


def converted(resource: dict[str, Any], language: Language) -> dict[str, Any]:
    """The contract in a Bundle, or in one CarePlan; FhirError "unprocessable" where there is none."""
    if not any(each.get("resourceType") == "CarePlan" for each in _resources(resource)):
        raise FhirError("unprocessable", told("refused.send-care-plan"))
    whole = resource.get("resourceType") == "Bundle"
    return described(to_contract(resource if whole else [resource]), language)


def described(found: ContractRead | Mapped, language: Language) -> dict[str, Any]:
    """A contract as JSON, beside what its FHIR holds that it cannot say."""
    return {
        "contract": found.contract.to_json(),
        "unexpressed": unexpressed_json(found.unexpressed, language),
    }


def _resources(resource: dict[str, Any]) -> list[dict[str, Any]]:
    if resource.get("resourceType") != "Bundle":
        return [resource]
    entries = resource.get("entry")
    given = entries if isinstance(entries, list) else []
    held = [entry.get("resource") for entry in given if isinstance(entry, dict)]
    return [each for each in held if isinstance(each, dict)]

"""Whatever contract is sent, its FHIR conforms to the profiles: drafts, odd ones and whole ones."""

import json
from functools import cache

from hypothesis import HealthCheck, given, settings
from tests.conformance.examples import PACKAGE
from tests.strategies.contracts import contracts

from pk_fhir.contract import PatientContract, codes, problems
from pk_fhir.mapping import to_bundle
from pk_fhir.validation import Validator

# What FHIR or a profile forbids, and the words of care do not: told with a place in FHIR alone.
LEFT_TO_FHIR = (
    "org-3",  # an organisation's telephone for use at home
    "per-1",  # periods of parts that end before they begin
    "app-3",  # an agreed time of a draft that has no start yet
    "app-4",  # a reason for cancelling what is not cancelled
    "pk-five-questions",  # a completed follow-up that passes a question over
    "must be answered",  # the same, told by the questionnaire
    "at most 1 allowed",  # two numbers of one kind, which HL7 Sweden's base profile has not
)
RECORDED = "2026-11-25T08:00:00+01:00"


@cache
def _validator() -> Validator:
    return Validator.for_r4().with_package(PACKAGE)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(contracts())
def test_a_contract_without_error_has_fhir_without_error_but_for_what_is_left_to_fhir(
    contract: PatientContract,
) -> None:
    if any(found.severity == "error" for found in problems(contract)):
        contract = contract.model_copy(update={"status": codes.ContractStatus.DRAFT})
    if any(found.severity == "error" for found in problems(contract)):
        return
    told = _errors(contract)
    assert [text for text in told if not any(rule in text for rule in LEFT_TO_FHIR)] == []


def _errors(contract: PatientContract) -> list[str]:
    bundle = json.dumps(to_bundle(contract, recorded=RECORDED), ensure_ascii=False).encode()
    return [
        f"{issue.expression}: {issue.diagnostics}"
        for issue in _validator().validate(bundle)
        if issue.severity in ("error", "fatal")
    ]

"""The laws of the mapping, for any contract."""

from hypothesis import HealthCheck, given, settings

from pk_fhir.contract import PatientContract
from pk_fhir.mapping import to_bundle, to_contract
from tests.strategies.contracts import contracts

RECORDED = "2026-11-25T10:00:00+01:00"
SLOW = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
        HealthCheck.filter_too_much,
    ],
)


@SLOW
@given(contracts())
def test_a_contract_read_back_from_its_fhir_is_the_same_and_nothing_is_left_unexpressed(
    contract: PatientContract,
) -> None:
    bundle = to_bundle(contract, recorded=RECORDED)
    mapped = to_contract(bundle)
    assert mapped.unexpressed == []
    assert mapped.contract == contract


@settings(SLOW, max_examples=15)
@given(contracts(full=True))
def test_a_contract_with_every_field_read_back_from_its_fhir_is_the_same(
    contract: PatientContract,
) -> None:
    mapped = to_contract(to_bundle(contract, recorded=RECORDED))
    assert mapped.unexpressed == []
    assert mapped.contract == contract

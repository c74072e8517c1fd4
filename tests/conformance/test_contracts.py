"""The example contracts in the words of care, and what is said when they are wrong."""

import copy
import json

import pytest
from tests.conformance import examples
from tests.conformance.contract_variants import CONTRACT_VARIANTS, ContractVariant

from pk_fhir.contract import ContractError, parse, problems

TEST_PERSONS = {
    "201701012393",
    "197701172392",
    "197701182383",
    "197909212388",
    "202601612381",
    "202601912393",
    "191401682396",
    "191500722390",
    "191711602399",
}
# Reserve numbers of no year and no region, for guardians and a god man: they name nobody.
MADE_UP = {"99990101AA01", "99990101AA02", "99990101AA03", "99990101AA04"}


@pytest.mark.parametrize("name", examples.names())
def test_an_example_has_no_error_and_is_written_as_the_contract_writes_itself(name: str) -> None:
    written = examples.contract(name)
    contract = parse(written)
    assert [found for found in problems(contract) if found.severity == "error"] == []
    assert json.dumps(contract.to_json()) == json.dumps(written)


@pytest.mark.parametrize("name", examples.names())
def test_an_example_names_test_persons_only(name: str) -> None:
    contract = parse(examples.contract(name))
    numbers = [number.value for number in contract.patient.identifiers]
    numbers += [number.value for one in contract.relatives for number in one.numbers]
    assert set(numbers) <= TEST_PERSONS | MADE_UP


def test_there_are_two_wrong_variants_of_every_contract() -> None:
    counts = dict.fromkeys(examples.names(), 0)
    for variant in CONTRACT_VARIANTS:
        counts[variant.example] += 1
    assert {name for name, count in counts.items() if count < 2} == set()


@pytest.mark.parametrize("variant", CONTRACT_VARIANTS, ids=lambda variant: variant.id)
def test_a_wrong_variant_is_told_with_its_place_and_key(variant: ContractVariant) -> None:
    changed = copy.deepcopy(examples.contract(variant.example))
    variant.edit(changed)
    assert _errors(changed) == list(variant.errors)


def _errors(changed: examples.Resource) -> list[tuple[str, str]]:
    try:
        found = problems(parse(changed))
    except ContractError as error:
        found = error.problems
    return [(one.pointer, one.key) for one in found if one.severity == "error"]

"""The laws of the mapping, for any contract."""

import copy
import json
import re
from typing import Any
from urllib.parse import unquote

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from tests.strategies.broken_json import damaged
from tests.strategies.contracts import contracts

from pk_fhir.contract import PatientContract
from pk_fhir.contract.identifiers import holds_personal_number
from pk_fhir.fhir.model import model
from pk_fhir.fhir.outcome import FhirError
from pk_fhir.mapping import to_bundle, to_contract

RECORDED = "2026-11-25T10:00:00+01:00"
LAW = settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
        HealthCheck.filter_too_much,
    ],
)
# A whole contract is large: shrinking it takes minutes, and what differs is seen without.
FEW = settings(LAW, max_examples=8, phases=[Phase.explicit, Phase.reuse, Phase.generate])


@LAW
@given(contracts())
def test_a_contract_read_back_from_its_fhir_is_the_same_and_nothing_is_left_unexpressed(
    contract: PatientContract,
) -> None:
    mapped = to_contract(to_bundle(contract, recorded=RECORDED))
    assert mapped.unexpressed == []
    assert mapped.contract == contract


@FEW
@given(contracts(full=True))
def test_a_contract_with_every_field_read_back_from_its_fhir_is_the_same(
    contract: PatientContract,
) -> None:
    mapped = to_contract(to_bundle(contract, recorded=RECORDED))
    assert mapped.unexpressed == []
    assert mapped.contract == contract


@FEW
@given(contracts(full=True), st.binary(min_size=16, max_size=16))
def test_our_fhir_as_a_server_gives_it_back_becomes_the_same_fhir_again(
    contract: PatientContract, secret: bytes
) -> None:
    bundle = to_bundle(contract, recorded=RECORDED, secret=secret)
    mapped = to_contract(served(bundle))
    assert mapped.unexpressed == []
    assert to_bundle(mapped.contract, recorded=RECORDED, secret=secret) == bundle


def served(bundle: dict[str, Any]) -> list[dict[str, Any]]:
    """The resources as a server keeps them: ids of its own, links to these, versions in meta."""
    kept = [copy.deepcopy(entry["resource"]) for entry in bundle["entry"]]
    names = {}
    for number, (entry, resource) in enumerate(zip(bundle["entry"], kept, strict=True)):
        resource.setdefault("id", str(number))
        resource["meta"] |= {"versionId": "1", "lastUpdated": RECORDED}
        names[entry["fullUrl"]] = f"{resource['resourceType']}/{resource['id']}"
    text = json.dumps(kept)
    for url, name in names.items():
        text = text.replace(url, name)
    resources: list[dict[str, Any]] = json.loads(text)
    return resources


@FEW
@given(contracts(full=True))
def test_the_contract_json_reads_back_as_the_same_contract(contract: PatientContract) -> None:
    text = json.dumps(contract.to_json())
    assert PatientContract.model_validate_json(text, by_name=False) == contract


@FEW
@given(contracts(full=True))
def test_every_resource_is_one_that_fhir_resources_takes_and_has_a_swedish_narrative(
    contract: PatientContract,
) -> None:
    for entry in to_bundle(contract, recorded=RECORDED)["entry"]:
        resource = entry["resource"]
        model(resource["resourceType"]).model_validate(resource)
        assert resource["text"]["status"] == "generated"
        assert 'lang="sv"' in resource["text"]["div"]
        assert len(resource["meta"]["profile"]) == 1


@FEW
@given(contracts(full=True))
def test_no_url_of_ours_holds_a_personal_number_and_no_detail_is_ever_written(
    contract: PatientContract,
) -> None:
    bundle = to_bundle(contract, recorded=RECORDED, secret=b"0123456789abcdef")
    for entry in bundle["entry"]:
        request = entry["request"]
        for url in (entry["fullUrl"], request["url"], request.get("ifNoneExist", "")):
            assert not holds_personal_number(unquote(url))
        for activity in entry["resource"].get("activity", []):
            if isinstance(activity, dict):
                assert "detail" not in activity


@FEW
@given(contracts(full=True))
def test_every_link_leads_to_an_entry_of_the_same_bundle_and_no_full_url_stands_twice(
    contract: PatientContract,
) -> None:
    bundle = to_bundle(contract, recorded=RECORDED)
    urls = [entry["fullUrl"] for entry in bundle["entry"]]
    assert len(set(urls)) == len(urls)
    conditions = [
        (entry["request"]["url"], entry["request"].get("ifNoneExist")) for entry in bundle["entry"]
    ]
    assert len(set(conditions)) == len(conditions)
    assert set(re.findall(r'"reference": "([^"]+)"', json.dumps(bundle))) <= set(urls)


@LAW
@given(contracts().flatmap(lambda contract: damaged(to_bundle(contract, recorded=RECORDED))))
def test_damaged_fhir_never_fails_and_what_is_left_is_a_contract(bundle: Any) -> None:
    try:
        mapped = to_contract(bundle)
    except FhirError as error:
        # The one thing that is needed.
        assert "no CarePlan" in str(error)  # noqa: PT017 - the error is allowed, not expected
        return
    again = to_contract(to_bundle(mapped.contract, recorded=RECORDED))
    assert again.contract == mapped.contract
    assert again.unexpressed == []

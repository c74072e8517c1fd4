"""A real HAPI FHIR server takes the transaction Bundle of every example, and gives the contract back."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from tests.conformance import examples

from pk_fhir.mapping import to_contract

pytestmark = pytest.mark.hapi

JSON = {"Content-Type": "application/fhir+json", "Accept": "application/fhir+json"}
TRANSACTION_SECONDS = 120
EXPUNGE = {
    "resourceType": "Parameters",
    "parameter": [{"name": "expungeEverything", "valueBoolean": True}],
}


@pytest.fixture
def client(hapi: str) -> Iterator[httpx.Client]:
    """A client of the server, emptied: registers that contracts share would else be the first one's."""
    with httpx.Client(base_url=hapi, headers=JSON, timeout=TRANSACTION_SECONDS) as connected:
        emptied = connected.post("$expunge", json=EXPUNGE)
        assert emptied.status_code == httpx.codes.OK, emptied.text
        yield connected


@pytest.mark.parametrize("name", examples.names())
def test_the_contract_comes_back_as_it_was_sent(name: str, client: httpx.Client) -> None:
    _send(name, client)
    mapped = to_contract([_without_request_id(one) for one in _found(name, client)])
    assert mapped.unexpressed == []
    assert _in_order(mapped.contract.to_json()) == _in_order(examples.contract(name))


@pytest.mark.parametrize("name", examples.names())
def test_sending_a_contract_twice_makes_nothing_twice(name: str, client: httpx.Client) -> None:
    _send(name, client)
    again = _send(name, client)
    assert {entry["response"]["status"][:3] for entry in again["entry"]} == {"200"}


def _without_request_id(resource: dict[str, Any]) -> dict[str, Any]:
    """HAPI writes the id of the request into meta.source, behind what was sent."""
    source = resource["meta"].get("source", "").split("#")[0]
    kept = {key: value for key, value in resource["meta"].items() if key != "source"}
    return {**resource, "meta": {**kept, "source": source} if source else kept}


def _in_order(contract: dict[str, Any]) -> dict[str, Any]:
    """Provenances have no order among themselves, so who agreed has none either."""
    agreements = sorted(contract.get("agreements", []), key=str)
    return {**contract, "agreements": agreements}


def _send(name: str, client: httpx.Client) -> dict[str, Any]:
    answer = client.post("", json=examples.bundle(name))
    assert answer.status_code == httpx.codes.OK, answer.text
    taken: dict[str, Any] = answer.json()
    return taken


def _found(name: str, client: httpx.Client) -> list[dict[str, Any]]:
    """The contract's resources, found by search: the plan, what belongs to its patient, who is named."""
    identifier = examples.contract(name)["identifier"]
    token = f"{identifier['system']}|{identifier['value']}"
    (plan,) = _search(client, "CarePlan", identifier=token)
    patient = plan["subject"]["reference"]
    found = _search(client, "CarePlan", subject=patient, _revinclude="Provenance:target")
    for kind in ("Goal", "CareTeam", "ServiceRequest", "Task", "QuestionnaireResponse"):
        found += _search(client, kind, patient=patient, _revinclude="Provenance:target")
    found += _search(client, "RelatedPerson", patient=patient)
    found += _search(
        client, "Appointment", patient=patient, _revinclude="AppointmentResponse:appointment"
    )
    found += _search(client, "Patient", _id=patient.removeprefix("Patient/"))
    found = _each_once(found)
    return _each_once([*found, *_named(client, found)])


def _named(client: httpx.Client, found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Who and what the resources name, and what these name: staff, units, services."""
    kinds = ("PractitionerRole", "Practitioner", "HealthcareService", "Organization")
    named: dict[str, dict[str, Any]] = {}
    ahead = _references(found)
    while ahead:
        reference = ahead.pop()
        if reference.split("/")[0] in kinds and reference not in named:
            named[reference] = client.get(reference).json()
            ahead |= _references(named[reference])
    return [named[reference] for reference in sorted(named)]


def _references(value: Any) -> set[str]:
    if isinstance(value, dict):
        own = {value["reference"]} if isinstance(value.get("reference"), str) else set()
        return own.union(*(_references(member) for member in value.values()))
    if isinstance(value, list):
        return set().union(*(_references(member) for member in value))
    return set()


def _search(client: httpx.Client, kind: str, **parameters: str) -> list[dict[str, Any]]:
    answer = client.get(kind, params={**parameters, "_count": "200"})
    assert answer.status_code == httpx.codes.OK, answer.text
    return [entry["resource"] for entry in answer.json().get("entry", [])]


def _each_once(resources: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return list({f"{one['resourceType']}/{one['id']}": one for one in resources}.values())

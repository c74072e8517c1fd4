"""fhir-py (https://github.com/beda-software/fhir-py) does its usual work, as it comes."""

import pytest
from fhirpy import SyncFHIRClient
from fhirpy.base.exceptions import MultipleResourcesFound, OperationOutcome, ResourceNotFound

pytestmark = pytest.mark.clients


@pytest.fixture
def client(base: str) -> SyncFHIRClient:
    return SyncFHIRClient(base)


def test_it_reads_what_the_server_states(client: SyncFHIRClient) -> None:
    stated = client.execute("metadata", method="get")
    assert stated["fhirVersion"] == "4.0.1"


def test_a_resource_lives_from_create_to_delete(client: SyncFHIRClient) -> None:
    person = client.resource(
        "Patient", name=[{"family": "Pysson", "given": ["Åsa"]}], birthDate="1977-01-18"
    )
    person.create()
    assert (person["id"], person["meta"]["versionId"]) == (person.id, "1")
    person["active"] = True
    person.update()
    assert person["meta"]["versionId"] == "2"
    same = client.reference("Patient", person.id).to_resource()
    assert same.serialize() == person.serialize()
    history = person.execute("_history", method="get")
    assert [entry["resource"]["meta"]["versionId"] for entry in history["entry"]] == ["2", "1"]
    assert person.is_valid()
    person.delete()
    with pytest.raises(ResourceNotFound):
        person.refresh()


def test_it_searches_sorts_includes_and_pages(client: SyncFHIRClient) -> None:
    person = client.resource("Patient", name=[{"family": "Listsson"}])
    person.save()
    for number in range(7):
        client.resource(
            "Goal",
            lifecycleStatus="active",
            description={"text": f"Mål {number}"},
            subject=person.to_reference(),
            startDate=f"2026-11-0{number + 1}",
        ).save()
    goals = client.resources("Goal").search(subject=person.to_reference())
    assert len(goals.fetch_all()) == 7
    paged = [goal["description"]["text"] for goal in goals.sort("-start-date").limit(2)]
    assert paged == [f"Mål {number}" for number in reversed(range(7))]
    assert len(goals.search(start_date__ge="2026-11-02", start_date__lt="2026-11-04").fetch()) == 2
    bundle = goals.limit(1).include("Goal", "subject").fetch_raw()
    assert [entry["search"]["mode"] for entry in bundle["entry"]] == ["match", "include"]
    assert client.resources("Patient").search(family__exact="Listsson").get().id == person.id
    having = client.resources("Patient").has("Goal", "subject", start_date="2026-11-03")
    assert [each.id for each in having.search(family="listsson")] == [person.id]
    with pytest.raises(MultipleResourcesFound):
        goals.get()
    with pytest.raises(ResourceNotFound):
        goals.search(start_date="2001-01-01").get()


def test_a_count_is_a_count(base: str) -> None:
    # It asks with a parameter of another server's (_totalMethod), which the standard header lets be ignored.
    client = SyncFHIRClient(base, extra_headers={"Prefer": "handling=lenient"})
    tag = {"system": "urn:example:client", "code": "counted"}
    for _ in range(3):
        client.resource("Basic", code={"text": "x"}, meta={"tag": [tag]}).save()
    assert client.resources("Basic").search(_tag="urn:example:client|counted").count() == 3


def test_a_conditional_update_and_delete(client: SyncFHIRClient) -> None:
    identifier = {"system": "urn:example:fhirpy", "value": "1"}
    one = client.resources("Patient").search(identifier="urn:example:fhirpy|1")
    first, created = one.update(client.resource("Patient", identifier=[identifier]))
    assert created
    second, created = one.update(client.resource("Patient", identifier=[identifier], active=True))
    assert (second.id, second["active"], created) == (first.id, True, False)
    assert one.delete()[1] == 204
    assert one.fetch() == []


def test_a_transaction(client: SyncFHIRClient) -> None:
    bundle = client.resource(
        "Bundle",
        type="transaction",
        entry=[
            {
                "request": {"method": "PUT", "url": "Patient/of-fhirpy"},
                "resource": {"resourceType": "Patient", "id": "of-fhirpy"},
            },
            {
                "request": {"method": "POST", "url": "Basic"},
                "resource": {
                    "resourceType": "Basic",
                    "code": {"text": "x"},
                    "subject": {"reference": "Patient/of-fhirpy"},
                },
            },
        ],
    )
    answer = client.execute("", data=bundle.serialize())
    assert [entry["response"]["status"] for entry in answer["entry"]] == [
        "201 Created",
        "201 Created",
    ]


def test_what_is_refused_is_an_operation_outcome(client: SyncFHIRClient) -> None:
    with pytest.raises(OperationOutcome) as refused:
        client.resource("Patient", gender="banana").create()
    assert refused.value.resource["issue"][0]["expression"] == ["Patient.gender"]
    # Its patch is a merge patch, which FHIR does not know: refused, and nothing is changed.
    person = client.resource("Patient", active=False)
    person.save()
    with pytest.raises(OperationOutcome):
        person.patch(active=True)
    stored = client.reference("Patient", person.id).to_resource()
    assert (stored["active"], stored["meta"]["versionId"]) == (False, "1")
    # It asks with its version as entity tag, without quotes: nothing new.
    person.refresh()
    # A condition in the address of a POST is another server's: refused, and nothing is made twice.
    several = client.resources("Patient").search(identifier="urn:example:fhirpy|2")
    identifier = {"system": "urn:example:fhirpy", "value": "2"}
    with pytest.raises(OperationOutcome):
        several.get_or_create(client.resource("Patient", identifier=[identifier]))
    assert several.fetch() == []

"""fhir-py (https://github.com/beda-software/fhir-py) does its usual work, as it comes."""

from datetime import date

import pytest
from fhirpy import AsyncFHIRClient, SyncFHIRClient
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
    # It asks with its version as entity tag, without quotes: nothing new.
    person.refresh()
    person["gender"] = "female"
    person.save(fields=["gender"])
    person.patch(active=False, birthDate=None)
    stored = client.get("Patient", person.id)
    assert (stored["active"], stored["gender"], "birthDate" in stored) == (False, "female", False)
    assert stored == person.serialize()
    same = client.reference("Patient", person.id).to_resource()
    assert same.serialize() == person.serialize()
    history = person.execute("_history", method="get")
    assert [entry["resource"]["meta"]["versionId"] for entry in history["entry"]] == [
        *("4", "3", "2", "1")
    ]
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


def test_a_count_is_a_count(client: SyncFHIRClient) -> None:
    tag = {"system": "urn:example:client", "code": "counted"}
    for _ in range(3):
        client.resource("Basic", code={"text": "x"}, meta={"tag": [tag]}).save()
    counted = client.resources("Basic").search(_tag="urn:example:client|counted")
    assert (counted.count(), counted.first()["code"]) == (3, {"text": "x"})


def test_its_words_for_a_search_are_understood(client: SyncFHIRClient) -> None:
    author = client.resource("Practitioner", name=[{"family": "Sökvård"}])
    author.save()
    person = client.resource(
        "Patient",
        name=[{"family": "Sökord"}],
        birthDate="1977-01-18",
        generalPractitioner=[author.to_reference()],
    )
    person.save()
    encounter = client.resource(
        "Encounter",
        status="finished",
        subject=person.to_reference(),
        **{"class": {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "AMB"}},
    )
    encounter.save()
    client.resource(
        "Observation",
        status="final",
        code={"text": "vikt"},
        subject=person.to_reference(),
        encounter=encounter.to_reference(),
        valueQuantity={"value": 61, "system": "http://unitsofmeasure.org", "code": "kg"},
    ).save()
    patients = client.resources("Patient").search(family="Sökord")
    for narrowed in (
        patients.search(general_practitioner=author),
        patients.search(general_practitioner__Practitioner__name="Sökvård"),
        patients.search(general_practitioner__name__contains="kvår"),
        patients.search(birthdate__sa="1970", birthdate__eb="2000", gender__missing=True),
        patients.search(birthdate__gt=date(1970, 1, 1), _lastUpdated__lt="2999"),
        patients.search(gender__not=["female", "male"], active__not=True),
        patients.has("Observation", "patient", code__text="vikt"),
        patients.has("Encounter", "subject", "Observation", "encounter", value_quantity="gt60"),
        patients.elements("name", "birthDate"),
    ):
        assert [each.id for each in narrowed.fetch()] == [person.id], str(narrowed)
    observed = client.resources("Observation").search(patient=person)
    around = (
        observed.include("Observation", "*")
        .include("Patient", "general-practitioner", iterate=True)
        .revinclude("*")
    )
    assert sorted(entry["resource"]["resourceType"] for entry in around.fetch_raw()["entry"]) == [
        "Encounter",
        "Observation",
        "Patient",
        "Practitioner",
    ]


def test_a_conditional_update_and_delete(client: SyncFHIRClient) -> None:
    identifier = {"system": "urn:example:fhirpy", "value": "1"}
    one = client.resources("Patient").search(identifier="urn:example:fhirpy|1")
    first, created = one.update(client.resource("Patient", identifier=[identifier]))
    assert created
    second, created = one.update(client.resource("Patient", identifier=[identifier], active=True))
    assert (second.id, second["active"], created) == (first.id, True, False)
    # Its conditional create has the condition in the address.
    third, created = one.get_or_create(client.resource("Patient", identifier=[identifier]))
    assert (third.serialize(), created) == (second.serialize(), False)
    assert one.patch(active=False)["active"] is False
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


@pytest.mark.anyio
async def test_its_twin_asks_without_waiting(base: str) -> None:
    client = AsyncFHIRClient(base)
    person = client.resource("Patient", name=[{"family": "Asynksson"}])
    await person.save()
    found = client.resources("Patient").search(family="Asynksson")
    assert [each.id async for each in found.limit(1)] == [person.id]
    assert (await found.count(), (await found.first()).id) == (1, person.id)
    assert await person.is_valid()
    everything = await person.execute("$everything", method="get")
    assert everything["total"] == 1
    await person.refresh()
    await person.delete()
    assert await found.fetch() == []

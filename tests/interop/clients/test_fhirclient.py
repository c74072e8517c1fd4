"""SMART's Python client (https://github.com/smart-on-fhir/client-py) does its usual work, as it comes."""

from typing import Any

import pytest
from fhirclient.client import FHIRClient
from fhirclient.models.bundle import Bundle
from fhirclient.models.fhirelementfactory import FHIRElementFactory
from fhirclient.models.goal import Goal
from fhirclient.models.patient import Patient
from fhirclient.server import FHIRNotFoundException, FHIRServer
from requests import HTTPError

pytestmark = pytest.mark.clients

TAG = {"system": "urn:example:client", "code": "fhirclient"}


@pytest.fixture
def server(base: str) -> FHIRServer:
    client = FHIRClient(settings={"app_id": "interop", "api_base": base})
    # It reads the CapabilityStatement, strictly, into its own model.
    client.prepare()
    stated = client.server.capabilityStatement
    assert stated.fhirVersion == "4.0.1"
    assert "Patient" in {each.type for each in stated.rest[0].resource}
    return client.server


def person(family: str) -> Patient:
    return Patient(
        {
            "resourceType": "Patient",
            "meta": {"tag": [TAG]},
            "name": [{"family": family, "given": ["Åke"]}],
            "birthDate": "1977-01-17",
        }
    )


def test_a_resource_lives_from_create_to_delete(server: FHIRServer) -> None:
    made: dict[str, Any] = person("Testsson").create(server)
    read = Patient.read(made["id"], server)
    assert read.as_json() == made
    read.active = True
    updated = Patient(read.update(server))
    assert (updated.meta.versionId, updated.active) == ("2", True)
    assert updated.name[0].given == ["Åke"]
    history = Bundle.read_from(f"Patient/{read.id}/_history", server)
    assert [entry.resource.meta.versionId for entry in history.entry] == ["2", "1"]
    old = Patient.read_from(f"Patient/{read.id}/_history/1", server)
    assert old.as_json() == made
    read.delete(server)
    with pytest.raises(HTTPError, match="410"):
        Patient.read(made["id"], server)
    with pytest.raises(FHIRNotFoundException):
        Patient.read("never", server)


def test_it_searches_with_its_own_words_and_pages(server: FHIRServer) -> None:
    made = person("Sökesson").create(server)
    subject = f"Patient/{made['id']}"
    for number in range(7):
        goal = {
            "resourceType": "Goal",
            "lifecycleStatus": "active",
            "description": {"text": f"Mål {number}"},
            "subject": {"reference": subject},
            "startDate": f"2026-11-0{number + 1}",
        }
        Goal(goal).create(server)
    by_name = Patient.where({"family:exact": "Sökesson"}).perform_resources_iter(server)
    assert [each.id for each in by_name] == [made["id"]]
    search = Goal.where({"subject": subject, "_count": "3", "_sort": "start-date"})
    pages = list(search.perform_iter(server))
    assert [len(page.entry) for page in pages] == [3, 3, 1]
    goals = list(search.perform_resources_iter(server))
    assert [each.description.text for each in goals] == [f"Mål {number}" for number in range(7)]
    between = Goal.where(
        {"subject": subject, "start-date": {"$and": ["ge2026-11-02", "lt2026-11-04"]}}
    )
    assert len(list(between.perform_resources_iter(server))) == 2
    # Its operators are those of FHIR's first release.
    its_own = {
        "subject": {"$type": "Patient", "name": {"$exact": "Sökesson"}},
        "start-date": {"$and": [{"$gt": "2026-11-01"}, {"$lte": "2026-11-03"}]},
        "target-date": {"$missing": "true"},
        "_sort": {"$desc": "start-date"},
    }
    found = Goal.where(its_own).perform_resources_iter(server)
    assert [each.description.text for each in found] == ["Mål 2", "Mål 1"]
    with_person = Goal.where({"subject": subject, "_count": "1"}).include("subject", Goal)
    found = next(iter(with_person.perform_iter(server)))
    assert [entry.search.mode for entry in found.entry] == ["match", "include"]
    assert found.entry[0].resource.subject.resolved(Patient).name[0].family == "Sökesson"
    with_goals = Patient.where({"_id": made["id"]}).include("subject", Goal, reverse=True)
    assert len(list(with_goals.perform_resources_iter(server))) == 8


def test_a_transaction_is_created_like_a_resource(server: FHIRServer) -> None:
    url = "urn:uuid:61ebe359-bfdc-4613-8bf2-c5e300945f0a"
    goal = {
        "resourceType": "Goal",
        "lifecycleStatus": "active",
        "description": {"text": "Gå ut"},
        "subject": {"reference": url},
    }
    bundle = Bundle(
        {
            "resourceType": "Bundle",
            "type": "transaction",
            "entry": [
                {
                    "fullUrl": url,
                    "resource": person("Buntsson").as_json(),
                    "request": {"method": "POST", "url": "Patient"},
                },
                {"resource": goal, "request": {"method": "POST", "url": "Goal"}},
            ],
        }
    )
    answer = Bundle(bundle.create(server))
    assert [entry.response.status.split()[0] for entry in answer.entry] == ["201", "201"]
    stored = Goal.read_from(answer.entry[1].response.location.partition("/_history")[0], server)
    assert Patient.read_from(stored.subject.reference, server).name[0].family == "Buntsson"


def test_a_refusal_reaches_the_caller_with_its_reason(server: FHIRServer) -> None:
    broken = {"resourceType": "Patient", "gender": "banana"}
    with pytest.raises(HTTPError) as refused:
        server.post_json("Patient", broken)
    [issue, *_] = refused.value.response.json()["issue"]
    assert issue["expression"] == ["Patient.gender"]


def test_every_answer_is_what_its_strict_models_read(server: FHIRServer) -> None:
    stated = server.request_json("metadata")
    paths = ["metadata", "metadata?mode=terminology", "_history?_count=50", "$meta"]
    for each in stated["rest"][0]["resource"]:
        paths += [f"{each['type']}?_count=50", f"{each['type']}?_count=50&_summary=true"]
    for path in paths:
        answer = server.request_json(path)
        assert FHIRElementFactory.instantiate(answer["resourceType"], answer).as_json() == answer

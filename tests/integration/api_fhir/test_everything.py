"""$everything, $validate and metadata."""

import httpx
import pytest

from pk_fhir.interactions.types import SERVED

pytestmark = pytest.mark.anyio


@pytest.fixture
async def filled(fhir: httpx.AsyncClient) -> httpx.AsyncClient:
    for body in (
        {"resourceType": "Organization", "id": "unit", "name": "Vårdcentralen Exempel"},
        {"resourceType": "Patient", "id": "anna", "name": [{"family": "Testsson"}]},
        {"resourceType": "Patient", "id": "bo", "name": [{"family": "Provström"}]},
        {
            "resourceType": "Goal",
            "id": "goal",
            "lifecycleStatus": "active",
            "description": {"text": "Gå ut"},
            "subject": {"reference": "Patient/anna"},
        },
        {
            "resourceType": "CarePlan",
            "id": "plan",
            "status": "active",
            "intent": "plan",
            "subject": {"reference": "Patient/anna"},
            "author": {"reference": "Organization/unit"},
            "goal": [{"reference": "Goal/goal"}],
        },
        {
            "resourceType": "Task",
            "id": "task",
            "status": "accepted",
            "intent": "plan",
            "for": {"reference": "Patient/anna"},
        },
        {
            "resourceType": "Provenance",
            "id": "provenance",
            "target": [{"reference": "CarePlan/plan"}],
            "recorded": "2026-11-02T10:00:00+01:00",
            "agent": [{"who": {"reference": "Organization/unit"}}],
        },
        {
            "resourceType": "Goal",
            "id": "his",
            "lifecycleStatus": "active",
            "description": {"text": "Gå in"},
            "subject": {"reference": "Patient/bo"},
        },
    ):
        answer = await fhir.put(f"/{body['resourceType']}/{body['id']}", json=body)
        assert answer.status_code == 201, answer.text
    return fhir


def ids(answer: httpx.Response) -> set[str]:
    assert answer.status_code == 200, answer.text
    return {entry["resource"]["id"] for entry in answer.json()["entry"]}


HERS = {"anna", "goal", "plan", "task", "provenance", "unit"}


async def test_everything_of_a_patient_has_all_hers_and_whom_it_names(
    filled: httpx.AsyncClient,
) -> None:
    assert ids(await filled.get("/Patient/anna/$everything")) == HERS
    assert ids(await filled.get("/Patient/anna/$everything?_type=Goal,Task")) == {"goal", "task"}
    assert (await filled.get("/Patient/nobody/$everything")).status_code == 404
    assert (await filled.get("/Patient/anna/$everything?_type=Nonsense")).status_code == 400


async def test_everything_pages_through_all_once(filled: httpx.AsyncClient) -> None:
    seen: list[str] = []
    url: str | None = "/Patient/anna/$everything?_count=2"
    while url:
        page = (await filled.get(url)).json()
        seen += [entry["resource"]["id"] for entry in page["entry"]]
        url = next((link["url"] for link in page["link"] if link["relation"] == "next"), None)
    assert sorted(seen) == sorted(HERS)


async def test_everything_of_a_care_plan(filled: httpx.AsyncClient) -> None:
    found = ids(await filled.get("/CarePlan/plan/$everything"))
    assert {"plan", "goal", "anna", "unit"} <= found
    assert "his" not in found


async def test_a_care_plans_everything_pages_too(filled: httpx.AsyncClient) -> None:
    whole = ids(await filled.get("/CarePlan/plan/$everything"))
    seen: list[str] = []
    url: str | None = "/CarePlan/plan/$everything?_count=2"
    while url:
        page = (await filled.get(url)).json()
        seen += [entry["resource"]["id"] for entry in page["entry"]]
        url = next((link["url"] for link in page["link"] if link["relation"] == "next"), None)
    assert seen[0] == "plan"
    assert sorted(seen) == sorted(whole)


async def test_everything_of_all_patients_has_each_once(filled: httpx.AsyncClient) -> None:
    assert ids(await filled.get("/Patient/$everything")) == {*HERS, "bo", "his"}
    assert ids(await filled.get("/Patient/$everything?_type=Goal")) == {"goal", "his"}
    later = {"_since": "2999-01-01T00:00:00Z"}
    assert (await filled.get("/Patient/$everything", params=later)).json().get("entry", []) == []
    seen: list[str] = []
    url: str | None = "/Patient/$everything?_count=3"
    while url:
        page = (await filled.get(url)).json()
        seen += [entry["resource"]["id"] for entry in page["entry"]]
        url = next((link["url"] for link in page["link"] if link["relation"] == "next"), None)
    assert set(seen) == {*HERS, "bo", "his"}
    only_hers = {"x-role": "patient", "x-patient": "bo"}
    assert ids(await filled.get("/Patient/$everything", headers=only_hers)) <= {"bo", "his"}


async def test_everything_without_entries_says_how_many_there_are(
    filled: httpx.AsyncClient,
) -> None:
    for path, count in (
        ("/Patient/anna/$everything?_count=0", len(HERS)),
        ("/Patient/anna/$everything?_summary=count", len(HERS)),
        ("/Patient/anna/$everything?_count=0&_type=Goal", 1),
        ("/Patient/$everything?_count=0", len({*HERS, "bo", "his"})),
    ):
        page = (await filled.get(path)).json()
        assert ("entry" in page, page["total"]) == (False, count), path
        assert [link["relation"] for link in page["link"]] == ["self"]
    pages = (await filled.get("/Patient/anna/$everything?_count=4")).json()["link"]
    while following := [each["url"] for each in pages if each["relation"] == "next"]:
        last = (await filled.get(following[0])).json()
        pages = last["link"]
    assert "total" not in last


async def test_everything_by_parameters_in_a_body(filled: httpx.AsyncClient) -> None:
    body = {
        "resourceType": "Parameters",
        "parameter": [
            {"name": "_type", "valueCode": "Goal"},
            {"name": "_type", "valueCode": "Task"},
            {"name": "_count", "valueInteger": 1},
        ],
    }
    page = await filled.post("/Patient/anna/$everything", json=body)
    links = {link["relation"]: link["url"] for link in page.json()["link"]}
    assert len(ids(page)) == 1
    assert "_type=Goal&_type=Task" in links["self"]
    assert ids(page) | ids(await filled.get(links["next"])) == {"goal", "task"}


async def test_start_and_end_are_about_care_and_leave_persons_in(
    filled: httpx.AsyncClient,
) -> None:
    goal = (await filled.get("/Goal/goal")).json() | {"startDate": "2026-03-01"}
    assert (await filled.put("/Goal/goal", json=goal)).status_code == 200
    inside = ids(await filled.get("/Patient/anna/$everything?start=2026-02&end=2026-03"))
    outside = ids(await filled.get("/Patient/anna/$everything?start=2026-04"))
    assert inside == HERS - {"provenance"}
    assert outside == HERS - {"goal"}
    refused = await filled.get("/Patient/anna/$everything?start=soon")
    assert refused.status_code == 400


async def test_validate_says_what_a_write_would_say_and_stores_nothing(
    fhir: httpx.AsyncClient,
) -> None:
    good = {"resourceType": "Patient", "active": True}
    bad = {"resourceType": "Patient", "gender": "x"}
    answer = await fhir.post("/Patient/$validate", json=good)
    assert answer.status_code == 200
    assert {issue["severity"] for issue in answer.json()["issue"]} <= {"information", "warning"}
    wrapped = {"resourceType": "Parameters", "parameter": [{"name": "resource", "resource": bad}]}
    for body in (bad, wrapped):
        refused = await fhir.post("/Patient/$validate", json=body)
        assert refused.status_code == 200
        assert "Patient.gender" in [i["expression"][0] for i in refused.json()["issue"]]
    twice = {**wrapped, "parameter": wrapped["parameter"] * 2}
    assert (await fhir.post("/Patient/$validate", json=twice)).status_code == 400
    misspelt = [{"name": "resource", "resource": good}, {"name": "profiel", "valueUri": "urn:a"}]
    told = await fhir.post("/Patient/$validate", json={**wrapped, "parameter": misspelt})
    assert [(each["severity"], each["code"]) for each in told.json()["issue"]] == [
        ("warning", "not-supported")
    ]
    assert (await fhir.get("/Patient?_summary=count")).json()["total"] == 0
    await fhir.put("/Patient/a", json={**good, "id": "a"})
    stored = await fhir.get("/Patient/a/$validate")
    assert stored.status_code == 200


async def test_metadata_states_what_is_served(fhir: httpx.AsyncClient) -> None:
    statement = (await fhir.get("/metadata")).json()
    assert statement["fhirVersion"] == "4.0.1"
    stated = statement["rest"][0]["resource"]
    assert [resource["type"] for resource in stated] == list(SERVED)
    checked = await fhir.post("/CapabilityStatement/$validate", json=statement)
    assert [i for i in checked.json()["issue"] if i["severity"] in ("error", "fatal")] == []

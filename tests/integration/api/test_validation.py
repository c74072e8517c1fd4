"""Validation over HTTP: what a write is held to, in which language it is told, and what $validate rehearses."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.serving import asgi_client

from pk_fhir.app import DefinitionsError, opened
from pk_fhir.config import ProviderSettings, Settings
from pk_fhir.definitions.tools import build_package

pytestmark = pytest.mark.anyio

REGION = "https://region.example/fhir"
NAMED = f"{REGION}/StructureDefinition/named-patient"
ROOMS = f"{REGION}/ValueSet/rooms"
PROFILE = {
    "resourceType": "StructureDefinition",
    "id": "named-patient",
    "url": NAMED,
    "name": "NamedPatient",
    "title": "Namngiven patient",
    "status": "active",
    "fhirVersion": "4.0.1",
    "kind": "resource",
    "abstract": False,
    "type": "Patient",
    "baseDefinition": "http://hl7.org/fhir/StructureDefinition/Patient",
    "derivation": "constraint",
    "differential": {
        "element": [
            {"id": "Patient", "path": "Patient"},
            {"id": "Patient.name", "path": "Patient.name", "min": 1},
        ]
    },
}
CODES = {
    "resourceType": "CodeSystem",
    "id": "rooms",
    "url": f"{REGION}/CodeSystem/rooms",
    "name": "Rooms",
    "status": "active",
    "content": "complete",
    "concept": [{"code": "a", "display": "Mottagning A"}],
}
VALUES = {
    "resourceType": "ValueSet",
    "id": "rooms",
    "url": ROOMS,
    "name": "Rooms",
    "status": "active",
    "compose": {"include": [{"system": f"{REGION}/CodeSystem/rooms"}]},
}
PARAMETER = {
    "resourceType": "SearchParameter",
    "id": "contact-name",
    "url": f"{REGION}/SearchParameter/contact-name",
    "name": "contact-name",
    "status": "active",
    "description": "The family name of a contact of the patient.",
    "code": "contact-name",
    "base": ["Patient"],
    "type": "string",
    "expression": "Patient.contact.name.family",
}
NAMELESS = {"resourceType": "Patient", "active": True}
GIVEN = {"resourceType": "Patient", "name": [{"family": "Exempel"}]}
LOST = {
    "resourceType": "Goal",
    "lifecycleStatus": "active",
    "description": {"text": "x"},
    "subject": {"reference": "Patient/nowhere"},
}
MISSPELT = {
    "resourceType": "Parameters",
    "parameter": [{"name": "resource", "resource": LOST}, {"name": "profil", "valueUri": NAMED}],
}


@pytest.fixture
def package(tmp_path: Path) -> Path:
    folder = tmp_path / "source"
    folder.mkdir()
    for resource in (PROFILE, CODES, VALUES, PARAMETER):
        file = folder / f"{resource['resourceType']}-{resource['id']}.json"
        file.write_text(json.dumps(resource))
    target = tmp_path / "region.tgz"
    build_package(folder, target, manifest={"name": "se.region.profiles", "version": "1.0.0"})
    return target


@pytest.fixture
def of_region(database_url: str, tmp_path: Path, package: Path) -> Settings:
    return Settings(
        database_url=database_url,
        data_dir=tmp_path,
        providers=[ProviderSettings(name="region", title="Region Exempel")],
        packages=[str(package)],
        required_profiles={"Patient": [NAMED]},
    )


@pytest.fixture
async def regional(of_region: Settings) -> AsyncIterator[httpx.AsyncClient]:
    async with opened(of_region) as application:
        base = "http://127.0.0.1:8000/fhir"
        async with asgi_client(application, base, raises=False) as client:
            yield client


def errors(answer: httpx.Response) -> list[tuple[str, str]]:
    """Severity and place of what an OperationOutcome refuses."""
    found = answer.json()["issue"]
    return [
        (each["severity"], each.get("expression", [""])[0])
        for each in found
        if each["severity"] in ("error", "fatal")
    ]


def parameters(**values: Any) -> dict[str, Any]:
    kinds = {"mode": "valueCode", "profile": "valueUri", "resource": "resource"}
    listed = [{"name": name, kinds[name]: value} for name, value in values.items()]
    return {"resourceType": "Parameters", "parameter": listed}


# What a region demands


async def test_a_setting_holds_every_resource_of_a_type_to_a_profile_of_a_regions_package(
    regional: httpx.AsyncClient,
) -> None:
    refused = await regional.post("/Patient", json=NAMELESS)
    assert (refused.status_code, errors(refused)) == (422, [("error", "Patient")])
    assert "name" in refused.json()["issue"][0]["diagnostics"]
    assert (await regional.post("/Patient", json=GIVEN)).status_code == 201
    updated = await regional.put("/Patient/p1", json={**NAMELESS, "id": "p1"})
    assert (updated.status_code, errors(updated)) == (422, [("error", "Patient")])
    entry = {"resource": NAMELESS, "request": {"method": "POST", "url": "Patient"}}
    bundle = {"resourceType": "Bundle", "type": "transaction", "entry": [entry]}
    together = await regional.post("/", json=bundle)
    assert (together.status_code, errors(together)) == (
        422,
        [("error", "Bundle.entry[0].resource")],
    )
    checked = await regional.post("/Patient/$validate", json=NAMELESS)
    assert (checked.status_code, errors(checked)) == (200, [("error", "Patient")])


async def test_the_conformance_resources_of_a_package_can_be_read_expanded_and_searched_by(
    regional: httpx.AsyncClient,
) -> None:
    for type_, id_, url in (
        ("StructureDefinition", "named-patient", NAMED),
        ("ValueSet", "rooms", ROOMS),
    ):
        assert (await regional.get(f"/{type_}/{id_}")).json()["url"] == url
        found = (await regional.get(f"/{type_}", params={"url": url})).json()
        assert [each["resource"]["id"] for each in found["entry"]] == [id_]
    expanded = (await regional.get("/ValueSet/$expand", params={"url": ROOMS})).json()
    assert expanded["expansion"]["contains"] == [
        {"system": f"{REGION}/CodeSystem/rooms", "code": "a", "display": "Mottagning A"}
    ]
    contact = {"name": {"family": "Anhörig"}}
    await regional.put("/Patient/p", json={**GIVEN, "id": "p", "contact": [contact]})
    for _ in range(1200):
        answer = await regional.get("/Patient?contact-name=anhörig")
        if answer.status_code == 200:
            break
        assert "$reindex" in answer.text
        await asyncio.sleep(0.05)
    assert [each["resource"]["id"] for each in answer.json()["entry"]] == ["p"]


async def test_a_package_is_stored_once_however_often_the_service_starts(
    of_region: Settings,
) -> None:
    versions = []
    for _ in range(2):
        async with opened(of_region) as application:
            base = "http://127.0.0.1:8000/fhir"
            async with asgi_client(application, base) as client:
                read = (await client.get("/StructureDefinition/named-patient")).json()
                versions.append(read["meta"]["versionId"])
    assert versions == ["1", "1"]


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"packages": ["/nowhere/region.tgz"]}, "PK_FHIR_PACKAGES: /nowhere/region.tgz: "),
        (
            {"packages": [], "required_profiles": {"Patient": [NAMED]}},
            f"PK_FHIR_REQUIRED_PROFILES: Patient: the profile {NAMED} is in no package; ",
        ),
        (
            {"required_profiles": {"Goal": [NAMED]}},
            f"PK_FHIR_REQUIRED_PROFILES: Goal: {NAMED} is a profile of Patient",
        ),
        (
            {"required_profiles": {"Patientt": [NAMED]}},
            "PK_FHIR_REQUIRED_PROFILES: Patientt is no type of FHIR R4",
        ),
    ],
)
async def test_a_setting_that_cannot_hold_stops_the_start_with_its_name(
    of_region: Settings, changed: dict[str, Any], told: str
) -> None:
    with pytest.raises(DefinitionsError) as refused:
        async with opened(of_region.model_copy(update=changed)):
            pass
    assert str(refused.value).startswith(told)


async def test_a_package_that_is_no_archive_is_named(of_region: Settings, tmp_path: Path) -> None:
    broken = tmp_path / "broken.tgz"
    broken.write_bytes(b"\x1f\x8b no archive")
    with pytest.raises(DefinitionsError, match=r"broken\.tgz"):
        async with opened(of_region.model_copy(update={"packages": [str(broken)]})):
            pass


# What every service does


async def test_a_care_plan_that_says_it_is_a_patientkontrakt_is_held_to_our_profile(
    http: httpx.AsyncClient,
) -> None:
    plan = {
        "resourceType": "CarePlan",
        "status": "active",
        "intent": "plan",
        "subject": {"identifier": {"system": "urn:x:y", "value": "1"}},
    }
    category = {
        "coding": [
            {
                "system": "https://pk-fhir.example/fhir/CodeSystem/pk-plan-category",
                "code": "patientkontrakt",
            }
        ]
    }
    assert (await http.post("/fhir/CarePlan", json=plan)).status_code == 201
    refused = await http.post("/fhir/CarePlan", json={**plan, "category": [category]})
    assert refused.status_code == 422
    assert ("error", "CarePlan") in errors(refused)


async def test_messages_are_in_the_language_that_is_asked_for(http: httpx.AsyncClient) -> None:
    bad = {"resourceType": "Patient", "gender": "x"}
    swedish = {"accept-language": "sv-SE,sv;q=0.9,en;q=0.5"}
    entry = {"resource": bad, "request": {"method": "POST", "url": "Patient"}}
    bundle = {"resourceType": "Bundle", "type": "transaction", "entry": [entry]}
    for path, body in (
        ("/fhir/Patient", bad),
        ("/fhir/Patient/$validate", bad),
        ("/fhir/", bundle),
    ):
        told = [
            (await http.post(path, json=body, headers=headers)).json()["issue"][0]["diagnostics"]
            for headers in (swedish, {})
        ]
        assert "värdemängden" in told[0], path
        assert "value set" in told[1], path
    broken = await http.post(
        "/fhir/Patient",
        content=b'{"resourceType": "Patient", ',
        headers={**swedish, "content-type": "application/fhir+json"},
    )
    assert broken.status_code == 400
    assert "Detta är inte JSON" in broken.json()["issue"][0]["diagnostics"]


async def test_warnings_come_back_where_an_operation_outcome_is_preferred(
    http: httpx.AsyncClient,
) -> None:
    unknown = {"url": "https://region.example/unknown", "valueString": "x"}
    sent = {"resourceType": "Patient", "extension": [unknown]}
    prefer = {"prefer": "return=OperationOutcome"}
    created = await http.post("/fhir/Patient", json=sent, headers=prefer)
    updated = await http.put("/fhir/Patient/w", json={**sent, "id": "w"}, headers=prefer)
    for answer in (created, updated):
        assert answer.status_code == 201
        warned = answer.json()["issue"]
        assert [(i["severity"], i["expression"]) for i in warned] == [
            ("warning", ["Patient.extension[0]"])
        ]


async def test_validate_takes_mode_and_profile_from_the_query_or_from_parameters(
    regional: httpx.AsyncClient,
) -> None:
    await regional.put("/Patient/p", json={**GIVEN, "id": "p"})
    vitals = "http://hl7.org/fhir/StructureDefinition/vitalsigns"
    observation = {"resourceType": "Observation", "status": "final", "code": {"text": "puls"}}
    for answer in (
        await regional.post(f"/Observation/$validate?profile={vitals}", json=observation),
        await regional.post(
            "/Observation/$validate",
            json=parameters(mode="profile", profile=vitals, resource=observation),
        ),
    ):
        assert answer.status_code == 200
        assert ("error", "Observation") in errors(answer)
    assert errors(await regional.post("/Observation/$validate", json=observation)) == []
    stored = await regional.get(f"/Patient/p/$validate?mode=profile&profile={NAMED}")
    assert (stored.status_code, errors(stored)) == (200, [])
    unknown = await regional.get("/Patient/p/$validate?profile=https://nowhere.example/profile")
    assert errors(unknown) == [("error", "Patient")]
    for query in ("mode=profile", "mode=nonsense"):
        assert (await regional.get(f"/Patient/p/$validate?{query}")).status_code == 400


async def test_validate_of_a_create_or_an_update_asks_what_the_write_would_ask(
    http: httpx.AsyncClient,
) -> None:
    by_itself = await http.post("/fhir/Goal/$validate", json=LOST)
    assert errors(by_itself) == []
    created = await http.post("/fhir/Goal/$validate?mode=create", json=LOST)
    assert (created.status_code, errors(created)) == (200, [("error", "Goal.subject.reference")])
    updated = await http.post(
        "/fhir/Goal/g/$validate", json=parameters(mode="update", resource={**LOST, "id": "g"})
    )
    assert errors(updated) == [("error", "Goal.subject.reference")]
    other = await http.post("/fhir/Goal/g/$validate?mode=update", json={**LOST, "id": "h"})
    assert errors(other) == [("error", "Goal.id")]
    nameless = await http.post("/fhir/Goal/$validate?mode=update", json=LOST)
    assert errors(nameless) == [("error", "Goal.id")]
    assert (await http.get("/fhir/Goal?_summary=count")).json()["total"] == 0


@pytest.mark.parametrize(
    ("resource", "query", "told"),
    [
        (LOST, "?mode=create", "Referensen Patient/nowhere leder inte till något här."),
        (LOST, "?mode=update", "mode=update behöver veta vilken resurs"),
        (LOST, "?mode=nonsense", "mode är en av create, update, delete, profile."),
        ({"resourceType": "Patient"}, "", "Resursen är en Patient, och adressen är för Goal."),
        (MISSPELT, "", "känner till resource, mode, profile"),
    ],
)
async def test_validate_says_all_of_it_in_the_readers_language(
    http: httpx.AsyncClient, resource: dict[str, Any], query: str, told: str
) -> None:
    reads = {"Accept-Language": "sv"}
    answer = await http.post(f"/fhir/Goal/$validate{query}", json=resource, headers=reads)
    assert [told in issue["diagnostics"] for issue in answer.json()["issue"]] == [True]


async def test_validate_of_a_deletion_says_who_refers_to_it(http: httpx.AsyncClient) -> None:
    await http.put("/fhir/Patient/p", json={"resourceType": "Patient", "id": "p"})
    free = await http.post("/fhir/Patient/p/$validate", json=parameters(mode="delete"))
    assert (free.status_code, errors(free)) == (200, [])
    goal = {"resourceType": "Goal", "id": "g", "lifecycleStatus": "active"}
    goal |= {"description": {"text": "x"}, "subject": {"reference": "Patient/p"}}
    assert (await http.put("/fhir/Goal/g", json=goal)).status_code == 201
    held = await http.get("/fhir/Patient/p/$validate?mode=delete")
    assert held.status_code == 200
    [issue] = held.json()["issue"]
    assert (issue["severity"], issue["code"]) == ("error", "conflict")
    assert "Goal/g" in issue["diagnostics"]
    assert (await http.get("/fhir/Patient/p")).status_code == 200
    assert (await http.post("/fhir/Patient/$validate?mode=delete")).status_code == 400
    assert (await http.get("/fhir/Patient/q/$validate?mode=delete")).status_code == 404


async def test_answers_are_held_to_the_form_that_a_care_provider_has_stored(
    http: httpx.AsyncClient,
) -> None:
    url = "https://region.example/fhir/Questionnaire/sleep"
    form = {"resourceType": "Questionnaire", "id": "sleep", "url": url, "version": "2"}
    form |= {"status": "active", "item": [{"linkId": "1", "type": "boolean", "text": "Sover du?"}]}
    assert (await http.put("/fhir/Questionnaire/sleep", json=form)).status_code == 201
    response = {"resourceType": "QuestionnaireResponse", "status": "completed"}
    right = {"linkId": "1", "answer": [{"valueBoolean": True}]}
    wrong = {"linkId": "1", "answer": [{"valueString": "ja"}]}
    place = ("error", "QuestionnaireResponse.item[0].answer[0].value.ofType(string)")
    for canonical in (url, f"{url}|2"):
        good = {**response, "questionnaire": canonical, "item": [right]}
        assert (await http.post("/fhir/QuestionnaireResponse", json=good)).status_code == 201
        bad = {**good, "item": [wrong]}
        refused = await http.post("/fhir/QuestionnaireResponse", json=bad)
        assert (refused.status_code, errors(refused)) == (422, [place])
    other = {**response, "questionnaire": f"{url}|9", "item": [wrong]}
    assert (await http.post("/fhir/QuestionnaireResponse", json=other)).status_code == 201


STORED = "https://region.example/fhir/StructureDefinition/"


def stored_profile(name: str, base: str, *elements: dict[str, Any]) -> dict[str, Any]:
    described = {"id": name, "url": STORED + name, "name": name.title().replace("-", "")}
    differential = {"element": [{"id": each["path"], **each} for each in elements]}
    return {**PROFILE, **described, "type": "Organization", "baseDefinition": base, "differential": differential}  # fmt: skip


async def test_validate_goes_by_a_stored_profile_that_it_names_and_all_that_this_leads_to(
    http: httpx.AsyncClient,
) -> None:
    base = "http://hl7.org/fhir/StructureDefinition/Organization"
    rooms = {"strength": "required", "valueSet": ROOMS}
    for definition in (
        CODES,
        VALUES,
        stored_profile("sited", base, {"path": "Organization.address", "min": 1}),
        stored_profile("roomy", f"{STORED}sited", {"path": "Organization.type", "min": 1, "binding": rooms}),
    ):  # fmt: skip
        url = f"/fhir/{definition['resourceType']}/{definition['id']}"
        assert (await http.put(url, json=definition)).status_code == 201
    room = {"coding": [{"system": f"{REGION}/CodeSystem/rooms", "code": "b"}]}
    sent = {"resourceType": "Organization", "name": "x", "type": [room]}
    validate = "/fhir/Organization/$validate"
    told = await http.post(validate, params={"profile": f"{STORED}roomy"}, json=sent)
    places = ("Organization", "Organization.type[0]", "Organization.type[0].coding[0].code")
    expected = [("error", place) for place in places]
    assert sorted(errors(told)) == expected
    asked = parameters(profile=f"{STORED}roomy", resource=sent)
    assert sorted(errors(await http.post(validate, json=asked))) == expected
    room["coding"][0]["code"] = "a"
    sent["address"] = [{"city": "x"}]
    right = await http.post(validate, params={"profile": f"{STORED}roomy"}, json=sent)
    assert errors(right) == []
    # In another version it is not known.
    other = await http.post(validate, params={"profile": f"{STORED}roomy|9"}, json=sent)
    assert errors(other) == [("error", "Organization")]
    # Who claims it is held to it too, in a Bundle as well; a write and its rehearsal go by packages alone.
    claiming = {"resourceType": "Organization", "name": "x", "meta": {"profile": [f"{STORED}roomy"]}}  # fmt: skip
    assert errors(await http.post(validate, json=claiming)) == [("error", "Organization")] * 2
    entry = {"fullUrl": "urn:uuid:5a2f8d0e-5d3a-4c53-9d0a-3f1c5b9e7a11", "resource": claiming}
    bundle = {"resourceType": "Bundle", "type": "collection", "entry": [entry]}
    within = await http.post("/fhir/Bundle/$validate", json=bundle)
    assert errors(within) == [("error", "Bundle.entry[0].resource")] * 2
    rehearsed = await http.post(f"{validate}?mode=create", json=claiming)
    assert errors(rehearsed) == []
    assert (await http.post("/fhir/Organization", json=claiming)).status_code == 201


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("json", b'{"resourceType": "Patient",\n "gendr": "x",\n "gender": "x", "gender": "y"}'),
        ("xml", b'<Patient xmlns="http://hl7.org/fhir">\n <gendr value="x"/>\n <gender value="x"/></Patient>'),
    ],
)  # fmt: skip
async def test_validate_tells_all_that_is_wrong_with_its_lines_in_json_and_xml(
    http: httpx.AsyncClient, kind: str, body: bytes
) -> None:
    headers = {"content-type": f"application/fhir+{kind}", "accept": "application/fhir+json"}
    answer = await http.post("/fhir/Patient/$validate", content=body, headers=headers)
    lines = {
        (each["expression"][0], each["extension"][0]["valueInteger"])
        for each in answer.json()["issue"]
    }
    assert answer.status_code == 200
    assert {("Patient", 2), ("Patient.gender", 3)} <= lines
    torn = await http.post("/fhir/Patient/$validate", content=body[:30], headers=headers)
    assert torn.status_code == 400

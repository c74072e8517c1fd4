"""Attacks 20 and 49: with protected identity nothing shows where a person lives or is treated."""

import asyncio
import copy
import itertools
from typing import Any

import httpx
import pytest
from tests.integration.access.conftest import (
    ANNA,
    BO,
    NUMBER,
    S1,
    SYSTEM,
    P,
    World,
    goal,
    patient,
    plan,
)

pytestmark = pytest.mark.anyio

LABEL = {
    "system": "http://hl7.se/fhir/ig/base/CodeSystem/SecurityLabel",
    "code": "sekretessmarkering",
}
SECRETS = (
    "Gömmagatan", "010-1234567", "anna@example.org", "Hemliga mottagningen", "org-secret",
    "Gammelgatan", "010-7654321", "Födelsegatan",
)  # fmt: skip
URL = "/providers/v1/fhir"


def protected(**more: Any) -> dict[str, Any]:
    return patient(
        "anna",
        ANNA,
        meta={"security": [LABEL]},
        name=[{"family": "Testsson"}],
        address=[{"line": ["Gömmagatan 1"], "city": "Gömma", "postalCode": "12345"}],
        telecom=[{"system": "phone", "value": "010-1234567"}, {"system": "email", "value": "anna@example.org"}],
        contact=[{"telecom": [{"system": "phone", "value": "010-1234567"}]}],
        generalPractitioner=[{"reference": "Organization/org-secret"}],
        managingOrganization={"reference": "Organization/org-secret"},
        text={"status": "generated", "div": '<div xmlns="http://www.w3.org/1999/xhtml">Gömmagatan 1</div>'},
        extension=[
            {"url": "http://hl7.org/fhir/StructureDefinition/patient-birthPlace", "valueAddress": {"text": "Födelsegatan 1"}},
            {"url": "http://hl7.org/fhir/StructureDefinition/patient-importance", "valueCodeableConcept": {"text": "x"}},
        ],
        **more,
    )  # fmt: skip


@pytest.fixture
async def hidden(world: World) -> World:
    await world.put({"resourceType": "Organization", "id": "org-secret", "name": "Hemliga mottagningen"})  # fmt: skip
    # Before anybody knew: that version is in the history.
    await world.put(patient("anna", ANNA, address=[{"line": ["Gammelgatan 9"]}]))
    await world.put(protected())
    await world.put(plan("plan", "anna"))
    # A relative without a label of its own, and a person within another record.
    unmarked = {
        "resourceType": "RelatedPerson",
        "id": "dad",
        "patient": {"reference": "Patient/anna"},
        "telecom": [{"system": "phone", "value": "010-7654321"}],
        "text": {
            "status": "generated",
            "div": '<div xmlns="http://www.w3.org/1999/xhtml">010-7654321</div>',
        },
    }
    inside = {"resourceType": "Patient", "id": "p", "address": [{"line": ["Gömmagatan 1"]}]}
    message = {
        "resourceType": "Communication",
        "id": "message",
        "status": "completed",
        "subject": {"reference": "Patient/anna"},
        "contained": [inside],
        "sender": {"reference": "#p"},
    }
    await world.put(unmarked)
    await world.put(message)
    relative = {
        "resourceType": "RelatedPerson",
        "id": "mum",
        "meta": {"security": [LABEL]},
        "patient": {"reference": "Patient/anna"},
        "address": [{"line": ["Gömmagatan 1"]}],
        "telecom": [{"system": "phone", "value": "010-1234567"}],
    }
    await world.put(relative)
    return world


def ids(answer: httpx.Response) -> list[str]:
    assert answer.status_code == 200, answer.text
    return sorted(entry["resource"]["id"] for entry in answer.json().get("entry", []))


QUERIES = [
    "address=Gömmagatan",
    "address:contains=gata",
    "address-city=Gömma",
    "address-postalcode=12345",
    "phone=010-1234567",
    "telecom=010-1234567",
    "email=anna@example.org",
    "_text=Gömmagatan",
    "_content=Gömmagatan",
    "general-practitioner=Organization/org-secret",
    "general-practitioner:Organization.name=Hemliga",
    "organization=Organization/org-secret",
    "address:missing=false",
    '_filter=address-city co "Gömma"',
    "general-practitioner:above=Organization/org-secret",
]


async def test_20_a_search_by_what_is_masked_finds_nobody_protected(hidden: World) -> None:
    for query in QUERIES:
        assert ids(await hidden.get(f"Patient?{query}", S1)) == []
        assert (await hidden.get(f"Patient?{query}&_summary=count", S1)).json()["total"] == 0
        assert ids(await hidden.get(f"Patient?{query}", P)) == []
        assert ids(await hidden.get(f"Patient?{query}", SYSTEM)) == ["anna"]
        if "missing" not in query and not query.startswith("_"):
            chain = query.replace("=", "=", 1)
            assert ids(await hidden.get(f"CarePlan?subject:Patient.{chain}", S1)) == []
        # The same in a condition.
        deleted = await hidden.http.delete(f"{URL}/Patient?{query}", headers=S1)
        assert (deleted.status_code, deleted.content) == (204, b"")
        assert (await hidden.get("Patient/anna", SYSTEM)).status_code == 200


async def test_20_the_order_does_not_tell(hidden: World) -> None:
    for sort in ("address-city", "phone", "-email"):
        assert "anna" not in ids(await hidden.get(f"Patient?_sort={sort}", S1))
    assert "anna" in ids(await hidden.get("Patient?_sort=family", S1))


ROADS = [
    "Patient/anna",
    "Patient/anna/_history",
    "Patient/anna/_history/1",
    f"Patient?identifier={NUMBER}|{ANNA}",
    "CarePlan?_include=CarePlan:subject",
    "Patient/anna/$everything",
    "Patient/$everything",
    "CarePlan/plan/$everything",
    "Patient?_include=*",
    "Patient?_include=Patient:general-practitioner&_include:iterate=*",
    "CarePlan?_include=*&_include:iterate=*",
    "RelatedPerson?_include=RelatedPerson:patient&_include:iterate=Patient:organization",
    "RelatedPerson/mum",
    "RelatedPerson?patient=anna",
    "Patient/_history",
    "Patient/anna/_history/2",
    "RelatedPerson/dad",
    "RelatedPerson/dad/_history",
    "RelatedPerson/dad?_elements=telecom",
    "RelatedPerson/dad?_summary=text",
    "RelatedPerson?_pretty=true",
    "Patient?_revinclude=RelatedPerson:patient",
    "Communication/message",
    "Communication?_format=xml",
    "Patient/anna?_elements=address,telecom",
    "Patient/anna?_summary=text",
    "Patient/anna?_format=xml",
]


async def test_49_nothing_is_shown_on_any_road(hidden: World) -> None:
    for path, who in itertools.product(ROADS, (S1, P)):
        answer = await hidden.get(path, who)
        assert answer.status_code == 200, answer.text
        for secret in SECRETS:
            assert secret not in answer.text, (path, secret)
    bundle = {"resourceType": "Bundle", "type": "batch", "entry": [{"request": {"method": "GET", "url": "Patient/anna"}}]}  # fmt: skip
    answer = await hidden.http.post(URL, json=bundle, headers=S1)
    assert not [secret for secret in SECRETS if secret in answer.text]


async def test_49_the_mask_is_labelled_and_never_written_back(hidden: World) -> None:
    shown = (await hidden.get("Patient/anna", S1)).json()
    assert shown["meta"]["security"][-1]["code"] == "MASKED"
    assert shown["name"] == [{"family": "Testsson"}]
    foreign = await hidden.http.put(f"{URL}/Patient/anna", json=shown, headers=SYSTEM)
    assert foreign.status_code == 422
    # Whoever sees the masked copy changes what it shows; what is hidden stays as it is.
    kept = (await hidden.get("Patient/anna", SYSTEM)).json()
    back = await hidden.http.put(f"{URL}/Patient/anna", json=shown | {"active": True}, headers=S1)
    assert back.status_code == 200, back.text
    assert not [secret for secret in SECRETS if secret in back.text]
    now = (await hidden.get("Patient/anna", SYSTEM)).json()
    assert _said(now) == _said(kept | {"active": True})
    patch = [{"op": "add", "path": "/gender", "value": "female"}]
    headers = {**S1, "content-type": "application/json-patch+json"}
    changed = await hidden.http.patch(f"{URL}/Patient/anna", json=patch, headers=headers)
    assert changed.status_code == 200
    assert not [secret for secret in SECRETS if secret in changed.text]
    whole = (await hidden.get("Patient/anna", SYSTEM)).json()
    assert (whole["gender"], whole["address"][0]["city"]) == ("female", "Gömma")


def _said(resource: dict[str, Any]) -> dict[str, Any]:
    """What a resource says, in whatever order, without the server's own."""
    meta = {name: value for name, value in resource["meta"].items() if name == "security"}
    extensions = sorted(resource.get("extension", ()), key=str)
    return {**resource, "meta": meta, "extension": extensions}


OPERATIONS = {
    "a test": [{"op": "test", "path": "/address/0/city", "value": "Gömma"}],
    "a copy": [{"op": "copy", "from": "/address/0/city", "path": "/name/0/family"}],
    "a move": [{"op": "move", "from": "/telecom", "path": "/contact/0/telecom"}],
    "a removal": [{"op": "remove", "path": "/address"}],
    "an addition": [{"op": "add", "path": "/telecom", "value": [{"system": "phone", "value": "010"}]}],
    "a lifted protection": [{"op": "remove", "path": "/meta/security"}],
}  # fmt: skip


async def test_49_no_patch_tells_takes_or_lifts_what_is_hidden(hidden: World) -> None:
    kept = (await hidden.get("Patient/anna", SYSTEM)).json()
    headers = {**S1, "content-type": "application/json-patch+json"}
    whom = ("Patient/anna", f"Patient?identifier={NUMBER}|{ANNA}")
    for ident, what in itertools.product(whom, OPERATIONS):
        answer = await hidden.http.patch(f"{URL}/{ident}", json=OPERATIONS[what], headers=headers)
        assert answer.status_code in (403, 422), (what, answer.text)
        assert "Gömma" not in answer.text
    assert (await hidden.get("Patient/anna", SYSTEM)).json() == kept


async def test_49_a_condition_in_a_patch_finds_nothing_that_is_hidden(hidden: World) -> None:
    def patched(city: str) -> dict[str, Any]:
        where = f"Patient.name.where(%resource.address.city = '{city}')"
        parts = [("type", "valueCode", "add"), ("path", "valueString", where), ("name", "valueString", "text"), ("value", "valueString", "x")]  # fmt: skip
        part = [{"name": name, kind: value} for name, kind, value in parts]
        return {"resourceType": "Parameters", "parameter": [{"name": "operation", "part": part}]}

    headers = {**S1, "content-type": "application/fhir+json"}
    answers = [
        await hidden.http.patch(f"{URL}/Patient/anna", json=patched(city), headers=headers)
        for city in ("Gömma", "Annanstad")
    ]
    assert [answer.status_code for answer in answers] == [422, 422]
    assert answers[0].text.replace("Gömma", "Annanstad") == answers[1].text


async def test_49_protection_is_not_lifted_by_who_sees_the_mask(hidden: World) -> None:
    bare = patient("anna", ANNA, name=[{"family": "Testsson"}])
    put = await hidden.http.put(f"{URL}/Patient/anna", json=bare, headers=S1)
    assert put.status_code == 403
    label = {"resourceType": "Parameters", "parameter": [{"name": "meta", "valueMeta": {"security": [LABEL]}}]}  # fmt: skip
    lifted = await hidden.http.post(f"{URL}/Patient/anna/$meta-delete", json=label, headers=S1)
    assert lifted.status_code == 403
    assert "Gömma" in (await hidden.get("Patient/anna", SYSTEM)).text


async def test_20_nor_do_search_parameters_of_ones_own_or_a_relatives_number(hidden: World) -> None:
    own = {"resourceType": "SearchParameter", "id": "sp", "url": "urn:sp", "name": "Stad", "status": "active", "description": "x",
           "code": "stad", "base": ["Patient"], "type": "string", "expression": "Patient.address.city"}  # fmt: skip
    await hidden.put(own)
    begun = await hidden.http.post(f"{URL}/$reindex", json={"resourceType": "Parameters"}, headers=SYSTEM)  # fmt: skip
    assert begun.status_code in (200, 202), begun.text
    await asyncio.gather(*hidden.service.parameters.tasks)
    hidden.service.parameters.expire("v1")
    for query, found in (("Patient?stad=Gömma", ["anna"]), ("RelatedPerson?phone=010-7654321", ["dad"]), ("RelatedPerson?phone=010-1234567", ["mum"])):  # fmt: skip
        assert ids(await hidden.get(query, SYSTEM)) == found
        assert ids(await hidden.get(query, S1)) == []
        assert (await hidden.get(f"{query}&_total=accurate", S1)).json()["total"] == 0
    assert ids(await hidden.get("RelatedPerson?patient=anna", S1)) == ["dad", "mum"]


async def test_49_systems_and_the_unprotected_are_as_before(hidden: World) -> None:
    assert "Gömmagatan" in (await hidden.get("Patient/anna", SYSTEM)).text
    open_ = copy.deepcopy(protected())
    del open_["meta"]
    await hidden.put({**open_, "id": "bo", "identifier": [{"system": NUMBER, "value": BO}]})
    assert ids(await hidden.get("Patient?address=Gömmagatan", S1)) == ["bo"]


async def test_49_the_view_shows_no_place(hidden: World) -> None:
    await hidden.put(goal("g", "anna"))
    visit = {
        "resourceType": "Appointment",
        "id": "visit",
        "status": "booked",
        "start": "2026-12-01T09:00:00+01:00",
        "end": "2026-12-01T09:30:00+01:00",
        "participant": [
            {"actor": {"reference": "Patient/anna"}, "status": "accepted"},
            {"actor": {"display": "Hemliga mottagningen"}, "status": "accepted"},
        ],
    }
    await hidden.put(visit)
    view = await hidden.view(ANNA, S1)
    assert view["person"]["protected"]
    assert not [secret for secret in SECRETS if secret in str(view)]

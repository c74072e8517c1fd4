"""Attacks 20 and 49: with protected identity nothing shows where a person lives or is treated."""

import copy
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
SECRETS = ("Gömmagatan", "010-1234567", "anna@example.org", "Hemliga mottagningen", "org-secret")
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
        **more,
    )  # fmt: skip


@pytest.fixture
async def hidden(world: World) -> World:
    await world.put({"resourceType": "Organization", "id": "org-secret", "name": "Hemliga mottagningen"})  # fmt: skip
    await world.put(protected())
    await world.put(plan("plan", "anna"))
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


@pytest.mark.parametrize(
    "query",
    [
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
    ],
)
async def test_20_a_search_by_what_is_masked_finds_nobody_protected(
    hidden: World, query: str
) -> None:
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


@pytest.mark.parametrize(
    "path",
    [
        "Patient/anna",
        "Patient/anna/_history",
        "Patient/anna/_history/1",
        f"Patient?identifier={NUMBER}|{ANNA}",
        "CarePlan?_include=CarePlan:subject",
        "Patient/anna/$everything?_type=Patient,RelatedPerson",
        "RelatedPerson/mum",
        "RelatedPerson?patient=anna",
        "Patient/_history",
        "Patient/anna?_elements=address,telecom",
        "Patient/anna?_summary=text",
        "Patient/anna?_format=xml",
    ],
)
async def test_49_nothing_is_shown_on_any_road(hidden: World, path: str) -> None:
    for who in (S1, P):
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
    refused = await hidden.http.put(f"{URL}/Patient/anna", json=shown, headers=S1)
    assert refused.status_code == 422
    patch = [{"op": "add", "path": "/gender", "value": "female"}]
    headers = {**S1, "content-type": "application/json-patch+json"}
    changed = await hidden.http.patch(f"{URL}/Patient/anna", json=patch, headers=headers)
    assert changed.status_code == 200
    assert not [secret for secret in SECRETS if secret in changed.text]
    whole = (await hidden.get("Patient/anna", SYSTEM)).json()
    assert (whole["gender"], whole["address"][0]["city"]) == ("female", "Gömma")


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

"""The view over HTTP: two care providers of this server, and a third on a server of its own."""

import json
import re
from pathlib import Path
from typing import Any

import httpx
import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from tests.integration.view.conftest import load
from tests.unit.view import three_sources as given

from pk_fhir.interactions.service import Service
from pk_fhir.view import View

pytestmark = pytest.mark.anyio

ELSA = {"system": given.PERSONNUMMER, "value": given.NUMBER}
EXPECTED = Path(given.__file__).with_name("elsas_view.json")
# What the server sets when it stores: the version's own time.
SET_BY_SERVER = ("lastChanged", "fetched", "records")


async def view(client: httpx.AsyncClient, **headers: str) -> dict[str, Any]:
    answer = await client.post(
        "/view/_search", json=ELSA, headers={f"x-{k}": v for k, v in headers.items()}
    )
    assert answer.status_code == 200, answer.text
    assert answer.headers["cache-control"] == "no-store"
    return dict(answer.json())


def told(seen: dict[str, Any]) -> Any:
    """A view without what the server sets itself, and without what goes without saying."""
    stated = View.model_validate(seen).model_dump_json(exclude_defaults=True)
    return _without(json.loads(stated))


def _without(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _without(v) for k, v in value.items() if k not in SET_BY_SERVER}
    return [_without(v) for v in value] if isinstance(value, list) else value


def states(seen: dict[str, Any]) -> dict[str, str]:
    return {source["key"]: source["state"] for source in seen["sources"]}


async def test_one_view_is_put_together_from_all_three(client: httpx.AsyncClient) -> None:
    seen = told(await view(client))
    expected = told(json.loads(EXPECTED.read_text()))
    for part in expected:
        assert seen[part] == expected[part], part
    assert seen.keys() == expected.keys()


async def test_the_patient_sees_the_same_as_own_view(client: httpx.AsyncClient) -> None:
    headers = {"x-role": "patient", "x-number": given.NUMBER}
    mine = await client.get("/view/me", headers=headers)
    assert mine.status_code == 200, mine.text
    assert told(mine.json()) == told(await view(client))


async def test_the_times_come_as_a_calendar_to_one_who_asks_for_it(
    client: httpx.AsyncClient,
) -> None:
    answer = await client.post("/view/_search", json=ELSA, headers={"accept": "text/calendar"})
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert re.findall("SUMMARY:(.*)\r", answer.text) == [
        "Uppföljning av hjärtsvikt",
        "Ultraljud av hjärtat",
        "Samtal om din medicin",
    ]


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("TEXT/Calendar; charset=utf-8", "text/calendar; charset=utf-8"),
        ("application/json;q=0.5, text/calendar", "text/calendar; charset=utf-8"),
        ("text/calendar;q=0.5, application/json", "application/json"),
        ("text/calendar;q=0, */*", "application/json"),
        ("text/html, */*;q=0.1", "application/json"),
    ],
)
async def test_the_form_of_the_view_is_the_one_preferred(
    client: httpx.AsyncClient, accept: str, media: str
) -> None:
    answer = await client.post("/view/_search", json=ELSA, headers={"accept": accept})
    assert answer.headers["content-type"] == media


async def test_what_is_not_released_is_withheld_from_the_patient_alone(
    client: httpx.AsyncClient, app: FastAPI
) -> None:
    hidden = given.goal("11") | {"id": "dold", "identifier": []}
    hidden["description"] = {"text": "Utreds vidare"}
    hidden["meta"] = {
        "security": [
            {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "NOPAT"}
        ]
    }
    del hidden["note"]
    del hidden["identifier"]
    await load(app, "ekeby", [hidden])
    goals = {g["record"] for g in (await view(client))["goals"]}
    own = await view(client, role="patient", number=given.NUMBER)
    assert goals - {g["record"] for g in own["goals"]} == {"Goal/dold"}
    assert "Utreds vidare" not in json.dumps(own)
    assert (own["complete"], own["reasons"]) == (
        False,
        ["Hos Vårdcentralen Ekeby finns uppgifter som inte är utlämnade till dig ännu. Antal: 1."],
    )


async def test_staff_read_their_own_provider_and_are_told_of_the_others(
    client: httpx.AsyncClient,
) -> None:
    seen = await view(client, role="staff", tenant="ekeby")
    assert states(seen) == {
        "ekeby": "fresh",
        "lasarettet": "not-authorised",
        "kommunen": "not-authorised",
    }
    assert not seen["complete"]
    assert {g["source"] for g in seen["goals"]} == {"ekeby"}


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"x-role": "patient", "x-number": "197909212388"}, 403),
        ({"x-role": "patient"}, 403),
    ],
)
async def test_a_patient_sees_nobody_else(
    client: httpx.AsyncClient, headers: dict[str, str], status: int
) -> None:
    answer = await client.post("/view/_search", json=ELSA, headers=headers)
    assert answer.status_code == status
    assert given.NUMBER not in answer.text


async def test_a_number_that_cannot_be_right_is_refused_and_not_repeated(
    client: httpx.AsyncClient,
) -> None:
    wrong = {"system": given.PERSONNUMMER, "value": "197701172393"}
    answer = await client.post("/view/_search", json=wrong)
    assert (answer.status_code, answer.headers["content-type"]) == (
        400,
        "application/problem+json",
    )
    assert wrong["value"] not in answer.text


async def test_a_token_without_a_patient_has_no_own_view(client: httpx.AsyncClient) -> None:
    answer = await client.get("/view/me")
    assert answer.status_code == 403


async def test_a_person_who_got_a_new_number_is_one_person(
    client: httpx.AsyncClient, app: FastAPI
) -> None:
    old = {
        "system": "http://electronichealth.se/identifier/samordningsnummer",
        "value": "202601912393",
    }
    new = {"system": given.PERSONNUMMER, "value": "201701012393"}
    first = {"resourceType": "Patient", "id": "nora", "identifier": [old]}
    await load(app, "ekeby", [first])
    await load(app, "ekeby", [first | {"identifier": [new]}])
    goal = given.goal("01") | {"id": "noras", "subject": {"reference": "Patient/nora"}}
    del goal["note"], goal["expressedBy"]
    await load(app, "ekeby", [goal])
    for number in (old, new):
        answer = await client.post("/view/_search", json=number)
        assert [g["record"] for g in answer.json()["goals"]] == ["Goal/noras"], number


async def test_every_read_of_a_view_is_in_the_audit_trail(
    client: httpx.AsyncClient, service: Service
) -> None:
    await view(client, role="patient", number=given.NUMBER)
    await service.store.audit.flush()
    rows = await service.store.fetch(
        sa.text(
            "select tenant, role, patient, person is null, owner_provider from audit "
            "where interaction = 'view'"
        )
    )
    # What a source beside this server was asked for is in the trail of the provider that was asked.
    assert {tuple(row) for row in rows} == {
        ("ekeby", "patient", "elsa", True, "ekeby"),
        ("lasarettet", "patient", "elsa", True, "lasarettet"),
        ("ekeby", "patient", None, False, given.HOME_CARE.hsa_id),
    }


async def test_a_unit_has_an_overview_of_its_own_patients(client: httpx.AsyncClient) -> None:
    answer = await client.get("/view/unit", headers={"x-role": "staff", "x-tenant": "ekeby"})
    assert answer.status_code == 200, answer.text
    assert answer.headers["cache-control"] == "no-store"
    found = answer.json()
    assert found["careProvider"] == "Vårdcentralen Ekeby"
    assert [(row["patient"], row["name"]) for row in found["rows"]] == [("elsa", "Elsa Berg")]
    assert given.NUMBER not in answer.text


async def test_a_unit_without_contracts_has_an_empty_overview(client: httpx.AsyncClient) -> None:
    answer = await client.get("/view/unit?unit=SE2321000016-annan")
    assert answer.json()["rows"] == []


async def test_a_patient_has_no_overview_of_a_unit(client: httpx.AsyncClient) -> None:
    headers = {"x-role": "patient", "x-number": given.NUMBER}
    assert (await client.get("/view/unit", headers=headers)).status_code == 403

"""`$sammanhallen-vy` over HTTP, and how a caller says whether sources are asked now."""

import asyncio
import json
import threading
from typing import Any

import httpx
import msgspec
import pytest
from fastapi import FastAPI
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from tests.integration.view.conftest import BASE, app_of, load, validator
from tests.serving import asgi_client, serving
from tests.unit.view import three_sources as given

from pk_fhir.interactions.service import Service
from pk_fhir.sync import ExternalSources, Source
from pk_fhir.view import ViewSources

pytestmark = pytest.mark.anyio

ON_ELSA = "/fhir/Patient/elsa/$sammanhallen-vy"
ON_TYPE = "/fhir/Patient/$sammanhallen-vy"


def named(system: str = given.PERSONNUMMER, value: str = given.NUMBER, **more: str) -> Any:
    identifier = {"name": "identifier", "valueIdentifier": {"system": system, "value": value}}
    codes = [{"name": name, "valueCode": code} for name, code in more.items()]
    return {"resourceType": "Parameters", "parameter": [identifier, *codes]}


def states(found: dict[str, Any]) -> dict[str, str]:
    reports = [
        {part["url"]: part for part in entry["resource"]["extension"][0]["extension"]}
        for entry in found["entry"]
        if entry["resource"].get("extension", [{}])[0].get("url", "").endswith("pk-source-report")
    ]
    return {report["key"]["valueString"]: report["state"]["valueCode"] for report in reports}


def addresses(found: dict[str, Any], kind: str) -> set[str]:
    return {e["fullUrl"] for e in found["entry"] if e["resource"]["resourceType"] == kind}


async def test_a_patient_has_one_bundle_from_all_three(
    client: httpx.AsyncClient, elsewhere: str
) -> None:
    answer = await client.get(ON_ELSA)
    assert answer.status_code == 200, answer.text
    assert answer.headers["cache-control"] == "no-store"
    found = answer.json()
    assert states(found) == {"ekeby": "fresh", "lasarettet": "fresh", "kommunen": "fresh"}
    assert addresses(found, "Goal") == {
        f"{BASE}/providers/ekeby/fhir/Goal/ga",
        f"{BASE}/providers/lasarettet/fhir/Goal/copy-of-ga",
        f"{elsewhere}/Goal/gk",
    }


async def test_on_the_type_the_person_stands_in_the_body_alone(client: httpx.AsyncClient) -> None:
    answer = await client.post(ON_TYPE, json=named())
    assert answer.status_code == 200, answer.text
    found, on_patient = answer.json(), (await client.get(ON_ELSA)).json()
    assert [e["fullUrl"] for e in found["entry"]] == [e["fullUrl"] for e in on_patient["entry"]]
    assert given.NUMBER not in str(answer.url)
    assert [found["link"], on_patient["link"]] == [
        [{"relation": "self", "url": f"{BASE}/providers/ekeby{path}?refresh=live"}]
        for path in (ON_TYPE, ON_ELSA)
    ]


async def test_the_bundle_is_valid_fhir(client: httpx.AsyncClient) -> None:
    answer = await client.get(ON_ELSA)
    issues = validator().validate(answer.content)
    assert [issue for issue in issues if issue.severity in ("error", "fatal")] == []


async def test_it_is_xml_to_one_who_asks_for_it(client: httpx.AsyncClient) -> None:
    answer = await client.get(ON_ELSA, headers={"accept": "application/fhir+xml"})
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("application/fhir+xml")
    assert "<Bundle" in answer.text


async def test_a_number_keeps_the_digits_that_it_was_written_with(
    client: httpx.AsyncClient, app: FastAPI
) -> None:
    goal = given.goal("11") | {"id": "vikt", "identifier": []}
    del goal["identifier"]
    goal["target"] = [{"measure": {"text": "Vikt"}, "detailQuantity": {"value": "DIGITS"}}]
    async with asgi_client(app, BASE) as writer:
        stored = await writer.put(
            "/providers/ekeby/fhir/Goal/vikt",
            content=json.dumps(goal).replace('"DIGITS"', "71.50"),
            headers={"content-type": "application/fhir+json"},
        )
    assert stored.status_code == 201, stored.text
    assert '"value":71.50' in (await client.get(ON_ELSA)).text


async def test_staff_are_told_of_the_providers_that_they_may_not_read(
    client: httpx.AsyncClient,
) -> None:
    answer = await client.get(ON_ELSA, headers={"x-role": "staff", "x-tenant": "ekeby"})
    found = answer.json()
    assert states(found) == {
        "ekeby": "fresh",
        "lasarettet": "not-authorised",
        "kommunen": "not-authorised",
    }
    assert found["meta"]["tag"][0]["code"] == "partial"


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "said"),
    [
        ("POST", ON_TYPE, {"resourceType": "Parameters"}, 400, "valueIdentifier"),
        ("POST", ON_TYPE, named(value="197701172393"), 400, "number"),
        ("POST", ON_TYPE, named("urn:oid:1.2.3"), 400, "national identifier"),
        ("POST", ON_TYPE, named(refresh="soon"), 400, "live, replicas, wait"),
        ("POST", ON_ELSA, named(), 400, "identifier"),
        ("GET", ON_TYPE, None, 405, "POST"),
        ("GET", "/fhir/Patient/nobody/$sammanhallen-vy", None, 404, "no Patient"),
    ],
)
async def test_what_cannot_be_answered_is_refused_and_no_number_is_repeated(
    client: httpx.AsyncClient, method: str, path: str, body: Any, status: int, said: str
) -> None:
    answer = await client.request(method, path, json=body)
    assert answer.status_code == status
    assert answer.json()["resourceType"] == "OperationOutcome"
    assert said in answer.text
    assert "19770117" not in answer.text


async def test_a_patient_without_a_national_identifier_has_no_view(
    client: httpx.AsyncClient, app: FastAPI
) -> None:
    await load(app, "ekeby", [{"resourceType": "Patient", "id": "okand"}])
    answer = await client.get("/fhir/Patient/okand/$sammanhallen-vy")
    assert answer.status_code == 422
    assert "national identifier" in answer.text


class Slow:
    """A source that answers when it is let, and counts how often it was asked."""

    def __init__(self) -> None:
        self.asked = 0
        self.gate = threading.Event()

    async def answer(self, request: Request) -> Response:
        self.asked += 1
        await asyncio.to_thread(self.gate.wait)
        kind = request.url.path.strip("/").split("/")[1]
        whole = request.url.path.endswith("$everything")
        found = [r for r in given.home_care().resources if whole or r["resourceType"] == kind]
        entries = [{"resource": resource} for resource in found]
        return JSONResponse({"resourceType": "Bundle", "type": "searchset", "entry": entries})

    @property
    def app(self) -> Starlette:
        return Starlette(routes=[Route("/fhir/{path:path}", self.answer, methods=["GET", "POST"])])


@pytest.fixture
def slow() -> Slow:
    return Slow()


async def test_a_late_answer_is_kept_and_shown_the_next_time(service: Service, slow: Slow) -> None:
    with serving(slow.app) as origin:
        source = Source(
            key="kommunen", name="Ekeby kommun", base_url=f"{origin}/fhir", allow_private=True
        )
        async with ExternalSources([source]) as external:
            sources = ViewSources(local=(given.EKEBY,), external=external, deadline=0.3)
            async with asgi_client(app_of(service, sources), BASE) as client:
                await _shows_late_answers(client, slow)


async def _shows_late_answers(client: httpx.AsyncClient, slow: Slow) -> None:
    async def kommunen(refresh: str) -> dict[str, Any]:
        query = {"system": given.PERSONNUMMER, "value": given.NUMBER, "refresh": refresh}
        answer = await client.post("/view/_search", json=query)
        assert answer.status_code == 200, answer.text
        return next(s for s in answer.json()["sources"] if s["key"] == "kommunen")

    nothing = await kommunen("replicas")
    assert (nothing["state"], slow.asked) == ("timed-out", 0)
    assert nothing["stateText"] == (
        "Uppgifter saknas från Ekeby kommun. De tillfrågades inte nu, och inget finns sparat."
    )
    assert (await kommunen("live"))["state"] == "timed-out"
    slow.gate.set()
    waited = await kommunen("wait")
    assert (waited["state"], waited["records"]) == ("fresh", len(given.home_care().resources))
    asked = slow.asked
    kept = await kommunen("replicas")
    assert (kept["state"], kept["records"]) == ("fresh", waited["records"])
    assert slow.asked == asked


async def test_what_is_kept_is_shown_as_old_when_it_is(service: Service, slow: Slow) -> None:
    slow.gate.set()
    minutes = 0

    def clock() -> Any:
        return given.NOW.replace(minute=given.NOW.minute + minutes)

    with serving(slow.app) as origin:
        source = msgspec.structs.replace(
            given.HOME_CARE, base_url=f"{origin}/fhir", allow_private=True
        )
        async with ExternalSources([source], clock=clock) as external:
            sources = ViewSources(local=(), external=external, deadline=60)
            async with asgi_client(app_of(service, sources), BASE) as client:
                await client.post(ON_TYPE, json=named())
                minutes = 5
                found = (await client.post(ON_TYPE, json=named(refresh="replicas"))).json()
    assert states(found) == {"kommunen": "stale"}
    assert found["meta"]["tag"][0]["code"] == "partial"
    assert found["entry"][1]["resource"]["issue"][0]["details"]["text"] == (
        "Det du ser från Ekeby kommun hämtades tidigare. De tillfrågades inte nu."
    )

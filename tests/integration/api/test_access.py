"""Tokens at the edge: who gets what from the whole application."""

import time

import anyio
import pytest
from tests.integration.api.test_contracts import created, example
from tests.serving import asgi_client

from pk_fhir.access.keys import AUDIENCE, development_key
from pk_fhir.access.tokens import sign
from pk_fhir.app import opened
from pk_fhir.config import Settings

PERSONNUMMER = "http://electronichealth.se/identifier/personnummer"

pytestmark = pytest.mark.anyio


@pytest.fixture
async def token(settings):
    key = await anyio.to_thread.run_sync(development_key, settings.data_dir)

    def make(**claims: str) -> dict[str, str]:
        body = {"sub": "somebody", "tenant": "region", **claims}
        text = sign(body, key, audience=AUDIENCE, now=int(time.time()), lifetime=60)
        return {"authorization": f"Bearer {text}"}

    return make


@pytest.fixture
async def closed(settings):
    """The same service as on an address that others reach: nobody without a token."""
    told = settings.model_copy(update={"host": "0.0.0.0", "development_tokens": True})  # noqa: S104
    async with opened(told) as application, asgi_client(application, raises=False) as client:
        yield client


async def test_a_refusal_has_the_format_that_was_asked_for(closed):
    for path, more in (("/fhir/Patient/1", {}), ("/fhir/Patient/1?_format=xml", {"accept": "*/*"})):
        answer = await closed.get(path, headers={"accept": "application/fhir+xml", **more})
        assert (answer.status_code, answer.headers["www-authenticate"][:6]) == (401, "Bearer")
        assert answer.headers["content-type"] == "application/fhir+xml; charset=utf-8"
        assert b"<OperationOutcome" in answer.content


async def test_everybody_is_told_what_the_server_can_do_and_how_one_is_let_in(closed):
    answer = await closed.get("/fhir/metadata")
    [rest] = answer.json()["rest"]
    assert rest["security"]["service"][0]["coding"][0]["code"] == "OAuth"
    assert (
        await closed.get("/fhir/metadata", headers={"authorization": "Bearer x"})
    ).status_code == 401
    assert (await closed.get("/fhir/metadata/_history")).status_code == 401


@pytest.mark.parametrize(
    ("method", "path", "media"),
    [
        ("GET", "/fhir/CarePlan", "application/fhir+json; charset=utf-8"),
        ("GET", "/contracts/1", "application/problem+json"),
        ("POST", "/contracts/$to-fhir", "application/problem+json"),
        ("GET", "/view/me", "application/problem+json"),
    ],
)
async def test_nobody_gets_anything_without_a_token(closed, method, path, media):
    answer = await closed.request(method, path)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Bearer")
    assert answer.headers["content-type"] == media


async def test_the_demonstrations_portal_is_not_there_where_tokens_are_asked_for(closed):
    assert (await closed.get("/portal")).status_code == 404


async def test_a_patient_sees_the_own_view_and_nobody_elses(closed, token):
    sent = example("cancer-with-contact-nurse")
    other = example("psychiatric-care-lpt")
    system = token(role="system", scope="system/*.cruds")
    for contract in (sent, other):
        answer = await closed.post("/contracts", json=contract, headers=system)
        assert answer.status_code == 201, answer.text
    number = sent["patient"]["identifiers"][0]["value"]
    found = await closed.get(f"/fhir/Patient?identifier={PERSONNUMMER}|{number}", headers=system)
    patient = found.json()["entry"][0]["resource"]["id"]
    mine = token(
        role="patient",
        scope="patient/*.rs",
        patient=patient,
        patient_identifier=f"{PERSONNUMMER}|{number}",
    )
    view = await closed.get("/view/me", headers=mine)
    assert view.status_code == 200, view.text
    assert view.json()["person"]["name"] == "Karin Ek"
    # The contract is released, and nothing of somebody else's is there.
    plans = (await closed.get("/fhir/CarePlan", headers=mine)).json()
    assert {entry["resource"]["subject"]["reference"] for entry in plans["entry"]} == {
        f"Patient/{patient}"
    }
    theirs = other["patient"]["identifiers"][0]["value"]
    refused = await closed.post(
        "/view/_search", json={"system": PERSONNUMMER, "value": theirs}, headers=mine
    )
    assert refused.status_code == 403
    assert theirs not in refused.text
    written = await closed.post("/contracts", json=example("minimal"), headers=mine)
    assert written.status_code == 403


async def test_a_token_of_one_provider_reads_nothing_of_another(closed, token):
    region = token(role="system", scope="system/*.cruds")
    kommun = token(role="system", scope="system/*.cruds", tenant="kommun")
    where = (await closed.post("/contracts", json=example("minimal"), headers=region)).headers[
        "location"
    ]
    plan = where.rsplit("/", 1)[1]
    for path in (where, f"/fhir/CarePlan/{plan}", f"/providers/region/fhir/CarePlan/{plan}"):
        assert (await closed.get(path, headers=kommun)).status_code == 404
    assert (
        await closed.get(f"/providers/kommun/fhir/CarePlan/{plan}", headers=kommun)
    ).status_code == 404
    assert (await closed.get(where, headers=region)).status_code == 200


async def test_what_is_not_understood_never_shows_a_stack_or_a_number(http):
    number = example("minimal")["patient"]["identifiers"][0]["value"]
    for path in (f"/fhir/Patient/{number}", f"/contracts/{number}", f"/nothing/{number}"):
        answer = await http.get(path)
        assert answer.status_code == 404
        assert number not in answer.text


async def test_the_service_says_when_it_is_ready_and_how_it_does(http):
    await created(http, example("minimal"))
    assert (await http.get("/health/live")).json() == {"status": "live"}
    assert (await http.get("/health/ready")).json() == {"status": "ready"}
    assert "pk_fhir_requests_total" in (await http.get("/metrics")).text


async def test_a_browser_application_is_let_in_by_setting_only(settings, http):
    asked = {"origin": "https://app.example", "access-control-request-method": "GET"}
    assert (
        "access-control-allow-origin"
        not in (await http.options("/fhir/CarePlan", headers=asked)).headers
    )
    told = settings.model_copy(update={"cors_origins": ["https://app.example"]})
    async with opened(told) as application, asgi_client(application) as client:
        allowed = await client.options("/fhir/CarePlan", headers=asked)
        answer = await client.get("/fhir/CarePlan", headers={"origin": "https://app.example"})
        other = await client.get("/fhir/CarePlan", headers={"origin": "https://evil.example"})
        beside = await client.get("/contracts/17", headers={"origin": "https://app.example"})
    assert allowed.status_code == 200
    assert answer.headers["access-control-allow-origin"] == "https://app.example"
    assert "ETag" in answer.headers["access-control-expose-headers"]
    assert "access-control-allow-origin" not in other.headers
    assert (beside.status_code, beside.headers["access-control-allow-origin"]) == (
        404,
        "https://app.example",
    )


@pytest.mark.parametrize("path", ["/fhir/metadata", "/contracts/schema"])
async def test_what_is_answered_is_compressed_for_whoever_accepts_it_and_nobody_else(http, path):
    said = [
        (await http.get(path, headers={"accept-encoding": accepted})).headers
        for accepted in ("gzip", "gzip;q=0, identity")
    ]
    assert [each.get("content-encoding") for each in said] == ["gzip", None]
    assert all("Accept-Encoding" in each["vary"].split(", ") for each in said)


async def test_with_protected_identity_a_contract_shows_staff_no_way_to_the_person(closed, token):
    phone = {"kind": "phone", "value": "+46 70 555 09 09", "use": "mobile"}
    sent = example("protected-identity")
    sent["patient"]["telecom"] = [phone]
    system = token(role="system", scope="system/*.cruds")
    made = await closed.post("/contracts", json=sent, headers=system)
    assert made.status_code == 201, made.text
    where = made.headers["location"]
    staff = token(role="staff", scope="user/*.cruds")
    shown = await closed.get(where, headers=staff)
    assert shown.status_code == 200
    assert phone["value"] not in shown.text
    # What staff write back erases nothing.
    put = await closed.put(
        where, json=shown.json(), headers={**staff, "if-match": shown.headers["etag"]}
    )
    assert put.status_code == 200, put.text
    assert phone["value"] in (await closed.get(where, headers=system)).text


async def test_a_care_provider_without_hsa_id_has_its_title_in_the_log(sqlite_url, tmp_path):
    async with (
        opened(Settings(database_url=sqlite_url, data_dir=tmp_path)) as application,
        asgi_client(application, "http://127.0.0.1") as client,
    ):
        await created(client, example("minimal"))
        number = example("minimal")["patient"]["identifiers"][0]
        system = f"http://electronichealth.se/identifier/{number['kind']}"
        asked = {"system": system, "value": number["value"]}
        told = (await client.post("/log/_search", json=asked)).json()
    assert {entry["careGiverName"] for entry in told["entries"]} == {"Vårdgivaren"}
    assert {entry["text"].split(" vid ")[1].split(" ")[0] for entry in told["entries"]} == {
        "Vårdgivaren"
    }

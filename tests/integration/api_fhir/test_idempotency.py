"""Idempotency-Key: one request, one effect, one answer."""

import asyncio

import httpx
import pytest
from tests.integration.api_fhir.conftest import client_of, make_service

from pk_fhir.interactions.service import Service

pytestmark = pytest.mark.anyio

BODY = {"resourceType": "Patient", "name": [{"family": "Testsson"}]}
KEY = {"Idempotency-Key": "6f2f1f0e"}


async def count(fhir: httpx.AsyncClient) -> int:
    return int((await fhir.get("/Patient?_summary=count")).json()["total"])


async def test_the_same_request_gets_the_first_answer_also_after_a_restart(
    fhir: httpx.AsyncClient, service: Service
) -> None:
    first = await fhir.post("/Patient", json=BODY, headers=KEY)
    async with client_of(make_service(service.store)) as again:
        second = await again.post("/Patient", json=BODY, headers=KEY)
    assert (first.status_code, first.content) == (second.status_code, second.content)
    assert first.headers["location"] == second.headers["location"]
    assert await count(fhir) == 1


async def test_another_request_with_the_key_is_refused(fhir: httpx.AsyncClient) -> None:
    await fhir.post("/Patient", json=BODY, headers=KEY)
    other = await fhir.post("/Patient", json={**BODY, "active": True}, headers=KEY)
    assert other.status_code == 422
    assert await count(fhir) == 1


async def test_what_an_operation_changed_is_changed_once(fhir: httpx.AsyncClient) -> None:
    await fhir.put("/Patient/a", json={**BODY, "id": "a"})
    tags = {"tag": [{"system": "urn:example:test", "code": "x"}]}
    meta = {"resourceType": "Parameters", "parameter": [{"name": "meta", "valueMeta": tags}]}
    first = await fhir.post("/Patient/a/$meta-add", json=meta, headers=KEY)
    assert (await fhir.post("/Patient/a/$meta-delete", json=meta)).status_code == 200
    again = await fhir.post("/Patient/a/$meta-add", json=meta, headers=KEY)
    assert (again.status_code, again.content) == (200, first.content)
    assert "tag" not in (await fhir.get("/Patient/a")).json()["meta"]
    other = await fhir.post("/Patient/a/$meta-delete", json=meta, headers=KEY)
    assert other.status_code == 422


async def test_a_refused_request_may_be_put_right(fhir: httpx.AsyncClient) -> None:
    wrong = await fhir.post("/Patient", json={**BODY, "gender": "x"}, headers=KEY)
    assert wrong.status_code == 422
    assert (await fhir.post("/Patient", json=BODY, headers=KEY)).status_code == 201


async def test_many_at_once_write_once(fhir: httpx.AsyncClient) -> None:
    answers = await asyncio.gather(
        *(fhir.post("/Patient", json=BODY, headers=KEY) for _ in range(16))
    )
    assert len({answer.content for answer in answers}) == 1
    assert await count(fhir) == 1


async def test_each_entry_of_a_batch_too(fhir: httpx.AsyncClient) -> None:
    entries = [
        {"resource": body, "request": {"method": "POST", "url": "Patient"}}
        for body in (BODY, {**BODY, "gender": "x"}, BODY)
    ]
    bundle = {"resourceType": "Bundle", "type": "batch", "entry": entries}
    first = await fhir.post("/", json=bundle, headers=KEY)
    second = await fhir.post("/", json=bundle, headers=KEY)
    assert first.json() == second.json()
    assert await count(fhir) == 2
    other = await fhir.post("/", json={**bundle, "entry": entries[:1]}, headers=KEY)
    assert other.json()["entry"][0]["response"]["status"][:3] == "422"


async def test_a_transaction_that_is_sent_again_changes_nothing(fhir: httpx.AsyncClient) -> None:
    entry = {"resource": BODY, "request": {"method": "POST", "url": "Patient"}}
    bundle = {"resourceType": "Bundle", "type": "transaction", "entry": [entry]}
    first = await fhir.post("/", json=bundle, headers=KEY)
    second = await fhir.post("/", json=bundle, headers=KEY)
    assert first.json() == second.json()
    assert await count(fhir) == 1

"""Many at once: one resource, one winner, no 409, no 5xx (../shared/anchors.md tells who fails this)."""

import asyncio
from collections import Counter
from typing import Any

import httpx
import pytest
from tests.integration.api_fhir.conftest import client_of, make_service

from pk_fhir.store import Store

pytestmark = pytest.mark.anyio

CLIENTS = 32


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever waits for one of the few connections gets it, however busy the machine is."""
    monkeypatch.setattr("pk_fhir.store.postgresql_wires.WAIT_SECONDS", 600)


def person(value: str, *more: str) -> dict[str, Any]:
    identifiers = [{"system": "urn:example:x", "value": each} for each in (value, *more)]
    return {"resourceType": "Patient", "identifier": identifiers}


async def how_many(fhir: httpx.AsyncClient) -> int:
    return int((await fhir.get("/Patient?_summary=count")).json()["total"])


async def test_conditional_creates_make_one(fhir: httpx.AsyncClient) -> None:
    answers = await asyncio.gather(
        *(
            fhir.post(
                "/Patient",
                json=person("1"),
                headers={"If-None-Exist": f"identifier=urn:example:x{mark}1"},
            )
            for mark in ("|", "%7C") * (CLIENTS // 2)
        )
    )
    assert Counter(answer.status_code for answer in answers) == {201: 1, 200: CLIENTS - 1}
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert await how_many(fhir) == 1


async def test_creates_that_meet_each_others_conditions_make_one(fhir: httpx.AsyncClient) -> None:
    answers = await asyncio.gather(
        *(
            fhir.post(
                "/Patient",
                json=person("1", "2"),
                headers={"If-None-Exist": f"identifier=urn:example:x|{value}"},
            )
            for value in ("1", "2") * (CLIENTS // 2)
        )
    )
    assert Counter(answer.status_code for answer in answers) == {201: 1, 200: CLIENTS - 1}
    assert await how_many(fhir) == 1


async def test_conditional_creates_in_transactions_make_one(fhir: httpx.AsyncClient) -> None:
    request = {"method": "POST", "url": "Patient", "ifNoneExist": "identifier=urn:example:x|1"}
    bundle = {
        "resourceType": "Bundle",
        "type": "transaction",
        "entry": [{"resource": person("1"), "request": request}],
    }
    answers = await asyncio.gather(*(fhir.post("/", json=bundle) for _ in range(CLIENTS)))
    assert Counter(answer.status_code for answer in answers) == {200: CLIENTS}
    assert await how_many(fhir) == 1


async def test_conditional_updates_lose_nothing(fhir: httpx.AsyncClient) -> None:
    answers = await asyncio.gather(
        *(fhir.put("/Patient?identifier=urn:example:x|1", json=person("1")) for _ in range(CLIENTS))
    )
    assert Counter(answer.status_code for answer in answers) == {201: 1, 200: CLIENTS - 1}
    assert await how_many(fhir) == 1
    versions = sorted(int(answer.json()["meta"]["versionId"]) for answer in answers)
    assert versions == list(range(1, CLIENTS + 1))


async def test_of_updates_with_if_match_one_wins(fhir: httpx.AsyncClient) -> None:
    await fhir.put("/Patient/a", json={**person("1"), "id": "a"})
    answers = await asyncio.gather(
        *(
            fhir.put(
                "/Patient/a",
                json={**person(str(n)), "id": "a"},
                headers={"If-Match": 'W/"1"'},
            )
            for n in range(CLIENTS)
        )
    )
    assert Counter(answer.status_code for answer in answers) == {200: 1, 412: CLIENTS - 1}
    assert (await fhir.get("/Patient/a")).headers["etag"] == 'W/"2"'


async def test_a_reference_and_the_deletion_of_its_target_never_both_succeed(
    fhir: httpx.AsyncClient,
) -> None:
    goal = {
        "resourceType": "Goal",
        "lifecycleStatus": "active",
        "description": {"text": "Gå ut"},
    }
    for n in range(10):
        await fhir.put(f"/Patient/p{n}", json={**person(str(n)), "id": f"p{n}"})
        subject = {"reference": f"Patient/p{n}"}
        created, deleted = await asyncio.gather(
            fhir.post("/Goal", json={**goal, "subject": subject}), fhir.delete(f"/Patient/p{n}")
        )
        assert (created.status_code, deleted.status_code) in {(201, 409), (422, 204)}


async def test_two_stores_on_one_file_are_one(sqlite_url: str) -> None:
    """Two processes are two stores: each has its own connections and its own writer."""
    first, second = await asyncio.gather(Store.open(sqlite_url), Store.open(sqlite_url))
    try:
        one, two = client_of(make_service(first)), client_of(make_service(second))
        answers = await asyncio.gather(
            *(
                client.post(
                    "/Patient",
                    json=person("1"),
                    headers={"If-None-Exist": "identifier=urn:example:x|1"},
                )
                for client in (one, two) * (CLIENTS // 2)
            )
        )
        assert Counter(answer.status_code for answer in answers) == {201: 1, 200: CLIENTS - 1}
        assert await how_many(one) == await how_many(two) == 1
    finally:
        await first.close()
        await second.close()

"""A Subscription is activated, told of what its criteria match, and says what is wrong."""

import asyncio
from typing import Any

import httpx
import msgspec
import pytest
import sqlalchemy as sa
from tests.integration.api_fhir.conftest import client_of
from tests.integration.sync.notices.conftest import (
    NO_WAITING,
    PATIENT,
    Receiver,
    settled,
    subscribed,
    subscription,
)

from pk_fhir.interactions.service import Service
from pk_fhir.store.migrate import engine
from pk_fhir.store.outbox import Outbox
from pk_fhir.sync.notices import NoticeRelay

pytestmark = pytest.mark.anyio


def plan(id_: str, status: str, **more: Any) -> dict[str, Any]:
    return {
        "resourceType": "CarePlan",
        "id": id_,
        "status": status,
        "intent": "plan",
        "subject": {"reference": "Patient/p1"},
        **more,
    }


async def put(fhir: httpx.AsyncClient, *resources: dict[str, Any]) -> None:
    for resource in resources:
        answer = await fhir.put(f"/{resource['resourceType']}/{resource['id']}", json=resource)
        assert answer.status_code in (200, 201), answer.text


async def test_one_that_was_asked_for_is_active_once_its_endpoint_has_answered(
    fhir: httpx.AsyncClient, relay: NoticeRelay, receiver: Receiver
) -> None:
    asked = subscription(receiver.url, "CarePlan?status=active", header=["X-Key: of the test"])
    answer = await fhir.post("/Subscription", json=asked)
    path = f"/Subscription/{answer.json()['id']}"
    assert answer.json()["status"] == "requested"
    await settled(relay)
    found = (await fhir.get(path)).json()
    assert {**found, "meta": None} == {
        **asked,
        "id": answer.json()["id"],
        "status": "active",
        "meta": None,
    }
    assert found["meta"]["versionId"] == "2"
    [told] = receiver.told
    assert (told.method, told.path, told.body) == ("POST", "/told", b"")
    assert told.headers["x-key"] == "of the test"


async def test_it_is_told_of_every_version_that_its_criteria_match_and_of_no_other(
    fhir: httpx.AsyncClient, relay: NoticeRelay, receiver: Receiver
) -> None:
    await put(fhir, PATIENT)
    await subscribed(
        fhir,
        relay,
        subscription(
            receiver.url,
            "CarePlan?status=active&subject:Patient.active=true",
            payload="application/fhir+json",
        ),
    )
    assert receiver.lines == ["GET /told/metadata"]
    receiver.told.clear()
    # All is written before any of it is looked at: each version is judged as it was written.
    await put(
        fhir,
        plan("c1", "draft"),
        plan("c1", "active", title="ett"),
        plan("c2", "active"),
        plan("c1", "completed"),
        {**PATIENT, "active": False},
        plan("c1", "active", title="två"),
    )
    await settled(relay)
    assert receiver.lines == ["PUT /told/CarePlan/c1", "PUT /told/CarePlan/c2"]
    first = receiver.told[0]
    assert first.headers["content-type"] == "application/fhir+json; charset=utf-8"
    assert first.body == (await fhir.get("/CarePlan/c1/_history/2")).content
    await settled(relay)
    assert len(receiver.told) == 2


async def test_without_payload_it_is_told_that_something_changed_and_not_what(
    fhir: httpx.AsyncClient, relay: NoticeRelay, receiver: Receiver
) -> None:
    await put(fhir, PATIENT)
    await subscribed(fhir, relay, subscription(receiver.url, "CarePlan?"))
    await put(fhir, plan("c1", "active"))
    await settled(relay)
    assert [(each.method, each.path, each.body) for each in receiver.told] == [
        ("POST", "/told", b""),
        ("POST", "/told", b""),
    ]


async def test_the_payload_may_be_xml(
    fhir: httpx.AsyncClient, relay: NoticeRelay, receiver: Receiver
) -> None:
    await put(fhir, PATIENT)
    asked = subscription(receiver.url, "CarePlan?", payload="application/fhir+xml")
    await subscribed(fhir, relay, asked)
    await put(fhir, plan("c1", "active"))
    await settled(relay)
    told = receiver.told[-1]
    assert told.headers["content-type"] == "application/fhir+xml; charset=utf-8"
    assert told.body == (await fhir.get("/CarePlan/c1?_format=xml")).content


async def test_a_bundle_and_a_contract_tell_of_each_of_their_resources(
    fhir: httpx.AsyncClient, relay: NoticeRelay, receiver: Receiver
) -> None:
    await subscribed(
        fhir, relay, subscription(receiver.url, "CarePlan", payload="application/fhir+json")
    )
    receiver.told.clear()
    entries = [
        {
            "resource": resource,
            "request": {"method": "PUT", "url": f"{resource['resourceType']}/{resource['id']}"},
        }
        for resource in (PATIENT, plan("c1", "active"), plan("c2", "draft"))
    ]
    answer = await fhir.post(
        "", json={"resourceType": "Bundle", "type": "transaction", "entry": entries}
    )
    assert answer.status_code == 200, answer.text
    await settled(relay)
    assert sorted(receiver.lines) == ["PUT /told/CarePlan/c1", "PUT /told/CarePlan/c2"]


async def test_one_that_fails_says_so_and_what_waits_comes_in_order_when_it_answers_again(
    fhir: httpx.AsyncClient, relay: NoticeRelay, receiver: Receiver
) -> None:
    await put(fhir, PATIENT)
    path = await subscribed(
        fhir, relay, subscription(receiver.url, "CarePlan?", payload="application/fhir+json")
    )
    receiver.told.clear()
    receiver.answer = 500
    await put(fhir, plan("c1", "draft"), plan("c2", "draft"), plan("c1", "active"))
    await relay.turn()
    failing = (await fhir.get(path)).json()
    assert (failing["status"], failing["error"]) == (
        "error",
        "The endpoint answered with status 500.",
    )
    receiver.answer = 204
    receiver.told.clear()
    await settled(relay)
    assert receiver.lines == [
        "PUT /told/CarePlan/c1",
        "PUT /told/CarePlan/c2",
        "PUT /told/CarePlan/c1",
    ]
    healed = (await fhir.get(path)).json()
    assert (healed["status"], healed.get("error")) == ("active", None)
    history = (await fhir.get(f"{path}/_history")).json()["entry"]
    assert [each["resource"]["status"] for each in history] == [
        "active",
        "error",
        "active",
        "requested",
    ]


async def test_an_endpoint_that_refuses_the_first_word_is_an_error_and_asked_again(
    fhir: httpx.AsyncClient, relay: NoticeRelay, receiver: Receiver
) -> None:
    receiver.answer = 403
    answer = await fhir.post("/Subscription", json=subscription(receiver.url, "CarePlan?"))
    path = f"/Subscription/{answer.json()['id']}"
    await relay.turn()
    assert (await fhir.get(path)).json()["error"] == "The endpoint answered with status 403."
    receiver.answer = 200
    await settled(relay)
    assert (await fhir.get(path)).json()["status"] == "active"


async def test_what_an_endpoint_asks_to_wait_is_waited(
    fhir: httpx.AsyncClient, service: Service, relay: NoticeRelay, receiver: Receiver
) -> None:
    await put(fhir, PATIENT)
    await subscribed(fhir, relay, subscription(receiver.url, "CarePlan?"))
    receiver.told.clear()
    receiver.answer, receiver.headers = 429, {"Retry-After": "120"}
    await put(fhir, plan("c1", "active"))
    await settled(relay)
    assert len(receiver.told) == 1
    receiver.answer = 200
    await settled(relay)
    assert len(receiver.told) == 1
    later = msgspec.structs.replace(service, now=lambda: service.now() + 121_000_000)
    async with NoticeRelay(later, rules=NO_WAITING) as again:
        await settled(again)
    assert len(receiver.told) == 2


async def test_one_that_has_failed_for_too_long_is_off_and_what_was_not_told_is_kept(
    fhir: httpx.AsyncClient, service: Service, relay: NoticeRelay, receiver: Receiver
) -> None:
    await put(fhir, PATIENT)
    path = await subscribed(fhir, relay, subscription(receiver.url, "CarePlan?"))
    receiver.answer = 500
    await put(fhir, plan("c1", "active"), plan("c2", "active"))
    await relay.turn()
    days = msgspec.structs.replace(service, now=lambda: service.now() + 73 * 3600 * 1_000_000)
    async with NoticeRelay(days, rules=NO_WAITING) as again:
        await again.turn()
    found = (await fhir.get(path)).json()
    problem = "The endpoint answered with status 500."
    assert found["status"] == "off"
    assert found["error"] == (
        f"{problem} Given up after 72 hours; what was not told is kept. Write the status requested to "
        "begin again."
    )
    outbox = Outbox(service.store.database)
    [letter] = await outbox.dead()
    assert (letter.changes, letter.problem) == (2, problem)
    # Begun again, and replayed, it is told of all that it missed.
    receiver.answer = 200
    receiver.told.clear()
    await put(fhir, {**found, "status": "requested"})
    await outbox.release(letter.target, service.now(), state="dead")
    await settled(relay)
    assert receiver.lines == ["POST /told", "POST /told"]
    assert (await fhir.get(path)).json()["status"] == "active"


async def test_what_the_server_made_active_may_be_written_back_but_not_with_other_criteria(
    fhir: httpx.AsyncClient, relay: NoticeRelay, receiver: Receiver
) -> None:
    await put(fhir, PATIENT)
    path = await subscribed(fhir, relay, subscription(receiver.url, "CarePlan?"))
    found = (await fhir.get(path)).json()
    same = await fhir.put(path, json={**found, "reason": "Samma, med bättre skäl"})
    assert (same.status_code, same.json()["status"]) == (200, "active")
    other = await fhir.put(path, json={**found, "criteria": "Goal?"})
    assert other.status_code == 422
    assert other.json()["issue"][0]["expression"] == ["Subscription.status"]
    receiver.told.clear()
    await put(fhir, plan("c1", "active"))
    await settled(relay)
    assert receiver.lines == ["POST /told"]


async def test_its_end_turns_it_off(
    fhir: httpx.AsyncClient, service: Service, relay: NoticeRelay, receiver: Receiver
) -> None:
    asked = {**subscription(receiver.url, "CarePlan?"), "end": "2099-01-01T00:00:00Z"}
    path = await subscribed(fhir, relay, asked)
    ahead = msgspec.structs.replace(service, now=lambda: 4_102_444_800_000_000)
    async with NoticeRelay(ahead, rules=NO_WAITING) as later:
        await settled(later)
    assert (await fhir.get(path)).json()["status"] == "off"


async def test_off_or_deleted_it_is_told_nothing(
    fhir: httpx.AsyncClient, relay: NoticeRelay, receiver: Receiver
) -> None:
    await put(fhir, PATIENT)
    one = await subscribed(fhir, relay, subscription(receiver.url, "CarePlan?"))
    two = await subscribed(fhir, relay, subscription(receiver.url, "CarePlan?"))
    await put(fhir, plan("c1", "active"))
    receiver.told.clear()
    await put(fhir, {**(await fhir.get(one)).json(), "status": "off"})
    assert (await fhir.delete(two)).status_code == 204
    await put(fhir, plan("c2", "active"))
    await settled(relay)
    assert receiver.told == []


async def test_33_a_person_does_not_subscribe_and_what_one_asked_for_before_is_told_nothing(
    service: Service, relay: NoticeRelay, receiver: Receiver, database_url: str
) -> None:
    asked = subscription(receiver.url, "CarePlan?", payload="application/fhir+json")
    persons = (
        {"x-role": "patient", "x-patient": "p1", "x-scopes": "patient/*.cruds"},
        {"x-role": "staff", "x-scopes": "user/*.cruds"},
    )
    async with client_of(service) as fhir:
        await put(fhir, PATIENT)
        for person in persons:
            answer = await fhir.post("/Subscription", json=asked, headers=person)
            assert answer.status_code == 403
        path = await subscribed(fhir, relay, asked)
        receiver.told.clear()
        _given_to(database_url, "staff")
        await put(fhir, plan("c1", "active"))
        await settled(relay)
        assert receiver.told == []
        assert (await fhir.get(path)).status_code == 200


def _given_to(database_url: str, role: str) -> None:
    """As if somebody of this role had asked for every Subscription, before that was refused."""
    statement = sa.text(
        "UPDATE subscriptions SET subscriber = replace(subscriber, '\"system\"', :role)"
    )
    made = engine(database_url)
    with made.begin() as connection:
        connection.execute(statement, {"role": f'"{role}"'})
    made.dispose()


async def test_a_subscriber_is_told_only_of_what_the_subscriber_may_see(
    service: Service, relay: NoticeRelay, receiver: Receiver
) -> None:
    async with client_of(service) as fhir:
        await put(fhir, PATIENT)
        narrow = {
            "x-role": "system",
            "x-scopes": "system/CarePlan.rs?status=active system/Subscription.cruds",
        }
        await subscribed(
            fhir,
            relay,
            subscription(receiver.url, "CarePlan?", payload="application/fhir+json"),
            **narrow,
        )
        receiver.told.clear()
        await put(fhir, plan("c1", "draft"), plan("c2", "active"))
        await settled(relay)
        assert receiver.lines == ["PUT /told/CarePlan/c2"]
        refused = await fhir.post(
            "/Subscription", json=subscription(receiver.url, "Goal?"), headers=narrow
        )
        assert refused.status_code == 403


async def test_two_relays_tell_everything_once(
    fhir: httpx.AsyncClient, service: Service, relay: NoticeRelay, receiver: Receiver
) -> None:
    await put(fhir, PATIENT)
    await subscribed(
        fhir, relay, subscription(receiver.url, "CarePlan?", payload="application/fhir+json")
    )
    receiver.told.clear()
    await put(fhir, *(plan(f"c{number}", "active") for number in range(20)))
    async with NoticeRelay(service, rules=NO_WAITING) as other:
        await asyncio.gather(*(settled(each, 50) for each in (relay, other)))
        await settled(relay)
    assert receiver.lines == [f"PUT /told/CarePlan/c{number}" for number in range(20)]


async def test_one_that_hangs_holds_up_no_other(
    fhir: httpx.AsyncClient, relay: NoticeRelay, receiver: Receiver
) -> None:
    await put(fhir, PATIENT)
    hanging = Receiver()
    try:
        for endpoint in (hanging.url, receiver.url):
            asked = subscription(endpoint, "CarePlan?", payload="application/fhir+json")
            await subscribed(fhir, relay, asked)
        receiver.told.clear()
        hanging.answers.clear()
        running = asyncio.create_task(relay.run())
        for number in range(5):
            await put(fhir, plan(f"c{number}", "active"))
            async with asyncio.timeout(60):
                while len(receiver.told) <= number:  # noqa: ASYNC110 - told in another thread
                    await asyncio.sleep(0.02)
        async with asyncio.timeout(60):
            while len(hanging.lines) < 2:  # noqa: ASYNC110 - the same
                await asyncio.sleep(0.02)
        # It is told again of the first where that takes longer than an answer may, and of nothing else.
        assert hanging.lines[0] == "GET /told/metadata"
        assert set(hanging.lines[1:]) == {"PUT /told/CarePlan/c0"}
        running.cancel()
    finally:
        hanging.answers.set()
        hanging.stop()
    await settled(relay)

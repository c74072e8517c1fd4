"""Servers that no test server plays: one that refuses our Subscription, one that heeds no parameters."""

import json
from collections.abc import AsyncIterator

import httpx
import pytest
import respx
from msgspec import json as json_
from msgspec import structs

from pk_fhir.store import Store
from pk_fhir.store.asked_to_tell import Asked, AskedToTell
from pk_fhir.sync.following import FOLLOWED
from pk_fhir.sync.notices.ours import OurSubscriptions
from pk_fhir.sync.problem import SourceError
from pk_fhir.sync.source import Secret, Source

pytestmark = pytest.mark.anyio

BASE = "http://127.0.0.1:9/fhir"
SOURCE = Source(
    key="there",
    name="Exempelby",
    base_url=BASE,
    allow_private=True,
    follow_seconds=60,
    subscribe=True,
)
NONE = {"resourceType": "Bundle", "type": "searchset"}


@pytest.fixture
async def asked(sqlite_url: str) -> AsyncIterator[AskedToTell]:
    store = await Store.open(sqlite_url, upgrade=False)
    yield AskedToTell(store.database)
    await store.close()


@pytest.fixture
async def ours(asked: AskedToTell) -> AsyncIterator[OurSubscriptions]:
    async with OurSubscriptions([SOURCE], "https://here.example", b"secret", asked) as made:
        yield made


def bundle(*resources: object) -> dict[str, object]:
    return {**NONE, "entry": [{"resource": each} for each in resources]}


@respx.mock
async def test_each_is_asked_for_once_by_its_endpoint(ours: OurSubscriptions) -> None:
    respx.post(f"{BASE}/Subscription/_search").respond(json=NONE)
    made = respx.post(f"{BASE}/Subscription").respond(201)
    assert await ours.ensure(SOURCE) == len(FOLLOWED)
    for call, type_ in zip(made.calls, FOLLOWED, strict=True):
        sent = json.loads(call.request.content)
        endpoint = ours.endpoint(SOURCE, type_)
        assert sent == {
            "resourceType": "Subscription",
            "status": "requested",
            "reason": "pk-fhir reads what has changed",
            "criteria": f"{type_}?",
            "channel": {"type": "rest-hook", "endpoint": endpoint},
        }
        assert httpx.QueryParams(call.request.headers["if-none-exist"]) == httpx.QueryParams(
            url=endpoint
        )


@respx.mock
async def test_a_server_that_refuses_is_told_apart_from_one_that_is_away(
    ours: OurSubscriptions,
) -> None:
    respx.post(f"{BASE}/Subscription/_search").respond(json=NONE)
    respx.post(f"{BASE}/Subscription").respond(
        422, json={"resourceType": "OperationOutcome", "issue": [{"diagnostics": "no"}]}
    )
    with pytest.raises(SourceError) as refused:
        await ours.ensure(SOURCE)
    assert refused.value.status == 422
    respx.post(f"{BASE}/Subscription").mock(side_effect=httpx.ConnectError)
    with pytest.raises(SourceError) as away:
        await ours.ensure(SOURCE)
    assert away.value.status is None


@respx.mock
async def test_a_server_that_heeds_no_parameters_does_not_have_us_change_anothers(
    ours: OurSubscriptions,
) -> None:
    def standing(id_: str, endpoint: str, status: str) -> dict[str, object]:
        channel = {"type": "rest-hook", "endpoint": endpoint}
        return {"resourceType": "Subscription", "id": id_, "status": status, "channel": channel}

    mine = [standing(type_, ours.endpoint(SOURCE, type_), "active") for type_ in FOLLOWED]
    ended = {**mine[0], "status": "error", "error": "Nobody answered."}
    respx.post(f"{BASE}/Subscription/_search").respond(
        json=bundle(standing("other", "https://other.example", "off"), ended, *mine[1:])
    )
    again = respx.put(f"{BASE}/Subscription/{FOLLOWED[0]}").respond(200)
    assert await ours.ensure(SOURCE) == 1
    assert json.loads(again.calls.last.request.content) == {**mine[0], "status": "requested"}


@respx.mock
@pytest.mark.parametrize("answer", [b"", b"<html>", b"[]", b'{"resourceType": 1}'])
async def test_an_answer_that_is_no_fhir_is_a_failure(
    ours: OurSubscriptions, answer: bytes
) -> None:
    respx.post(f"{BASE}/Subscription/_search").respond(content=answer)
    with pytest.raises(SourceError) as failed:
        await ours.ensure(SOURCE)
    assert failed.value.state == "failed"


@respx.mock
async def test_a_subscription_without_a_channel_is_none_of_ours(ours: OurSubscriptions) -> None:
    odd = {"resourceType": "Subscription", "id": "x", "status": "off", "channel": 1}
    respx.post(f"{BASE}/Subscription/_search").respond(json=bundle(odd))
    made = respx.post(f"{BASE}/Subscription").respond(201, content=b"\xff")
    assert await ours.ensure(SOURCE) == len(made.calls) == len(FOLLOWED)


@respx.mock
async def test_at_a_source_that_is_left_they_are_deleted_until_none_is_there(
    monkeypatch: pytest.MonkeyPatch, asked: AskedToTell
) -> None:
    """One that it has deleted itself is no failure; one that it does not let us delete is tried again.

    Who asked for them ended before the source was left: they are known from the database.
    """
    monkeypatch.setattr("pk_fhir.sync.notices.ours.FIRST_SECONDS", 0.01)
    respx.post(f"{BASE}/Subscription/_search").respond(json=NONE)
    respx.post(f"{BASE}/Subscription").respond(201)
    async with OurSubscriptions([SOURCE], "https://here.example", b"secret", asked) as before:
        await before.ensure(SOURCE)
    async with OurSubscriptions([], "https://here.example", b"secret", asked) as ours:
        endpoints = [ours.endpoint(SOURCE, type_) for type_ in FOLLOWED]
        standing = {
            each: {
                "resourceType": "Subscription",
                "id": f"s{n}",
                "channel": {"endpoint": each},
            }
            for n, each in enumerate(endpoints)
        }
        answers = iter([503, 404])

        def searched(request: httpx.Request) -> httpx.Response:
            endpoint = httpx.QueryParams(request.content.decode())["url"]
            return httpx.Response(200, json=bundle(*filter(None, [standing.get(endpoint)])))

        def deleted(request: httpx.Request) -> httpx.Response:
            status = next(answers, 204)
            id_ = request.url.path.rpartition("/")[2]
            if status != 503:
                standing.pop(endpoints[int(id_[1:])])
            return httpx.Response(status)

        respx.post(f"{BASE}/Subscription/_search").mock(side_effect=searched)
        deleting = respx.delete(url__startswith=f"{BASE}/Subscription/").mock(side_effect=deleted)
        await ours.run()
    assert (await asked.all(), standing, len(deleting.calls)) == ([], {}, len(FOLLOWED) + 1)


@respx.mock
async def test_what_a_source_is_not_asked_for_any_more_is_taken_back(asked: AskedToTell) -> None:
    """By the settings of now: those that it was asked by may be void."""
    respx.post(f"{BASE}/Subscription/_search").respond(json=NONE)
    made = respx.post(f"{BASE}/Subscription").respond(201)
    auth = Secret(env="NOBODY_HAS_SET_THIS")
    async with OurSubscriptions([SOURCE], "https://here.example", b"secret", asked) as before:
        await before.ensure(SOURCE)
    endpoints = {
        json.loads(call.request.content)["channel"]["endpoint"]: call.request.content
        for call in made.calls
    }
    await asked.note([Asked(e.base_url, e.endpoint, _stated(auth)) for e in await asked.all()])

    def searched(request: httpx.Request) -> httpx.Response:
        found = json.loads(endpoints[httpx.QueryParams(request.content.decode())["url"]])
        return httpx.Response(200, json=bundle({**found, "id": found["criteria"].strip("?")}))

    respx.post(f"{BASE}/Subscription/_search").mock(side_effect=searched)
    deleting = respx.delete(url__startswith=f"{BASE}/Subscription/").respond(204)
    fewer = structs.replace(SOURCE, ask_for=frozenset({"CarePlan", "Goal"}))
    async with OurSubscriptions([fewer], "https://here.example", b"secret", asked) as ours:
        assert await ours.leave()
        kept = [ours.endpoint(SOURCE, type_) for type_ in ("CarePlan", "Goal")]
    assert sorted(each.endpoint for each in await asked.all()) == sorted(kept)
    deleted = {call.request.url.path.rpartition("/")[2] for call in deleting.calls}
    assert deleted == set(FOLLOWED) - {"CarePlan", "Goal"}


def _stated(auth: Secret) -> str:
    return json_.encode(structs.replace(SOURCE, auth=auth)).decode()

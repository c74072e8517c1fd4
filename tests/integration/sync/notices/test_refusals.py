"""A Subscription that nobody could be told by is refused, with the place of what to change."""

from collections.abc import Callable
from typing import Any

import httpx
import msgspec
import pytest
from tests.integration.api_fhir.conftest import RULES, client_of, make_service
from tests.integration.sync.notices.conftest import Receiver, subscription

from pk_fhir.access.caller import Caller
from pk_fhir.fhir.outcome import FhirError
from pk_fhir.interactions.subscriptions import wanted
from pk_fhir.store import Store
from pk_fhir.sync.notices import NoticeRelay

pytestmark = pytest.mark.anyio

HOOK = "https://receiver.example/told"
Change = Callable[[dict[str, Any]], None]


def criteria(text: str) -> Change:
    return lambda asked: asked.update(criteria=text)


def channel(**values: Any) -> Change:
    return lambda asked: asked["channel"].update(values)


CASES: list[tuple[Change, str, str]] = [
    (lambda asked: asked.update(status="active"), "Subscription.status", "subscription.status"),
    (channel(type="email"), "Subscription.channel.type", "subscription.channel-type"),
    (
        lambda asked: asked["channel"].pop("endpoint"),
        "Subscription.channel.endpoint",
        "subscription.no-endpoint",
    ),
    (channel(endpoint="ftp://x/y"), "Subscription.channel.endpoint", "subscription.endpoint"),
    (
        channel(endpoint="http://receiver.example/"),
        "Subscription.channel.endpoint",
        "subscription.endpoint",
    ),
    (
        channel(endpoint="https://u:p@receiver.example/"),
        "Subscription.channel.endpoint",
        "subscription.endpoint",
    ),
    (
        channel(endpoint="https://[::1"),
        "Subscription.channel.endpoint",
        "subscription.endpoint",
    ),
    (
        channel(endpoint="https://127.0.0.1/told"),
        "Subscription.channel.endpoint",
        "subscription.endpoint-private",
    ),
    (
        channel(endpoint="https://[fe80::1]/told"),
        "Subscription.channel.endpoint",
        "subscription.endpoint-private",
    ),
    (
        channel(endpoint="https://receiver.example/197909212388"),
        "Subscription.channel.endpoint",
        "subscription.endpoint-personal",
    ),
    (channel(payload="text/plain"), "Subscription.channel.payload", "subscription.payload"),
    (channel(header=["X-A: b", "no"]), "Subscription.channel.header[1]", "subscription.header"),
    (channel(header=["Host: other"]), "Subscription.channel.header[0]", "subscription.header"),
    (criteria("all of them"), "Subscription.criteria", "subscription.criteria"),
    (
        criteria("https://other.example/CarePlan?x=y"),
        "Subscription.criteria",
        "subscription.criteria",
    ),
    (criteria("Device?"), "Subscription.criteria", "subscription.criteria-type"),
    (criteria("Subscription?"), "Subscription.criteria", "subscription.criteria-type"),
    (
        criteria("CarePlan?_include=CarePlan:subject"),
        "Subscription.criteria",
        "subscription.criteria-result",
    ),
    (criteria("CarePlan?_count=1"), "Subscription.criteria", "subscription.criteria-result"),
    (criteria("CarePlan?stauts=active"), "Subscription.criteria", "search.unknown-parameter"),
    (
        lambda asked: asked.update(end="2020-01-01T00:00:00Z"),
        "Subscription.end",
        "subscription.ended",
    ),
]


@pytest.fixture
async def fhir(store: Store) -> Any:
    async with client_of(make_service(store)) as client:
        yield client


async def test_each_flaw_is_named_at_its_place(fhir: httpx.AsyncClient) -> None:
    for change, place, key in CASES:
        asked = subscription(HOOK, "CarePlan?status=active")
        change(asked)
        answer = await fhir.post("/Subscription", json=asked)
        assert answer.status_code == 422, (place, answer.text)
        [issue] = answer.json()["issue"]
        assert (issue["severity"], issue["expression"]) == ("error", [place]), issue
        [coding] = issue["details"]["coding"]
        assert coding["code"] == key
        assert "197909212388" not in answer.text


async def test_every_flaw_is_named_at_once_in_the_language_of_the_caller(store: Store) -> None:
    service = make_service(store)
    caller = Caller(
        tenant="v1",
        subject="test",
        role="system",
        scopes=frozenset({"system/*.cruds"}),
        language="sv",
    )
    asked = subscription("ftp://x", "Device?", payload="text/plain")
    with pytest.raises(FhirError) as refused:
        await wanted(service, caller, asked)
    assert [issue.diagnostics for issue in refused.value.issues] == [
        "Adressen är https://värd/sökväg, utan användarnamn, frågedel eller fragment.",
        (
            "Innehållet (payload) är application/fhir+json eller application/fhir+xml; utelämna det för "
            "meddelanden utan innehåll."
        ),
        "Det går inte att prenumerera på 'Device' här.",
    ]


async def test_a_good_one_is_let_in_and_may_be_stored_as_off(fhir: httpx.AsyncClient) -> None:
    asked = subscription(HOOK, "CarePlan?status=active", payload="application/fhir+json")
    assert (await fhir.post("/Subscription", json=asked)).status_code == 201
    assert (await fhir.post("/Subscription", json={**asked, "status": "off"})).status_code == 201


async def test_a_name_that_leads_inside_is_not_told(store: Store, receiver: Receiver) -> None:
    # Let in by a service that may, and told by a relay that may not.
    rules = msgspec.structs.replace(RULES, private_endpoints=True)
    generous = make_service(store, rules)
    strict = make_service(store)
    async with client_of(generous) as fhir:
        answer = await fhir.post("/Subscription", json=subscription(receiver.url, "CarePlan?"))
        path = f"/Subscription/{answer.json()['id']}"
        ahead = msgspec.structs.replace(strict, now=lambda: strict.now() + 10_000_000)
        async with NoticeRelay(ahead) as relay:
            await relay.turn()
        found = (await fhir.get(path)).json()
    assert receiver.told == []
    assert (found["status"], found["error"]) == (
        "error",
        "The address leads inside a network of its own, where this server does not send.",
    )

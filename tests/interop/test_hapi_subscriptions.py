"""Subscriptions between HAPI FHIR and us, both ways: each tells the other what the other asked for."""

import asyncio
import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from bench.served import free_port
from tests.integration.sync.push.conftest import Served

from pk_fhir.access.keys import service_secret
from pk_fhir.config import ProviderSettings, Settings, SourceSettings, SubscriptionSettings
from pk_fhir.contract import parse
from pk_fhir.mapping import to_bundle
from pk_fhir.store import Store
from pk_fhir.store.asked_to_tell import AskedToTell
from pk_fhir.sync.following import FOLLOWED
from pk_fhir.sync.notices.ours import OurSubscriptions, key_of

pytestmark = pytest.mark.hapi

CONTRACT = Path(__file__).parents[2] / "examples" / "municipal-home-care" / "contract.json"
PATIENT = {"resourceType": "Patient", "id": "told-of", "active": True}
PLAN = {
    "resourceType": "CarePlan",
    "id": "told-plan",
    "status": "active",
    "intent": "plan",
    "subject": {"reference": "Patient/told-of"},
}
JSON = {"Content-Type": "application/fhir+json", "Cache-Control": "no-cache"}


@pytest.fixture
def ours(tmp_path: Path) -> Iterator[httpx.Client]:
    served = Served(
        Settings(
            database_url=f"sqlite:///{tmp_path / 'here.db'}",
            data_dir=tmp_path,
            port=free_port(),
            providers=[ProviderSettings(name="here", title="Region Exempel")],
            subscriptions=SubscriptionSettings(allow_private_endpoints=True),
        )
    )
    served.start()
    with httpx.Client(base_url=served.base, headers=JSON, timeout=60) as client:
        yield client
    served.stop()


@pytest.fixture
def theirs(hapi: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=hapi, headers=JSON, timeout=60) as client:
        yield client


def put(client: httpx.Client, resource: dict[str, Any]) -> None:
    answer = client.put(f"/{resource['resourceType']}/{resource['id']}", json=resource)
    assert answer.status_code in (200, 201), answer.text


# HAPI's own: the version that it puts is not the one that stands here, so it must not ask for it.
STRIP_VERSIONS = {
    "url": "http://hapifhir.io/fhir/StructureDefinition/subscription-resthook-strip-version-ids",
    "valueBoolean": True,
}


def subscribe(client: httpx.Client, criteria: str, endpoint: str) -> str:
    """Ask for a Subscription and wait until it is active; its path."""
    asked = {
        "resourceType": "Subscription",
        "status": "requested",
        "reason": "Samma uppgift på båda ställena",
        "criteria": criteria,
        "channel": {
            "extension": [STRIP_VERSIONS],
            "type": "rest-hook",
            "endpoint": endpoint,
            "payload": "application/fhir+json",
        },
    }
    answer = client.post("/Subscription", json=asked)
    assert answer.status_code == 201, answer.text
    path = f"/Subscription/{answer.json()['id']}"
    sooner_or_later(lambda: client.get(path).json()["status"], "active")
    return path


def sooner_or_later(seen: Callable[[], Any], wanted: Any, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while (now := seen()) != wanted and time.monotonic() < deadline:
        time.sleep(0.5)
    assert now == wanted


def content(client: httpx.Client, resource: dict[str, Any]) -> dict[str, Any] | None:
    answer = client.get(f"/{resource['resourceType']}/{resource['id']}")
    if answer.status_code != httpx.codes.OK:
        return None
    found: dict[str, Any] = answer.json()
    return {key: value for key, value in found.items() if key != "meta"}


def test_hapi_gets_what_it_subscribed_to_here(ours: httpx.Client, theirs: httpx.Client) -> None:
    base = str(theirs.base_url).rstrip("/")
    paths = [
        subscribe(ours, "Patient?active=true", base),
        subscribe(ours, "CarePlan?status=active&subject:Patient.active=true", base),
    ]
    put(ours, PATIENT)
    sooner_or_later(lambda: content(theirs, PATIENT), PATIENT)
    put(ours, {**PLAN, "status": "draft"})
    put(ours, PLAN)
    sooner_or_later(lambda: content(theirs, PLAN), PLAN)
    titled = {**PLAN, "title": "Min plan"}
    put(ours, titled)
    sooner_or_later(lambda: content(theirs, PLAN), titled)
    # Two versions were active, and no other was sent.
    assert theirs.get("/CarePlan/told-plan").json()["meta"]["versionId"] == "2"
    for path in paths:
        assert ours.get(path).json()["status"] == "active"


def test_we_get_what_we_subscribed_to_at_hapi(ours: httpx.Client, theirs: httpx.Client) -> None:
    path = subscribe(theirs, "Patient?active=true", str(ours.base_url).rstrip("/"))
    patient = {**PATIENT, "id": "told-from"}
    put(theirs, patient)
    sooner_or_later(lambda: content(ours, patient), patient)
    changed = {**patient, "gender": "female"}
    put(theirs, changed)
    sooner_or_later(lambda: content(ours, patient), changed)
    assert theirs.delete(path).is_success


def test_hapi_tells_us_of_a_change_and_we_read_it_at_once(
    theirs: httpx.Client, tmp_path: Path
) -> None:
    hapi = str(theirs.base_url).rstrip("/")
    here = Served(
        Settings(
            database_url=f"sqlite:///{tmp_path / 'here.db'}",
            data_dir=tmp_path,
            port=free_port(),
            providers=[ProviderSettings(name="here", title="Region Exempel")],
            sources=[
                SourceSettings(
                    name="hapi",
                    title="HAPI-kliniken",
                    base_url=hapi,
                    allow_private_address=True,
                    timeout_seconds=60,
                    # Asked at the start, and then not within the test.
                    follow_seconds=3600,
                    subscribe=True,
                )
            ],
        )
    )
    contract = parse(CONTRACT.read_bytes())
    bundle = to_bundle(contract, recorded="2026-11-25T08:00:00+01:00", secret=b"told")
    asked = {
        "system": contract.patient.identifiers[0].system,
        "value": contract.patient.identifiers[0].value,
        "refresh": "replicas",
    }

    def statuses() -> set[str]:
        key = key_of(service_secret(tmp_path), "hapi")
        found = [
            theirs.get(
                "/Subscription",
                params={"url": f"{here.base.removesuffix('/fhir')}/notified/hapi/{key}/{type_}"},
            ).json()
            for type_ in FOLLOWED
        ]
        return {each["entry"][0]["resource"]["status"] if "entry" in each else "" for each in found}

    def goals() -> str:
        answer = httpx.post(f"{here.origin}/view/_search", json=asked, timeout=60)
        assert answer.status_code == 200, answer.text
        return json.dumps(answer.json()["goals"], ensure_ascii=False)

    here.start()
    try:
        sooner_or_later(statuses, {"active"}, 120)
        assert theirs.post("", json=bundle).is_success
        sooner_or_later(lambda: contract.goals[0].description in goals(), wanted=True, seconds=120)
    finally:
        here.stop()

    async def withdrawn() -> int:
        store = await Store.open(here.settings.database_url)
        secret, asked = service_secret(tmp_path), AskedToTell(store.database)
        async with OurSubscriptions([], here.settings.base_url, secret, asked) as ours:
            await ours.leave()
        left = len(await asked.all())
        await store.close()
        return left

    # The source is in the configuration no more: nothing of ours stays there.
    assert asyncio.run(withdrawn()) == 0
    assert statuses() == {""}

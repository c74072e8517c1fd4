"""Subscriptions between HAPI FHIR and us, both ways: each puts to the other what the other asked for."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.integration.sync.push.conftest import Served, free_port

from pk_fhir.config import ProviderSettings, Settings, SubscriptionSettings

pytestmark = pytest.mark.hapi

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

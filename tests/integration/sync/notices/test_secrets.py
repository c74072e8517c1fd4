"""What is sent with each notice may be a secret: the subscriber's alone, on every road."""

from typing import Any

import httpx
import pytest
from tests.integration.sync.notices.conftest import Receiver, settled, subscribed, subscription

from pk_fhir.sync.notices import NoticeRelay

pytestmark = pytest.mark.anyio

SECRET = "Bearer very-secret"  # noqa: S105 - of a receiver that is made up
HEADERS = [f"Authorization: {SECRET}", "X-Purpose: test", "X-Api-Key: 12"]
MASKED = ["Authorization: ********", "X-Purpose: test", "X-Api-Key: ********"]
MINE, THEIRS = {"x-subject": "me"}, {"x-subject": "somebody-else"}
JSON_PATCH = "application/json-patch+json"


async def roads(fhir: httpx.AsyncClient, path: str, who: dict[str, str]) -> list[Any]:
    """`channel.header` as it is read, searched, told of the past, and in the entries of a Bundle."""
    entries = [
        {"request": {"method": "GET", "url": url}}
        for url in (path[1:], "Subscription", path[1:] + "/_history")
    ]
    batch = {"resourceType": "Bundle", "type": "batch", "entry": entries}
    found: list[Any] = []

    def gather(value: Any) -> None:
        if isinstance(value, dict):
            if value.get("resourceType") == "Subscription":
                found.append(value["channel"]["header"])
            for child in value.values():
                gather(child)
        for child in value if isinstance(value, list) else ():
            gather(child)

    answers = [
        *[
            await fhir.get(url, headers=who)
            for url in (path, path + "/_history/1", "/Subscription")
        ],
        *[await fhir.get(url, headers=who) for url in (path + "/_history", "/_history")],
        await fhir.post("/", json=batch, headers={**who, "prefer": "return=representation"}),
    ]
    for answer in answers:
        assert answer.status_code == 200, answer.text
        gather(answer.json())
    return found


async def test_only_the_subscriber_reads_them(
    fhir: httpx.AsyncClient, relay: NoticeRelay, receiver: Receiver
) -> None:
    path = await subscribed(
        fhir, relay, subscription(receiver.url, "CarePlan?", header=HEADERS), **MINE
    )
    assert receiver.told[0].headers["authorization"] == SECRET
    for who, expected in ((MINE, HEADERS), (THEIRS, MASKED)):
        found = await roads(fhir, path, who)
        assert len(found) > 8
        assert all(header == expected for header in found)
    found = await fhir.get("/?_type=Subscription&_content=very", headers=THEIRS)
    assert found.json()["total"] == 0
    xml = await fhir.get(path + "?_format=xml", headers=THEIRS)
    assert "very-secret" not in xml.text


async def test_nobody_else_has_them_sent_elsewhere_or_becomes_the_one_who_reads_them(
    fhir: httpx.AsyncClient, relay: NoticeRelay, receiver: Receiver
) -> None:
    path = await subscribed(
        fhir, relay, subscription(receiver.url, "CarePlan?", header=HEADERS), **MINE
    )
    seen = (await fhir.get(path, headers=THEIRS)).json()
    elsewhere = [{"op": "replace", "path": "/channel/endpoint", "value": receiver.url + "/mine"}]
    tested = [{"op": "test", "path": "/channel/header/0", "value": HEADERS[0]}]
    for answer in (
        await fhir.put(path, json={**seen, "status": "requested"}, headers=THEIRS),
        await fhir.patch(path, json=elsewhere, headers={**THEIRS, "content-type": JSON_PATCH}),
        await fhir.patch(path, json=tested, headers={**THEIRS, "content-type": JSON_PATCH}),
        await fhir.post("/Subscription", json={**seen, "status": "requested"}, headers=THEIRS),
    ):
        assert answer.status_code == 422
        assert "very-secret" not in answer.text
    refused = (await fhir.put(path, json={**seen, "status": "requested"}, headers=THEIRS)).json()
    assert refused["issue"][0]["expression"] == ["Subscription.channel.header[0]"]
    off = await fhir.put(path, json={**seen, "status": "off"}, headers=THEIRS)
    assert (off.status_code, off.json()["channel"]["header"]) == (200, MASKED)
    # The one who subscribed begins again, with the secret written anew.
    again = {**seen, "status": "requested"}
    assert (await fhir.put(path, json=again, headers=MINE)).status_code == 422
    again["channel"] = {**seen["channel"], "header": HEADERS}
    assert (await fhir.put(path, json=again, headers=MINE)).json()["channel"]["header"] == HEADERS
    await settled(relay)
    assert (await fhir.get(path, headers=MINE)).json()["status"] == "active"

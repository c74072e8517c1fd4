"""Targets that do what they are asked and tell of it in their own ways: each change goes once, and nothing over theirs."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.integration.sync.ends import drain, sending
from tests.integration.sync.push.test_fault_matrix import row
from tests.integration.sync.push.test_two_servers import (
    change_goal,
    counts,
    create,
    delete_all,
    goals_there,
)
from tests.integration.view.proxy import Proxy
from tests.integration.view.servers import FhirServer, served

from pk_fhir.config import Settings
from pk_fhir.store.outbox import CONFLICT, SENT, Outbox
from pk_fhir.store.pushed import PushedResources
from pk_fhir.sync import Limits, Source
from pk_fhir.sync.client import http_client
from pk_fhir.sync.push import Relay
from pk_fhir.sync.push.answered import Later
from pk_fhir.sync.push.there import There

pytestmark = pytest.mark.anyio
Body = dict[str, Any]


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """What a peer says has nothing to do with our database."""
    return sqlite_url


@pytest.fixture
def settings(database_url: str, tmp_path: Path, proxy: Proxy) -> Settings:
    return sending(database_url, tmp_path, "there", proxy.url)


def responses(body: Body) -> list[Body]:
    return [entry["response"] for entry in body.get("entry", []) if "response" in entry]


def without_versions(body: Body) -> Body:
    """Neither ETag nor the version in Location, nor one in what is read."""
    for each in responses(body):
        each.pop("etag", None)
        if "location" in each:
            each["location"] = each["location"].partition("/_history/")[0]
    for entry in body.get("entry", []):
        entry.get("resource", {}).get("meta", {}).pop("versionId", None)
    return body


def without_a_word(body: Body) -> Body:
    """Nothing but the status."""
    for each in responses(body):
        each.pop("etag", None)
        each.pop("location", None)
    return body


def named_within(body: Body) -> Body:
    """By the name that the server has behind its proxy; strong ETags alone."""
    for each in responses(body):
        if "location" in each:
            path = each["location"].partition("/_history/")[0]
            each["location"] = f"http://10.0.0.7:8080/hidden/{'/'.join(path.split('/')[-2:])}"
            each["etag"] = each["etag"].removeprefix("W/")
    return body


@pytest.mark.parametrize("way", [without_versions, without_a_word, named_within])
async def test_each_change_goes_once_however_the_peer_tells_of_it(
    ours: httpx.AsyncClient,
    theirs: httpx.AsyncClient,
    relay: Callable[..., Relay],
    proxy: Proxy,
    way: Callable[[Body], Body],
) -> None:
    proxy.retells = way
    sender = relay()
    await create(ours)
    await drain(sender)
    assert await counts(theirs) == await counts(ours)
    await change_goal(ours, "Sedan.")
    await drain(sender)
    changed = (await goals_there(theirs))["Sedan."]
    assert changed["meta"]["versionId"] == "2"
    # What the peer has changed is not written over, and not deleted either, whatever it says of versions.
    answer = await theirs.put(
        f"/fhir/Goal/{changed['id']}", json=changed | {"description": {"text": "Deras."}}
    )
    assert answer.status_code == 200, answer.text
    await change_goal(ours, "Vårt.")
    await drain(sender)
    assert "Deras." in await goals_there(theirs)
    [conflict] = await PushedResources(sender.database).conflicts()
    assert (conflict.type, conflict.remote_id) == ("Goal", changed["id"])
    assert ("there", CONFLICT) in await Outbox(sender.database).counts()


async def test_a_deletion_follows_to_who_has_no_versions(
    ours: httpx.AsyncClient,
    theirs: httpx.AsyncClient,
    relay: Callable[..., Relay],
    proxy: Proxy,
) -> None:
    proxy.retells = without_versions
    sender = relay()
    await create(ours)
    await drain(sender)
    await delete_all(ours)
    await drain(sender)
    left = {type_ for type_, count in (await counts(theirs)).items() if count}
    assert (left, set(await Outbox(sender.database).counts())) == ({"Patient"}, {("there", SENT)})


async def test_a_clock_that_is_off_there_is_no_change_and_hides_none(
    ours: httpx.AsyncClient,
    theirs: httpx.AsyncClient,
    relay: Callable[..., Relay],
    proxy: Proxy,
) -> None:
    """Its instants are its own: they are compared with themselves alone, and versions go before them."""
    years = iter((2099, 1970, 2050, 2001) * 500)

    def off(body: Body) -> Body:
        for each in responses(body):
            each["lastModified"] = f"{next(years)}-01-01T00:00:00Z"
        for entry in body.get("entry", []):
            if "meta" in entry.get("resource", {}):
                entry["resource"]["meta"]["lastUpdated"] = f"{next(years)}-01-01T00:00:00Z"
        return body

    proxy.retells = off
    sender = relay()
    await create(ours)
    await drain(sender)
    for text in ("Sedan.", "Sist."):
        await change_goal(ours, text)
        await drain(sender)
    assert (await goals_there(theirs))["Sist."]["meta"]["versionId"] == "3"
    assert await PushedResources(sender.database).conflicts() == []
    assert set(await Outbox(sender.database).counts()) == {("there", SENT)}


async def test_a_search_that_never_ends_is_no_proof_that_ours_is_not_there(
    relay: Callable[..., Relay],
) -> None:
    goals = [{"resourceType": "Goal", "id": str(each)} for each in range(40)]
    server = FhirServer(goals, ignores_parameters=True, page_size=2)
    sender = relay()
    with served(server):
        asked = {}
        for name, link in {
            "elsewhere": lambda _: "http://elsewhere.example/fhir",
            "round": lambda _: f"{server.url}/Goal/_search",
            "on and on": lambda url: url,
        }.items():
            server.next_link = link
            target = Source(
                key="s",
                name="Målet",
                base_url=server.url,
                allow_private=True,
                limits=Limits(pages=5),
            )
            async with http_client(target) as client:
                there = There(
                    service=sender.service,
                    target=target,
                    client=client,
                    known=PushedResources(sender.database),
                )
                found = await there.theirs(goals[0] | {"id": "here"}, row("1"), "here")
                assert found == goals[1]
                with pytest.raises(Later) as unknown:
                    await there.theirs(goals[0] | {"id": "here"}, row("39"), "here")
            asked[name] = unknown.value.words
    assert asked == {
        "elsewhere": "next-elsewhere",
        "round": "page-loop",
        "on and on": "too-many",
    }

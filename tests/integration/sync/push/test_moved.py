"""A target's name is given to another server, or its server gets another address."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.integration.sync.ends import answering, drain, relays
from tests.integration.sync.push.conftest import Served, at_work
from tests.integration.sync.push.test_two_servers import (
    change_goal,
    counts,
    create,
    delete_all,
    goals_there,
)

from pk_fhir.config import Settings
from pk_fhir.store.pushed import PushedResources

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]


def at(settings: Settings, base_url: str) -> Settings:
    [source] = settings.sources
    moved = source.model_copy(update={"base_url": base_url})
    return settings.model_copy(update={"sources": [moved]})


@pytest.fixture
def another(tmp_path: Path) -> Iterator[Served]:
    with at_work(tmp_path / "another") as served:
        yield served


async def versions(client: httpx.AsyncClient) -> dict[str, str]:
    """The version of each goal of a server."""
    entries = (await client.get("/fhir/Goal")).json()["entry"]
    return {e["resource"]["id"]: e["resource"]["meta"]["versionId"] for e in entries}


async def told(ours: Settings, change: str | None = None) -> int:
    """Look for what was missed and send all; how many patients that was."""
    async with answering(ours) as client, relays(ours) as make:
        sender = make()
        found = await sender.sweep()
        if change:
            await change_goal(client, change)
        await drain(sender)
        assert await PushedResources(sender.database).conflicts() == []
        return found


async def test_another_server_with_the_name_gets_everything_and_loses_nothing(
    settings: Settings, theirs: httpx.AsyncClient, another: Served
) -> None:
    async with httpx.AsyncClient(base_url=another.origin, timeout=60) as new:
        async with answering(settings) as ours, relays(settings) as make:
            await create(ours)
            sender = make()
            await drain(sender)
            known = PushedResources(sender.database)
            [goal, *_] = [
                r
                for r in await known.of_patient("there", "here", await of(ours))
                if r.type == "Goal"
            ]
            # What has the id and the version there that ours had at the first server is somebody else's here.
            foreign: dict[str, Any] = {
                "resourceType": "Goal",
                "id": goal.remote_id,
                "lifecycleStatus": "active",
                "description": {"text": "Någon annans."},
                "subject": {"display": "Någon annan"},
            }
            answer = await new.put(f"/fhir/Goal/{goal.remote_id}", json=foreign)
            assert answer.status_code == 201, answer.text
            first = await counts(theirs)
        assert await told(at(settings, another.base), "Ändrat sedan.") == 1
        assert "Någon annans." in await goals_there(new)
        assert "Ändrat sedan." in await goals_there(new)
        assert await counts(new) == {**first, "Goal": first["Goal"] + 1}
        async with answering(at(settings, another.base)) as ours:
            await delete_all(ours)
        await told(at(settings, another.base))
        assert set(await goals_there(new)) == {"Någon annans."}
        assert await counts(theirs) == first


async def of(ours: httpx.AsyncClient) -> str:
    [entry] = (await ours.get("/fhir/Patient")).json()["entry"]
    ident: str = entry["resource"]["id"]
    return ident


async def test_a_server_at_another_address_is_told_of_what_changed_and_of_nothing_again(
    settings: Settings, theirs: httpx.AsyncClient, peer: Served
) -> None:
    async with answering(settings) as ours, relays(settings) as make:
        await create(ours)
        await drain(make())
    before = await versions(theirs)
    moved = at(settings, peer.base.replace("127.0.0.1", "localhost"))
    assert await told(moved) == 1
    assert await versions(theirs) == before
    assert await told(moved, "Ändrat efter flytten.") == 0
    assert "Ändrat efter flytten." in await goals_there(theirs)
    assert (await versions(theirs)).keys() == before.keys()

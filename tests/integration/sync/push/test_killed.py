"""The relay is killed (signal 9) at each of its steps: the peer ends with each change exactly once."""

import asyncio
import json
import os
import sys
from pathlib import Path
from random import Random
from typing import Any

import httpx
import pytest
from tests.integration.sync.push.test_two_servers import (
    change_goal,
    counts,
    create,
    delete_all,
    goals_there,
    our_goals,
    plan_there,
)

from pk_fhir.config import Settings
from pk_fhir.store import Store
from pk_fhir.store.outbox import Outbox
from pk_fhir.store.pushed import PushedResources

pytestmark = pytest.mark.anyio

SENDER = Path(__file__).with_name("sender.py")
STEPS = ("claimed", "intended", "sent", "recorded", "settling")
# A sending takes some seconds: a quarter of the kills of a soak, on each database.
ROUNDS = int(os.environ.get("PK_FHIR_KILLS", "0")) // 4


async def send(settings: Settings, step: str = "", how: str = "") -> int:
    """Run the sender to its end, or to the step at which it dies; its exit status."""
    environment = {
        **os.environ,
        "PK_FHIR_DATABASE_URL": settings.database_url,
        "PK_FHIR_DATA_DIR": str(settings.data_dir),
        "PK_FHIR_PROVIDERS": json.dumps([p.model_dump(mode="json") for p in settings.providers]),
        "PK_FHIR_SOURCES": json.dumps([s.model_dump(mode="json") for s in settings.sources]),
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable, str(SENDER), step, how, env=environment
    )
    return await process.wait()


async def came_to_rest(settings: Settings) -> None:
    store = await Store.open(settings.database_url)
    states = {state for (_, state) in await Outbox(store.database).counts()}
    conflicts = await PushedResources(store.database).conflicts()
    await store.close()
    assert (states, conflicts) == ({"sent"}, [])


@pytest.mark.parametrize("step", STEPS)
async def test_a_first_sending_that_is_killed_is_made_once(
    ours: httpx.AsyncClient, theirs: httpx.AsyncClient, settings: Settings, step: str
) -> None:
    await create(ours)
    # The first lane of a database is that of what is outside any patient: it has no sending.
    killed = await send(settings, f"{step}:{2 if step in ('claimed', 'settling') else 1}")
    assert killed == -9
    # Somebody changes the contract before anybody has found out.
    await change_goal(ours, "Efteråt.")
    assert await send(settings) == 0
    assert await counts(theirs) == await counts(ours)
    assert "Efteråt." in await goals_there(theirs)
    assert (await plan_there(theirs))["meta"]["versionId"] == "1"
    await came_to_rest(settings)


@pytest.mark.parametrize("step", STEPS)
async def test_an_update_that_is_killed_is_made_once(
    ours: httpx.AsyncClient, theirs: httpx.AsyncClient, settings: Settings, step: str
) -> None:
    await create(ours)
    assert await send(settings) == 0
    before: dict[str, Any] = {g["id"]: g for g in (await goals_there(theirs)).values()}
    await change_goal(ours, "Först.")
    assert await send(settings, step) == -9
    await change_goal(ours, "Sedan.")
    assert await send(settings) == 0
    after = {g["id"]: g for g in (await goals_there(theirs)).values()}
    assert after.keys() == before.keys()
    [changed] = [g for g in after.values() if g["description"]["text"] == "Sedan."]
    assert int(changed["meta"]["versionId"]) <= 3  # one for each change, none twice
    await came_to_rest(settings)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("step", ["deleting", "deleted"])
async def test_a_deletion_that_is_killed_is_made_and_nothing_is_left_of_it(
    ours: httpx.AsyncClient, theirs: httpx.AsyncClient, settings: Settings, step: str
) -> None:
    await create(ours)
    assert await send(settings) == 0
    await delete_all(ours)
    assert await send(settings, step) == -9
    assert await send(settings) == 0
    assert {type_ for type_, count in (await counts(theirs)).items() if count} == {"Patient"}
    await came_to_rest(settings)


async def told_of(theirs: httpx.AsyncClient) -> list[str]:
    """What the goal that changes has said at the peer, one for each version of it, the first first."""
    [goal] = [g for text, g in (await goals_there(theirs)).items() if text.startswith("Runda")]
    history = (await theirs.get(f"/fhir/Goal/{goal['id']}/_history?_count=1000")).json()["entry"]
    return [entry["resource"]["description"]["text"] for entry in reversed(history)]


@pytest.mark.skipif(not ROUNDS, reason="`make soak` asks for rounds by PK_FHIR_KILLS")
async def test_killed_again_and_again_each_change_is_made_once_and_in_order(
    ours: httpx.AsyncClient, theirs: httpx.AsyncClient, settings: Settings
) -> None:
    chance = Random()  # noqa: S311 - where to kill
    await create(ours)
    killed = 0
    for number in range(ROUNDS):
        await change_goal(ours, f"Runda {number:04}")
        killed += await send(settings, chance.choice(STEPS)) == -9
        if chance.random() < 0.5:  # somebody finds out before the next change
            assert await send(settings) == 0
    assert await send(settings) == 0
    assert await counts(theirs) == await counts(ours)
    assert set(await goals_there(theirs)) == await our_goals(ours)
    said = await told_of(theirs)
    rounds = [text for text in said if text.startswith("Runda")]
    assert rounds == sorted(set(rounds))  # in order, none twice
    assert said[-1] == f"Runda {ROUNDS - 1:04}"
    print(f"{killed} relays killed, {len(rounds)} of {ROUNDS} changes told, the last one last")  # noqa: T201 - the counts are what a soak is read for
    assert killed > ROUNDS // 2
    await came_to_rest(settings)

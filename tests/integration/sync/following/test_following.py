"""A source is followed: what changed there is read again, and what cannot be known of is found in time."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from tests.integration.sync.following.conftest import CANCER, ELDERLY, goals_there, write
from tests.integration.sync.push.conftest import Served

from pk_fhir.sync import Source

pytestmark = pytest.mark.anyio


async def test_everybody_is_read_first_and_then_only_what_changed(
    theirs: httpx.AsyncClient, opened: Callable[..., Any], source: Source
) -> None:
    await write(theirs, ELDERLY)
    await write(theirs, CANCER)
    async with opened() as world:
        first = await world.follower.turn(source)
        assert (first.persons, first.problem) == (2, None)
        assert {goal["description"] for goal in ELDERLY["goals"]} <= await world.goals(ELDERLY)
        again = await world.follower.turn(source)
        assert (again.changed, again.persons) == (0, 0)

    goal = next(
        g for g in await goals_there(theirs) if g["description"]["text"] in str(ELDERLY["goals"])
    )
    changed = goal | {"description": {"text": "Ändrat hos dem."}}
    assert (await theirs.put(f"/fhir/Goal/{goal['id']}", json=changed)).status_code == 200
    async with opened() as world:
        turn = await world.follower.turn(source)
        assert (turn.changed, turn.persons) == (1, 1)
        assert "Ändrat hos dem." in await world.goals(ELDERLY)


async def test_a_source_that_is_away_is_followed_from_where_it_was(
    theirs: httpx.AsyncClient,
    opened: Callable[..., Any],
    source: Source,
    peer: Served,
) -> None:
    await write(theirs, ELDERLY)
    async with opened() as world:
        await world.follower.turn(source)
    await write(theirs, CANCER)
    peer.stop()
    async with opened() as world:
        away = await world.follower.turn(source)
        assert (away.persons, away.problem) == (0, "CarePlan: unreachable")
        assert await world.goals(ELDERLY)
    peer.start()
    async with opened() as world:
        back = await world.follower.turn(source)
        assert (back.persons, back.problem) == (1, None)
        assert {goal["description"] for goal in CANCER["goals"]} <= await world.goals(CANCER)


async def test_one_process_at_a_time_follows_a_source(
    theirs: httpx.AsyncClient, opened: Callable[..., Any], source: Source
) -> None:
    await write(theirs, ELDERLY)
    async with opened() as one:
        now = one.service.now()
        follows = one.follower.follows
        assert await follows.claim("there", now, now + 60_000_000) is not None
        assert (await one.follower.turn(source)).elsewhere
        later = one.service.now() + 61_000_000
        assert await follows.claim("there", later, later) is not None

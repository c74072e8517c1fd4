"""Lanes of the outbox, on each database: one relay at a time has one, and settles what it has leased and no more."""

import pytest

from pk_fhir.store import Store
from pk_fhir.store.outbox import CONFLICT, DEAD, SENT, WAITING, Lane, Outbox

pytestmark = pytest.mark.anyio

ANNA, THERE = "here/anna", "there"


@pytest.fixture
def outbox(store: Store) -> Outbox:
    return Outbox(store.database)


async def written(outbox: Outbox, *numbers: int, at: int = 0) -> None:
    for number in numbers:
        await outbox.waits(THERE, ANNA, "here", number, at)


async def listed(outbox: Outbox, now: int = 1) -> Lane:
    [lane] = await outbox.lanes(THERE, now)
    return lane


async def states(outbox: Outbox) -> dict[str, int]:
    return {state: count for (_, state), count in (await outbox.counts()).items()}


async def test_what_becomes_visible_while_its_lane_is_sent_goes_on_waiting(outbox: Outbox) -> None:
    """Its row number may be the smaller one: numbers are made before a write is durable, by each process's clock."""
    await written(outbox, 2)
    mine = await outbox.claim(await listed(outbox), 1, 100)
    assert mine is not None
    await written(outbox, 1, 3)
    assert await outbox.lanes(THERE, 1) == []
    await outbox.settle(mine, SENT)
    assert await states(outbox) == {SENT: 1, WAITING: 2}
    assert (await listed(outbox)).changes == 2


async def test_relays_that_saw_different_parts_of_a_lane_do_not_both_get_it(
    outbox: Outbox,
) -> None:
    await written(outbox, 2)
    before = await listed(outbox)
    await written(outbox, 1)
    after = await listed(outbox)
    assert await outbox.claim(before, 1, 100) is not None
    assert await outbox.claim(after, 1, 101) is None
    assert await outbox.lanes(THERE, 99) == []
    assert (await listed(outbox, now=100)).changes == 2


async def test_whoever_comes_late_with_a_smaller_part_gets_nothing_and_holds_nothing_up(
    outbox: Outbox,
) -> None:
    await written(outbox, 1, 2)
    before = await listed(outbox)
    mine = await outbox.claim(before, 1, 100)
    assert mine is not None
    await outbox.settle(mine, SENT)
    await written(outbox, 3)
    assert await outbox.claim(before, 1, 101) is None
    assert (await listed(outbox)).changes == 1


async def test_a_lease_that_has_ended_settles_nothing(outbox: Outbox) -> None:
    await written(outbox, 1)
    slow = await outbox.claim(await listed(outbox), 1, 10)
    quick = await outbox.claim(await listed(outbox, now=11), 11, 20)
    assert slow is not None
    assert quick is not None
    await outbox.settle(slow, SENT)
    await outbox.later(slow, 5, "too slow")
    assert await states(outbox) == {WAITING: 1}
    await outbox.settle(quick, CONFLICT, "a person judges")
    await outbox.settle(slow, SENT)
    assert await states(outbox) == {CONFLICT: 1}


async def test_with_what_is_sent_goes_what_was_held_or_given_up_before(outbox: Outbox) -> None:
    for number, state in ((1, DEAD), (2, CONFLICT), (3, SENT)):
        await written(outbox, number)
        mine = await outbox.claim(await listed(outbox), 1, 100)
        assert mine is not None
        await outbox.settle(mine, state)
    assert await states(outbox) == {SENT: 3}


async def test_what_is_found_by_a_sweep_or_replayed_waits_since_then(outbox: Outbox) -> None:
    await written(outbox, 1, at=50)
    lane = await listed(outbox, now=50)
    assert (lane.since, lane.attempts) == (50, 0)
    mine = await outbox.claim(lane, 50, 100)
    assert mine is not None
    await outbox.later(mine, 60, "away")
    again = await listed(outbox, now=60)
    assert (again.since, again.attempts) == (50, 1)
    mine = await outbox.claim(again, 60, 100)
    assert mine is not None
    await outbox.settle(mine, DEAD, "away")
    assert [(letter.since, letter.problem) for letter in await outbox.dead()] == [(50, "away")]
    assert await outbox.release(THERE, 90, state=DEAD) == 1
    assert ((await listed(outbox, now=90)).since, (await listed(outbox, now=90)).attempts) == (
        90,
        0,
    )

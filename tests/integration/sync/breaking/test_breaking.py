"""What one process finds out of a failing source is known to all, and what they count is one count."""

import pytest
from tests.integration.view.servers import answer, scripted
from tests.unit.view import three_sources as given

from pk_fhir.store import Store
from pk_fhir.store.breakers import FAILURES, FIRST, LONGEST, Breakers, Failing
from pk_fhir.sync import ExternalSources, Reason, Source
from pk_fhir.sync.following import Follower
from pk_fhir.sync.pausing import Pauses
from pk_fhir.view import identity

pytestmark = pytest.mark.anyio

SOURCE = Source(key="s", name="Källan")
REASON = Reason(key="view.reason.no-answer", values={"x": "å"})
ELSA = identity.person([(given.PERSONNUMMER, given.NUMBER)])


def pauses(store: Store, now: int = 0) -> Pauses:
    return Pauses(Breakers(store.database, "read"), clock=lambda: now)


async def test_the_failures_of_all_processes_are_one_count(store: Store) -> None:
    processes = [pauses(store) for _ in range(FAILURES)]
    for process in processes:
        process.failed("s", "timed-out", REASON)
        assert process.of(SOURCE) is None
        await process.written()
    for process in processes:
        await process.learn()
        alone = process.of(SOURCE)
        assert alone is not None
        assert (alone.state, alone.reason) == ("timed-out", REASON)
    processes[0].answered("s")
    await processes[1].learn()
    await processes[0].learn()
    await processes[2].learn()
    assert processes[2].of(SOURCE) is None


async def test_a_breaker_stays_open_for_twice_as_long_each_time_and_as_long_as_it_was_asked(
    store: Store,
) -> None:
    breakers = Breakers(store.database, "send")
    until = []
    for _ in range(FAILURES + 8):
        await breakers.failed("s", 100, "nej")
        until.append((await breakers.all())["s"].open_until - 100)
    assert until == [
        *[0] * (FAILURES - 1),
        *(FIRST * 2**n for n in range(6)),
        *[LONGEST] * 3,
    ]
    await breakers.failed("s", 100, "nej", wait=2 * LONGEST)
    assert await breakers.is_open("s", 100 + 2 * LONGEST - 1)
    assert not await breakers.is_open("s", 100 + 2 * LONGEST)
    # What is read is another matter.
    assert await Breakers(store.database, "read").all() == {}
    await breakers.worked("s")
    await breakers.failed("s", 100, "nej", wait=7)
    assert await breakers.all() == {"s": Failing(failures=1, open_until=107, problem="nej")}


async def test_a_source_that_asks_to_be_left_alone_is_by_views_and_followers_of_every_process(
    store: Store,
) -> None:
    asked = 0
    busy = answer(b"", "429 Too Many Requests", Retry_After="3000")

    async with scripted(busy) as url:
        source = Source(key="s", name="Källan", base_url=url, allow_private=True)

        def process() -> ExternalSources:
            return ExternalSources([source], breakers=Breakers(store.database, "read"))

        async with process() as one, process() as other, process() as third:
            [told] = await one.ask_all(ELSA, 60)
            assert (told.state, told.reason and told.reason.values) == ("failed", {"status": "429"})
            assert one.left_alone(source) is not None
            await one.aclose()
            await other.learn()
    # Nobody listens any more: whoever asked would say that it cannot be reached.
    async with process() as other, Follower(third, store.database, clock=lambda: asked) as follower:
        await other.learn()
        [held] = await other.ask_all(ELSA, 60)
        assert held.reason == told.reason
        assert (await follower.turn(source)).problem == "status"

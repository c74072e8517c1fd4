"""Relays that procrastinate wakes: at once, once, by what was missed, and after a process was killed."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import httpx
import psycopg
import pytest
from tests.integration.sync.ends import answering
from tests.integration.sync.push.test_killed import came_to_rest, send
from tests.integration.sync.push.test_two_servers import change_goal, counts, create, goals_there

from pk_fhir.app.background import work
from pk_fhir.config import Settings
from pk_fhir.store import Store
from pk_fhir.store.outbox import WAITING, Outbox
from pk_fhir.sync.push import Relay
from pk_fhir.sync.push.queue import SCHEMA, Queue

pytestmark = [pytest.mark.anyio, pytest.mark.postgresql]
HERE = frozenset({"there"})


@pytest.fixture
def database_url(postgresql_url: str) -> str:
    return postgresql_url


@asynccontextmanager
async def at_work(queue: Queue, relay: Relay) -> AsyncIterator[None]:
    working = asyncio.create_task(queue.run(relay))
    try:
        yield
    finally:
        working.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await working


async def all_sent(relay: Relay) -> None:
    async with asyncio.timeout(60):
        while ("there", WAITING) in await Outbox(relay.database).counts():  # noqa: ASYNC110 - the database has no event
            await asyncio.sleep(0.02)


async def jobs(url: str) -> list[tuple[str, str, str | None]]:
    async with await psycopg.AsyncConnection.connect(url) as connection:
        found = await connection.execute(
            "SELECT task_name, status::text, queueing_lock "
            "FROM pk_fhir_queue.procrastinate_jobs ORDER BY id"
        )
        return [(row[0], row[1], row[2]) for row in await found.fetchall()]


async def test_what_waits_is_found_at_the_start_and_what_is_put_is_sent(
    ours: httpx.AsyncClient,
    theirs: httpx.AsyncClient,
    relay: Callable[..., Relay],
    settings: Settings,
) -> None:
    """What was written while there was no queue is missed by nobody."""
    await create(ours)
    sender = relay()
    async with Queue(settings.database_url, sender.service.store, lambda: HERE) as queue:
        async with at_work(queue, sender):
            await all_sent(sender)
            assert await counts(theirs) == await counts(ours)
            await change_goal(ours, "Sedan.")
            await queue.put("there")
            await all_sent(sender)
        assert "Sedan." in await goals_there(theirs)
        # However often it is put, it waits once, and for each instant once.
        for at in (None, None, 4_000_000_000_000_000, 4_000_000_000_000_001):
            await queue.put("there", at)
        waiting = [each for each in await jobs(settings.database_url) if each[0] == "push"]
        assert waiting == [
            ("push", "todo", "there"),
            ("push", "todo", "there 2096-10-02T07:06:40"),
        ]


async def test_a_write_puts_the_job_and_only_for_who_is_sent_to(settings: Settings) -> None:
    store = await Store.open(settings.database_url)
    async with Queue(settings.database_url, store, lambda: HERE) as queue:
        for destinations in (("there", "a-subscriber"), ("a-subscriber",), ("there",)):
            queue._hear(destinations)
    assert await jobs(settings.database_url) == [("push", "todo", "there")]
    await store.close()


async def test_a_worker_sends_what_a_service_writes(
    theirs: httpx.AsyncClient, settings: Settings
) -> None:
    queued = settings.model_copy(update={"queue": "procrastinate"})
    stopped = asyncio.Event()
    async with answering(queued) as ours:
        worker = asyncio.create_task(work(queued, stopped, ["send"]))
        await create(ours)
        async with asyncio.timeout(60):
            while await counts(theirs) != await counts(ours):  # noqa: ASYNC110 - the peer has no event
                await asyncio.sleep(0.1)
        stopped.set()
        await worker


async def test_another_release_of_procrastinate_has_its_tables_made_anew(
    settings: Settings,
) -> None:
    store = await Store.open(settings.database_url)
    async with Queue(settings.database_url, store, lambda: HERE) as queue:
        await queue.put("there")
    async with Queue(settings.database_url, store, lambda: HERE):
        assert len(await jobs(settings.database_url)) == 1
    async with await psycopg.AsyncConnection.connect(settings.database_url) as connection:
        await connection.execute(f"COMMENT ON SCHEMA {SCHEMA} IS 'procrastinate 3.0.0'")
    await asyncio.gather(*(_opened(settings, store) for _ in range(3)))
    assert await jobs(settings.database_url) == []
    await store.close()


async def _opened(settings: Settings, store: Store) -> None:
    async with Queue(settings.database_url, store, lambda: HERE):
        pass


@pytest.mark.parametrize("step", ["intended", "sent", "settling:2"])
async def test_a_worker_that_is_killed_is_followed_by_one_that_sends_once(
    ours: httpx.AsyncClient, theirs: httpx.AsyncClient, settings: Settings, step: str
) -> None:
    await create(ours)
    assert await send(settings, step, "queue") == -9
    await change_goal(ours, "Efteråt.")
    assert await send(settings, "", "queue") == 0
    assert await counts(theirs) == await counts(ours)
    assert "Efteråt." in await goals_there(theirs)
    await came_to_rest(settings)

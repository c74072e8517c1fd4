"""What goes on beside requests, in a service or in a worker: sending, telling subscribers, following sources.

Each part takes what it does under leases in the database, so any number of processes may run them.
"""

import asyncio
from collections.abc import AsyncIterable, AsyncIterator, Callable, Coroutine, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from typing import TYPE_CHECKING, Any, Literal

from pk_fhir.app.memory import settle_memory
from pk_fhir.app.registry import looked_at
from pk_fhir.app.services import service_of
from pk_fhir.app.sources import sources_of
from pk_fhir.config import Settings
from pk_fhir.interactions.service import Service
from pk_fhir.store import Store
from pk_fhir.store.asked_to_tell import AskedToTell
from pk_fhir.store.breakers import Breakers
from pk_fhir.store.quarantine import Quarantine
from pk_fhir.store.replicas import Replicas
from pk_fhir.sync import ExternalSources, Judge, ReplicaKeeper, Source
from pk_fhir.sync.following import Follower
from pk_fhir.sync.notices import NoticeRelay, NoticeRules
from pk_fhir.sync.notices.ours import OurSubscriptions
from pk_fhir.sync.notices.prompt import Prompt
from pk_fhir.sync.push import Relay
from pk_fhir.sync.side_by_side import side_by_side

if TYPE_CHECKING:
    from pk_fhir.sync.push.queue import Queue

MICROS_OF_AN_HOUR = 3_600_000_000
# `send`: what waits for other servers and for subscribers, and our own subscriptions; `follow`: what changed there.
Part = Literal["send", "follow"]
EVERYTHING: tuple[Part, ...] = ("send", "follow")


def external_of(service: Service, sources: Sequence[Source]) -> ExternalSources:
    """The external sources, with a keeper and a judge of what they answer."""
    database = service.store.database
    return ExternalSources(
        sources,
        keeper=ReplicaKeeper(Replicas(database), service.secret, Quarantine(database)),
        judge=Judge(service.validator),
        breakers=Breakers(database, "read"),
    )


async def work(
    settings: Settings,
    stopped: asyncio.Event,
    parts: Sequence[Part] = EVERYTHING,
    told: AsyncIterable[str] | None = None,
) -> None:
    """These parts at work in a process that serves no requests, until `stopped`; `told` are sources that are
    to be followed at once."""
    store = await Store.open(settings.database_url)
    try:
        sources = await sources_of(settings, store)
        service = service_of(settings, store, sources)
        async with (
            external_of(service, sources) as external,
            looked_at(settings, service, external),
            queue_of(settings, service) as queue,
            prompt_of(service, external) as prompt,
            at_work(settings, service, external, parts, queue) as working,
            listening(told, prompt),
        ):
            settle_memory()
            stopping = asyncio.create_task(stopped.wait())
            waited: set[asyncio.Future[Any]] = {working, stopping}
            await asyncio.wait(waited, return_when=asyncio.FIRST_COMPLETED)
            stopping.cancel()
            if working.done():
                working.result()
    finally:
        await store.close()


@asynccontextmanager
async def listening(told: AsyncIterable[str] | None, prompt: Prompt) -> AsyncIterator[None]:
    """Have `prompt` told of every source that is named."""

    async def listen(named: AsyncIterable[str]) -> None:
        async for source in named:
            prompt.told(source)

    if told is None:
        yield
        return
    task = asyncio.create_task(listen(told))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


@asynccontextmanager
async def queue_of(settings: Settings, service: Service) -> AsyncIterator["Queue | None"]:
    """The queue that what is written here is told to, where one is set."""
    if settings.queue is None:
        yield None
        return
    # An optional dependency, which only this setting needs.
    from pk_fhir.sync.push.queue import Queue  # noqa: PLC0415

    def targets() -> frozenset[str]:
        return frozenset[str]().union(*service.rules.destinations.values())

    async with Queue(settings.database_url, service.store, targets) as queue:
        yield queue


@asynccontextmanager
async def at_work(
    settings: Settings,
    service: Service,
    external: ExternalSources,
    parts: Sequence[Part] = EVERYTHING,
    queue: "Queue | None" = None,
) -> AsyncIterator["asyncio.Task[None]"]:
    """These parts at work, begun anew when other sources are registered; what is given ends only when it
    is cancelled."""
    working = asyncio.create_task(_always(settings, service, external, parts, queue))
    try:
        yield working
    finally:
        working.cancel()
        with suppress(asyncio.CancelledError):
            await working


async def _always(
    settings: Settings,
    service: Service,
    external: ExternalSources,
    parts: Sequence[Part],
    queue: "Queue | None",
) -> None:
    while True:
        replaced = asyncio.create_task(external.replaced.wait())
        try:
            async with _working(settings, service, external, parts, queue) as working:
                waited: set[asyncio.Future[Any]] = {working, replaced}
                await asyncio.wait(waited, return_when=asyncio.FIRST_COMPLETED)
                if working.done():
                    working.result()
                    # There was nothing to do for the sources of now.
                    await replaced
        finally:
            replaced.cancel()


@asynccontextmanager
async def _working(
    settings: Settings,
    service: Service,
    external: ExternalSources,
    parts: Sequence[Part],
    queue: "Queue | None",
) -> AsyncIterator["asyncio.Task[None]"]:
    """For the sources of now."""
    runs: list[Coroutine[Any, Any, None]] = []
    async with AsyncExitStack() as stack:
        if "send" in parts:
            relay = await stack.enter_async_context(Relay(service, external.sources))
            notices = await stack.enter_async_context(notices_of(settings, service))
            ours = await stack.enter_async_context(
                OurSubscriptions(
                    external.sources,
                    settings.base_url,
                    service.secret,
                    AskedToTell(service.store.database),
                )
            )
            sending = relay.run() if queue is None else queue.run(relay)
            runs += [sending, notices.run(), ours.run()]
        if "follow" in parts:
            follower = await stack.enter_async_context(
                Follower(external, service.store.database, clock=service.now)
            )
            runs.append(follower.run())
        working = asyncio.create_task(side_by_side(*runs))
        try:
            yield working
        finally:
            working.cancel()
            with suppress(asyncio.CancelledError):
                await working


@asynccontextmanager
async def prompt_of(
    service: Service, external: ExternalSources, beside: Callable[[str], bool] | None = None
) -> AsyncIterator[Prompt]:
    """What follows a source when it tells: `beside`, where that takes it; else this process."""
    async with Follower(external, service.store.database, clock=service.now) as follower:
        prompt = Prompt(follower, lambda: external.sources, *filter(None, [beside]))
        try:
            yield prompt
        finally:
            await prompt.aclose()


def notices_of(settings: Settings, service: Service) -> NoticeRelay:
    """The relay that tells Subscriptions, as it is set."""
    hours = settings.subscriptions.off_after_hours
    return NoticeRelay(service, rules=NoticeRules(given_up=int(hours * MICROS_OF_AN_HOUR)))

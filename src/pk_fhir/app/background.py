"""What goes on beside requests, in a service or in a worker: sending, telling subscribers, following sources.

Each part takes what it does under leases in the database, so any number of processes may run them.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from typing import Any

from pk_fhir.config import Settings
from pk_fhir.interactions.service import Service
from pk_fhir.store.breakers import Breakers
from pk_fhir.store.quarantine import Quarantine
from pk_fhir.store.replicas import Replicas
from pk_fhir.sync import ExternalSources, Judge, ReplicaKeeper, Source
from pk_fhir.sync.following import Follower
from pk_fhir.sync.notices import NoticeRelay, NoticeRules
from pk_fhir.sync.notices.ours import OurSubscriptions
from pk_fhir.sync.notices.prompt import Prompt
from pk_fhir.sync.push import Relay

MICROS_OF_AN_HOUR = 3_600_000_000


def external_of(service: Service, sources: Sequence[Source]) -> ExternalSources:
    """The external sources, with a keeper and a judge of what they answer."""
    database = service.store.database
    return ExternalSources(
        sources,
        keeper=ReplicaKeeper(Replicas(database), service.secret, Quarantine(database)),
        judge=Judge(service.validator),
        breakers=Breakers(database, "read"),
    )


@asynccontextmanager
async def at_work(
    settings: Settings, service: Service, external: ExternalSources
) -> AsyncIterator["asyncio.Task[None]"]:
    """All of it at work, begun anew when other sources are registered; what is given ends only when it
    is cancelled."""
    working = asyncio.create_task(_always(settings, service, external))
    try:
        yield working
    finally:
        working.cancel()
        with suppress(asyncio.CancelledError):
            await working


async def _always(settings: Settings, service: Service, external: ExternalSources) -> None:
    while True:
        replaced = asyncio.create_task(external.replaced.wait())
        try:
            async with _parts(settings, service, external) as working:
                waited: set[asyncio.Future[Any]] = {working, replaced}
                await asyncio.wait(waited, return_when=asyncio.FIRST_COMPLETED)
                if working.done():
                    working.result()
        finally:
            replaced.cancel()


@asynccontextmanager
async def _parts(
    settings: Settings, service: Service, external: ExternalSources
) -> AsyncIterator["asyncio.Future[tuple[None, None, None, None]]"]:
    """For the sources of now."""
    async with AsyncExitStack() as stack:
        relay = await stack.enter_async_context(Relay(service, external.sources))
        notices = await stack.enter_async_context(notices_of(settings, service))
        follower = await stack.enter_async_context(
            Follower(external, service.store.database, clock=service.now)
        )
        ours = await stack.enter_async_context(
            OurSubscriptions(external.sources, settings.base_url, service.secret)
        )
        working = asyncio.gather(relay.run(), notices.run(), follower.run(), ours.run())
        try:
            yield working
        finally:
            working.cancel()
            with suppress(asyncio.CancelledError):
                await working


@asynccontextmanager
async def prompt_of(service: Service, external: ExternalSources) -> AsyncIterator[Prompt]:
    """What follows a source when it tells, in the process that it tells."""
    async with Follower(external, service.store.database, clock=service.now) as follower:
        prompt = Prompt(follower, lambda: external.sources)
        try:
            yield prompt
        finally:
            await prompt.aclose()


def notices_of(settings: Settings, service: Service) -> NoticeRelay:
    """The relay that tells Subscriptions, as it is set."""
    hours = settings.subscriptions.off_after_hours
    return NoticeRelay(service, rules=NoticeRules(given_up=int(hours * MICROS_OF_AN_HOUR)))

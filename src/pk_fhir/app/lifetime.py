"""The composition root: opens what a service stands on, puts its parts together, and closes it in order."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from functools import partial
from typing import TYPE_CHECKING

import httpx
import structlog
from fastapi import FastAPI

from pk_fhir.api.admin import sources_router
from pk_fhir.api.fhir.operations import BUILT_IN
from pk_fhir.api.notified import notified_router
from pk_fhir.app.background import EVERYTHING, Part, at_work, external_of, prompt_of, queue_of
from pk_fhir.app.beside import Beside, following_beside
from pk_fhir.app.definitions import resources_of
from pk_fhir.app.http import application_of
from pk_fhir.app.registry import looked_at
from pk_fhir.app.services import service_of
from pk_fhir.app.sources import local_sources, sources_of, terminology_of
from pk_fhir.app.tokens import verifier_of
from pk_fhir.config import Settings
from pk_fhir.interactions.admission import admit
from pk_fhir.interactions.housekeeping import keep_house
from pk_fhir.interactions.installing import install
from pk_fhir.interactions.service import Service
from pk_fhir.interactions.shipped import ship, shipped_of
from pk_fhir.portal import PortalPerson
from pk_fhir.store import Store
from pk_fhir.sync import ExternalSources, Source
from pk_fhir.sync.terminology import TerminologyServer
from pk_fhir.view import ViewSources
from pk_fhir.web.caller import Gate

if TYPE_CHECKING:
    from pk_fhir.sync.push.queue import Queue

LOG = structlog.get_logger("pk_fhir")
# Type and id of the definitions that are stored at each care provider, and that nobody changes.
Shipped = Mapping[str, frozenset[tuple[str, str]]]


@asynccontextmanager
async def opened(
    settings: Settings, persons: Sequence[PortalPerson] = (), prepared: Shipped | None = None
) -> AsyncIterator[FastAPI]:
    """The application over an open database, closed in order.

    The database is brought to this release first, unless it is `prepared`.
    """
    async with AsyncExitStack() as stack:
        service, known = await stack.enter_async_context(_over_database(settings, prepared))
        external = await stack.enter_async_context(external_of(service, known))
        housekeeping = asyncio.create_task(keep_house(service))
        stack.push_async_callback(_ended, housekeeping)
        queue = await stack.enter_async_context(queue_of(settings, service))
        beside = await stack.enter_async_context(
            _beside_requests(settings, service, external, queue)
        )
        sources = ViewSources(
            local=tuple(local_sources(settings)),
            external=external,
            deadline=settings.view_deadline_seconds,
        )
        client = await stack.enter_async_context(httpx.AsyncClient(timeout=5, trust_env=False))
        gate = Gate(
            verifier_of(settings, client),
            providers=[provider.name for provider in settings.providers],
            default_provider=settings.tenant,
            anonymous=settings.anonymous,
            admit=partial(admit, service),
        )
        if settings.anonymous:
            LOG.warning(
                "authentication is off: every request is served as a development caller; "
                "never do this with real persons"
            )
        prompt = await stack.enter_async_context(prompt_of(service, external, beside.told))
        registry = await stack.enter_async_context(looked_at(settings, service, external))
        application = application_of(settings, service, sources, gate, persons)
        # Sources are of the whole service: administrators of its first care provider register them.
        application.include_router(sources_router(registry, prompt, gate))
        application.include_router(notified_router(prompt, service.secret))
        yield application


async def prepare(settings: Settings) -> Shipped:
    """Bring the database to this release once, for several processes: what each of them is `opened` with."""
    async with _over_database(settings, None) as (service, _):
        return service.shipped


@asynccontextmanager
async def _over_database(
    settings: Settings, prepared: Shipped | None
) -> AsyncIterator[tuple[Service, Sequence[Source]]]:
    """The service over a database that has what the product and its packages bring; and its sources."""
    async with AsyncExitStack() as stack:
        store = await Store.open(settings.database_url, upgrade=prepared is None)
        stack.push_async_callback(store.close)
        known = await sources_of(settings, store)
        codes = (
            await stack.enter_async_context(TerminologyServer(terminology_of(settings.terminology)))
            if settings.terminology
            else None
        )
        service = service_of(settings, store, known, codes)
        if prepared is None:
            named = [each.definition for each in BUILT_IN]
            await ship(service, list(shipped_of(service.definitions, named)))
            await install(service, resources_of(settings))
        else:
            service.shipped.update(prepared)
        yield service, known


@asynccontextmanager
async def _beside_requests(
    settings: Settings, service: Service, external: ExternalSources, queue: "Queue | None"
) -> AsyncIterator[Beside]:
    """What this process sends to other servers, and the one that follows them, if they are not left to workers."""
    parts: Sequence[Part] = ["send"] if settings.follow_beside else EVERYTHING
    async with AsyncExitStack() as stack:
        beside = Beside()
        if settings.relay:
            await stack.enter_async_context(at_work(settings, service, external, parts, queue))
        if settings.relay and settings.follow_beside:
            beside = await stack.enter_async_context(following_beside(settings, external))
        yield beside


async def _ended(task: asyncio.Task[None]) -> None:
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task

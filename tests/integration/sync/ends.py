"""The ends of a sync in tests: our server, whoever it sends to, and the relays between them."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
from tests.serving import asgi_client

from pk_fhir.app import opened, sources_of
from pk_fhir.app.background import external_of
from pk_fhir.app.services import service_of
from pk_fhir.config import ProviderSettings, PushSettings, Settings, SourceSettings
from pk_fhir.store import Store
from pk_fhir.sync import ExternalSources
from pk_fhir.sync.following import Follower
from pk_fhir.sync.push import Patience, Relay

HERE = ProviderSettings(name="here", title="Region Exempel", hsa_id="SE9999999901-0001")
# Whoever fails is asked again at once.
QUICK = Patience(first=1, longest=1, idle=10_000)


def sending(database_url: str, folder: Path, name: str, base_url: str, **more: Any) -> Settings:
    """Our server's settings: all contracts go to one other server, and nothing by itself."""
    target = SourceSettings(
        name=name,
        title=f"{name.capitalize()}-kliniken",
        base_url=base_url,
        allow_private_address=True,
        push=PushSettings(),
        **more,
    )
    return Settings(
        database_url=database_url,
        data_dir=folder,
        providers=[HERE],
        relay=False,
        sources=[target],
    )


@asynccontextmanager
async def answering(settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    """A client of our server."""
    async with (
        opened(settings) as application,
        asgi_client(application, "http://here") as client,
    ):
        yield client


@asynccontextmanager
async def relays(settings: Settings) -> AsyncIterator[Callable[..., Relay]]:
    """Makes relays over our database: `make()`."""
    store = await Store.open(settings.database_url)
    sources = await sources_of(settings, store)
    service = service_of(settings, store, sources)
    made: list[Relay] = []

    def make(**options: Any) -> Relay:
        made.append(Relay(service, sources, **{"patience": QUICK, **options}))
        return made[-1]

    yield make
    for each in made:
        await each.aclose()
    await store.close()


@asynccontextmanager
async def following(settings: Settings) -> AsyncIterator[tuple[ExternalSources, Follower]]:
    """A follower over our database, and what the view would read."""
    store = await Store.open(settings.database_url)
    sources = await sources_of(settings, store)
    service = service_of(settings, store, sources)
    async with (
        external_of(service, sources) as external,
        Follower(external, store.database, clock=service.now) as follower,
    ):
        yield external, follower
    await store.close()


async def drain(relay: Relay) -> None:
    """Send until nothing is due."""
    while sum([await relay.turn(target) for target in relay.targets]):
        pass

"""The register of external sources while a service runs: looked at every few seconds by every process, and
changed by administrators.

Secrets, addresses inside our own network, and what is sent to a source are for the configuration and the command
only: over HTTP nobody can have a file or variable of ours sent anywhere, or anything inside asked.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from typing import Any

import structlog

from pk_fhir.app.registrations import Registrations, stated_as
from pk_fhir.app.services import destinations_of, names_of
from pk_fhir.app.sources import sources_of
from pk_fhir.config import Settings
from pk_fhir.fhir.outcome import FhirError
from pk_fhir.interactions.service import Service
from pk_fhir.messages import told
from pk_fhir.store.follows import Followed, Follows
from pk_fhir.store.quarantine import Held, Quarantine
from pk_fhir.store.set_aside import Asides, SetAside
from pk_fhir.sync import ExternalSources, Source
from pk_fhir.sync.pausing import LeftAlone

LOG = structlog.get_logger("pk_fhir")

EVERY_SECONDS = 3.0


class Registry:
    """The sources of the configuration and of the database, as `external` reads them."""

    def __init__(self, settings: Settings, service: Service, external: ExternalSources) -> None:
        self._settings = settings
        self._service = service
        self._external = external
        self._database = service.store.database
        self._registrations = Registrations(settings, self._database)

    async def run(self) -> None:
        """Look at the register every few seconds, until cancelled."""
        while True:
            await asyncio.sleep(EVERY_SECONDS)
            try:
                await self.refresh()
            except Exception:
                # The database is away, perhaps: the sources that are known go on.
                LOG.exception("the register of sources cannot be read")

    async def refresh(self) -> bool:
        """Read the sources as they are registered now, and which are left alone; whether any was new."""
        await self._external.learn()
        found = tuple(await sources_of(self._settings, self._service.store))
        if found == self._external.sources:
            return False
        told = destinations_of(self._settings, found)
        self._service.rules.destinations.clear()
        self._service.rules.destinations.update(told)
        # Of one that was taken out the log goes on telling.
        self._service.rules.elsewhere.update(names_of(found))
        self._external.replace(found)
        LOG.info("sources were registered anew", sources=[source.key for source in found])
        return True

    def source(self, name: str) -> Source:
        """The source of this name. FhirError "not-found"."""
        for source in self.sources():
            if source.key == name:
                return source
        raise FhirError("not-found", told("request.no-such-source"))

    def sources(self) -> tuple[Source, ...]:
        """All of them."""
        return self._external.sources

    def configured(self, name: str) -> bool:
        """Whether the source stands in the configuration, and is changed there only."""
        return self._registrations.configured(name)

    async def add(self, asked: Mapping[str, Any]) -> Source:
        """Register a source; FhirError where the name is taken or something of it cannot be."""
        stated = stated_as(asked)
        await self._registrations.add(stated)
        await self.refresh()
        return self.source(stated.name)

    async def remove(self, name: str) -> None:
        """Take a source out, and delete what it answered. FhirError where that is not to be done here."""
        await self.refresh()
        # No database is asked for what cannot be a name: PostgreSQL would refuse the question.
        self.source(name)
        await self._registrations.remove(name)
        await self.refresh()
        await self._registrations.forget(name)

    async def followed(self, name: str) -> Followed:
        """How far it is followed."""
        return await Follows(self._database).of(name)

    async def set_aside(self, name: str) -> Asides:
        """Whom it could not tell of, and who is tried again."""
        return await SetAside(self._database).of(name)

    def left_alone(self, source: Source) -> LeftAlone | None:
        """Until when it is not asked, and why, if it is not."""
        return self._external.left_alone(source)

    async def quarantine(self, name: str | None = None) -> list[Held]:
        """What it sent and nobody could read, without the bytes; of all sources without a name."""
        if name is not None and name not in {source.key for source in self.sources()}:
            return []
        return await Quarantine(self._database).listed(name)


@asynccontextmanager
async def looked_at(
    settings: Settings, service: Service, external: ExternalSources
) -> AsyncIterator[Registry]:
    """The register, looked at until the end of the context."""
    registry = Registry(settings, service, external)
    looking = asyncio.create_task(registry.run())
    try:
        yield registry
    finally:
        looking.cancel()
        with suppress(asyncio.CancelledError):
            await looking

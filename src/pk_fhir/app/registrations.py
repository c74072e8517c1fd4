"""Sources as they are stated: in the configuration, which wins, and in the database, where they are registered.

Commands and administrators register them here; what they mean to `sync` is said by `app.sources`.
"""

import time
from collections.abc import Mapping
from typing import Any, Literal

import msgspec
from pydantic import ValidationError

from pk_fhir.config import Settings, SourceSettings
from pk_fhir.contract.faults import listed
from pk_fhir.fhir.outcome import FhirError
from pk_fhir.messages import told
from pk_fhir.store.breakers import Breakers
from pk_fhir.store.database import Database
from pk_fhir.store.follows import Follows
from pk_fhir.store.quarantine import Quarantine
from pk_fhir.store.replicas import Replicas
from pk_fhir.store.set_aside import SetAside
from pk_fhir.store.source_registry import register, registered, unregister


class Registration(msgspec.Struct, frozen=True):
    """A source, where it is stated, and as what; None where that cannot be read."""

    name: str
    where: Literal["configuration", "database"]
    stated: SourceSettings | None


def stated_as(asked: Mapping[str, Any]) -> SourceSettings:
    """A source as the configuration states one. FhirError "unprocessable" with what is wrong, and where."""
    try:
        return SourceSettings.model_validate(asked)
    except ValidationError as error:
        raise FhirError("unprocessable", listed(error)) from error


class Registrations:
    """All of them. Whoever changes them makes sure that they are read anew (`app.registry`)."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self._settings = settings
        self._database = database

    async def all(self) -> list[Registration]:
        """Those of the configuration, then those of the database under other names."""
        configured = [
            Registration(stated.name, "configuration", stated) for stated in self._settings.sources
        ]
        return configured + [
            Registration(name, "database", _read(text))
            for name, text in await registered(self._database)
            if not self.configured(name)
        ]

    def configured(self, name: str) -> bool:
        """Whether the source stands in the configuration, and is changed there only."""
        return name in {stated.name for stated in self._settings.sources}

    def refuse_taken(self, name: str) -> None:
        """FhirError "conflict" for a name of the configuration."""
        if name in {provider.name for provider in self._settings.providers}:
            raise FhirError("conflict", told("source.taken.provider", name=name))
        if self.configured(name):
            raise FhirError("conflict", told("source.taken.configured", name=name))

    async def add(self, stated: SourceSettings) -> None:
        """Register a source. FhirError "conflict" where its name is taken."""
        self.refuse_taken(stated.name)
        text = stated.model_dump_json(exclude_none=True)
        if not await register(self._database, stated.name, text, time.time_ns() // 1000):
            raise FhirError("conflict", told("source.taken.registered", name=stated.name))

    async def remove(self, name: str) -> None:
        """Take a source out. FhirError "conflict" or "not-found" where that cannot be done."""
        if self.configured(name):
            raise FhirError("conflict", told("source.remove.configured", name=name))
        if not await unregister(self._database, name):
            raise FhirError("not-found", told("source.remove.unknown", name=name))

    async def forget(self, name: str) -> None:
        """Delete what a source answered, how far it was followed, and how it failed: one that gets its name
        begins with nothing."""
        await Replicas(self._database).forget([name])
        await Quarantine(self._database).forget([name])
        await Follows(self._database).forget(name)
        await SetAside(self._database).forget(name)
        await Breakers(self._database, "read").worked(name)
        await Breakers(self._database, "send").worked(name)


def _read(text: str) -> SourceSettings | None:
    try:
        return SourceSettings.model_validate_json(text)
    except ValidationError:
        return None

"""The search parameters of each care provider: this product's, and the SearchParameters stored there.

https://hl7.org/fhir/R4/searchparameter.html. A stored one takes effect in every process: each asks once
in a while, and at once after a write of its own, whether something changed. One that was added or
changed is refused in searches until $reindex has gone through what was stored before
(`docs/decisions/posted-search-parameters.md`).
"""

import asyncio
import time
from collections.abc import Iterable, Mapping
from datetime import tzinfo
from itertools import groupby
from typing import Any

import msgspec

from pk_fhir.fhir import json as fhir_json
from pk_fhir.interactions.types import SERVED
from pk_fhir.search import Indexer, Registry
from pk_fhir.search.posted import bases, fingerprint, is_active
from pk_fhir.store import Store
from pk_fhir.store.reindex_jobs import definitions, indexed, stamp


class Stored(msgspec.Struct, frozen=True):
    """A stored, active SearchParameter: since which of its versions it says what it says now."""

    id: str
    version: int
    since: int
    definition: dict[str, Any]

    @property
    def types(self) -> tuple[str, ...]:
        """The served types that it is about."""
        return bases(self.definition, SERVED)


class _Known(msgspec.Struct):
    """What is known of one care provider, and until when that need not be asked again."""

    registry: Registry
    indexer: Indexer
    stored: tuple[Stored, ...] = ()
    waiting: tuple[Stored, ...] = ()
    stamp: tuple[Any, ...] | None = None
    asked_again: float = 0.0
    since: float = msgspec.field(default_factory=time.time)


class ParameterSets:
    """Registries and indexers by care provider; `every` is how often the store is asked, in seconds."""

    def __init__(
        self, base: Registry, zone: tzinfo, tenants: Mapping[str, str], every: float = 1.0
    ) -> None:
        self.every = every
        self._base = base
        self._zone = zone
        self._tenants = tenants
        self._known = {tenant: self._made(tenant, base) for tenant in tenants}
        # Many requests come while one asks: they wait for its answer.
        self._asking = {tenant: asyncio.Lock() for tenant in tenants}
        # Work of $reindex that goes on in this process.
        self.tasks: set[asyncio.Task[None]] = set()

    def registry(self, tenant: str) -> Registry:
        """The search parameters in force at a care provider, as last read."""
        return self._known[tenant].registry

    def indexer(self, tenant: str) -> Indexer:
        """What makes the index rows of a care provider's resources, by these parameters."""
        return self._known[tenant].indexer

    def stored(self, tenant: str) -> tuple[Stored, ...]:
        """The stored SearchParameters that are active."""
        return self._known[tenant].stored

    def waiting(self, tenant: str) -> tuple[Stored, ...]:
        """Those by which what was stored before is not indexed yet."""
        return self._known[tenant].waiting

    def version(self, tenant: str) -> int:
        """Which these are, as `Plan.parameters` has it."""
        return int((self._known[tenant].stamp or (0,))[0])

    def since(self, tenant: str) -> int:
        """When they last changed, as this process knows it: microseconds since 1970, UTC."""
        return int(self._known[tenant].since * 1000) * 1000

    def expire(self, tenant: str) -> None:
        """Ask again at once: something was written here."""
        self._known[tenant].asked_again = 0.0

    async def refresh(self, store: Store, tenant: str) -> None:
        """Bring what is known up to what is stored; mostly a look at the clock."""
        if time.monotonic() < self._known[tenant].asked_again:
            return
        async with self._asking[tenant]:
            await self._ask(store, tenant)

    async def _ask(self, store: Store, tenant: str) -> None:
        known, now = self._known[tenant], time.monotonic()
        if now < known.asked_again:
            return
        asked_again = now + self.every
        [found] = await store.fetch(stamp(tenant))
        if tuple(found) != (known.stamp or (0, 0, 0, 0)):
            known = await self._load(store, tenant)
            known.stamp = tuple(found)
        known.asked_again = asked_again
        self._known[tenant] = known

    async def _load(self, store: Store, tenant: str) -> _Known:
        rows = await store.fetch(definitions(tenant))
        done = await indexed(store.database, tenant)
        stored = [
            found
            for _, versions in groupby(rows, key=lambda row: row[0])
            if (found := _standing(list(versions))) is not None
        ]
        fresh = [each for each in stored if not self._is_built_in(each.definition)]
        if not fresh:
            known = self._made(tenant, self._base)
            known.stored = tuple(stored)
            return known
        waiting = tuple(each for each in fresh if not _is_done(each, done))
        known = self._made(
            tenant,
            Registry(
                self._base.definitions,
                [each.definition for each in fresh],
                [each.definition["url"] for each in waiting],
            ),
        )
        known.stored, known.waiting = tuple(stored), waiting
        return known

    def _made(self, tenant: str, registry: Registry) -> _Known:
        base = self._tenants[tenant]
        return _Known(registry, Indexer(registry, zone=self._zone, bases=(base,)))

    def _is_built_in(self, definition: dict[str, Any]) -> bool:
        """Whether it says what this product's own definition says already."""
        ours = self._base.definitions.get(definition["url"], "SearchParameter")
        return ours is not None and fingerprint(ours) == fingerprint(definition)


def _standing(versions: list[Any]) -> Stored | None:
    """The definition in force of one SearchParameter, from its versions, oldest first."""
    current = _active(versions[-1])
    if current is None:
        return None
    mark, since = fingerprint(current), versions[-1][1]
    for row in reversed(versions[:-1]):
        before = _active(row)
        if before is None or fingerprint(before) != mark:
            break
        since = row[1]
    id_, version, _ = versions[-1]
    return Stored(id_, version, since, current)


def _active(row: Any) -> dict[str, Any] | None:
    definition = fhir_json.parse(row[2]) if row[2] is not None else None
    return definition if definition is not None and is_active(definition) else None


def _is_done(stored: Stored, done: Iterable[tuple[str, int]]) -> bool:
    return any(id_ == stored.id and stored.since <= at <= stored.version for id_, at in done)

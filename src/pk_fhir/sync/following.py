"""Follow a source: what changed there since we last looked is read again, for each person it concerns.

Asked by `_lastUpdated` (https://hl7.org/fhir/R4/search.html#lastUpdated) from the newest instant seen,
less an overlap: clocks differ, and a server may show a change after it has shown a later one. What was
seen already, by type, id and version, is passed over. A person whom a change concerns is then pulled
whole, by the same pull as on demand, so what was deleted is gone with it; what no change tells of (a
deletion alone, an instant that lies) is found when everybody who is kept is pulled again, now and then.

A turn that is broken off goes on where it was: how far it came is kept after each type.
"""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Self

import msgspec
import orjson
import structlog

from pk_fhir.contract.identifiers import PERSON_SYSTEMS, canonical_system
from pk_fhir.store.database import Database
from pk_fhir.store.follows import Followed, Follows
from pk_fhir.store.replicas import Replicas
from pk_fhir.sync.belongs import key, local, subjects
from pk_fhir.sync.client import Clients
from pk_fhir.sync.pages import search
from pk_fhir.sync.problem import SourceError
from pk_fhir.sync.pull import TYPES
from pk_fhir.sync.source import Person, Source
from pk_fhir.sync.sources import ExternalSources

log = structlog.get_logger(__name__)

FOLLOWED = (*TYPES, "Task")
OVERLAP = timedelta(minutes=2)
LEASE_SECONDS = 600
AT_ONCE = 4
CHUNK = 50
MICROS = 1_000_000
Told = Callable[[str], None]


class Turn(msgspec.Struct, frozen=True, kw_only=True):
    """What one turn came to: resources that had changed, persons read again, and why it is not all."""

    changed: int = 0
    persons: int = 0
    reconciled: int = 0
    problem: str | None = None
    elsewhere: bool = False


def _nothing(_progress: str) -> None:
    return


class Follower:
    """Follows sources and refreshes the replicas of `external`."""

    def __init__(
        self,
        external: ExternalSources,
        database: Database,
        *,
        clock: Callable[[], int],
        told: Told = _nothing,
    ) -> None:
        self._external = external
        self.follows = Follows(database)
        self._replicas = Replicas(database)
        self._clock = clock
        self._told = told
        self._clients = Clients()

    async def run(self) -> None:
        """Follow every source that is set to be, until cancelled."""
        followed = [source for source in self._external.sources if source.follow_seconds]
        if followed:
            await asyncio.gather(*(self._run(source, source.follow_seconds) for source in followed))

    async def _run(self, source: Source, every_seconds: float | None) -> None:
        while True:
            try:
                await self.turn(source)
            except Exception:
                log.exception("a source cannot be followed", source=source.key)
            await asyncio.sleep(every_seconds or OVERLAP.total_seconds())

    async def turn(self, source: Source) -> Turn:
        """Read again what changed since the last turn."""
        now = self._clock()
        followed = await self.follows.claim(source.key, now, self._lease())
        if followed is None:
            return Turn(elsewhere=True)
        try:
            return await self._turned(source, followed, now)
        except BaseException:
            # Nobody needs to wait until the lease has run out.
            await asyncio.shield(self.follows.release(source.key))
            raise

    async def _turned(self, source: Source, followed: Followed, now: int) -> Turn:
        turn = Turn()
        read: set[str] = set()
        for kind in FOLLOWED:
            try:
                followed, turn = await self._of_type(source, kind, followed, turn, read)
            except SourceError as error:
                problem = f"{kind}: {error.reason.key.rpartition('.')[2]}"
                turn = msgspec.structs.replace(turn, problem=problem)
                if error.status is None:
                    break
            await self.follows.keep(source.key, followed, leased_until=self._lease())
        due = now - int(source.reconcile_seconds * MICROS)
        if not turn.problem and followed.reconciled_at <= due:
            count = await self._reconciled(source, due)
            turn = msgspec.structs.replace(turn, reconciled=count)
            followed = msgspec.structs.replace(followed, reconciled_at=now)
        followed = msgspec.structs.replace(followed, turned_at=now, problem=turn.problem)
        await self.follows.keep(source.key, followed, leased_until=0)
        return turn

    def _lease(self) -> int:
        return self._clock() + LEASE_SECONDS * MICROS

    async def _of_type(
        self, source: Source, kind: str, followed: Followed, turn: Turn, read: set[str]
    ) -> tuple[Followed, Turn]:
        """Read the persons again of whom something of one type changed; `read` has what that brought."""
        form = {"_sort": "_lastUpdated", "_count": "200"}
        since = followed.cursors.get(kind)
        if since is not None:
            form["_lastUpdated"] = f"ge{_before(since)}"
        found = await search(self._clients.of(source), source, kind, form)
        mine = [each for each in found.resources if each["resourceType"] == kind]
        seen = frozenset(followed.seen)
        changed = {version: each for each in mine if (version := _version(each)) not in seen}
        unread = [each for version, each in changed.items() if version not in read]
        persons = await self._concerned(source, unread)
        self._told(f"{source.key}: {kind}: {len(changed)} changes, {len(persons)} persons")
        failed = await self._pulled(source, persons, read)
        short = found.reason.key.rpartition(".")[2] if found.reason else None
        problem = f"{kind}: {failed or short}" if failed or short else turn.problem
        turn = Turn(
            changed=turn.changed + len(changed),
            persons=turn.persons + len(persons),
            problem=problem,
        )
        if failed:
            # What could not be read counts as not seen: the next turn meets it again.
            return followed, turn
        stamps = [stamp for each in mine if (stamp := _stamp(each))]
        newest = max([*stamps, *([since] if since else [])], key=_instant, default=None)
        cursors = followed.cursors | ({kind: self._until_now(newest)} if newest else {})
        # What this search gave covers the overlap of the next one.
        others = [version for version in followed.seen if not version.startswith(f"{kind}/")]
        kept = (*others, *(version for each in mine if (version := _version(each))))
        return (
            msgspec.structs.replace(
                followed, cursors=cursors, seen=kept, persons=followed.persons + len(persons)
            ),
            turn,
        )

    def _until_now(self, stamp: str) -> str:
        """An instant that is still to come (a clock that runs ahead, or a lie) would hide what changes
        until then: from our own time on, nothing is missed."""
        now = datetime.fromtimestamp(self._clock() / MICROS, UTC)
        return stamp if _instant(stamp) <= now else now.isoformat(timespec="milliseconds")

    async def _concerned(self, source: Source, resources: Iterable[dict[str, Any]]) -> list[Person]:
        """The persons whom these are about, by their national identifiers."""
        patients: set[str] = set()
        persons: set[Person] = set()
        for resource in resources:
            for subject in subjects(resource):
                patient = local(subject.get("reference"), source.base_url or "")
                if patient.startswith("Patient/"):
                    patients.add(patient.removeprefix("Patient/"))
                elif person := _person([subject.get("identifier")]):
                    persons.add(person)
        ids = sorted(patients)
        for start in range(0, len(ids), CHUNK):
            form = {"_id": ",".join(ids[start : start + CHUNK]), "_count": str(CHUNK)}
            found = await search(self._clients.of(source), source, "Patient", form)
            persons |= {
                person
                for resource in found.resources
                if (person := _person(resource.get("identifier")))
            }
        return sorted(persons, key=lambda person: person.identifiers)

    async def _pulled(
        self, source: Source, persons: Sequence[Person], read: set[str]
    ) -> str | None:
        """Read these persons again, a few at once; why one could not be, if one could not."""
        waiting = iter(persons)
        problems: list[str] = []

        async def some() -> None:
            for person in waiting:
                answer = await self._external.refresh(source, person)
                read.update(_version(each) for each in answer.resources)
                if answer.state in ("timed-out", "failed", "not-authorised"):
                    problems.append(answer.reason.key if answer.reason else answer.state)

        await asyncio.gather(*(some() for _ in range(AT_ONCE)))
        return problems[0].rpartition(".")[2] if problems else None

    async def _reconciled(self, source: Source, before: int) -> int:
        """Read again everybody who is kept and was not read since a time; how many."""
        count = 0
        async for body in self._replicas.of_source(source.key, before):
            resources = orjson.loads(body)
            for resource in resources:
                if resource.get("resourceType") == "Patient" and (
                    person := _person(resource.get("identifier"))
                ):
                    await self._external.refresh(source, person)
                    count += 1
                    break
        return count

    async def aclose(self) -> None:
        """Close the connections."""
        await self._clients.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()


def _person(stated: object) -> Person | None:
    """Whom national identifiers name, in every spelling of their systems."""
    found = {
        (canonical_system(item["system"]), item["value"])
        for item in (stated if isinstance(stated, list) else ())
        if isinstance(item, dict)
        and isinstance(item.get("system"), str)
        and isinstance(item.get("value"), str)
        and canonical_system(item["system"]) in PERSON_SYSTEMS
    }
    return Person.of(found) if found else None


def _version(resource: dict[str, Any]) -> str:
    """Type, id and version; a server without versions is told apart by instants."""
    meta = resource.get("meta")
    meta = meta if isinstance(meta, dict) else {}
    told = meta.get("versionId") or meta.get("lastUpdated") or ""
    return f"{key(resource)}/{told}" if key(resource) else ""


def _stamp(resource: dict[str, Any]) -> str | None:
    meta = resource.get("meta")
    stamp = meta.get("lastUpdated") if isinstance(meta, dict) else None
    return stamp if isinstance(stamp, str) and _instant(stamp) > _NEVER else None


_NEVER = datetime.min.replace(tzinfo=UTC)


def _instant(stamp: str) -> datetime:
    try:
        found = datetime.fromisoformat(stamp)
    except ValueError:
        return _NEVER
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _before(stamp: str) -> str:
    return (_instant(stamp) - OVERLAP).astimezone(UTC).isoformat(timespec="milliseconds")

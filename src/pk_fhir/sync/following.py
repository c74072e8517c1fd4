"""Follow a source: what changed there since we last looked is read again, for each person it concerns.

Asked from the newest instant seen, less an overlap: clocks differ, and a server may show a change after
it has shown a later one. What was seen already, by type, id and version, is passed over. A person whom
a change concerns is then pulled whole, by the same pull as on demand. Where the source keeps a history,
a deletion is a change (`sync.changes`); what no change tells of (a deletion without a history, an
instant that lies) is found when everybody who is kept is pulled again, now and then: within an hour
where a history could not be read to its end.

A turn that is broken off goes on where it was: how far it came is kept after each type.
"""

import asyncio
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Self

import structlog

from pk_fhir.store.database import Database
from pk_fhir.store.follows import Follows
from pk_fhir.store.replicas import Replicas
from pk_fhir.sync.changes import (
    FOLLOWED,
    Change,
    Changes,
    Way,
    followed,
    newest_instant,
    searched,
    told,
    way_of,
)
from pk_fhir.sync.client import Clients
from pk_fhir.sync.concerned import persons_before, persons_of
from pk_fhir.sync.instants import instant, latest
from pk_fhir.sync.problem import SourceError
from pk_fhir.sync.renewing import renewed
from pk_fhir.sync.rereading import Rereader
from pk_fhir.sync.source import Person, Source
from pk_fhir.sync.sources import ExternalSources
from pk_fhir.sync.turn import Run, Turn

__all__ = ["FOLLOWED", "Follower", "Turn"]

log = structlog.get_logger(__name__)

OVERLAP = timedelta(minutes=2)
# A turn renews its lease; where its process is killed, the source is followed again so soon.
LEASE_SECONDS = 60
RENEW_SECONDS = 20
MICROS = 1_000_000
# What a source says it can do is asked for again after so long.
ABLE_MICROS = 3600 * MICROS
# Where a deletion may have been missed, everybody is read again so soon.
SOON_MICROS = 3600 * MICROS
# The cursor of the history of everything, beside those of the types.
EVERYTHING = "*"
Told = Callable[[str], None]


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
        self._rereader = Rereader(external, Replicas(database), told)
        self._clock = clock
        self._told = told
        self._clients = Clients()
        self._ways: dict[Source, tuple[int, Way]] = {}

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
        await self._external.learn()
        now = self._clock()
        followed = await self.follows.claim(source.key, now, self._lease())
        if followed is None:
            return Turn(elsewhere=True)
        try:
            async with renewed(RENEW_SECONDS, partial(self._renew, source)):
                return await self._turned(Run(source=source, followed=followed), now)
        except BaseException:
            # Nobody needs to wait until the lease has run out.
            await asyncio.shield(self.follows.release(source.key))
            raise

    async def _renew(self, source: Source) -> None:
        await self.follows.renew(source.key, self._lease())

    async def _turned(self, run: Run, now: int) -> Turn:
        source = run.source
        if alone := self._external.left_alone(source):
            run.short("", alone.reason.key.rpartition(".")[2])
        elif (way := await self._way(source)) == "history-system":
            await self._of_everything(run)
        else:
            run.tells = way == "history-type"
            await self._of_types(run)
        due = run.followed.reconciled_at + int(source.reconcile_seconds * MICROS)
        if not run.turn.problem and due <= now and await self._rereader.reconcile(run, due):
            run.reached(reconciled_at=now)
        run.reached(turned_at=now, problem=run.turn.problem)
        await self.follows.keep(source.key, run.followed, leased_until=0)
        return run.turn

    def _lease(self) -> int:
        return self._clock() + LEASE_SECONDS * MICROS

    async def _way(self, source: Source) -> Way:
        """How the source is asked: as it says of itself; by search while it says nothing."""
        until, way = self._ways.get(source, (0, "search"))
        if self._clock() >= until:
            try:
                way = await way_of(self._clients.of(source), source)
            except SourceError:
                return "search"
            self._ways[source] = (self._clock() + ABLE_MICROS, way)
        return way

    async def _of_types(self, run: Run) -> None:
        """Each type in turn; how far it came is kept after each."""
        for kind in followed(run.source):
            before = run.followed
            try:
                changes = await self._changes(run, kind)
                await self._taken(run, kind, changes)
            except SourceError as error:
                run.short(kind, _short(error))
                if error.status is None or error.wait:
                    self._external.failed(run.source, error)
                    break
            if run.followed != before:
                await self.follows.keep(run.source.key, run.followed, leased_until=self._lease())

    async def _of_everything(self, run: Run) -> None:
        """By the history of everything, once each type was read by search."""
        client, start = self._clients.of(run.source), None
        since = _before(run.followed.cursors.get(EVERYTHING))
        try:
            if since is not None:
                changes = await told(client, run.source, "", since)
                if changes.reason is None:
                    await self._taken(run, "", changes)
                    return
                self._may_have_missed(run)
            start = await newest_instant(client, run.source)
        except SourceError as error:
            if error.wait:
                self._external.failed(run.source, error)
                run.short("", _short(error))
                return
        await self._of_types(run)
        if start is not None and not run.turn.problem:
            self._reached(run, EVERYTHING, start)

    async def _changes(self, run: Run, kind: str) -> Changes:
        """What changed of one type: by its history where there is one that tells it all."""
        client, source = self._clients.of(run.source), run.source
        since = _before(run.followed.cursors.get(kind))
        deleted: list[Change] = []
        if since is not None and await self._way(source) == "history-type":
            try:
                changes = await told(client, source, kind, since)
            except SourceError as error:
                if error.wait:
                    raise
            else:
                if changes.reason is None:
                    return changes
                # A history begins with its end: of one that is too long, the changes are searched for.
                self._may_have_missed(run)
                deleted = [each for each in changes.found if each.resource is None]
        changes = await searched(client, source, kind, since)
        return Changes(found=(*changes.found, *deleted), reason=changes.reason)

    def _may_have_missed(self, run: Run) -> None:
        """A deletion that the rest of a history tells of: read everybody again, sooner than else."""
        wait = SOON_MICROS - int(run.source.reconcile_seconds * MICROS)
        soon = min(run.followed.reconciled_at, self._clock() + wait)
        run.reached(reconciled_at=soon)

    async def _taken(self, run: Run, kind: str, changes: Changes) -> None:
        """Read the persons again of whom something changed, and note how far that is."""
        seen = frozenset(run.followed.seen)
        mine = [each for each in changes.found if each.kind in FOLLOWED]
        new = [each for each in mine if each.version not in seen]
        persons = await self._concerned(run, new)
        gone = sum(each.resource is None for each in new)
        said = f"{kind or 'everything'}: {len(new) - gone} changes, {gone} deletions"
        self._told(f"{run.source.key}: {said}, {len(persons)} persons")
        failed = await self._rereader.read(run, persons)
        run.came_to(
            changed=run.turn.changed + len(new) - gone,
            deleted=run.turn.deleted + gone,
            persons=run.turn.persons + len(persons),
        )
        if failed or changes.reason:
            short = changes.reason.key.rpartition(".")[2] if changes.reason else ""
            run.short(kind, failed or short)
        if failed:
            # What could not be read counts as not seen: the next turn meets it again.
            return
        cursor = kind or EVERYTHING
        since = run.followed.cursors.get(cursor)
        stamps = [each.stamp for each in changes.found if each.stamp]
        reached = latest([*stamps, *([since] if since else [])])
        if reached is not None:
            self._reached(run, cursor, reached)
        # What was told now covers the overlap of the next time.
        others = [v for v in run.followed.seen if kind and not v.startswith(f"{kind}/")]
        run.reached(
            seen=tuple(sorted({*others, *(each.version for each in mine)})),
            persons=run.followed.persons + len(persons),
        )

    def _reached(self, run: Run, cursor: str, stamp: str) -> None:
        """An instant that is still to come (a clock that runs ahead, or a lie) would hide what changes
        until then: from our own time on, nothing is missed."""
        now = datetime.fromtimestamp(self._clock() / MICROS, UTC)
        at = instant(stamp)
        told_ = stamp if at and at <= now else now.isoformat(timespec="milliseconds")
        run.reached(cursors=run.followed.cursors | {cursor: told_})

    async def _concerned(self, run: Run, new: Sequence[Change]) -> list[Person]:
        """The persons to read again: of what is new to us, and of what was deleted and is kept here."""
        client, source = self._clients.of(run.source), run.source
        there = [each.resource for each in new if each.resource and each.version not in run.read]
        persons = set(await persons_of(client, source, there))
        waiting = {each.reference for each in new if each.resource is None} - run.left
        while waiting:
            reference = min(waiting)
            for person in await persons_before(client, source, reference):
                kept = await self._rereader.kept(source, person)
                if kept & waiting:
                    persons.add(person)
                    waiting -= kept
            waiting.discard(reference)
        return sorted(persons, key=lambda person: person.identifiers)

    async def aclose(self) -> None:
        """Close the connections."""
        await self._clients.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()


def _short(error: SourceError) -> str:
    return error.reason.key.rpartition(".")[2]


def _before(stamp: str | None) -> str | None:
    """From when to ask, so that nothing before the newest instant that was seen is missed."""
    at = instant(stamp)
    return (at - OVERLAP).astimezone(UTC).isoformat(timespec="milliseconds") if at else None

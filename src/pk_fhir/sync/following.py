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
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Self

import msgspec
import structlog

from pk_fhir.store.database import Database
from pk_fhir.store.follows import Follows
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
from pk_fhir.sync.concerned import persons_at, persons_before, persons_of
from pk_fhir.sync.listing import EVERYTHING, OVERLAP, Listing, asked_from, told_until
from pk_fhir.sync.problem import SourceError
from pk_fhir.sync.renewing import renewed
from pk_fhir.sync.rereading import Rereader
from pk_fhir.sync.side_by_side import side_by_side
from pk_fhir.sync.source import Person, Source
from pk_fhir.sync.sources import ExternalSources
from pk_fhir.sync.turn import Run, Turn

__all__ = ["FOLLOWED", "Follower", "Turn"]

log = structlog.get_logger(__name__)

# A turn renews its lease; where its process is killed, the source is followed again so soon.
LEASE_SECONDS = 60
RENEW_SECONDS = 20
MICROS = 1_000_000
# What a source says it can do is asked for again after so long.
ABLE_MICROS = 3600 * MICROS
# Where a deletion may have been missed, everybody is read again so soon.
SOON_MICROS = 3600 * MICROS
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
        self._rereader = Rereader(external, database, told, clock)
        self._clock = clock
        self._told = told
        self._clients = Clients()
        self._ways: dict[Source, tuple[int, Way]] = {}

    async def run(self) -> None:
        """Follow every source that is set to be, until cancelled."""
        followed = [source for source in self._external.sources if source.follow_seconds]
        if followed:
            await side_by_side(*(self._run(source, source.follow_seconds) for source in followed))

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
        if not run.turn.problem:
            await self._again(run)
        due = run.followed.reconciled_at + int(source.reconcile_seconds * MICROS)
        if not run.turn.problem and due <= now and await self._rereader.reconcile(run, due):
            run.reached(reconciled_at=now)
        run.reached(turned_at=now, problem=run.turn.problem)
        await self.follows.keep(source.key, run.followed, leased_until=0)
        return run.turn

    async def _again(self, run: Run) -> None:
        """Try those again who were set aside, and are due."""
        client, persons = self._clients.of(run.source), list[Person]()
        try:
            for whom in await self._rereader.due(run):
                if isinstance(whom, Person):
                    persons.append(whom)
                    continue
                unread: set[str] = set()
                persons += await persons_at(client, run.source, whom, unread)
                await self._unreadable(run, unread)
                if whom not in unread:
                    await self._rereader.is_read(run, whom)
        except SourceError as error:
            run.short("", _short(error))
            return
        if problem := await self._rereader.read(run, persons):
            run.short("", problem)

    async def _unreadable(self, run: Run, unread: set[str]) -> None:
        """What would say whom a change is about cannot be read."""
        for reference in sorted(unread):
            await self._rereader.set_aside(run, reference, "failed")

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
        """Each type in turn."""
        for kind in followed(run.source):
            try:
                await self._of_type(run, kind)
            except SourceError as error:
                run.short(kind, _short(error))
                if error.status is None or error.wait:
                    self._external.failed(run.source, error)
                    break

    async def _of_type(self, run: Run, kind: str) -> None:
        """Batch by batch; how far it came is kept after each."""
        listing = Listing(kind, run.followed)
        async for changes in self._changes(run, kind):
            before = run.followed
            is_read = await self._taken(run, kind, listing, changes)
            if run.followed != before:
                await self.follows.keep(run.source.key, run.followed, leased_until=self._lease())
            if not is_read:
                return

    async def _of_everything(self, run: Run) -> None:
        """By the history of everything, once each type was read by search."""
        client, start = self._clients.of(run.source), None
        since = asked_from(run.followed, EVERYTHING)
        try:
            if since is not None:
                changes = await told(client, run.source, "", since)
                if changes.reason is None:
                    await self._taken(run, "", Listing("", run.followed), changes)
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
            until = told_until(start, self._now())
            run.reached(cursors=run.followed.cursors | {EVERYTHING: until})

    async def _changes(self, run: Run, kind: str) -> AsyncIterator[Changes]:
        """What changed of one type: by its history where there is one that tells it all."""
        client, source = self._clients.of(run.source), run.source
        since = asked_from(run.followed, kind)
        if since is not None and await self._way(source) == "history-type":
            try:
                changes = await told(client, source, kind, since)
            except SourceError as error:
                if error.wait:
                    raise
            else:
                if changes.reason is None:
                    yield changes
                    return
                # A history begins with its end: of one that is too long, the changes are searched for. How
                # far these came says nothing of when its deletions were.
                self._may_have_missed(run)
                deleted = (each for each in changes.found if each.resource is None)
                undated = tuple(msgspec.structs.replace(each, stamp=None) for each in deleted)
                yield Changes(found=undated, more=True)
        async for changes in searched(client, source, kind, since):
            yield changes

    def _may_have_missed(self, run: Run) -> None:
        """What no change tells of (a deletion, a source restored from a backup): read everybody again, sooner
        than else."""
        wait = SOON_MICROS - int(run.source.reconcile_seconds * MICROS)
        soon = min(run.followed.reconciled_at, self._clock() + wait)
        run.reached(reconciled_at=soon)

    async def _taken(self, run: Run, kind: str, listing: Listing, changes: Changes) -> bool:
        """Read the persons again of whom something changed, and note how far that is; False where they
        could not be: the next turn meets it again."""
        new = listing.new(changes)
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
            return False
        listing.add(changes)
        if listing.went_back and changes.reason is None and not changes.more:
            self._may_have_missed(run)
        run.followed = listing.followed(run.followed, changes, self._now())
        run.reached(persons=run.followed.persons + len(persons))
        return True

    def _now(self) -> datetime:
        return datetime.fromtimestamp(self._clock() / MICROS, UTC)

    async def _concerned(self, run: Run, new: Sequence[Change]) -> list[Person]:
        """The persons to read again: of what is new to us, and of what was deleted and is kept here."""
        client, source = self._clients.of(run.source), run.source
        there = [each.resource for each in new if each.resource and each.version not in run.read]
        unread: set[str] = set()
        persons = set(await persons_of(client, source, there, unread))
        waiting = {each.reference for each in new if each.resource is None} - run.left
        while waiting:
            reference = min(waiting)
            for person in await persons_before(client, source, reference, unread):
                kept = await self._rereader.kept(source, person)
                if kept & waiting:
                    persons.add(person)
                    waiting -= kept
            waiting.discard(reference)
        await self._unreadable(run, unread)
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

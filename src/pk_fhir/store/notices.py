"""Notices in the outbox: changes that are looked at for Subscriptions, and those that one is told of.

A change is looked at once (`LOOK`), for all Subscriptions of its care provider; what one is told of
then waits under that Subscription's own name. Both are drained in order, by one relay at a time: its
oldest row is leased. Times are microseconds since 1970, UTC.
"""

from collections.abc import Iterable

import msgspec
import sqlalchemy as sa

from pk_fhir.store.database import Database
from pk_fhir.store.outbox import DEAD, SENT, WAITING
from pk_fhir.store.tables import outbox, versions
from pk_fhir.store.version import Version, columns

LOOK = "Subscriptions"
AT_ONCE = 100
_WIDTH = len(Version.__struct_fields__)

_c = outbox.c


def name_of(tenant: str, id_: str) -> str:
    """The destination of what one Subscription is told of."""
    return f"Subscription/{tenant}/{id_}"


class Head(msgspec.Struct, frozen=True, kw_only=True):
    """The oldest waiting row of one destination."""

    destination: str
    tenant: str
    shard: str
    number: int
    attempts: int
    due: int

    @property
    def subscription(self) -> str:
        """The Subscription's id."""
        return self.destination.rpartition("/")[2]


class Looked(msgspec.Struct, frozen=True):
    """A version to look at; `written_by` is the number of the transaction that wrote it."""

    version: Version
    written_by: int


class Notices:
    """The notices of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._insert = database.statements.insert

    async def to_look(self, now: int) -> list[Head]:
        """The oldest change to look at of each care provider, where nobody looks just now."""
        return await self._heads(_c.destination == LOOK, now)

    async def to_tell(self, now: int) -> list[Head]:
        """The oldest notice of each Subscription, where it is due and nobody is telling it."""
        return await self._heads(_c.destination.like("Subscription/%"), now)

    async def next_of(self, destination: str, now: int) -> Head | None:
        """The oldest notice of one Subscription, where it is due."""
        found = await self._heads(_c.destination == destination, now)
        return found[0] if found else None

    async def _heads(self, which: sa.ColumnElement[bool], now: int) -> list[Head]:
        oldest = (
            sa.select(_c.destination, _c.tenant, sa.func.min(_c.number).label("number"))
            .where(which, _c.state == WAITING)
            .group_by(_c.destination, _c.tenant)
            .subquery()
        )
        rows = await self._database.fetch(
            sa.select(_c.destination, _c.tenant, _c.shard, _c.number, _c.attempts, _c.due)
            .select_from(
                outbox.join(
                    oldest,
                    sa.and_(
                        _c.destination == oldest.c.destination,
                        _c.tenant == oldest.c.tenant,
                        _c.number == oldest.c.number,
                    ),
                )
            )
            .where(
                _c.state == WAITING,
                _c.due <= now,
                sa.or_(_c.leased_until.is_(None), _c.leased_until <= now),
            )
            .order_by(_c.number)
        )
        names = Head.__struct_fields__
        return [Head(**dict(zip(names, row, strict=True))) for row in rows]

    async def claim(self, head: Head, now: int, until: int) -> bool:
        """Lease it; False where another relay has it, or is done with it."""
        [count] = await self._database.execute(
            [
                sa.update(outbox)
                .where(
                    *_this(head),
                    _c.state == WAITING,
                    sa.or_(_c.leased_until.is_(None), _c.leased_until <= now),
                )
                .values(leased_until=until)
            ]
        )
        return count == 1

    async def look(self, head: Head) -> list[Looked]:
        """The next changes to look at, from this one on, in order."""
        v = versions.c
        rows = await self._database.fetch(
            sa.select(*columns(), sa.cast(v.since_tx, sa.Text))
            .select_from(outbox.join(versions, sa.and_(v.shard == _c.shard, v.number == _c.number)))
            .where(
                _c.destination == LOOK,
                _c.tenant == head.tenant,
                _c.state == WAITING,
                _c.number >= head.number,
            )
            .order_by(_c.number)
            .limit(AT_ONCE)
        )
        return [Looked(Version(*row[:_WIDTH]), int(row[_WIDTH])) for row in rows]

    async def looked(
        self, seen: Iterable[Version], told: Iterable[tuple[str, Version, int]]
    ) -> None:
        """These are done with, and these (destination, version, due) are to be told, in one transaction.

        What was looked at before, by a relay that was stopped, is told once all the same.
        """
        statements: list[sa.ClauseElement] = [
            self._insert(outbox)
            .values(
                shard=version.shard,
                number=version.number,
                destination=destination,
                tenant=version.tenant,
                state=WAITING,
                attempts=0,
                due=due,
                since=version.last_updated,
            )
            .on_conflict_do_nothing()
            for destination, version, due in told
        ]
        statements += [
            sa.delete(outbox).where(
                _c.shard == version.shard,
                _c.number == version.number,
                _c.destination == LOOK,
            )
            for version in seen
        ]
        await self._database.execute(statements)

    async def version(self, head: Head) -> Version | None:
        """The version that a notice is of."""
        v = versions.c
        rows = await self._database.fetch(
            sa.select(*columns()).where(v.shard == head.shard, v.number == head.number)
        )
        return Version(*rows[0]) if rows else None

    async def told(self, head: Head, now: int) -> None:
        await self._set(head, state=SENT, due=now, leased_until=None, problem=None)

    async def later(self, head: Head, due: int, problem: str) -> None:
        """It is told again when it is due; what follows waits for it."""
        await self._set(
            head, attempts=head.attempts + 1, due=due, leased_until=None, problem=problem
        )

    async def _set(self, head: Head, **values: object) -> None:
        await self._database.execute([sa.update(outbox).where(*_this(head)).values(**values)])

    async def give_up(self, destination: str, problem: str) -> None:
        """Everything that waits for one Subscription becomes a dead letter."""
        await self._database.execute(
            [
                sa.update(outbox)
                .where(_c.destination == destination, _c.state == WAITING)
                .values(state=DEAD, leased_until=None, problem=problem)
            ]
        )

    async def drop(self, destination: str) -> None:
        """Nobody waits for these any more."""
        await self._database.execute(
            [sa.delete(outbox).where(_c.destination == destination, _c.state == WAITING)]
        )

    async def forget(self, before: int) -> int:
        """Delete what was told before a time."""
        [count] = await self._database.execute(
            [
                sa.delete(outbox).where(
                    _c.destination.like("Subscription/%"), _c.state == SENT, _c.due < before
                )
            ]
        )
        return count


def _this(head: Head) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        _c.shard == head.shard,
        _c.number == head.number,
        _c.destination == head.destination,
    )

"""The outbox: changes that must reach other servers, written in the same transaction as themselves.

A **lane** is one patient's changes towards one target. It is drained by one relay at a time, which
leases all that waits in it, and settles what it has leased and no more: what is written meanwhile, or
becomes visible only then, goes on waiting. Rows wait, are sent, are held by a conflict, or are dead
letters. Times are microseconds since 1970, UTC.
"""

from collections.abc import Mapping, Sequence

import msgspec
import sqlalchemy as sa

from pk_fhir.store.database import Database
from pk_fhir.store.push_tables import pushed
from pk_fhir.store.pushed import at
from pk_fhir.store.tables import directory, outbox, versions

LANES = 50
WAITING, SENT, CONFLICT, DEAD = "waiting", "sent", "conflict", "dead"

_C = outbox.c
_OTHER = outbox.alias("other")


class Lane(msgspec.Struct, kw_only=True):
    """One patient's waiting changes for one target: how many, since when, and how often they were tried.

    `leased_until` is the lease of the relay that has it, and no other's; it moves when that is renewed.
    """

    shard: str
    tenant: str
    target: str
    changes: int
    since: int
    attempts: int
    leased_until: int = 0

    @property
    def patient(self) -> str | None:
        """The Patient's id; None for what is outside any patient."""
        _, slash, patient = self.shard.partition("/")
        return patient if slash else None


class Letter(msgspec.Struct, frozen=True, kw_only=True):
    """Changes of one patient that will not be sent again by themselves, and why."""

    target: str
    tenant: str
    patient: str
    changes: int
    since: int
    problem: str


class Outbox:
    """The outbox of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def lanes(self, target: str, now: int) -> list[Lane]:
        """Lanes that are due, the longest waiting first."""
        c = outbox.c
        rows = await self._database.fetch(
            sa.select(
                c.shard,
                c.tenant,
                sa.func.count(),
                sa.func.min(c.since),
                sa.func.max(c.attempts),
            )
            .where(c.destination == target, c.state == WAITING)
            .group_by(c.shard, c.tenant)
            .having(
                sa.func.max(c.due) <= now,
                sa.func.coalesce(sa.func.max(c.leased_until), 0) <= now,
            )
            .order_by(sa.func.min(c.number))
            .limit(LANES)
        )
        return [
            Lane(
                shard=shard,
                tenant=tenant,
                target=target,
                changes=changes,
                since=since,
                attempts=attempts,
            )
            for shard, tenant, changes, since, attempts in rows
        ]

    async def next_due(self, target: str, now: int) -> int | None:
        """The first instant after now at which something that waits is due; None for none."""
        c = outbox.c
        rows = await self._database.fetch(
            sa.select(sa.func.min(c.due)).where(
                c.destination == target, c.state == WAITING, c.due > now
            )
        )
        return None if rows[0][0] is None else int(rows[0][0])

    async def claim(self, lane: Lane, now: int, until: int) -> Lane | None:
        """Lease all that waits in the lane; None where another relay has it, or has drained it."""
        mine = msgspec.structs.replace(lane, leased_until=until)
        leased = sa.exists().where(*_in(lane, _OTHER), _OTHER.c.leased_until > now)
        [count] = await self._database.execute(
            [
                sa.update(outbox)
                .where(
                    *_in(lane),
                    sa.or_(_C.leased_until.is_(None), _C.leased_until <= now),
                    sa.not_(leased),
                )
                .values(leased_until=until)
            ]
        )
        if count >= lane.changes:
            return mine
        # Another relay was as quick, and has the rest of them.
        await self._database.execute([_leased(mine).values(leased_until=None)])
        return None

    async def renew(self, lane: Lane, until: int) -> None:
        """Hold what is leased of the lane for longer; nothing, where another relay has it by now."""
        [count] = await self._database.execute([_leased(lane).values(leased_until=until)])
        if count:
            lane.leased_until = until

    async def settle(self, lane: Lane, state: str, problem: str | None = None) -> None:
        """What is leased of the lane is sent, held by a conflict, or dead letters.

        With it is sent what was held or given up before: what is sent is all that there is of a patient.
        """
        settled = {"state": state, "problem": problem, "leased_until": None}
        statements = [_leased(lane).values(settled)]
        if state == SENT:
            mine = sa.exists().where(*_in(lane, _OTHER), _OTHER.c.leased_until == lane.leased_until)
            before = sa.update(outbox).where(*_in(lane, states=(CONFLICT, DEAD)), mine)
            statements.insert(0, before.values(settled))
        await self._database.execute(statements)

    async def later(self, lane: Lane, due: int, problem: str) -> None:
        """What is leased of the lane is tried again when it is due."""
        await self._database.execute(
            [
                _leased(lane).values(
                    attempts=lane.attempts + 1, due=due, problem=problem, leased_until=None
                )
            ]
        )

    async def missed(
        self, target: str, tenant: str, base_url: str | None = None
    ) -> list[tuple[str, int]]:
        """(shard, newest row number) of patients with a plan, or anything that the target has from us, that
        changed since the target was told at this address; or was deleted."""
        v, p, d = versions.c, pushed.c, directory.c
        told = (
            sa.select(p.number)
            .where(
                p.target == target,
                p.tenant == tenant,
                p.type == v.type,
                p.id == v.id,
                at(base_url),
            )
            .scalar_subquery()
        )

        def rests(shard: sa.ColumnElement[str]) -> sa.ColumnElement[bool]:
            here = (_C.shard == shard, _C.destination == target, _C.state != SENT)
            return sa.not_(sa.exists().where(*here))

        plans = sa.select(v.shard.label("shard"), v.number.label("number")).where(
            v.tenant == tenant,
            v.type == "CarePlan",
            v.until_tx.is_(None),
            v.deleted.is_(sa.false()),
            v.patient.is_not(None),
            sa.func.coalesce(told, -1) != v.number,
            rests(v.shard),
        )
        parts = (
            sa.select(d.shard, d.number)
            .join_from(
                pushed,
                directory,
                sa.and_(d.tenant == p.tenant, d.type == p.type, d.id == p.id),
            )
            .where(
                p.target == target,
                p.tenant == tenant,
                p.patient.is_not(None),
                # The target's own register decides what it says of a patient.
                p.type != "Patient",
                d.number != p.number,
                rests(d.shard),
            )
        )
        found = sa.union_all(plans, parts).subquery()
        rows = await self._database.fetch(
            sa.select(found.c.shard, sa.func.max(found.c.number)).group_by(found.c.shard)
        )
        return [(shard, number) for shard, number in rows]

    async def release(
        self,
        target: str,
        now: int,
        *,
        state: str,
        shard: str | None = None,
        tenant: str | None = None,
    ) -> int:
        """Let dead letters, or what a conflict held, wait again; how many changes that are."""
        c = outbox.c
        statement = sa.update(outbox).where(c.destination == target, c.state == state)
        if shard is not None:
            statement = statement.where(c.shard == shard)
        if tenant is not None:
            statement = statement.where(c.tenant == tenant)
        [count] = await self._database.execute([statement.values(_again(now))])
        return count

    async def counts(self, tenant: str | None = None) -> Mapping[tuple[str, str], int]:
        """How many changes there are, of a tenant or of all, by (target, state)."""
        c = outbox.c
        statement = sa.select(c.destination, c.state, sa.func.count())
        if tenant is not None:
            statement = statement.where(c.tenant == tenant)
        rows = await self._database.fetch(statement.group_by(c.destination, c.state))
        return {(target, state): count for target, state, count in rows}

    async def dead(self) -> list[Letter]:
        """The dead letters, a patient at a time."""
        c = outbox.c
        rows = await self._database.fetch(
            sa.select(
                c.destination,
                c.tenant,
                c.shard,
                sa.func.count(),
                sa.func.min(c.since),
                sa.func.max(c.problem),
            )
            .where(c.state == DEAD)
            .group_by(c.destination, c.tenant, c.shard)
            .order_by(sa.func.min(c.since))
        )
        return [
            Letter(
                target=row[0],
                tenant=row[1],
                patient=row[2].partition("/")[2],
                changes=row[3],
                since=row[4],
                problem=row[5] or "",
            )
            for row in rows
        ]

    async def waits(self, target: str, shard: str, tenant: str, number: int, now: int) -> None:
        """Let a patient's newest change wait for a target: what a sweep found not to have been sent."""
        c = outbox.c
        there = sa.select(c.number).where(
            c.shard == shard, c.number == number, c.destination == target
        )
        await self._database.execute(
            [
                sa.insert(outbox).from_select(
                    [
                        "shard",
                        "number",
                        "destination",
                        "tenant",
                        "state",
                        "attempts",
                        "due",
                        "since",
                    ],
                    sa.select(
                        sa.literal(shard),
                        sa.literal(number, outbox.c.number.type),
                        sa.literal(target),
                        sa.literal(tenant),
                        sa.literal(WAITING),
                        sa.literal(0),
                        sa.literal(now, outbox.c.due.type),
                        sa.literal(now, outbox.c.since.type),
                    ).where(sa.not_(sa.exists(there))),
                ),
                sa.update(outbox)
                .where(
                    c.shard == shard,
                    c.number == number,
                    c.destination == target,
                    c.state == SENT,
                )
                .values(_again(now)),
            ]
        )

    async def forget(self, before: int) -> int:
        """Delete what was sent before a time."""
        c = outbox.c
        [count] = await self._database.execute(
            [sa.delete(outbox).where(c.state == SENT, c.due < before)]
        )
        return count


def _in(
    lane: Lane, table: sa.FromClause = outbox, states: Sequence[str] = (WAITING,)
) -> tuple[sa.ColumnElement[bool], ...]:
    c = table.c
    return c.shard == lane.shard, c.destination == lane.target, c.state.in_(states)


def _leased(lane: Lane) -> sa.Update:
    return sa.update(outbox).where(*_in(lane), _C.leased_until == lane.leased_until)


def _again(now: int) -> dict[str, object]:
    """A row that waits from now on, as if for the first time."""
    return {"state": WAITING, "attempts": 0, "due": now, "since": now, "leased_until": None}

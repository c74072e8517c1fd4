"""The outbox: changes that must reach other servers, written in the same transaction as themselves.

A **lane** is one patient's changes towards one target. A lane is drained in order, by one relay at a
time: its oldest waiting row is leased. Rows wait, are sent, are held by a conflict, or are dead
letters. Times are microseconds since 1970, UTC.
"""

from collections.abc import Mapping

import msgspec
import sqlalchemy as sa

from pk_fhir.store.database import Database
from pk_fhir.store.push_tables import pushed
from pk_fhir.store.tables import outbox, versions

LANES = 50
WAITING, SENT, CONFLICT, DEAD = "waiting", "sent", "conflict", "dead"


class Lane(msgspec.Struct, frozen=True, kw_only=True):
    """One patient's waiting changes for one target; `first` and `last` are row numbers, `attempts` so far."""

    shard: str
    tenant: str
    target: str
    first: int
    last: int
    attempts: int

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
                sa.func.min(c.number),
                sa.func.max(c.number),
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
                first=first,
                last=last,
                attempts=attempts,
            )
            for shard, tenant, first, last, attempts in rows
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

    async def claim(self, lane: Lane, now: int, until: int) -> bool:
        """Lease the lane; False where another relay has it, or has drained it."""
        c = outbox.c
        [count] = await self._database.execute(
            [
                sa.update(outbox)
                .where(
                    c.shard == lane.shard,
                    c.number == lane.first,
                    c.destination == lane.target,
                    c.state == WAITING,
                    sa.or_(c.leased_until.is_(None), c.leased_until <= now),
                )
                .values(leased_until=until)
            ]
        )
        return count == 1

    async def settle(self, lane: Lane, state: str, problem: str | None = None) -> None:
        """The lane's changes up to its last are sent, held by a conflict, or dead letters."""
        held = (WAITING, CONFLICT, DEAD) if state == SENT else (WAITING,)
        await self._set(lane, held, state=state, problem=problem, leased_until=None)

    async def later(self, lane: Lane, due: int, problem: str) -> None:
        """The lane is tried again when it is due."""
        await self._set(
            lane,
            (WAITING,),
            attempts=lane.attempts + 1,
            due=due,
            problem=problem,
            leased_until=None,
        )

    async def _set(self, lane: Lane, held: tuple[str, ...], **values: object) -> None:
        c = outbox.c
        await self._database.execute(
            [
                sa.update(outbox)
                .where(
                    c.shard == lane.shard,
                    c.destination == lane.target,
                    c.number <= lane.last,
                    c.state.in_(held),
                )
                .values(**values)
            ]
        )

    async def since(self, lane: Lane) -> int:
        """When the lane's oldest change was made."""
        rows = await self._database.fetch(
            sa.select(versions.c.last_updated).where(
                versions.c.shard == lane.shard, versions.c.number == lane.first
            )
        )
        return int(rows[0][0]) if rows else 0

    async def missed(self, target: str, tenant: str) -> list[tuple[str, int]]:
        """(shard, newest row number) of patients with a plan that changed since the target was told."""
        v, p = versions.c, pushed.c
        told = (
            sa.select(p.number)
            .where(p.target == target, p.tenant == tenant, p.type == v.type, p.id == v.id)
            .scalar_subquery()
        )
        waiting = sa.exists().where(
            outbox.c.shard == v.shard, outbox.c.destination == target, outbox.c.state != SENT
        )
        rows = await self._database.fetch(
            sa.select(v.shard, sa.func.max(v.number))
            .where(
                v.tenant == tenant,
                v.type == "CarePlan",
                v.until_tx.is_(None),
                v.patient.is_not(None),
                sa.func.coalesce(told, -1) != v.number,
                sa.not_(waiting),
            )
            .group_by(v.shard)
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
        values = {"state": WAITING, "attempts": 0, "due": now, "leased_until": None}
        [count] = await self._database.execute([statement.values(**values)])
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
                sa.func.min(c.due),
                sa.func.max(c.problem),
            )
            .where(c.state == DEAD)
            .group_by(c.destination, c.tenant, c.shard)
            .order_by(sa.func.min(c.due))
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
                    ],
                    sa.select(
                        sa.literal(shard),
                        sa.literal(number, outbox.c.number.type),
                        sa.literal(target),
                        sa.literal(tenant),
                        sa.literal(WAITING),
                        sa.literal(0),
                        sa.literal(now, outbox.c.due.type),
                    ).where(sa.not_(sa.exists(there))),
                ),
                sa.update(outbox)
                .where(
                    c.shard == shard,
                    c.number == number,
                    c.destination == target,
                    c.state == SENT,
                )
                .values(state=WAITING, attempts=0, due=now, leased_until=None),
            ]
        )

    async def forget(self, before: int) -> int:
        """Delete what was sent before a time."""
        c = outbox.c
        [count] = await self._database.execute(
            [sa.delete(outbox).where(c.state == SENT, c.due < before)]
        )
        return count

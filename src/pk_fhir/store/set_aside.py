"""Persons whom a source could not be read of: each is tried again by itself, later and later.

So one of whom it has something that it cannot give holds up nobody else. Times are microseconds since
1970, UTC.
"""

from collections.abc import Collection

import msgspec
import sqlalchemy as sa

from pk_fhir.store.aside_tables import set_aside
from pk_fhir.store.database import Database

MINUTE = 60_000_000
LONGEST = 6 * 60 * MINUTE

_C = set_aside.c


class Aside(msgspec.Struct, frozen=True, kw_only=True):
    """One person (`whom`, the caller's own JSON): how often in a row, since when, when again, and why."""

    whom: str
    attempts: int
    since: int
    due: int
    problem: str


class Asides(msgspec.Struct, frozen=True, kw_only=True):
    """How many there are of a source, since when, when the next is tried again, and why one of them is there."""

    count: int = 0
    since: int | None = None
    due: int | None = None
    problem: str | None = None


class SetAside:
    """The table in one database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._insert = database.statements.insert

    async def among(self, source: str, whom: Collection[str]) -> set[str]:
        """Which of these are there."""
        named = sorted(whom)
        found: set[str] = set()
        for start in range(0, len(named), 500):
            rows = await self._database.fetch(
                sa.select(_C.whom).where(
                    _C.source == source, _C.whom.in_(named[start : start + 500])
                )
            )
            found |= {row[0] for row in rows}
        return found

    async def due(self, source: str, now: int, most: int) -> list[Aside]:
        """Those that are to be tried again by now, the longest due first."""
        rows = await self._database.fetch(
            sa.select(_C.whom, _C.attempts, _C.since, _C.due, _C.problem)
            .where(_C.source == source, _C.due <= now)
            .order_by(_C.due, _C.whom)
            .limit(most)
        )
        return [
            Aside(whom=row[0], attempts=row[1], since=row[2], due=row[3], problem=row[4])
            for row in rows
        ]

    async def put(self, source: str, whom: str, now: int, problem: str) -> None:
        """It could not be read, once more perhaps: after a minute it is tried again, then twice as late each
        time, and never later than after six hours."""
        first = self._insert(set_aside).values(
            source=source, whom=whom, attempts=1, since=now, due=now + MINUTE, problem=problem
        )
        waited = sa.case(
            *((_C.attempts == n, MINUTE << n) for n in range(1, 9)),
            else_=sa.literal(LONGEST, _C.due.type),
        )
        again = first.on_conflict_do_update(
            index_elements=[_C.source, _C.whom],
            set_={"attempts": _C.attempts + 1, "due": now + waited, "problem": problem},
        )
        await self._database.execute([again])

    async def clear(self, source: str, whom: str) -> None:
        """It was read."""
        await self._database.execute(
            [sa.delete(set_aside).where(_C.source == source, _C.whom == whom)]
        )

    async def all(self) -> dict[str, Asides]:
        """By source, those of each in a word; of a source that has none, nothing."""
        rows = await self._database.fetch(
            sa.select(
                _C.source,
                sa.func.count(),
                sa.func.min(_C.since),
                sa.func.min(_C.due),
                sa.func.max(_C.problem),
            )
            .group_by(_C.source)
            .order_by(_C.source)
        )
        return {
            source: Asides(count=count, since=since, due=due, problem=problem)
            for source, count, since, due, problem in rows
        }

    async def of(self, source: str) -> Asides:
        """Those of one source in a word."""
        return (await self.all()).get(source, Asides())

    async def forget(self, source: str) -> None:
        """Whoever gets this name begins with nobody."""
        await self._database.execute([sa.delete(set_aside).where(_C.source == source)])

"""Circuit breakers: an external server that keeps failing is left alone for a while, by every process.

A server has one for each purpose, for one that is read well may take nothing. Times are microseconds
since 1970, UTC.
"""

from typing import Literal

import msgspec
import sqlalchemy as sa

from pk_fhir.store.database import Database
from pk_fhir.store.push_tables import breakers

Purpose = Literal["read", "send"]

# So many failures in a row open a breaker; each further one doubles the time, up to the longest.
FAILURES = 5
FIRST = 2_000_000
LONGEST = 120_000_000


class Failing(msgspec.Struct, frozen=True, kw_only=True):
    """A server that failed last: how often in a row, until when it is left alone, and why."""

    failures: int
    open_until: int
    problem: str


def after(failures: int, now: int, wait: int = 0) -> int:
    """Until when a server is left alone after so many failures in a row; it may have asked for `wait`."""
    if failures < FAILURES:
        return now + wait
    return now + max(wait, min(LONGEST, FIRST << min(failures - FAILURES, 30)))


class Breakers:
    """The breakers of one database for one purpose, by the name of the external server."""

    def __init__(self, database: Database, purpose: Purpose) -> None:
        self._database = database
        self._insert = database.statements.insert
        self._purpose = purpose

    async def is_open(self, name: str, now: int) -> bool:
        """Whether the server is to be left alone at `now`, in microseconds."""
        c = breakers.c
        rows = await self._database.fetch(sa.select(c.open_until).where(*self._of(name)))
        return bool(rows) and rows[0][0] > now

    async def failed(self, name: str, now: int, problem: str, wait: int = 0) -> None:
        """Count a failure; the server itself may have asked to be left alone for `wait` microseconds."""
        c = breakers.c
        first = self._insert(breakers).values(
            name=name,
            purpose=self._purpose,
            failures=1,
            open_until=after(1, now, wait),
            problem=problem,
        )
        # After the last of these steps the time no longer grows.
        steps = range(1, FAILURES + (LONGEST // FIRST).bit_length() + 1)
        until = sa.case(
            *((c.failures + 1 == step, after(step, now, wait)) for step in steps),
            else_=after(steps[-1], now, wait),
        )
        await self._database.execute(
            [
                first.on_conflict_do_update(
                    index_elements=[c.name, c.purpose],
                    set_={"failures": c.failures + 1, "open_until": until, "problem": problem},
                )
            ]
        )

    async def worked(self, name: str) -> None:
        """The server answered: close the breaker."""
        await self._database.execute([sa.delete(breakers).where(*self._of(name))])

    async def all(self) -> dict[str, Failing]:
        """Each server that failed last."""
        c = breakers.c
        rows = await self._database.fetch(
            sa.select(c.name, c.failures, c.open_until, c.problem).where(c.purpose == self._purpose)
        )
        return {
            name: Failing(failures=failures, open_until=until, problem=problem or "")
            for name, failures, until, problem in rows
        }

    def _of(self, name: str) -> tuple[sa.ColumnElement[bool], ...]:
        return breakers.c.name == name, breakers.c.purpose == self._purpose

"""Circuit breakers: an external server that keeps failing is left alone for a while, by every process.

Times are microseconds since 1970, UTC.
"""

import sqlalchemy as sa

from pk_fhir.store.database import Database
from pk_fhir.store.push_tables import breakers

# So many failures in a row open a breaker; each further one doubles the time, up to the longest.
FAILURES = 5
FIRST = 2_000_000
LONGEST = 300_000_000


class Breakers:
    """The breakers of one database, by the name of the external server."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._insert = database.statements.insert

    async def is_open(self, name: str, now: int) -> bool:
        c = breakers.c
        rows = await self._database.fetch(sa.select(c.open_until).where(c.name == name))
        return bool(rows) and rows[0][0] > now

    async def failed(self, name: str, now: int, problem: str, wait: int = 0) -> None:
        """Count a failure; the server itself may have asked to be left alone for `wait` microseconds."""
        c = breakers.c
        first = self._insert(breakers).values(
            name=name, failures=1, open_until=now + wait, problem=problem
        )
        failures = c.failures + 1
        steps = [
            (failures == FAILURES + step, now + max(wait, min(LONGEST, FIRST * 2**step)))
            for step in range(8)
        ]
        until = sa.case((failures < FAILURES, now + wait), *steps, else_=now + max(wait, LONGEST))
        await self._database.execute(
            [
                first.on_conflict_do_update(
                    index_elements=[c.name],
                    set_={"failures": failures, "open_until": until, "problem": problem},
                )
            ]
        )

    async def worked(self, name: str) -> None:
        """The server answered: close the breaker."""
        await self._database.execute([sa.delete(breakers).where(breakers.c.name == name)])

    async def all(self) -> dict[str, tuple[int, int, str]]:
        """(failures in a row, open until, last problem) of each server that failed last."""
        c = breakers.c
        rows = await self._database.fetch(sa.select(c.name, c.failures, c.open_until, c.problem))
        return {row[0]: (row[1], row[2], row[3] or "") for row in rows}

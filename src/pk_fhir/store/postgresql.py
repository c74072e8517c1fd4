"""PostgreSQL 15 or later, by libpq (psycopg 3's): a whole write in one round trip, point reads side by side.

A plan's checks and rows go out as one batch, which PostgreSQL runs as one transaction
(`postgresql_wire`). A check that fails raises inside the database (`pk_expect`), so nothing has to be
asked first. READ COMMITTED with locks, and no SERIALIZABLE: see docs/decisions/concurrency.md.

One connection is for point reads, which follow one another on it without waiting; every other batch
has a connection for itself while it runs, so that a long search holds up nobody.
"""

from collections.abc import Sequence
from typing import Any

import psycopg
import sqlalchemy as sa
from psycopg import errors

from pk_fhir.fhir.outcome import FhirError
from pk_fhir.store import guards, rows
from pk_fhir.store.database import Rows
from pk_fhir.store.plan import AnsweredError, AuditRow, MissingError, Plan, StaleError
from pk_fhir.store.postgresql_values import array
from pk_fhir.store.postgresql_wire import Answer, Step
from pk_fhir.store.postgresql_wires import Wires
from pk_fhir.store.postgresql_writes import rows_step, steps
from pk_fhir.store.statements import Prepared, Rendered, Statements


class PostgreSQL:
    """See `database.Database`."""

    def __init__(self, wires: Wires) -> None:
        self.statements = Statements.for_postgresql()
        self._wires = wires

    @classmethod
    async def open(cls, url: sa.URL, size: int) -> "PostgreSQL":
        conninfo = url.set(drivername="postgresql").render_as_string(hide_password=False)
        wires = Wires(conninfo, size)
        await wires.first()
        return cls(wires)

    async def fetch(self, statement: sa.ClauseElement | Rendered) -> Rows:
        text, values = self.statements.rendered(statement)
        return (await self._run([(text.encode(), values)])).rows

    async def fetch_prepared(self, prepared: Prepared, **values: Any) -> Rows:
        text, bound = prepared.with_values(**values)
        try:
            points = await self._wires.points()
            return (await points.send([(text.encode(), bound)])).rows
        except psycopg.OperationalError as error:
            raise _no_answer() from error

    async def write(self, plan: Plan) -> None:
        checks = guards.of_plan(plan)
        todo = steps(plan, checks, self.statements)
        try:
            await self._run(todo)
        except errors.UniqueViolation as error:
            answered = error.diag.table_name == "answers"
            raise (AnsweredError if answered else StaleError) from error
        except (errors.DeadlockDetected, errors.SerializationFailure) as error:
            raise StaleError from error
        except psycopg.Error as error:
            if error.sqlstate != "PK001":
                raise
            await self._explain(plan, checks)
            raise StaleError from error

    async def record(self, audit: Sequence[AuditRow]) -> None:
        if audit:
            await self._run([rows_step("audit", [rows.audit(row) for row in audit])])

    async def execute(self, statements: Sequence[sa.ClauseElement]) -> list[int]:
        rendered = [self.statements.render(statement) for statement in statements]
        answer = await self._run([(text.encode(), values) for text, values in rendered])
        return answer.counts

    async def close(self) -> None:
        await self._wires.close()

    async def _run(self, todo: Sequence[Step]) -> Answer:
        """A batch as one transaction; FhirError "timeout" where the database does not answer in time."""
        try:
            wire = await self._wires.taken()
            # Given back when the batch is over, whether or not somebody still waits for it.
            return await wire.send(todo, lambda: self._wires.give_back(wire))
        except psycopg.OperationalError as error:
            if isinstance(error, errors.DeadlockDetected | errors.SerializationFailure):
                raise
            raise _no_answer() from error

    async def _explain(self, plan: Plan, checks: Sequence[guards.Guard]) -> None:
        """Raise what the failed check means, unless it would hold by now."""
        if wanted := guards.plainly_present(plan):
            kinds, idents = ([reference[part] for reference in wanted] for part in (0, 1))
            there = await self._run([(_THERE, [plan.tenant, array(kinds), array(idents)])])
            if missing := set(wanted) - {(row[0], row[1]) for row in there.rows}:
                raise MissingError(list(missing))
        last = [guards.unmentioned(plan)] if plan.unmentioned else []
        for check in (*checks, *last):
            check.judge(await self.fetch(check.statement))


_THERE = b"""
SELECT d.type, d.id FROM directory d
JOIN unnest($2::text[], $3::text[]) AS wanted(type, id) ON wanted.type = d.type AND wanted.id = d.id
WHERE d.tenant = $1 AND NOT d.deleted
"""


def _no_answer() -> FhirError:
    return FhirError("timeout", "The database does not answer in time. Try again later.")

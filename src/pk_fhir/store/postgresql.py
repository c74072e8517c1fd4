"""PostgreSQL 15 or later, by libpq (psycopg 3's): a whole write in one round trip, point reads side by side.

A plan's checks and rows go out as one batch, which PostgreSQL runs as one transaction
(`postgresql_wire`). A check that fails raises inside the database (`pk_expect`), so nothing has to be
asked first. READ COMMITTED with locks, and no SERIALIZABLE: see docs/decisions/concurrency.md.

One connection is for point reads, which follow one another on it without waiting. Searches and writes
have a connection for themselves while they run, each of their own kind, so that a long search holds up
nobody.
"""

from collections.abc import Sequence
from typing import Any

import psycopg
import sqlalchemy as sa
from psycopg import errors

from pk_fhir.fhir.outcome import FhirError
from pk_fhir.messages import told
from pk_fhir.store import guards, indexed_by, rows
from pk_fhir.store.database import Rows
from pk_fhir.store.plan import (
    AnsweredError,
    AuditRow,
    MissingError,
    OutdatedError,
    Plan,
    StaleError,
)
from pk_fhir.store.postgresql_values import array
from pk_fhir.store.postgresql_wire import Answer, Step
from pk_fhir.store.postgresql_wires import BY_VALUES, ONE_PLAN, Shared, Wires
from pk_fhir.store.postgresql_writes import rows_step, steps
from pk_fhir.store.statements import Prepared, Rendered, Statements


class PostgreSQL:
    """See `database.Database`."""

    def __init__(self, conninfo: str, size: int) -> None:
        self.statements = Statements.for_postgresql()
        self._parameters = self.statements.prepare(indexed_by.written())
        self._points = Shared(conninfo, ONE_PLAN)
        self._reading = Wires(conninfo, size, BY_VALUES)
        self._writing = Wires(conninfo, size, ONE_PLAN)

    @classmethod
    async def open(cls, url: sa.URL, size: int) -> "PostgreSQL":
        """Up to `size` connections for searches, as many for writes, and one for point reads."""
        conninfo = url.set(drivername="postgresql").render_as_string(hide_password=False)
        opened = cls(conninfo, size)
        # A wrong address is known at the start.
        await opened._points.wire()
        return opened

    async def fetch(self, statement: sa.ClauseElement | Rendered) -> Rows:
        text, values = self.statements.rendered(statement)
        return (await _run(self._reading, [(text.encode(), values)])).rows

    async def fetch_prepared(self, prepared: Prepared, **values: Any) -> Rows:
        text, bound = prepared.with_values(**values)
        try:
            points = await self._points.wire()
            return (await points.send([(text.encode(), bound)])).rows
        except psycopg.OperationalError as error:
            raise _no_answer() from error

    async def write(self, plan: Plan) -> None:
        checks = guards.of_plan(plan)
        todo = steps(plan, checks, self.statements)
        try:
            await _run(self._writing, todo)
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
            await _run(self._writing, [rows_step("audit", [rows.audit(row) for row in audit])])

    async def execute(self, statements: Sequence[sa.ClauseElement | Rendered]) -> list[int]:
        rendered = [self.statements.rendered(statement) for statement in statements]
        answer = await _run(self._writing, [(text.encode(), values) for text, values in rendered])
        return answer.counts

    async def close(self) -> None:
        for connections in (self._points, self._reading, self._writing):
            await connections.close()

    async def _explain(self, plan: Plan, checks: Sequence[guards.Guard]) -> None:
        """Raise what the failed check means, unless it would hold by now."""
        if indexed_by.is_asked(plan):
            [(now,)] = await self.fetch(self._parameters.with_values(tenant=plan.tenant))
            if now != plan.parameters:
                raise OutdatedError
        if wanted := guards.plainly_present(plan):
            kinds, idents = ([reference[part] for reference in wanted] for part in (0, 1))
            there = await _run(
                self._writing, [(_THERE, [plan.tenant, array(kinds), array(idents)])]
            )
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


async def _run(wires: Wires, todo: Sequence[Step]) -> Answer:
    """A batch as one transaction; FhirError "timeout" where the database does not answer in time."""
    try:
        wire = await wires.taken()
        # Given back when the batch is over, whether or not somebody still waits for it.
        return await wire.send(todo, lambda: wires.give_back(wire))
    except psycopg.OperationalError as error:
        if isinstance(error, errors.DeadlockDetected | errors.SerializationFailure):
            raise
        raise _no_answer() from error


def _no_answer() -> FhirError:
    return FhirError("timeout", told("refused.database-silent"))

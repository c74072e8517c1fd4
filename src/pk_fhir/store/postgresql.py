"""PostgreSQL 15 or later, by psycopg 3: a pool of connections, and a whole write in one round trip.

A plan's checks and rows go out as one pipeline, which PostgreSQL runs as one transaction
(https://www.psycopg.org/psycopg3/docs/advanced/pipeline.html). A check that fails raises inside the
database (`pk_expect`), so nothing has to be asked first. READ COMMITTED with locks, and no
SERIALIZABLE: see docs/decisions/concurrency.md.
"""

import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import psycopg
import sqlalchemy as sa
from psycopg import errors
from psycopg_pool import AsyncConnectionPool

from pk_fhir.fhir.outcome import FhirError
from pk_fhir.store import guards, rows
from pk_fhir.store.database import Rows
from pk_fhir.store.plan import AnsweredError, AuditRow, MissingError, Plan, StaleError
from pk_fhir.store.postgresql_writes import Step, rows_step, steps
from pk_fhir.store.statements import Prepared, Rendered, Statements

PREPARED_KEPT = 500
# Nobody waits longer for a free connection, or for a lock.
WAIT_SECONDS = 30.0


def _is_news(record: logging.LogRecord) -> bool:
    # A check that does not hold ends a pipeline: that is how a plan is refused, and nothing to warn of.
    return not record.msg.startswith("error ignored terminating")


logging.getLogger("psycopg").addFilter(_is_news)

Connection = psycopg.AsyncConnection[tuple[Any, ...]]
Pool = AsyncConnectionPool[Connection]


class PostgreSQL:
    """See `database.Database`."""

    def __init__(self, pool: Pool) -> None:
        self.statements = Statements.for_postgresql()
        self._pool = pool

    @classmethod
    async def open(cls, url: sa.URL, size: int) -> "PostgreSQL":
        conninfo = url.set(drivername="postgresql").render_as_string(hide_password=False)
        pool: Pool = AsyncConnectionPool(
            conninfo,
            min_size=min(2, size),
            max_size=size,
            open=False,
            timeout=WAIT_SECONDS,
            configure=_configure,
            kwargs={
                "autocommit": True,
                "cursor_factory": psycopg.AsyncRawCursor,
                # At once: psycopg forgets a statement of an aborted pipeline only if that was its first use.
                "prepare_threshold": 0,
                "options": f"-c lock_timeout={int(WAIT_SECONDS * 1000)} -c timezone=UTC -c jit=off",
            },
        )
        await pool.open(wait=True)
        return cls(pool)

    async def fetch(self, statement: sa.ClauseElement | Rendered) -> Rows:
        text, values = self.statements.rendered(statement)
        return await self._fetch(text, values)

    async def fetch_prepared(self, prepared: Prepared, **values: Any) -> Rows:
        text, bound = prepared.with_values(**values)
        return await self._fetch(text, bound)

    async def write(self, plan: Plan) -> None:
        checks = guards.of_plan(plan)
        todo = steps(plan, checks, self.statements)
        async with self._connection() as connection:
            try:
                await _run(connection, todo)
            except errors.UniqueViolation as error:
                answered = error.diag.table_name == "answers"
                raise (AnsweredError if answered else StaleError) from error
            except (errors.DeadlockDetected, errors.SerializationFailure) as error:
                raise StaleError from error
            except psycopg.Error as error:
                if error.sqlstate != "PK001":
                    raise
                await self._explain(connection, plan, checks)
                raise StaleError from error

    async def record(self, audit: Sequence[AuditRow]) -> None:
        if audit:
            text, values = rows_step("audit", [rows.audit(row) for row in audit])
            async with self._pool.connection() as connection:
                await connection.execute(text, values)

    async def execute(self, statements: Sequence[sa.ClauseElement]) -> list[int]:
        counts = []
        async with self._pool.connection() as connection, connection.transaction():
            for statement in statements:
                cursor = await connection.execute(*self.statements.render(statement))
                counts.append(cursor.rowcount)
        return counts

    async def close(self) -> None:
        await self._pool.close()

    async def _fetch(self, text: str, values: Sequence[Any]) -> Rows:
        async with self._connection() as connection:
            cursor = await connection.execute(text.encode(), values, binary=True)
            return await cursor.fetchall()

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[Connection]:
        """A connection; FhirError "timeout" where there is none, or it is lost, or a lock is not had in time."""
        try:
            async with self._pool.connection() as connection:
                yield connection
        except psycopg.OperationalError as error:
            raise FhirError(
                "timeout", "The database does not answer in time. Try again later."
            ) from error

    async def _explain(
        self, connection: Connection, plan: Plan, checks: Sequence[guards.Guard]
    ) -> None:
        """Raise what the failed check means, unless it would hold by now."""
        if wanted := guards.plainly_present(plan):
            found = await (
                await connection.execute(
                    b"SELECT d.type, d.id FROM directory d JOIN unnest($2::text[], $3::text[]) "
                    b"AS wanted(type, id) ON wanted.type = d.type AND wanted.id = d.id "
                    b"WHERE d.tenant = $1 AND NOT d.deleted",
                    [plan.tenant, [kind for kind, _ in wanted], [ident for _, ident in wanted]],
                )
            ).fetchall()
            if missing := set(wanted) - {(row[0], row[1]) for row in found}:
                raise MissingError(list(missing))
        for check in checks:
            text, values = self.statements.render(check.statement)
            check.judge(await (await connection.execute(text.encode(), values)).fetchall())


async def _run(connection: Connection, todo: Sequence[Step]) -> None:
    """All steps in one pipeline, which is one transaction and ends durable."""
    async with connection.pipeline():
        for text, values in todo:
            await connection.execute(text, values)


async def _configure(connection: Connection) -> None:
    connection.prepared_max = PREPARED_KEPT

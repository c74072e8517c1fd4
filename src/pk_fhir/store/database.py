"""What the store asks of a database: run a statement, write a plan. SQLite and PostgreSQL do it."""

from collections.abc import Sequence
from typing import Any, Protocol

import sqlalchemy as sa

from pk_fhir.store.plan import AuditRow, Plan
from pk_fhir.store.statements import Prepared, Rendered, Statements

Rows = list[tuple[Any, ...]]


class Database(Protocol):
    """One open database. Every method may be called from one event loop, by many tasks at once."""

    statements: Statements

    async def fetch(self, statement: sa.ClauseElement | Rendered) -> Rows:
        """The rows of a statement that holds its values itself: a search, in a worker thread or on
        a connection of its own."""
        ...

    async def fetch_prepared(self, prepared: Prepared, **values: Any) -> Rows:
        """The rows of a point read, prepared by `statements.prepare`, as fast as can be."""
        ...

    async def write(self, plan: Plan) -> None:
        """Check and write a plan in one step; it is durable when this returns.

        Raises StaleError, MissingError, MentionedError, AnsweredError; then nothing was written.
        """
        ...

    async def record(self, rows: Sequence[AuditRow]) -> None:
        """Write audit rows of reads and searches; durable when this returns."""
        ...

    async def execute(self, statements: Sequence[sa.ClauseElement | Rendered]) -> list[int]:
        """Housekeeping statements in one transaction; how many rows each touched."""
        ...

    async def close(self) -> None:
        """Close its connections; what is under way is waited for or given up."""
        ...

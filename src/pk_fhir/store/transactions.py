"""Transaction numbers: which versions a reader sees, now and at the state of an earlier page.

Every version is valid from `since_tx` until `until_tx` (NULL while it is the current one). On
PostgreSQL the numbers are transaction ids (`xid8`) and a state is a snapshot
(https://www.postgresql.org/docs/15/functions-info.html#FUNCTIONS-PG-SNAPSHOT); on SQLite, where one
writes at a time, they are integers from one counter row and a state is that counter. Why states and
not stored lists of ids: `docs/decisions/paging.md`.
"""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.types import UserDefinedType


class TxNumber(UserDefinedType[Any]):
    """`xid8` on PostgreSQL, an integer on SQLite."""

    cache_ok = True

    def get_col_spec(self, **_: object) -> str:
        return "xid8"


@compiles(TxNumber, "sqlite")
def _integer(_type: TxNumber, _compiler: Any, **_: object) -> str:
    return "INTEGER"


class _CurrentState(sa.sql.functions.GenericFunction[str]):
    """The state that a statement sees, as text that fits into a page link."""

    type = sa.String()
    name = "pk_current_state"
    inherit_cache = True


@compiles(_CurrentState, "postgresql")
def _snapshot(_element: _CurrentState, _compiler: Any, **_: object) -> str:
    return "pg_current_snapshot()::text"


@compiles(_CurrentState, "sqlite")
def _counter(_element: _CurrentState, _compiler: Any, **_: object) -> str:
    return "(SELECT CAST(number AS TEXT) FROM transaction_counter)"


class _VisibleAt(sa.sql.functions.GenericFunction[bool]):
    """`(since, until, state)`: was valid at that state."""

    type = sa.Boolean()
    name = "pk_visible_at"
    inherit_cache = True


@compiles(_VisibleAt, "postgresql")
def _in_snapshot(element: _VisibleAt, compiler: Any, **kw: object) -> str:
    since, until, state = (compiler.process(part, **kw) for part in element.clauses)
    state = f"CAST({state} AS pg_snapshot)"
    return (
        f"(pg_visible_in_snapshot({since}, {state}) AND "
        f"({until} IS NULL OR NOT pg_visible_in_snapshot({until}, {state})))"
    )


@compiles(_VisibleAt, "sqlite")
def _at_counter(element: _VisibleAt, compiler: Any, **kw: object) -> str:
    since, until, state = (compiler.process(part, **kw) for part in element.clauses)
    # SQLite binds by position, so that the state may be written once only.
    return (
        f"(CAST({state} AS INTEGER) BETWEEN {since} AND coalesce({until} - 1, 9223372036854775807))"
    )


def current_state() -> sa.ColumnElement[str]:
    """What to select beside a first page, for the links to the next pages."""
    return _CurrentState()


def valid(table: sa.FromClause, state: str | None) -> sa.ColumnElement[bool]:
    """The rows of `versions` (or an alias of it) that are valid now, or at `state`.

    A deletion is a version too: ask for `~table.c.deleted` as well where rows are not found through
    an index table (a deletion has no index rows).
    """
    if state is None:
        return table.c.until_tx.is_(None)
    return _VisibleAt(table.c.since_tx, table.c.until_tx, sa.literal(state, sa.String()))

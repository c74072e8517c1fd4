"""SQLAlchemy statements as text and values for the driver: built with Core, compiled once, run without it.

Statements of one shape (the same but for their values) share one compiled text, found by
SQLAlchemy's own cache key (https://docs.sqlalchemy.org/en/20/core/connections.html#sql-caching).
A statement that is always the same is `prepare`d once and costs nothing but its values.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import psycopg
from sqlalchemy.engine import Dialect
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.util import LRUCache

SHAPES_KEPT = 1000


class Rendered(NamedTuple):
    """What a driver runs: text, and values by position."""

    text: str
    values: Sequence[Any]


class Prepared(NamedTuple):
    """A compiled statement: `with_values` gives what a driver runs."""

    text: str
    names: tuple[str, ...]
    defaults: Mapping[str, Any]

    def with_values(self, **values: Any) -> Rendered:
        """The statement with these named values. KeyError for one that it needs and was not given."""
        defaults = self.defaults
        return Rendered(
            self.text,
            [values[name] if name in values else defaults[name] for name in self.names],
        )


class Statements:
    """Renders statements for one dialect."""

    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect
        self.name = dialect.name
        self._shapes: LRUCache[Any, Any] = LRUCache(SHAPES_KEPT)

    def insert(self, table: sa.Table) -> "postgresql.Insert | sqlite.Insert":
        """An insert that can say what it does ON CONFLICT, which each dialect has of its own."""
        if self.name == "postgresql":
            return postgresql.insert(table)
        return sqlite.insert(table)

    @classmethod
    def for_sqlite(cls) -> "Statements":
        """For SQLite, whose parameters are `?`."""
        return cls(sqlite.dialect(paramstyle="qmark"))

    @classmethod
    def for_postgresql(cls) -> "Statements":
        """For PostgreSQL, whose parameters are `$1`, `$2`..."""
        # psycopg's raw cursors take $1, $2... and rewrite nothing.
        return cls(psycopg.dialect(paramstyle="numeric_dollar"))  # type: ignore[no-untyped-call]

    def prepare(self, statement: sa.ClauseElement) -> Prepared:
        """Compile a statement whose changing values are named `sa.bindparam`s."""
        compiled = statement.compile(dialect=self.dialect)
        assert isinstance(compiled, SQLCompiler)  # noqa: S101 - narrows the type, cannot fail
        open_names = {bind.key for bind in compiled.binds.values() if bind.required}
        values: Mapping[str, Any] = compiled.construct_params(
            dict.fromkeys(open_names), escape_names=False
        )
        text = compiled.string
        names: Sequence[str] = compiled.positiontup or ()
        if compiled.post_compile_params:
            state = compiled._process_parameters_for_postcompile(dict(values))  # noqa: SLF001 - as in `render`
            text, names, values = state.statement, state.positiontup or (), state.parameters or {}
        defaults = {name: value for name, value in values.items() if name not in open_names}
        return Prepared(text, tuple(names), defaults)

    def rendered(self, statement: "sa.ClauseElement | Rendered") -> Rendered:
        """The statement as a driver runs it, which it may be already."""
        return statement if isinstance(statement, Rendered) else self.render(statement)

    def render(self, statement: sa.ClauseElement) -> Rendered:
        """Text and values of a statement that holds its values itself."""
        compiled, extracted, collected, _ = statement._compile_w_cache(  # noqa: SLF001 - the way the Engine itself goes
            self.dialect, compiled_cache=self._shapes, column_keys=[]
        )
        assert isinstance(compiled, SQLCompiler)  # noqa: S101 - narrows the type, cannot fail
        values = compiled.construct_params(
            extracted_parameters=extracted, escape_names=False, _collected_params=collected
        )
        if compiled.post_compile_params:
            state = compiled._process_parameters_for_postcompile(values)  # noqa: SLF001 - the same
            parameters = state.parameters or {}
            return Rendered(state.statement, [parameters[name] for name in state.positiontup or ()])
        return Rendered(compiled.string, [values[name] for name in compiled.positiontup or ()])

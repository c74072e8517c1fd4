"""A plan as the statements of one batch: locks, checks, and then one statement that writes all of its rows.

Each part of that statement is a common table expression, so a write of one resource is one statement
whatever it has in the indexes. https://www.postgresql.org/docs/15/queries-with.html#QUERIES-WITH-MODIFYING

Where rows of a table are looked up by a list, a subquery with a row lock or OFFSET 0 looks up each by
its key: that order is the planner's too, also before a table has statistics.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from pk_fhir.store import guards, indexed_by, moves, rows
from pk_fhir.store.plan import Change, Plan
from pk_fhir.store.postgresql_values import array
from pk_fhir.store.postgresql_wire import Step
from pk_fhir.store.statements import Statements
from pk_fhir.store.tables import index_key, metadata

# These rows may be there already, and then say the same.
_KEPT = frozenset({"identities", "links", "mentions"})

# The columns that `tables.index_key` begins an index table with.
_KEY = len(index_key())

_DIALECT = postgresql.dialect()  # type: ignore[no-untyped-call]

_LOCK = b"SELECT pg_advisory_xact_lock($1::bigint)"
_SHARED_LOCK = b"SELECT pg_advisory_xact_lock_shared($1::bigint)"

_LOCK_DELETED = b"""
SELECT 1 FROM unnest($2::text[], $3::text[]) AS gone(type, id), LATERAL (
  SELECT 1 FROM directory d WHERE d.tenant = $1 AND d.type = gone.type AND d.id = gone.id FOR UPDATE) AS locked
"""
_UNMENTIONED = b"""
SELECT pk_expect(NOT EXISTS (
  SELECT 1 FROM unnest($2::text[], $3::text[]) AS gone(type, id), LATERAL (
    SELECT m.shard, m.number FROM mentions m
    WHERE m.tenant = $1 AND m.target_type = gone.type AND m.target_id = gone.id OFFSET 0) AS m, LATERAL (
    SELECT v.type, v.id FROM versions v
    WHERE v.shard = m.shard AND v.number = m.number AND v.until_tx IS NULL OFFSET 0) AS v
  WHERE NOT EXISTS (
    SELECT 1 FROM unnest($4::text[], $5::text[]) AS replaced(type, id)
    WHERE replaced.type = v.type AND replaced.id = v.id)), 'unmentioned')
"""


class _Part(NamedTuple):
    """A common table expression with parameters of its own, and what must then hold."""

    text: str
    parameters: int
    holds: str | None = None


# Whoever refers to a resource holds off its deletion, but not its change.
_PRESENT = _Part(
    """
    present AS MATERIALIZED (
      SELECT 1 FROM unnest($2::text[], $3::text[]) AS wanted(type, id), LATERAL (
        SELECT 1 FROM directory d
        WHERE d.tenant = $1 AND d.type = wanted.type AND d.id = wanted.id AND NOT d.deleted
        FOR KEY SHARE) AS there)
    """,
    4,
    "pk_expect((SELECT count(*) FROM present) = $4::bigint, 'present')",
)
_PARAMETERS = _Part(
    """
    parameters AS MATERIALIZED (
      SELECT coalesce(sum(version), 0) AS written FROM directory WHERE tenant = $1::text AND type = $2::text)
    """,
    3,
    "pk_expect((SELECT written FROM parameters) = $3::bigint, 'parameters')",
)
_REPLACE_ONE = _Part(
    """
    replaced AS (
      UPDATE directory SET shard = $5::text, number = $6::bigint, version = $7::int, deleted = $8::bool
      WHERE tenant = $1::text AND type = $2::text AND id = $3::text AND number = $4::bigint
      RETURNING 1
    ), closed AS (
      UPDATE versions SET until_tx = pg_current_xact_id(), closed_at = $10::bigint
      WHERE shard = $9::text AND number = $4::bigint)
    """,
    10,
    "pk_expect((SELECT count(*) FROM replaced) = 1, 'versions')",
)
_REPLACE_MANY = _Part(
    """
    wanted AS MATERIALIZED (
      SELECT w.*, there.place FROM
        unnest($2::text[], $3::text[], $4::bigint[], $5::text[], $6::bigint[], $7::int[], $8::bool[])
          AS w(type, id, previous, shard, number, version, deleted), LATERAL (
        SELECT d.ctid AS place FROM directory d
        WHERE d.tenant = $1::text AND d.type = w.type AND d.id = w.id AND d.number = w.previous
        FOR UPDATE) AS there
    ), replaced AS (
      UPDATE directory d SET shard = w.shard, number = w.number, version = w.version, deleted = w.deleted
      FROM wanted w WHERE d.ctid = w.place RETURNING 1
    ), closing AS MATERIALIZED (
      SELECT c.at, there.place FROM unnest($9::text[], $4::bigint[], $10::bigint[]) AS c(shard, number, at), LATERAL (
        SELECT v.ctid AS place FROM versions v WHERE v.shard = c.shard AND v.number = c.number FOR UPDATE) AS there
    ), closed AS (
      UPDATE versions v SET until_tx = pg_current_xact_id(), closed_at = c.at FROM closing c WHERE v.ctid = c.place)
    """,
    11,
    "pk_expect((SELECT count(*) FROM replaced) = $11::bigint, 'versions')",
)

Written = tuple[_Part, Sequence[Any]]


def steps(plan: Plan, checks: Sequence[guards.Guard], statements: Statements) -> list[Step]:
    """What to send, in order."""
    todo = [*_locks(plan), *_checks(plan, checks, statements)]
    first = [*_parameters(plan), *_present(plan), *_directory(plan.changes)]
    moved = list(_moves(plan, statements))
    if moved and first:
        # What moves does so once its places in the directory are ours, and before its new rows are added.
        todo.append(_together(first))
        first = []
    added = [_rows(table, rows_) for table, rows_ in rows.of_plan(plan).items() if rows_]
    todo += moved
    if first or added:
        todo.append(_together([*first, *added]))
    return todo


def _together(parts: Sequence[Written]) -> Step:
    text = _statement(tuple(part for part, _ in parts))
    return text, [value for _, values in parts for value in values]


@lru_cache(maxsize=4096)
def _statement(parts: tuple[_Part, ...]) -> bytes:
    texts, expected, before = [], [], 0
    for part in parts:
        texts.append(_numbered(part.text, before))
        if part.holds is not None:
            expected.append(_numbered(part.holds, before))
        before += part.parameters
    return f"WITH {', '.join(texts)} SELECT {', '.join(expected) or '1'}".encode()


def _numbered(text: str, before: int) -> str:
    return re.sub(r"\$(\d+)", lambda found: f"${int(found[1]) + before}", text)


def _locks(plan: Plan) -> Iterator[Step]:
    # First that of the search parameters; then the others in the order of their numbers, so that two
    # plans do not wait for each other.
    if indexed_by.is_asked(plan):
        text = _LOCK if indexed_by.changes(plan) else _SHARED_LOCK
        yield text, [_number(indexed_by.lock(plan))]
    for number in sorted(_number(name) for name in plan.shared_locks):
        yield _SHARED_LOCK, [number]
    for number in sorted(_number(name) for name in plan.locks):
        yield _LOCK, [number]


def _number(name: str) -> int:
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), signed=True)


def _checks(plan: Plan, checks: Sequence[guards.Guard], statements: Statements) -> Iterator[Step]:
    deleted = sorted((change.type, change.id) for change in plan.changes if change.deleted)
    if deleted:
        yield _LOCK_DELETED, [plan.tenant, *_pair(deleted)]
    if plan.unmentioned:
        replaced = {(change.type, change.id) for change in plan.changes}
        yield (
            _UNMENTIONED,
            [plan.tenant, *_pair(sorted(plan.unmentioned)), *_pair(sorted(replaced))],
        )
    for check in checks:
        expect = sa.select(sa.func.pk_expect(check.holds, sa.literal("check", sa.Text)))
        text, values = statements.render(expect)
        yield text.encode(), values


def _pair(references: Iterable[tuple[str, str]]) -> tuple[list[str], list[str]]:
    kinds, idents = zip(*references, strict=True)
    return list(kinds), list(idents)


def _parameters(plan: Plan) -> Iterator[Written]:
    if indexed_by.is_asked(plan):
        yield _PARAMETERS, [plan.tenant, indexed_by.TYPE, plan.parameters]


def _present(plan: Plan) -> Iterator[Written]:
    if present := guards.plainly_present(plan):
        yield _PRESENT, [plan.tenant, *_pair(present), len(present)]


def _directory(changes: Sequence[Change]) -> Iterator[Written]:
    new = [rows.directory(change) for change in changes if change.previous is None]
    if new:
        yield _rows("directory", new)
    # In one order, so that two plans do not wait for each other.
    replacing = sorted(
        (change for change in changes if change.previous is not None),
        key=lambda change: (change.type, change.id),
    )
    if not replacing:
        return
    columns = [array(column) for column in zip(*map(_replacing, replacing), strict=True)]
    if len(replacing) == 1:
        yield _REPLACE_ONE, [replacing[0].tenant, *_replacing(replacing[0])]
    else:
        yield _REPLACE_MANY, [replacing[0].tenant, *columns, len(replacing)]


def _replacing(change: Change) -> tuple[Any, ...]:
    place = change.previous
    assert place is not None  # noqa: S101 - narrows the type, cannot fail
    return (
        change.type, change.id, place.number, change.shard, change.number, change.version, change.deleted,
        place.shard, change.last_updated,
    )  # fmt: skip


def _moves(plan: Plan, statements: Statements) -> Iterator[Step]:
    for statement in moves.of_plan(plan):
        text, values = statements.render(statement)
        yield text.encode(), values


def rows_step(table: str, added: Sequence[tuple[Any, ...]]) -> Step:
    """All rows of one table as one insert."""
    return _together([_rows(table, added)])


def _rows(table: str, added: Sequence[tuple[Any, ...]]) -> Written:
    # For one row values cost half of what arrays of one do.
    if len(added) == 1:
        return _insert(table, alike=len(added[0])), added[0]
    columns = list(zip(*added, strict=True))
    # An index table's first columns say which version its rows are of: the same for all rows of one.
    alike = _KEY if table.startswith("index_") and _is_one(columns[1]) else 0
    values = [column[0] for column in columns[:alike]]
    return _insert(table, alike=alike), values + [array(column) for column in columns[alike:]]


def _is_one(values: Sequence[Any]) -> bool:
    return values[0] == values[-1] and len(set(values)) == 1


@cache
def _insert(table: str, *, alike: int) -> _Part:
    """An insert whose first so many columns have one value, and the others one for each row."""
    columns = [
        column for column in metadata.tables[table].columns if not column.name.endswith("_tx")
    ]
    names = ", ".join(column.name for column in columns)
    given = [f"${place}::{_type(column)}" for place, column in enumerate(columns, 1)]
    more, values = (", since_tx", ", pg_current_xact_id()") if table == "versions" else ("", "")
    if alike == len(columns):
        source = f"VALUES ({', '.join(given)}{values})"
    else:
        arrays = ", ".join(f"{each}[]" for each in given[alike:])
        same = "".join(f"{each}, " for each in given[:alike])
        source = f"SELECT {same}rows.*{values} FROM unnest({arrays}) AS rows"  # noqa: S608 - our own columns
    kept = " ON CONFLICT DO NOTHING" if table in _KEPT else ""
    text = f"INSERT INTO {table} ({names}{more}) {source}{kept}"
    return _Part(f"new_{table} AS ({text})", len(columns))


def _type(column: sa.Column[Any]) -> str:
    # How values compare is the column's business.
    return column.type.compile(dialect=_DIALECT).partition(" COLLATE")[0]

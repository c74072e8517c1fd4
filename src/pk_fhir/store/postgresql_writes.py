"""A plan as the statements of one pipeline: locks, checks, then every table's rows as one insert."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from pk_fhir.store import guards, moves, rows
from pk_fhir.store.plan import Change, Plan
from pk_fhir.store.postgresql_values import array
from pk_fhir.store.postgresql_wire import Step
from pk_fhir.store.statements import Statements
from pk_fhir.store.tables import metadata

# These rows may be there already, and then say the same.
_KEPT = frozenset({"identities", "links", "mentions"})

_DIALECT = postgresql.dialect()  # type: ignore[no-untyped-call]

_LOCK = b"SELECT pg_advisory_xact_lock($1::bigint)"
_SHARED_LOCK = b"SELECT pg_advisory_xact_lock_shared($1::bigint)"

# Whoever refers to a resource holds off its deletion, but not its change.
_PRESENT = b"""
SELECT pk_expect((SELECT count(*) FROM (
  SELECT 1 FROM directory d
  JOIN unnest($2::text[], $3::text[]) AS wanted(type, id) ON wanted.type = d.type AND wanted.id = d.id
  WHERE d.tenant = $1 AND NOT d.deleted FOR KEY SHARE OF d) AS there) = $4::bigint, 'present')
"""
_LOCK_DELETED = b"""
SELECT 1 FROM directory d
JOIN unnest($2::text[], $3::text[]) AS wanted(type, id) ON wanted.type = d.type AND wanted.id = d.id
WHERE d.tenant = $1 FOR UPDATE OF d
"""
_UNMENTIONED = b"""
SELECT pk_expect(NOT EXISTS (
  SELECT 1 FROM mentions m
  JOIN unnest($2::text[], $3::text[]) AS gone(type, id) ON m.target_type = gone.type AND m.target_id = gone.id
  JOIN versions v ON v.shard = m.shard AND v.number = m.number
  WHERE m.tenant = $1 AND v.until_tx IS NULL AND NOT EXISTS (
    SELECT 1 FROM unnest($4::text[], $5::text[]) AS replaced(type, id)
    WHERE replaced.type = v.type AND replaced.id = v.id)), 'unmentioned')
"""
_REPLACE = b"""
WITH wanted AS (
  SELECT * FROM unnest($2::text[], $3::text[], $4::bigint[], $5::text[], $6::bigint[], $7::int[], $8::bool[])
    AS wanted(type, id, previous, shard, number, version, deleted)
), replaced AS (
  UPDATE directory d
  SET shard = w.shard, number = w.number, version = w.version, deleted = w.deleted
  FROM wanted w
  WHERE d.tenant = $1 AND d.type = w.type AND d.id = w.id AND d.number = w.previous
  RETURNING 1
)
SELECT pk_expect((SELECT count(*) FROM replaced) = $9::bigint, 'versions')
"""
_CLOSE = b"""
UPDATE versions v SET until_tx = pg_current_xact_id(), closed_at = closed.at
FROM unnest($1::text[], $2::bigint[], $3::bigint[]) AS closed(shard, number, at)
WHERE v.shard = closed.shard AND v.number = closed.number
"""


def steps(plan: Plan, checks: Sequence[guards.Guard], statements: Statements) -> list[Step]:
    """What to send, in order."""
    return [
        *_locks(plan),
        *_checks(plan, checks, statements),
        *_directory(plan.changes),
        *_moves(plan, statements),
        *(rows_step(table, added) for table, added in rows.of_plan(plan).items() if added),
    ]


def _locks(plan: Plan) -> Iterator[Step]:
    # In the order of their numbers, so that two plans do not wait for each other.
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
    if present := guards.plainly_present(plan):
        yield _PRESENT, [plan.tenant, *_pair(present), len(present)]
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


def _directory(changes: Sequence[Change]) -> Iterator[Step]:
    new = [rows.directory(change) for change in changes if change.previous is None]
    if new:
        yield rows_step("directory", new)
    replacing = sorted(
        (change for change in changes if change.previous is not None),
        key=lambda change: (change.type, change.id),
    )
    if replacing:
        places = [change.previous for change in replacing if change.previous is not None]
        yield (
            _REPLACE,
            [
                replacing[0].tenant,
                [change.type for change in replacing],
                [change.id for change in replacing],
                [place.number for place in places],
                [change.shard for change in replacing],
                [change.number for change in replacing],
                [change.version for change in replacing],
                [change.deleted for change in replacing],
                len(replacing),
            ],
        )
        yield (
            _CLOSE,
            [
                [place.shard for place in places],
                [place.number for place in places],
                [change.last_updated for change in replacing],
            ],
        )


def _moves(plan: Plan, statements: Statements) -> Iterator[Step]:
    for statement in moves.of_plan(plan):
        text, values = statements.render(statement)
        yield text.encode(), values


def rows_step(table: str, added: Sequence[tuple[Any, ...]]) -> Step:
    """All rows of one table as one insert."""
    return _insert(table), [array(column) for column in zip(*added, strict=True)]


@cache
def _insert(table: str) -> bytes:
    columns = [
        column for column in metadata.tables[table].columns if not column.name.endswith("_tx")
    ]
    names = ", ".join(column.name for column in columns)
    arrays = ", ".join(f"${i}::{_array_type(column)}" for i, column in enumerate(columns, 1))
    more, values = (", since_tx", ", pg_current_xact_id()") if table == "versions" else ("", "")
    text = f"INSERT INTO {table} ({names}{more}) SELECT *{values} FROM unnest({arrays})"  # noqa: S608 - names of our own tables
    return (text + (" ON CONFLICT DO NOTHING" if table in _KEPT else "")).encode()


def _array_type(column: sa.Column[Any]) -> str:

    # An array has its elements' type; how they compare is the column's business.
    return column.type.compile(dialect=_DIALECT).partition(" COLLATE")[0] + "[]"

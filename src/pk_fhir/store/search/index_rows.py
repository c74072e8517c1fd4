"""Rows of the index tables that a criterion asks for, and whether a version has one."""

from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa

from pk_fhir.search.query import Composite, Match, Within
from pk_fhir.store.index_tables import TABLES
from pk_fhir.store.search import conditions
from pk_fhir.store.search.scope import Alias, Condition, Scope, of, parameter


def of_parameter(scope: Scope, kind: str, keys: Sequence[int]) -> tuple[Alias, list[Condition]]:
    """The rows of these parameters, as an alias of their table and the conditions on it."""
    row = TABLES[kind].alias()
    return row, [row.c.tenant == scope.tenant, parameter(row, keys)]


def matching(scope: Scope, match: Match | Within) -> tuple[Alias, list[Condition]]:
    """The rows that pass the tests of a criterion, likewise."""
    if isinstance(match, Within):
        row, where = of_parameter(scope, "date", match.keys)
        return row, [*where, conditions.all_of_dates(row.c, match.tests)]
    row, where = of_parameter(scope, match.kind, match.keys)
    return row, [*where, conditions.any_of(match.kind, row.c, match.tests)]


def exists(scope: Scope, row: Alias, version: Alias, where: Iterable[Condition]) -> Condition:
    """The version has such a row."""
    return _exists(row, version, where, apart=scope.probing)


def none(scope: Scope, row: Alias, version: Alias, where: Iterable[Condition]) -> Condition:
    """The version has no such row. Each is asked for its own: PostgreSQL would else read the rows of all that
    have a parameter, to find who has none."""
    return sa.not_(_exists(row, version, where, apart=not scope.lists))


def _exists(row: Alias, version: Alias, where: Iterable[Condition], *, apart: bool) -> Condition:
    found: sa.Select[Any] = (
        sa.select(sa.literal_column("1")).select_from(row).where(of(row, version), *where)
    )
    # OFFSET 0 keeps PostgreSQL from making a join of it.
    return sa.exists(found.offset(sa.literal_column("0")) if apart else found)


def composite(scope: Scope, criterion: Composite) -> sa.Select[Any]:
    """Shard and number of versions with an element that passes a test for each of its parts."""
    rows = [TABLES[kind].alias() for kind, _ in criterion.parts]
    first = rows[0]
    where: list[Condition] = []
    for row, (_, key) in zip(rows, criterion.parts, strict=True):
        where += [row.c.tenant == scope.tenant, parameter(row, (key,))]
        if row is not first:
            where += [
                row.c.shard == first.c.shard,
                row.c.number == first.c.number,
                row.c.part == first.c.part,
            ]
    kinds = [kind for kind, _ in criterion.parts]
    alternatives = [
        sa.and_(
            *(
                conditions.one(kind, row.c, test)
                for kind, row, test in zip(kinds, rows, tests, strict=True)
            )
        )
        for tests in criterion.tests
    ]
    return sa.select(first.c.shard, first.c.number).where(*where, conditions.either(alternatives))

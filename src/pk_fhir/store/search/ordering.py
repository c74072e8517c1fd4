"""The order of matches, and where in it a page begins. https://hl7.org/fhir/R4/search.html#sort

A page begins after the values that the last match of the page before had (keyset paging), so the
cost of a page does not grow with its number. What has no value comes last, in both directions.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa

from pk_fhir.search.query import SortKey
from pk_fhir.store.index_tables import TABLES
from pk_fhir.store.search.scope import parameter

Position = tuple[str | int | float | None, ...]

_VALUES = {
    "token": ("code", "code"),
    "string": ("value", "value"),
    "date": ("low", "high"),
    "number": ("low", "high"),
    "quantity": ("low", "high"),
    "reference": ("target_id", "target_id"),
    "uri": ("value", "value"),
}


class Column(NamedTuple):
    """One key of an order. `may_be_missing`: there are resources without a value."""

    expression: Any
    descending: bool
    may_be_missing: bool = False


def column(version: sa.FromClause, key: SortKey) -> Column:
    """A key of `_sort`: the least value of a resource, or its greatest when sorting down."""
    if key.kind == "_id":
        return Column(version.c.id, key.descending)
    if key.kind == "_lastUpdated":
        return Column(version.c.last_updated, key.descending)
    row = TABLES[key.kind].alias()
    low, high = _VALUES[key.kind]
    value = sa.func.max(row.c[high]) if key.descending else sa.func.min(row.c[low])
    best = (
        sa.select(value)
        .where(
            row.c.shard == version.c.shard,
            row.c.number == version.c.number,
            parameter(row, key.keys),
            row.c.part == 0,
        )
        .scalar_subquery()
    )
    return Column(best, key.descending, may_be_missing=True)


def reversed_order(columns: Sequence[Column]) -> list[Column]:
    """The same order from its end, for the page before."""
    return [each._replace(descending=not each.descending) for each in columns]


def order_by(columns: Sequence[Column], *, back: bool = False) -> list[Any]:
    """ORDER BY; NULLs last, or first when read `back`."""
    clauses: list[Any] = []
    for each in columns:
        if each.may_be_missing:
            missing = each.expression.is_(None)
            clauses.append(missing.desc() if back else missing)
        clauses.append(each.expression.desc() if each.descending else each.expression.asc())
    return clauses


def after(
    columns: Sequence[Column], position: Position, *, back: bool = False
) -> sa.ColumnElement[bool]:
    """What comes after `position` (when read `back`: the columns are the reversed ones)."""
    alternatives: list[sa.ColumnElement[bool]] = []
    equal: list[sa.ColumnElement[bool]] = []
    for each, value in zip(columns, position, strict=True):
        later = _later(each, value, back=back)
        if later is not None:
            alternatives.append(sa.and_(*equal, later))
        equal.append(each.expression.is_(None) if value is None else each.expression == value)
    # Stated once more as a bound that an index can use.
    bound = _bound(columns[0], position[0])
    return sa.and_(bound, sa.or_(*alternatives)) if bound is not None else sa.or_(*alternatives)


def _later(each: Column, value: Any, *, back: bool) -> sa.ColumnElement[bool] | None:
    if value is None:
        # The missing ones are the last: reading back, all others are still to come.
        return sa.and_(each.expression.is_not(None)) if back else None
    beyond = each.expression < value if each.descending else each.expression > value
    if each.may_be_missing and not back:
        return sa.or_(beyond, each.expression.is_(None))
    return sa.and_(beyond)


def _bound(first: Column, value: Any) -> sa.ColumnElement[bool] | None:
    if value is None or first.may_be_missing:
        return None
    return sa.and_(first.expression <= value if first.descending else first.expression >= value)

"""The statements of a search: a page of matches, their number, the ids of a condition."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import msgspec
import sqlalchemy as sa

from pk_fhir.search.query import Query
from pk_fhir.store.search.build import of_patients, one, source
from pk_fhir.store.search.leading import apart, way_in
from pk_fhir.store.search.ordering import (
    Column,
    Position,
    after,
    column,
    order_by,
    reversed_order,
)
from pk_fhir.store.search.scope import Scope, of_types
from pk_fhir.store.search.source import Source, in_order
from pk_fhir.store.tables import directory, versions
from pk_fhir.store.transactions import current_state
from pk_fhir.store.version import columns as version_columns
from pk_fhir.store.visibility import clause


class Start(NamedTuple):
    """Where a page begins: after (or, `back`, before) the match with these values."""

    position: Position
    back: bool = False


def page(scope: Scope, query: Query, count: int, start: Start | None = None) -> sa.Select[Any]:
    """Up to `count` + 1 matches: a `Version`'s columns, then the state, whether the resource is
    deleted by now, and the values of the order.

    With `start.back` they come in reversed order. A first page has the state that the statement
    sees; a later one gives back the scope's.
    """
    if query.sort:
        return _sorted_page(scope, query, count, start)
    scope = msgspec.structs.replace(scope, probing=not scope.lists)
    pages = [_ordered_page(scope, one, count, start) for one in _apart(scope, query)]
    return pages[0] if len(pages) == 1 else _merged(pages, count, start)


def _apart(scope: Scope, query: Query) -> list[Query]:
    """The queries, without a match in common, that each read one index in its order."""
    if scope.lists or scope.patients(query.types) is not None:
        return [query]
    return [msgspec.structs.replace(query, where=where) for where in apart(query.where)]


def _merged(pages: Sequence[sa.Select[Any]], count: int, start: Start | None) -> sa.Select[Any]:
    """One page of several that have the same order and no match in common."""
    parts = [page.subquery() for page in pages]
    found = sa.union_all(*(sa.select(*part.c) for part in parts)).subquery("found")
    back = start is not None and start.back
    order = [Column(found.c.k0, descending=True), Column(found.c.k1, descending=False)]
    if back:
        order = reversed_order(order)
    return sa.select(*found.c).order_by(*order_by(order, back=back)).limit(_limit(count))


def _ordered_page(scope: Scope, query: Query, count: int, start: Start | None) -> sa.Select[Any]:
    found = in_order(scope, _source(scope, query), query.types)
    order = _order(query, found)
    back = start is not None and start.back
    if back:
        order = reversed_order(order)
    tables, more, deleted = _by_now(scope, found.tables, found.version)
    if start is not None:
        more.append(after(order, start.position, back=back))
    return (
        sa.select(
            *_columns(found.version),
            _state(scope).label("state"),
            deleted.label("deleted_since"),
            *(each.expression.label(f"k{place}") for place, each in enumerate(order)),
        )
        .select_from(tables)
        .where(*found.lead, *found.where, *more)
        .order_by(*order_by(order, back=back))
        .limit(_limit(count))
    )


def _sorted_page(scope: Scope, query: Query, count: int, start: Start | None) -> sa.Select[Any]:
    """Sorts places alone, and then fetches the bodies of the page."""
    found, always = _matches(scope, query)
    order = _order(query, found)
    back = start is not None and start.back
    if back:
        order = reversed_order(order)
    tables, more, deleted = _by_now(scope, found.tables, found.version)
    inner = (
        sa.select(
            found.version.c.shard,
            found.version.c.number,
            deleted.label("deleted_since"),
            *(each.expression.label(f"k{place}") for place, each in enumerate(order)),
        )
        .select_from(tables)
        .where(*found.lead, *always, *found.where, *more)
        .subquery("found")
    )
    named = [each._replace(expression=inner.c[f"k{place}"]) for place, each in enumerate(order)]
    chosen = sa.select(*inner.c).order_by(*order_by(named, back=back)).limit(_limit(count))
    if start is not None:
        chosen = chosen.where(after(named, start.position, back=back))
    picked = chosen.subquery("picked")
    whole = versions.alias("w")
    placed = [each._replace(expression=picked.c[f"k{place}"]) for place, each in enumerate(order)]
    return (
        sa.select(
            *_columns(whole),
            _state(scope).label("state"),
            picked.c.deleted_since,
            *(each.expression for each in placed),
        )
        .select_from(
            picked.join(
                whole,
                sa.and_(whole.c.shard == picked.c.shard, whole.c.number == picked.c.number),
            )
        )
        .order_by(*order_by(placed, back=back))
    )


def total(scope: Scope, query: Query) -> sa.Select[Any]:
    """How many matches there are at the scope's state."""
    found, always = _matches(scope, query)
    return (
        sa.select(sa.func.count())
        .select_from(found.tables)
        .where(*found.lead, *always, *found.where)
    )


def counted(scope: Scope, query: Query, most: int) -> sa.Select[Any]:
    """How many matches are among up to `most` + 1 of those that the way in leads to, and how many these are.

    So it costs the same however many there are, and where the second is at most `most`, the first is the total.
    """
    scope = msgspec.structs.replace(scope, probing=not scope.lists)
    lead, rest = way_in(query.where)
    found = in_order(scope, _source(scope, msgspec.structs.replace(query, where=lead)), query.types)
    met = (
        sa.select(*_columns(found.version))
        .select_from(found.tables)
        .where(*found.lead, *found.where)
        .limit(_limit(most))
        .subquery("v")
    )
    matching = sa.and_(sa.true(), *(one(scope, met, each) for each in rest))
    counts: list[Any] = [sa.func.count().filter(matching), sa.func.count()]
    return sa.select(*counts).select_from(met)


def ids(scope: Scope, query: Query, most: int) -> sa.Select[Any]:
    """The ids of up to `most` matches, for the condition of a conditional interaction."""
    found, always = _matches(scope, query)
    return (
        sa.select(found.version.c.id)
        .select_from(found.tables)
        .where(*found.lead, *always, *found.where)
        .order_by(found.version.c.id)
        .limit(_limit(most - 1))
    )


def _limit(count: int) -> sa.ColumnElement[int]:
    """One more than `count`, which says whether there is more; in the text, where a planner sees it."""
    return sa.literal_column(str(int(count) + 1), sa.Integer())


def _matches(scope: Scope, query: Query) -> tuple[Source, list[sa.ColumnElement[bool]]]:
    found = _source(scope, query)
    return found, [*scope.allowed(found.version), of_types(found.version.c.type, query.types)]


def _source(scope: Scope, query: Query) -> Source:
    version = versions.alias("v")
    patients = scope.patients(query.types)
    if patients is not None:
        return of_patients(scope, version, query.where, patients)
    return source(scope, version, query.where)


def _order(query: Query, found: Source) -> list[Column]:
    version = found.version
    order = [column(version, key) for key in query.sort]
    if not order and found.order is None:
        order = [Column(version.c.last_updated, descending=True)]
    number = version.c.number if found.order is None else found.order
    return [*order, Column(number, descending=True), Column(version.c.id, descending=False)]


def _state(scope: Scope) -> sa.ColumnElement[str]:
    return current_state() if scope.state is None else sa.literal(scope.state, sa.String())


def _by_now(
    scope: Scope, tables: sa.FromClause, version: sa.FromClause
) -> tuple[sa.FromClause, list[sa.ColumnElement[bool]], sa.ColumnElement[bool]]:
    """On a later page: what has been deleted since is marked, and what may be seen is judged anew."""
    if scope.state is None:
        return tables, [], sa.false()
    entry, now = directory.alias("d"), versions.alias("now")
    joined = tables.join(
        entry,
        sa.and_(
            entry.c.tenant == version.c.tenant,
            entry.c.type == version.c.type,
            entry.c.id == version.c.id,
        ),
    ).join(now, sa.and_(now.c.shard == entry.c.shard, now.c.number == entry.c.number))
    seen = sa.or_(entry.c.deleted, clause(scope.visibility, now))
    return joined, [seen], entry.c.deleted


def _columns(table: sa.FromClause) -> list[Any]:
    return list(version_columns(table))

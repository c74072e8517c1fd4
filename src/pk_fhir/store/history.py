"""History of a resource, a type, or everything (https://hl7.org/fhir/R4/http.html#history)."""

from collections.abc import Iterable
from typing import Any

import msgspec
import sqlalchemy as sa

from pk_fhir.store.tables import versions
from pk_fhir.store.version import columns
from pk_fhir.store.visibility import Visibility, clause

Position = tuple[int, int]


class HistoryQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Which versions, newest first; times in microseconds since 1970.

    `types` None with `id` None: every type that the caller may see. `since`: changed at or after.
    `at`: current at some point from a time to another, which does not belong to it. `among`: of these
    resources only. Positions are (last_updated, number): `top` is that of the newest version on the
    first page, `before` that of the last version of the page before, `after` that of the first version of
    the page that follows; versions after a position come oldest first.
    """

    tenant: str
    visibility: Visibility
    types: tuple[str, ...] | None = None
    id: str | None = None
    since: int | None = None
    at: tuple[int, int] | None = None
    among: frozenset[tuple[str, str]] | None = None
    top: Position | None = None
    before: Position | None = None
    after: Position | None = None
    count: int = 50


def statement(query: HistoryQuery) -> sa.Select[Any]:
    """One row more than `count`, so that its presence says whether there is a next page."""
    c = versions.c
    chosen: sa.Select[Any] = sa.select(*columns())  # type: ignore[assignment] # fourteen columns are too many for its overloads
    order = (c.last_updated, c.number) if query.after is not None else _newest_first()
    return (
        chosen.where(*_conditions(query), *_on_page(query)).order_by(*order).limit(query.count + 1)
    )


def _newest_first() -> tuple[sa.ColumnElement[Any], ...]:
    return versions.c.last_updated.desc(), versions.c.number.desc()


def total(query: HistoryQuery) -> sa.Select[Any]:
    """How many versions there are in all."""
    return sa.select(sa.func.count()).where(*_conditions(query))


def _conditions(query: HistoryQuery) -> Iterable[sa.ColumnElement[bool]]:
    c = versions.c
    yield c.tenant == query.tenant
    yield clause(query.visibility, versions)
    if query.types is not None:
        yield c.type == query.types[0] if len(query.types) == 1 else c.type.in_(query.types)
    if query.id is not None:
        yield c.id == query.id
    if query.since is not None:
        yield c.last_updated >= query.since
    if query.at is not None:
        yield from _current_at(*query.at)
    if query.among is not None:
        yield sa.tuple_(c.type, c.id).in_(sorted(query.among))
    if query.top is not None:
        moment, number = query.top
        yield c.last_updated <= moment
        yield sa.or_(c.last_updated < moment, c.number <= number)


def _on_page(query: HistoryQuery) -> Iterable[sa.ColumnElement[bool]]:
    c = versions.c
    if query.before is not None:
        moment, number = query.before
        yield c.last_updated <= moment
        yield sa.or_(c.last_updated < moment, c.number < number)
    if query.after is not None:
        moment, number = query.after
        yield c.last_updated >= moment
        yield sa.or_(c.last_updated > moment, c.number > number)


def _current_at(at: int, end: int) -> Iterable[sa.ColumnElement[bool]]:
    c, later = versions.c, versions.alias("later")
    yield c.last_updated < end
    yield ~sa.exists().where(
        later.c.shard == c.shard,
        later.c.type == c.type,
        later.c.id == c.id,
        later.c.version > c.version,
        later.c.last_updated <= at,
    )

"""History of a resource, a type, or everything (https://hl7.org/fhir/R4/http.html#history)."""

from collections.abc import Iterable
from typing import Any

import msgspec
import sqlalchemy as sa

from pk_fhir.store.tables import versions
from pk_fhir.store.version import columns
from pk_fhir.store.visibility import Visibility, clause


class HistoryQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Which versions, newest first; times in microseconds since 1970.

    `types` None with `id` None: every type that the caller may see. `since`: changed at or after.
    `at`: current at that time. `before`: the position of the last version of the page before,
    (last_updated, number).
    """

    tenant: str
    visibility: Visibility
    types: tuple[str, ...] | None = None
    id: str | None = None
    since: int | None = None
    at: int | None = None
    before: tuple[int, int] | None = None
    count: int = 50


def statement(query: HistoryQuery) -> sa.Select[Any]:
    """One row more than `count`, so that its presence says whether there is a next page."""
    c = versions.c
    chosen: sa.Select[Any] = sa.select(*columns())  # type: ignore[assignment] # fourteen columns are too many for its overloads
    return (
        chosen.where(*_conditions(query))
        .order_by(c.last_updated.desc(), c.number.desc())
        .limit(query.count + 1)
    )


def total(query: HistoryQuery) -> sa.Select[Any]:
    """How many versions there are in all."""
    return sa.select(sa.func.count()).where(*_conditions(query, paged=False))


def _conditions(query: HistoryQuery, *, paged: bool = True) -> Iterable[sa.ColumnElement[bool]]:
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
        yield from _current_at(query.at)
    if paged and query.before is not None:
        moment, number = query.before
        yield c.last_updated <= moment
        yield sa.or_(c.last_updated < moment, c.number < number)


def _current_at(at: int) -> Iterable[sa.ColumnElement[bool]]:
    c, later = versions.c, versions.alias("later")
    yield c.last_updated <= at
    yield ~sa.exists().where(
        later.c.shard == c.shard,
        later.c.type == c.type,
        later.c.id == c.id,
        later.c.version > c.version,
        later.c.last_updated <= at,
    )

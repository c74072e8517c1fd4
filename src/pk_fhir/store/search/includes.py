"""What goes with the matches: `_include` and `_revinclude`. https://hl7.org/fhir/R4/search.html#include

Every included version passes the same scope as a match. With `:iterate`, what was included is
followed on, until nothing new comes or the limit is reached, which is said.
"""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Any, NamedTuple

import msgspec
import sqlalchemy as sa

from pk_fhir.search.query import Include
from pk_fhir.store.index_tables import TABLES
from pk_fhir.store.search import canonicals
from pk_fhir.store.search.scope import Scope, at, of, parameter
from pk_fhir.store.search.shapes import Shapes
from pk_fhir.store.statements import Rendered
from pk_fhir.store.tables import directory, versions
from pk_fhir.store.version import Version
from pk_fhir.store.version import columns as version_columns

Make = Callable[[Scope, Include, Sequence[tuple[Any, Any]]], sa.Select[Any]]
Fetch = Callable[[Rendered], Awaitable[list[tuple[Any, ...]]]]
Key = tuple[str, str]
DEEPEST = 20  # rounds of :iterate


class Included(NamedTuple):
    """The versions that go with a page, and whether there were more than the limit."""

    versions: list[Version]
    truncated: bool


class Reader(NamedTuple):
    """How statements are run: by `fetch`, prepared by shape, within a scope."""

    fetch: Fetch
    shapes: Shapes
    scope: Scope

    async def read(self, include: Include, starts: Sequence[Version], most: int) -> list[Version]:
        """The versions that one include adds to some, repeated where several refer to one."""
        found: list[Version] = []
        if include.literal:
            make = _referring if include.reverse else _referred
            places = [_start(include, each) for each in starts]
            found += await self._read(make, include, places, most)
        if include.canonical:
            make = _naming if include.reverse else _named
            places = [
                (each.shard, each.number)
                for each in starts
                if not include.reverse or each.type in include.canonical
            ]
            found += await self._read(make, include, places, most) if places else []
        return found

    async def _read(
        self, make: Make, include: Include, places: Sequence[tuple[Any, Any]], most: int
    ) -> list[Version]:
        rendered = self.shapes.rendered(
            ("include", make, include, most),
            (self.scope, _Starts(tuple(places))),
            lambda given: _statement(make(given[0], include, given[1].starts), most),
        )
        return [Version(*row) for row in await self.fetch(rendered)]


class _Starts(msgspec.Struct, frozen=True):
    """Where includes begin: shard and number, or, in reverse and not by a canonical, type and id."""

    starts: tuple[tuple[Any, Any], ...]


def _start(include: Include, version: Version) -> tuple[Any, Any]:
    if include.reverse:
        return version.type, version.id
    return version.shard, version.number


async def included(
    reader: Reader, matches: Sequence[Version], includes: Sequence[Include], most: int
) -> Included:
    """Everything that these includes add to `matches`, each once, none of the matches again."""
    seen: dict[Key, Version] = {}
    known = {(each.type, each.id) for each in matches}
    fresh: Sequence[Version] = matches
    first = True
    for _ in range(DEEPEST):
        found: list[Version] = []
        for include in includes:
            starts = _starts(fresh, include) if first or include.iterate else []
            if starts:
                found += await reader.read(include, starts, most + len(matches))
        fresh = []
        for version in found:
            key = (version.type, version.id)
            if key not in known:
                if len(seen) >= most:
                    return Included(list(seen.values()), truncated=True)
                known.add(key)
                seen[key] = version
                fresh.append(version)
        first = False
        if not fresh:
            return Included(list(seen.values()), truncated=False)
    return Included(list(seen.values()), truncated=True)


def _starts(fresh: Iterable[Version], include: Include) -> list[Version]:
    if include.reverse:
        return [each for each in fresh if include.target in (None, each.type)]
    return [each for each in fresh if include.source in (None, each.type)]


def _statement(found: sa.Select[Any], most: int) -> sa.Select[Any]:
    places = (
        found.distinct()
        .limit(sa.literal_column(str(int(most) + 1), sa.Integer()))
        .subquery("places")
    )
    whole = versions.alias("w")
    columns: list[Any] = list(version_columns(whole))
    return sa.select(*columns).join_from(
        places, whole, sa.and_(whole.c.shard == places.c.shard, whole.c.number == places.c.number)
    )


def _values(name: str, rows: list[tuple[Any, ...]], *columns: Any) -> sa.FromClause:
    return sa.values(*columns, name=name).data(rows).cte(name)


def _places(starts: Sequence[tuple[Any, Any]]) -> sa.FromClause:
    return _values(
        "start", list(starts), sa.column("shard", sa.Text), sa.column("number", sa.BigInteger)
    )


def _referred(scope: Scope, include: Include, starts: Sequence[tuple[Any, Any]]) -> sa.Select[Any]:
    row, entry, target = TABLES["reference"].alias("r"), directory.alias("d"), versions.alias("t")
    start = _places(starts)
    joined = (
        start.join(row, of(row, start))
        .join(
            entry,
            sa.and_(
                entry.c.tenant == row.c.tenant,
                entry.c.type == row.c.target_type,
                entry.c.id == row.c.target_id,
            ),
        )
        .join(target, at(scope, entry, target))
    )
    where = [*scope.allowed(target), row.c.tenant == scope.tenant, *_keys(row, include)]
    if include.target:
        where.append(row.c.target_type == include.target)
    return _selected(target, joined, where)


def _referring(scope: Scope, include: Include, starts: Sequence[tuple[Any, Any]]) -> sa.Select[Any]:
    row, referring = TABLES["reference"].alias("r"), versions.alias("t")
    start = _values(
        "start",
        list(starts),
        sa.column("type", sa.Text),
        sa.column("id", sa.Text),
    )
    joined = start.join(
        row,
        sa.and_(row.c.target_id == start.c.id, row.c.target_type == start.c.type),
    ).join(
        referring,
        sa.and_(referring.c.shard == row.c.shard, referring.c.number == row.c.number),
    )
    where = [*scope.allowed(referring), row.c.tenant == scope.tenant, *_keys(row, include)]
    return _selected(referring, joined, [*where, *_of_source(scope, include, referring)])


def _named(scope: Scope, include: Include, starts: Sequence[tuple[Any, Any]]) -> sa.Select[Any]:
    """The definitions whose canonicals stand in the starts."""
    start, row, target = _places(starts), TABLES["reference"].alias("r"), versions.alias("t")
    url, of_url = canonicals.urls(scope, include.canonical)
    joined = (
        start.join(row, of(row, start))
        .join(url, sa.and_(*canonicals.to_url(scope, row, url, include.canonical)))
        .join(target, of(url, target))
    )
    return _selected(target, joined, [*scope.allowed(target), *of_url, *_keys(row, include)])


def _naming(scope: Scope, include: Include, starts: Sequence[tuple[Any, Any]]) -> sa.Select[Any]:
    """What has the canonicals of the definitions that the starts are."""
    start, row, referring = _places(starts), TABLES["reference"].alias("r"), versions.alias("t")
    url, of_url = canonicals.urls(scope, include.canonical)
    joined = (
        start.join(url, of(url, start))
        .join(row, sa.and_(*canonicals.from_url(scope, row, url, include.canonical)))
        .join(referring, of(row, referring))
    )
    where = [*scope.allowed(referring), *of_url, *_keys(row, include)]
    return _selected(referring, joined, [*where, *_of_source(scope, include, referring)])


def _selected(
    version: sa.FromClause, joined: sa.FromClause, where: list[sa.ColumnElement[bool]]
) -> sa.Select[Any]:
    """Where the versions are that this leads to."""
    return sa.select(version.c.shard, version.c.number).select_from(joined).where(*where)


def _of_source(
    scope: Scope, include: Include, referring: sa.FromClause
) -> list[sa.ColumnElement[bool]]:
    return [scope.reached(referring, (include.source,))] if include.source else []


def _keys(row: sa.FromClause, include: Include) -> list[sa.ColumnElement[bool]]:
    if include.keys is None:
        return [row.c.part == 0]
    return [parameter(row, include.keys)]

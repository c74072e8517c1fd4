"""A search, run: page, includes and total. https://hl7.org/fhir/R4/search.html"""

from collections.abc import Sequence
from typing import Any
from weakref import WeakKeyDictionary

import msgspec
import sqlalchemy as sa

from pk_fhir.search.query import Query
from pk_fhir.store.search import select
from pk_fhir.store.search.includes import Included, Reader, included
from pk_fhir.store.search.ordering import Position
from pk_fhir.store.search.scope import Scope
from pk_fhir.store.search.select import Start
from pk_fhir.store.search.shapes import Shapes
from pk_fhir.store.statements import Rendered, Statements
from pk_fhir.store.store import Store
from pk_fhir.store.version import Version
from pk_fhir.store.visibility import Visibility

_WIDTH = len(Version.__struct_fields__)
MOST_INCLUDED = 1000


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """One page of a search.

    `state` is what later pages are asked for with. `next` and `previous` are the positions that the
    pages after and before begin at, None where there is none. `deleted` counts the matches of this
    page that have been deleted since the first page, and are left out. `total` is None on later pages,
    where there are more than was counted unasked, and where nobody wants it. `truncated`: there was
    more to include than the limit.
    """

    matches: list[Version]
    included: list[Version]
    state: str | None
    next: Position | None = None
    previous: Position | None = None
    total: int | None = None
    deleted: int = 0
    truncated: bool = False


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """A search by somebody: `count` is the page size; `state` and `start` are None on the first page.

    Where the first page does not hold all matches, they are counted unasked among up to `counted`
    resources.
    """

    query: Query
    tenant: str
    visibility: Visibility
    count: int
    state: str | None = None
    start: Start | None = None
    most_included: int = MOST_INCLUDED
    counted: int = 0


async def search(store: Store, asked: Asked) -> Page:
    """Run it. One statement for the page, and further ones only for includes and a total."""
    query = asked.query
    scope = scope_of(store, asked)
    if query.summary == "count" or asked.count == 0:
        return Page(
            matches=[], included=[], state=asked.state, total=await _total(store, scope, query)
        )
    rows = await store.fetch(_page_statement(store, scope, asked))
    page = _page(rows, asked)
    if page.state is not None and scope.state is None:
        scope = msgspec.structs.replace(scope, state=page.state)
    total = await _total_beside(store, scope, asked, page)
    found = await _included(store, scope, page.matches, asked)
    return msgspec.structs.replace(
        page, included=found.versions, truncated=found.truncated, total=total
    )


def scope_of(store: Store, asked: Asked) -> Scope:
    return Scope(
        tenant=asked.tenant,
        visibility=asked.visibility,
        state=asked.state,
        lists=store.statements.name == "sqlite",
    )


async def _total_beside(store: Store, scope: Scope, asked: Asked, page: Page) -> int | None:
    """The total that goes with the first page."""
    wanted = asked.query.total
    if asked.start is not None or wanted == "none":
        return None
    if page.total is not None:
        return page.total
    if wanted is not None:
        return await _total(store, scope, asked.query)
    return await _few(store, scope, asked) if asked.counted else None


async def _few(store: Store, scope: Scope, asked: Asked) -> int | None:
    """How many matches there are, where they are few enough to be counted unasked."""
    query, most = asked.query, asked.counted

    def build(given: tuple[Scope, Any]) -> sa.Select[Any]:
        scope, where = given
        return select.counted(scope, msgspec.structs.replace(query, where=where), most)

    rendered = shapes(store).rendered(("few", query.types, most), (scope, query.where), build)
    [(found, met)] = await store.fetch(rendered)
    return int(found) if met <= most else None


async def _total(store: Store, scope: Scope, query: Query) -> int:
    rendered = shapes(store).rendered(
        ("total", query.types), (scope, query.where), lambda given: _total_of(given, query)
    )
    rows = await store.fetch(rendered)
    return int(rows[0][0])


def _total_of(given: tuple[Scope, Any], query: Query) -> sa.Select[Any]:
    scope, where = given
    return select.total(scope, msgspec.structs.replace(query, where=where))


def _page_statement(store: Store, scope: Scope, asked: Asked) -> Rendered:
    query, start = asked.query, asked.start
    position = None if start is None else start.position

    def build(given: "tuple[Scope, Any, _At]") -> sa.Select[Any]:
        scope, where, at = given
        begins = None if at.position is None else Start(at.position, at.back)
        marked = msgspec.structs.replace(query, where=where)
        return select.page(scope, marked, asked.count, begins)

    return shapes(store).rendered(
        ("page", query.types, query.sort, asked.count),
        (scope, query.where, _At(position, start is not None and start.back)),
        build,
    )


class _At(msgspec.Struct, frozen=True):
    """A `Start`, as a shape takes it."""

    position: Position | None
    back: bool


_SHAPES: WeakKeyDictionary[Statements, Shapes] = WeakKeyDictionary()


def shapes(store: Store) -> Shapes:
    """The prepared statements of a store."""
    found = _SHAPES.get(store.statements)
    if found is None:
        found = _SHAPES[store.statements] = Shapes(store.statements)
    return found


async def _included(
    store: Store, scope: Scope, matches: Sequence[Version], asked: Asked
) -> Included:
    if not asked.query.includes or not matches:
        return Included([], truncated=False)

    found: Included = await included(
        Reader(store.fetch, shapes(store), scope),
        matches,
        asked.query.includes,
        asked.most_included,
    )
    return found


def _page(rows: Sequence[tuple[Any, ...]], asked: Asked) -> Page:
    start = asked.start
    back = start is not None and start.back
    more = len(rows) > asked.count
    rows = rows[: asked.count]
    if back:
        rows = rows[::-1]
    state = str(rows[0][_WIDTH]) if rows else asked.state
    kept = [Version(*row[:_WIDTH]) for row in rows if not row[_WIDTH + 1]]
    first, last = _position(rows, 0), _position(rows, -1)
    return Page(
        matches=kept,
        included=[],
        state=state,
        next=last if more or back else None,
        previous=first if start is not None and (more or not back) else None,
        total=len(rows) if start is None and not more else None,
        deleted=len(rows) - len(kept),
    )


def _position(rows: Sequence[tuple[Any, ...]], place: int) -> Position | None:
    return tuple(rows[place][_WIDTH + 2 :]) if rows else None

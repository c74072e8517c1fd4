"""Index rows made anew for what is stored: after a search parameter was added, changed or removed.

Batch after batch, each a transaction of its own, so that writers are never kept waiting for long; a
batch that is repeated does no harm. Only current versions are touched: the pages of running searches
keep what they began with. Until a resource's turn comes, a new parameter does not find it.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec
import sqlalchemy as sa

from pk_fhir.fhir.json import parse
from pk_fhir.store.index_tables import TABLES
from pk_fhir.store.store import Store
from pk_fhir.store.tables import metadata, versions

IndexRows = Callable[[dict[str, Any]], Mapping[str, Sequence[tuple[Any, ...]]]]
Place = tuple[str, int]  # shard and number
AT_ONCE = 200


class Progress(msgspec.Struct, frozen=True):
    """How many resources a batch did, and where the next one begins: None when all are done."""

    done: int
    following: Place | None


async def remaining(store: Store, tenant: str, type_name: str | None = None) -> int:
    """How many resources of a tenant (of one type) there are to index."""
    rows = await store.fetch(sa.select(sa.func.count()).where(*_current(tenant, type_name)))
    return int(rows[0][0])


async def reindex(
    store: Store,
    tenant: str,
    index: IndexRows,
    *,
    type_name: str | None = None,
    after: Place | None = None,
    at_once: int = AT_ONCE,
) -> Progress:
    """Index the next resources of a tenant (of one type) anew. `index` makes rows as `Change.index` has them."""
    c = versions.c
    where = _current(tenant, type_name)
    if after is not None:
        where.append(sa.tuple_(c.shard, c.number) > sa.tuple_(*map(sa.literal, after)))
    rows = await store.fetch(
        sa.select(c.shard, c.number, c.type, c.body)
        .where(*where)
        .order_by(c.shard, c.number)
        .limit(at_once)
    )
    statements: list[sa.ClauseElement] = []
    for shard, number, kind, body in rows:
        statements += _anew((shard, number, tenant, kind), index(parse(body)))
    if statements:
        await store.execute(statements)
    following = (rows[-1][0], rows[-1][1]) if len(rows) == at_once else None
    return Progress(len(rows), following)


def _current(tenant: str, type_name: str | None) -> list[sa.ColumnElement[bool]]:
    c = versions.c
    where = [c.tenant == tenant, c.until_tx.is_(None), sa.not_(c.deleted)]
    if type_name is not None:
        where.append(c.type == type_name)
    return where


def _anew(
    owner: tuple[str, int, str, str], rows: Mapping[str, Sequence[tuple[Any, ...]]]
) -> list[sa.ClauseElement]:
    shard, number = owner[:2]
    statements: list[sa.ClauseElement] = [
        sa.delete(table).where(table.c.shard == shard, table.c.number == number)
        for table in TABLES.values()
    ]
    for name, added in rows.items():
        table = metadata.tables[name]
        names = [column.name for column in table.columns]
        values = [dict(zip(names, (*owner, *row), strict=True)) for row in added]
        statements.append(sa.insert(table).values(values))
    return statements

"""Where versions that meet criteria are selected from, and how an index row that leads is held to its order."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa

from pk_fhir.store.search.scope import Alias, Condition, Scope, of, of_types
from pk_fhir.store.version import Version


class Source(NamedTuple):
    """Versions that meet criteria: FROM, WHERE, and the alias of `versions` to select from.

    Where an index row leads, `lead` are the conditions on it (not in `where`), and `order` is the
    column in whose order rows come cheapest.
    """

    tables: Alias
    where: list[Condition]
    version: Alias
    lead: list[Condition]
    order: sa.ColumnElement[int] | None = None


def in_order(scope: Scope, found: Source, types: Sequence[str]) -> Source:
    """The source narrowed to these types and to what the caller may see, so that its first rows cost
    no more than they must.

    PostgreSQL thinks a join by shard and number far smaller than it is, and would rather read all of
    it and sort: there each index row, in its order, looks up its own version (OFFSET 0 holds the
    planner to that).
    """
    version = found.version
    allowed = scope.allowed(version)
    if scope.lists or found.order is None or not isinstance(found.tables, sa.Join):
        of_type = of_types(version.c.type, types)
        return found._replace(where=[*allowed, of_type, *found.where])
    row = found.tables.right
    columns: list[Any] = [version.c[name] for name in Version.__struct_fields__]
    looked_up = (
        sa.select(*columns)
        .where(
            of(row, version),
            *allowed,
            scope.reached(version, types),
            *found.where,
        )
        .offset(sa.literal_column("0"))
        .lateral("v")
    )
    return Source(row.join(looked_up, sa.true()), [], looked_up, found.lead, found.order)

"""A hierarchy of resources, walked down or up by the database: what is part of what.

https://hl7.org/fhir/R4/search.html#recursive. Every resource on the way passes the scope: what may not be
seen ends the way. A circle is walked once.
"""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from pk_fhir.search.query import Along
from pk_fhir.store.index_tables import TABLES
from pk_fhir.store.search.scope import Condition, Scope, at, of, parameter
from pk_fhir.store.tables import directory, versions


def referring(scope: Scope, along: Along) -> sa.Select[Any]:
    """Shard and number of the versions with a reference to one of these, or to what is below (above)."""
    row = TABLES["reference"].alias()
    tree = _below(scope, along) if along.down else _above(scope, along)
    reached = sa.or_(
        row.c.target_id.in_(along.ids), row.c.target_id.in_(sa.select(tree.c.id).correlate(None))
    )
    return sa.select(row.c.shard, row.c.number).where(
        row.c.tenant == scope.tenant,
        parameter(row, along.keys),
        row.c.target_type == along.type_name,
        reached,
    )


def _below(scope: Scope, along: Along) -> sa.CTE:
    """The ids of what has one of these as its parent, and of what has that as its parent, and so on."""

    def children() -> tuple[sa.Select[Any], Any]:
        row, child = TABLES["reference"].alias(), versions.alias()
        found = sa.select(child.c.id.label("id")).where(
            *_parent(scope, row, along),
            of(row, child),
            scope.reached(child, (along.type_name,)),
            *scope.allowed(child),
        )
        return found, row.c.target_id

    start, target = children()
    tree = start.where(target.in_(along.ids)).cte(None, recursive=True)
    step, target = children()
    return tree.union(step.where(target == tree.c.id))


def _above(scope: Scope, along: Along) -> sa.CTE:
    """The ids of the parents of these, and of their parents, and so on."""

    def parents(ids: Condition, entry: Any) -> sa.Select[Any]:
        row, child = TABLES["reference"].alias(), versions.alias()
        above, parent = directory.alias(), versions.alias()
        return sa.select(parent.c.id.label("id")).where(
            *_resource(scope, along, entry, child),
            ids,
            of(row, child),
            *_parent(scope, row, along),
            above.c.id == row.c.target_id,
            *_resource(scope, along, above, parent),
        )

    first, further = directory.alias(), directory.alias()
    tree = parents(first.c.id.in_(along.ids), first).cte(None, recursive=True)
    return tree.union(parents(further.c.id == tree.c.id, further))


def _parent(scope: Scope, row: Any, along: Along) -> Sequence[Condition]:
    return [
        row.c.tenant == scope.tenant,
        parameter(row, (along.parent,)),
        row.c.target_type == along.type_name,
    ]


def _resource(scope: Scope, along: Along, entry: Any, version: Any) -> Sequence[Condition]:
    return [
        entry.c.tenant == scope.tenant,
        entry.c.type == along.type_name,
        at(scope, entry, version),
        *scope.allowed(version),
    ]

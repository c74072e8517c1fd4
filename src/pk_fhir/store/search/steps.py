"""Steps along references, from the resources at one end that meet criteria to those at the other.

Chains go from what is referred to, `_has` and lists from what refers: https://hl7.org/fhir/R4/search.html#chaining.
A definition is named by its url (`canonicals`), everything else by its type and id.
"""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from pk_fhir.store.index_tables import TABLES
from pk_fhir.store.search import canonicals
from pk_fhir.store.search.scope import Condition, Scope, at, of, of_types, parameter
from pk_fhir.store.search.source import Source
from pk_fhir.store.tables import directory


def to(scope: Scope, keys: Sequence[int], type_name: str, found: Source) -> sa.Select[Any]:
    """Versions with a reference, by these parameters, to what is found of a type."""
    row, entry = TABLES["reference"].alias(), directory.alias()
    joined = found.tables.join(entry, at(scope, entry, found.version)).join(
        row, sa.and_(row.c.target_id == entry.c.id, row.c.target_type == entry.c.type)
    )
    return (
        sa.select(row.c.shard, row.c.number)
        .select_from(joined)
        .where(
            row.c.tenant == scope.tenant,
            parameter(row, keys),
            row.c.target_type == type_name,
            entry.c.tenant == scope.tenant,
            entry.c.type == type_name,
            *_at_the_end(scope, type_name, found),
        )
    )


def back(scope: Scope, keys: Sequence[int], type_name: str, found: Source) -> sa.Select[Any]:
    """Shard, type and id of what those found of a type refer to by these parameters."""
    row, entry = TABLES["reference"].alias(), directory.alias()
    joined = found.tables.join(row, of(row, found.version)).join(
        entry,
        sa.and_(
            entry.c.tenant == row.c.tenant,
            entry.c.type == row.c.target_type,
            entry.c.id == row.c.target_id,
        ),
    )
    return (
        sa.select(entry.c.shard, entry.c.type, entry.c.id)
        .select_from(joined)
        .where(
            row.c.tenant == scope.tenant,
            parameter(row, keys),
            *_at_the_end(scope, type_name, found),
        )
    )


def to_definition(
    scope: Scope, keys: Sequence[int], type_name: str, found: Source
) -> sa.Select[Any]:
    """Versions with a canonical, by these parameters, of a definition that is found of a type."""
    types = (type_name,)
    row = TABLES["reference"].alias()
    url, of_url = canonicals.urls(scope, types)
    joined = found.tables.join(url, of(url, found.version)).join(
        row, sa.and_(*canonicals.from_url(scope, row, url, types))
    )
    return (
        sa.select(row.c.shard, row.c.number)
        .select_from(joined)
        .where(
            *of_url,
            parameter(row, keys),
            *_at_the_end(scope, type_name, found),
        )
    )


def back_to_definition(
    scope: Scope, keys: Sequence[int], type_name: str, found: Source, types: Sequence[str]
) -> sa.Select[Any]:
    """Versions of definitions of `types` whose canonical those found of a type have, by these parameters."""
    row = TABLES["reference"].alias()
    url, of_url = canonicals.urls(scope, types)
    joined = found.tables.join(row, of(row, found.version)).join(
        url, sa.and_(*canonicals.to_url(scope, row, url, types))
    )
    return (
        sa.select(url.c.shard, url.c.number)
        .select_from(joined)
        .where(
            *of_url,
            parameter(row, keys),
            *_at_the_end(scope, type_name, found),
        )
    )


def _at_the_end(scope: Scope, type_name: str, found: Source) -> list[Condition]:
    """What a resource where a step begins must be: of the type, to be seen, and as is asked."""
    types, version = (type_name,), found.version
    # Where no index row leads, the type is a way in.
    led = found.order is not None
    return [
        scope.reached(version, types) if led else of_types(version.c.type, types),
        *scope.allowed(version),
        *found.where,
        *found.lead,
    ]

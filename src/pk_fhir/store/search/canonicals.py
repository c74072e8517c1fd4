"""From a canonical to the definitions that it names, by the rows that the index has of both.

A canonical with a version names the definition of that url and version; one without it, every definition of
the url that is there and may be seen. https://hl7.org/fhir/R4/references.html#canonical
"""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import GenericFunction

from pk_fhir.search.keys import key
from pk_fhir.store.index_tables import TABLES
from pk_fhir.store.search.scope import Alias, Condition, Scope, of, parameter


class _AsReferences(GenericFunction[str]):
    """A text compared as the targets of references are, whose index has the database's collation."""

    type = sa.Text()
    name = "pk_as_references"
    inherit_cache = True


class _AsUris(GenericFunction[str]):
    """A text compared as uris are, whose index is in the order of bytes."""

    type = sa.Text()
    name = "pk_as_uris"
    inherit_cache = True


@compiles(_AsReferences)
@compiles(_AsUris)
def _plain(element: Any, compiler: Any, **kw: object) -> str:
    (inner,) = element.clauses
    return f"({compiler.process(inner, **kw)})"


@compiles(_AsReferences, "postgresql")
def _as_references(element: _AsReferences, compiler: Any, **kw: object) -> str:
    return f'({_plain(element, compiler, **kw)} COLLATE "default")'


@compiles(_AsUris, "postgresql")
def _as_uris(element: _AsUris, compiler: Any, **kw: object) -> str:
    return f'({_plain(element, compiler, **kw)} COLLATE "C")'


def urls(scope: Scope, types: Sequence[str]) -> tuple[Alias, list[Condition]]:
    """Rows of the url of definitions of these types."""
    row = TABLES["uri"].alias()
    keys = [key(each, "url") for each in types]
    return row, [row.c.tenant == scope.tenant, parameter(row, keys)]


def from_url(scope: Scope, row: Alias, url: Alias, types: Sequence[str]) -> list[Condition]:
    """Canonicals in `row` that name the definition of a known `url` row."""
    return [row.c.target_id == _AsReferences(url.c.value), *_named(scope, row, url, types)]


def to_url(scope: Scope, row: Alias, url: Alias, types: Sequence[str]) -> list[Condition]:
    """`url` rows of the definitions that a known canonical names."""
    return [url.c.value == _AsUris(row.c.target_id), *_named(scope, row, url, types)]


def _named(scope: Scope, row: Alias, url: Alias, types: Sequence[str]) -> list[Condition]:
    """The row has a canonical without its version, which stands beside it where it has one."""
    beside, stated = TABLES["reference"].alias(), TABLES["reference"].alias()
    version = TABLES["token"].alias()
    start = _AsReferences(url.c.value) + "|"
    one: sa.ColumnElement[int] = sa.literal_column("1")
    versioned = sa.exists(
        sa.select(one).where(
            of(beside, row),
            beside.c.param == row.c.param,
            sa.func.substr(beside.c.target_id, 1, sa.func.length(start)) == start,
        )
    )
    keys = [key(each, "version") for each in types]
    same = sa.exists(
        sa.select(one)
        .select_from(version.join(stated, of(stated, row)))
        .where(
            of(version, url),
            parameter(version, keys),
            stated.c.param == row.c.param,
            stated.c.target_id == start + _AsReferences(version.c.code),
        )
    )
    return [
        row.c.tenant == scope.tenant,
        row.c.target_type == "",
        sa.or_(sa.not_(versioned), same),
    ]

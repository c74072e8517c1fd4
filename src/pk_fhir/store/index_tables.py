"""The index tables: what searches look into, one table for each kind of search parameter.

A row belongs to one version, `(shard, number)`, and is never changed: whether it counts is said by
the version. `param` is the number of a search parameter (`search.keys`), which says its resource
type too. Each table has two ways in: its key, from a version to its values (a further criterion, a
sort), and an index from a value to the versions, in the order of their numbers, which is the order
in which a search answers, so that the first page of a broad search reads a page's worth of rows.
Texts are compared byte by byte on both databases.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from pk_fhir.search.rows import COLUMNS, Rows
from pk_fhir.store.tables import index_key, metadata

Plain = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")

_TYPES: dict[str, Any] = {
    "param": sa.Integer(),
    "part": sa.Integer(),
    # Compared with the directory's columns, so of their collation.
    "target_type": sa.Text(),
    "target_id": sa.Text(),
    "lasting": sa.SmallInteger(),
    "low": sa.Double(),
    "high": sa.Double(),
    "base_low": sa.Double(),
    "base_high": sa.Double(),
}
_INSTANT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MAY_BE_NULL = frozenset({"base_unit", "base_low", "base_high"})
# Ways in that only some rows need, by their first column: the others are found by where they begin.
_ONLY = {
    "base_unit": sa.text("base_unit IS NOT NULL"),
    "high": sa.text("lasting = 1"),
}


def _table(kind: str, *ways_in: tuple[str, ...]) -> sa.Table:
    name = f"index_{kind}"
    types = {**_TYPES, "low": _INSTANT, "high": _INSTANT} if kind == "date" else _TYPES
    own = [
        sa.Column(column, types.get(column, Plain), nullable=column in _MAY_BE_NULL)
        for column in COLUMNS[kind]
    ]
    return sa.Table(
        name,
        metadata,
        *index_key(),
        # Which row of this kind of its version it is: a key that stays short.
        sa.Column("place", sa.Integer, nullable=False),
        *own,
        sa.PrimaryKeyConstraint("shard", "number", "param", "place"),
        *(sa.Index(f"{name}_by_{way[0]}", *_way_in(way), **_only(way[0])) for way in ways_in),
        sqlite_with_rowid=False,
    )


def _way_in(way: tuple[str, ...]) -> tuple[str, ...]:
    # A target is looked for by all parameters at once too (_revinclude, and who refers to it).
    if way[0] == "target_id":
        return ("tenant", "target_id", "param", "number")
    return ("tenant", "param", *way, "number")


def _only(column: str) -> dict[str, Any]:
    if column in _ONLY:
        return {"postgresql_where": _ONLY[column], "sqlite_where": _ONLY[column]}
    return {}


token = _table("token", ("code",))
string = _table("string", ("value",))
date = _table("date", ("low", "high"), ("high", "low"))
number = _table("number", ("low",))
quantity = _table("quantity", ("low",), ("base_unit", "base_low"))
reference = _table("reference", ("target_id",))
uri = _table("uri", ("value",))

TABLES: dict[str, sa.Table] = {
    "token": token,
    "string": string,
    "date": date,
    "number": number,
    "quantity": quantity,
    "reference": reference,
    "uri": uri,
}


def index_rows(rows: Rows) -> Mapping[str, Sequence[tuple[Any, ...]]]:
    """The rows of one version for each index table, by the table's name, as `Change.index` takes them."""
    return {
        table.name: [(place, *row) for place, row in enumerate(of_kind)]
        for kind, table in TABLES.items()
        if (of_kind := rows.of(kind))
    }

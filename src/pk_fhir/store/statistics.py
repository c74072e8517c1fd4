"""What SQLite's planner is told about the tables, once and for all.

Without statistics SQLite takes the first column of an index, the tenant, for selective, and reads
half a table to find one row. Its documentation offers this way to stable plans: statistics that were
not measured but written (https://www.sqlite.org/optoverview.html#querystability). PostgreSQL gathers
its own.
"""

import sqlalchemy as sa

from pk_fhir.store.tables import metadata

ROWS = 1_000_000
# Into how many parts a column divides rows that are alike in the columns before it.
_PARTS = {
    "tenant": 2,
    "shard": 20_000,
    "type": 10,
    "param": 40,
    "id": ROWS,
    "number": ROWS,
    "target_id": 20_000,
    "code": 200,
    "value": 2_000,
    "low": 2_000,
    "high": 2_000,
    "last_updated": ROWS,
}
_OTHERS = 10


def install(connection: sa.Connection) -> None:
    """Write the statistics of every table of ours. Connections opened from then on use them."""
    connection.execute(sa.text("ANALYZE sqlite_schema"))
    connection.execute(sa.text("DELETE FROM sqlite_stat1"))
    insert = sa.text("INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES (:tbl, :idx, :stat)")
    for table in metadata.tables.values():
        for name, columns in _indexes(connection, table):
            connection.execute(insert, {"tbl": table.name, "idx": name, "stat": _stat(columns)})


def _indexes(connection: sa.Connection, table: sa.Table) -> list[tuple[str, list[str]]]:
    found: list[tuple[str, list[str]]] = []
    listed = connection.execute(sa.text(f"PRAGMA index_list({table.name})")).all()
    for _, name, _, origin, _ in listed:
        rows = connection.execute(sa.text(f"PRAGMA index_info({name})")).all()
        # The key of a table without row ids goes by the table's own name.
        clustered = origin == "pk" and not table.dialect_options["sqlite"]["with_rowid"]
        found.append((table.name if clustered else name, [str(row[2]) for row in rows]))
    return found


def _stat(columns: list[str]) -> str:
    """``rows``, and for each prefix of the columns how many rows are alike in it."""
    alike, told = ROWS, [str(ROWS)]
    for column in columns:
        alike = max(alike // _PARTS.get(column, _OTHERS), 1)
        told.append(str(alike))
    return " ".join(told)

"""What all migrations together send to an empty database, recorded in a file for each kind of database.

A first start sends the recording in one round trip: it neither imports Alembic nor waits for the answers to
some eighty statements. The migrations stay what counts; `store.recording` makes the files from them.
"""

from pathlib import Path

import sqlalchemy as sa

# Stands in no statement.
BETWEEN = ";\n\n"


def play(connection: sa.Connection) -> None:
    """Send the recording to an empty database, in the transaction that the connection is in."""
    text = file_of(connection).read_text("utf-8")
    # SQLite takes one statement at a time, and is no round trip away.
    parts = text.split(BETWEEN) if connection.dialect.name == "sqlite" else [text]
    for part in parts:
        connection.exec_driver_sql(part, execution_options={"no_parameters": True})


def file_of(connection: sa.Connection) -> Path:
    """Where the recording for this kind of database is."""
    return Path(__file__).with_name(f"recorded.{connection.dialect.name}.sql")

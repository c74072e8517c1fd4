"""Bring a database to this release's tables (`pk-fhir migrate`, and every start)."""

import sqlite3
from importlib import resources

import sqlalchemy as sa
from sqlalchemy import event

from pk_fhir.store import statistics
from pk_fhir.store.migrations import recorded
from pk_fhir.store.sqlite import path_of

HEAD = "0015"
# Two workers that start at once migrate one after the other.
_LOCK = 0x706B2D66686972


def engine(url: str) -> sa.Engine:
    """An engine for housekeeping outside the hot path."""
    parsed = sa.make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return sa.create_engine(parsed.set(drivername="postgresql+psycopg"))
    path_of(parsed)
    made = sa.create_engine(parsed, connect_args={"isolation_level": None, "timeout": 30})

    @event.listens_for(made, "connect")
    def _wal(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute("PRAGMA journal_mode=WAL")

    @event.listens_for(made, "begin")
    def _begin(connection: sa.Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return made


def migrate(url: str, to: str = HEAD) -> str:
    """Upgrade to a revision; returns it. Safe to run by many at once."""
    made = engine(url)
    try:
        with made.begin() as connection:
            if made.dialect.name == "postgresql":
                connection.execute(sa.text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
            found = _revision(connection)
            if found is None and to == HEAD:
                recorded.play(connection)
            if _revision(connection) != to:
                upgrade(connection, to)
            if found != to and made.dialect.name == "sqlite":
                statistics.install(connection)
    finally:
        made.dispose()
    return to


def revision(url: str) -> str | None:
    """The revision that a database has now; None where it has no tables yet."""
    made = engine(url)
    try:
        with made.connect() as connection:
            return _revision(connection)
    finally:
        made.dispose()


def _revision(connection: sa.Connection) -> str | None:
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()


def upgrade(connection: sa.Connection, to: str) -> None:
    """Run the migrations from where the database is to a revision."""
    # Alembic is imported where it is used: a start that has nothing to upgrade does without it.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(resources.files("pk_fhir.store") / "migrations"))
    config.attributes["connection"] = connection
    command.upgrade(config, to)

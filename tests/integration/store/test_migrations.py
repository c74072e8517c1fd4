"""A database of the first release is brought to this one's tables, and keeps what it has."""

from typing import Any

import pytest
import sqlalchemy as sa
from alembic.config import Config
from alembic.script import ScriptDirectory

from pk_fhir.store import Grant, HistoryQuery, Store, Visibility
from pk_fhir.store.migrate import HEAD, engine, migrate, revision
from pk_fhir.store.migrations.recorded import file_of
from pk_fhir.store.recording import recording_of
from pk_fhir.store.reindex_tables import reindex_metadata
from pk_fhir.store.replica_tables import source_metadata
from pk_fhir.store.tables import metadata

FIRST = "0001"

# What the first release wrote for a Patient, a CarePlan of two versions, and one that was deleted.
# In the words of its own tables, so that no later code takes part in it.
OLD = """
INSERT INTO versions (shard, number, tenant, type, id, version, body, last_updated, method, deleted, patient,
                      released, closed_at, since_tx, until_tx) VALUES
  ('t/anna', 1, 't', 'Patient', 'anna', 1, :patient, 1000000, 'POST', false, 'anna', true, NULL, :one, NULL),
  ('t/anna', 2, 't', 'CarePlan', 'plan', 1, :before, 2000000, 'POST', false, 'anna', true, 3000000, :one, :two),
  ('t/anna', 3, 't', 'CarePlan', 'plan', 2, :after, 3000000, 'PUT', false, 'anna', true, NULL, :two, NULL),
  ('t/anna', 4, 't', 'Goal', 'gone', 1, NULL, 4000000, 'DELETE', true, 'anna', true, NULL, :two, NULL);
INSERT INTO directory (tenant, type, id, shard, number, version, deleted) VALUES
  ('t', 'Patient', 'anna', 't/anna', 1, 1, false),
  ('t', 'CarePlan', 'plan', 't/anna', 3, 2, false),
  ('t', 'Goal', 'gone', 't/anna', 4, 1, true);
INSERT INTO identities (tenant, system, value, patient) VALUES ('t', 'urn:s', '1', 'anna');
INSERT INTO mentions (tenant, target_type, target_id, shard, number) VALUES ('t', 'Patient', 'anna', 't/anna', 3);
INSERT INTO index_token (shard, number, tenant, type, place, param, part, system, code) VALUES
  ('t/anna', 3, 't', 'CarePlan', 0, 1, 0, 'urn:s', 'active');
INSERT INTO index_date (shard, number, tenant, type, place, param, part, low, high, lasting) VALUES
  ('t/anna', 3, 't', 'CarePlan', 0, 2, 0, 1000000, 2000000, 0);
INSERT INTO audit (tenant, number, at, interaction, subject, role, purpose, request_id, outcome) VALUES
  ('t', 1, 1000000, 'create', 'anna', 'patient', 'TREAT', 'r', '0');
INSERT INTO answers (tenant, subject, key, request, answer, at) VALUES ('t', 'anna', 'k', :request, :answer, 1000000)
"""
BODIES = {
    "patient": b'{"resourceType":"Patient","id":"anna"}',
    "before": b'{"resourceType":"CarePlan","id":"plan","title":"F\xc3\xb6re"}',
    "after": b'{"resourceType":"CarePlan","id":"plan","title":"Efter"}',
    "request": b"hash",
    "answer": b"201",
}


def of_the_first_release(url: str) -> None:
    migrate(url, FIRST)
    made = engine(url)
    with made.begin() as connection:
        xid = "'{}'" if connection.dialect.name == "postgresql" else "{}"
        for statement in OLD.split(";"):
            text = statement.replace(":one", xid.format(1)).replace(":two", xid.format(2))
            named = {name: body for name, body in BODIES.items() if f":{name}" in text}
            connection.execute(sa.text(text), named)
    made.dispose()


@pytest.mark.anyio
async def test_what_the_first_release_wrote_is_read_by_this_one(bare_database_url: str) -> None:
    of_the_first_release(bare_database_url)
    assert revision(bare_database_url) == FIRST

    store = await Store.open(bare_database_url)
    try:
        assert revision(bare_database_url) == HEAD
        plan = await store.read("t", "CarePlan", "plan")
        before = await store.vread("t", "CarePlan", "plan", 1)
        gone = await store.read("t", "Goal", "gone")
        assert plan is not None
        assert before is not None
        assert gone is not None
        assert (plan.body, plan.version, plan.patient) == (BODIES["after"], 2, "anna")
        assert (before.body, before.version) == (BODIES["before"], 1)
        assert gone.deleted
        history = await store.history(
            HistoryQuery(tenant="t", visibility=Visibility((Grant(tenant="t"),)), count=10)
        )
        assert [(version.type, version.version) for version in history] == [
            ("Goal", 1),
            ("CarePlan", 2),
            ("CarePlan", 1),
            ("Patient", 1),
        ]
        assert await store.people(["t"], "urn:s", "1") == [("t", "anna")]
        assert await store.answer("t", "anna", "k") == (b"hash", b"201")
    finally:
        await store.close()


def test_the_last_revision_is_the_one_that_a_start_looks_for() -> None:
    config = Config()
    config.set_main_option("script_location", "pk_fhir.store:migrations")
    assert ScriptDirectory.from_config(config).get_heads() == [HEAD]


def test_an_empty_database_is_sent_what_all_revisions_would_send(bare_database_url: str) -> None:
    made = engine(bare_database_url)
    with made.begin() as connection:
        assert file_of(connection).read_text("utf-8") == recording_of(connection), (
            "run python -m pk_fhir.store.recording"
        )
    made.dispose()


def test_all_revisions_together_make_the_tables_that_the_code_states(
    bare_database_url: str,
) -> None:
    migrate(bare_database_url)
    migrated = schema(bare_database_url)
    made = engine(bare_database_url)
    with made.begin() as connection:
        for table in sa.inspect(connection).get_table_names():
            connection.execute(sa.text(f"DROP TABLE {table}"))
        for stated in (metadata, source_metadata, reindex_metadata):
            stated.create_all(connection)
    made.dispose()
    assert migrated == schema(bare_database_url)


# Columns, indexes and constraints as the database itself tells them, whatever their order.
_POSTGRESQL = (
    """SELECT table_name, column_name, data_type, is_nullable, coalesce(collation_name, ''),
              coalesce(column_default, '')
       FROM information_schema.columns WHERE table_schema = 'public'""",
    "SELECT tablename, indexname, indexdef, '', '', '' FROM pg_indexes WHERE schemaname = 'public'",
    """SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid), '', '', ''
       FROM pg_constraint WHERE connamespace = 'public'::regnamespace""",
)
_SQLITE = (
    """SELECT m.name, c.name, c.type, c."notnull", coalesce(c.dflt_value, ''), c.pk
       FROM sqlite_schema m, pragma_table_info(m.name) c WHERE m.type = 'table'""",
    "SELECT tbl_name, name, replace(sql, ' ', ''), '', '', '' FROM sqlite_schema WHERE type = 'index'",
    "SELECT name, '', wr, strict, '', '' FROM pragma_table_list WHERE schema = 'main'",
)
_NOT_OURS = ("alembic_version", "sqlite_")


def schema(url: str) -> set[tuple[Any, ...]]:
    made = engine(url)
    with made.connect() as connection:
        asked = _POSTGRESQL if connection.dialect.name == "postgresql" else _SQLITE
        rows = {tuple(row) for each in asked for row in connection.execute(sa.text(each))}
    made.dispose()
    return {row for row in rows if not str(row[0]).startswith(_NOT_OURS)}

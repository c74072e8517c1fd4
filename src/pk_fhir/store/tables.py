"""The tables: versions, the directory, people, references, outbox, audit, answers.

`shard` comes first in every key: the tenant for a resource outside any patient, ``tenant/patientId``
for one in a patient's compartment (so PostgreSQL can be distributed on that one column). `number` is
the row number of a version: unique, made from the clock by the writer, growing; index rows refer to a
version by ``(shard, number)`` and are valid exactly while that version is (`transactions.valid`), so
a change closes one row, whatever it had in the indexes. Times are microseconds since 1970, UTC.

Index tables (tokens, strings, dates...) stand in `index_tables.py`, and begin with `index_key()`.
There are no foreign keys from them: one write path makes and sweeps both, and a check for each row
would cost a third of a write.
"""

import sqlalchemy as sa

from pk_fhir.store.transactions import TxNumber

metadata = sa.MetaData()

BigInt = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

versions = sa.Table(
    "versions",
    metadata,
    sa.Column("shard", sa.Text, nullable=False),
    sa.Column("number", BigInt, nullable=False),
    sa.Column("tenant", sa.Text, nullable=False),
    sa.Column("type", sa.Text, nullable=False),
    sa.Column("id", sa.Text, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("body", sa.LargeBinary),  # as served; NULL for a deletion
    sa.Column("last_updated", BigInt, nullable=False),
    sa.Column("method", sa.Text, nullable=False),  # POST, PUT, PATCH, DELETE
    sa.Column("deleted", sa.Boolean, nullable=False),
    # For access rules, from stated elements (access/labels.py):
    sa.Column("patient", sa.Text),  # id of the Patient in whose compartment it is
    sa.Column("care_unit", sa.Text),
    sa.Column("care_giver", sa.Text),
    sa.Column("released", sa.Boolean, nullable=False),  # to the patient
    # The time it is about (access/about.py); NULL is open, and both NULL unknown.
    sa.Column("about_since", BigInt),
    sa.Column("about_until", BigInt),
    # When it was replaced; NULL while it is current, and again once its index rows are swept.
    sa.Column("closed_at", BigInt),
    sa.Column("since_tx", TxNumber(), nullable=False),
    sa.Column("until_tx", TxNumber()),
    sa.PrimaryKeyConstraint("shard", "number"),
    sa.UniqueConstraint("shard", "type", "id", "version"),
    sa.Index("versions_by_time", "tenant", "type", "last_updated", "number"),
    sa.Index(
        "versions_to_sweep",
        "closed_at",
        postgresql_where=sa.text("closed_at IS NOT NULL"),
        sqlite_where=sa.text("closed_at IS NOT NULL"),
    ),
)

# Where the current version of a resource is (a deletion counts), by what a URL knows.
directory = sa.Table(
    "directory",
    metadata,
    sa.Column("tenant", sa.Text, nullable=False),
    sa.Column("type", sa.Text, nullable=False),
    sa.Column("id", sa.Text, nullable=False),
    sa.Column("shard", sa.Text, nullable=False),
    sa.Column("number", BigInt, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("deleted", sa.Boolean, nullable=False),
    sa.PrimaryKeyConstraint("tenant", "type", "id"),
    sqlite_with_rowid=False,
)

# Which Patients ever had a national identifier (canonical system and value), also one that a later
# version no longer states, so that a person whose number changes stays one person.
identities = sa.Table(
    "identities",
    metadata,
    sa.Column("tenant", sa.Text, nullable=False),
    sa.Column("system", sa.Text, nullable=False),
    sa.Column("value", sa.Text, nullable=False),
    sa.Column("patient", sa.Text, nullable=False),
    sa.PrimaryKeyConstraint("tenant", "system", "value", "patient"),
    sa.Index("identities_by_patient", "tenant", "patient"),
    sqlite_with_rowid=False,
)

# Patient.link between Patients of one tenant, written in both directions.
links = sa.Table(
    "links",
    metadata,
    sa.Column("tenant", sa.Text, nullable=False),
    sa.Column("patient", sa.Text, nullable=False),
    sa.Column("other", sa.Text, nullable=False),
    sa.PrimaryKeyConstraint("tenant", "patient", "other"),
    sqlite_with_rowid=False,
)

# Every literal local reference of a version, for referential integrity. A search uses index rows.
mentions = sa.Table(
    "mentions",
    metadata,
    sa.Column("tenant", sa.Text, nullable=False),
    sa.Column("target_type", sa.Text, nullable=False),
    sa.Column("target_id", sa.Text, nullable=False),
    sa.Column("shard", sa.Text, nullable=False),
    sa.Column("number", BigInt, nullable=False),
    sa.PrimaryKeyConstraint("shard", "number", "target_type", "target_id"),
    sa.Index("mentions_by_target", "tenant", "target_type", "target_id"),
    sqlite_with_rowid=False,
)

# What must reach another server, written with the change itself (sync drains it under leases).
outbox = sa.Table(
    "outbox",
    metadata,
    sa.Column("shard", sa.Text, nullable=False),
    sa.Column("number", BigInt, nullable=False),  # of the version
    sa.Column("destination", sa.Text, nullable=False),
    sa.Column("tenant", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),  # waiting, sent, dead
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("due", BigInt, nullable=False),
    sa.Column("leased_until", BigInt),
    sa.Column("problem", sa.Text),
    sa.Column("since", BigInt, nullable=False, server_default="0"),  # it waits
    sa.PrimaryKeyConstraint("shard", "number", "destination"),
    sa.Index("outbox_due", "state", "due"),
)

# Who did what to which patient's data, when and why: one row for each read, search and write.
audit = sa.Table(
    "audit",
    metadata,
    sa.Column("tenant", sa.Text, nullable=False),
    sa.Column("number", BigInt, nullable=False),
    sa.Column("at", BigInt, nullable=False),
    sa.Column(
        "interaction", sa.Text, nullable=False
    ),  # a restful-interaction code, or an operation
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("role", sa.Text, nullable=False),
    sa.Column("unit", sa.Text),
    sa.Column("provider", sa.Text),
    sa.Column("purpose", sa.Text, nullable=False),
    sa.Column("request_id", sa.Text, nullable=False),
    sa.Column("type", sa.Text),
    sa.Column("id", sa.Text),
    sa.Column("version", sa.Integer),
    sa.Column("patient", sa.Text),
    sa.Column("outcome", sa.Text, nullable=False),  # AuditEvent.outcome: 0, 4, 8, 12
    sa.Column("query", sa.Text),  # without personal numbers
    # Who, beyond `subject`: the user's name and commission (medarbetaruppdrag), the calling program.
    sa.Column("name", sa.Text),
    sa.Column("assignment", sa.Text),
    sa.Column("client", sa.Text),
    # Whom it is about where there may be no Patient here: a keyed hash (access/persons.py).
    sa.Column("person", sa.Text),
    # Whose information it is: the care unit and care giver that own it.
    sa.Column("owner_unit", sa.Text),
    sa.Column("owner_provider", sa.Text),
    sa.Column("reason", sa.Text),  # of an emergency opening, or of a refusal
    sa.Column("until", BigInt),  # when an emergency opening ends
    sa.Column("event", sa.LargeBinary),  # an AuditEvent that another program sent, as served
    sa.Column("title", sa.Text),  # what the user is: läkare, sjuksköterska
    sa.PrimaryKeyConstraint("tenant", "number"),
    sa.Index(
        "audit_by_person",
        "person",
        "number",
        postgresql_where=sa.text("person IS NOT NULL"),
        sqlite_where=sa.text("person IS NOT NULL"),
    ),
    sa.Index(
        "audit_by_patient",
        "tenant",
        "patient",
        "number",
        postgresql_where=sa.text("patient IS NOT NULL"),
        sqlite_where=sa.text("patient IS NOT NULL"),
    ),
)

# The first answer to a request with an Idempotency-Key.
answers = sa.Table(
    "answers",
    metadata,
    sa.Column("tenant", sa.Text, nullable=False),
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("key", sa.Text, nullable=False),
    sa.Column("request", sa.LargeBinary, nullable=False),  # a hash of method, path and body
    sa.Column("answer", sa.LargeBinary, nullable=False),
    sa.Column("at", BigInt, nullable=False),
    sa.PrimaryKeyConstraint("tenant", "subject", "key"),
)

# The writer's counter on SQLite: one row.
transaction_counter = sa.Table(
    "transaction_counter", metadata, sa.Column("number", sa.Integer, nullable=False)
)


def index_key() -> list[sa.Column[object]]:
    """The first columns of every index table: which version, and what every search narrows by."""
    return [
        sa.Column("shard", sa.Text, nullable=False),
        sa.Column("number", BigInt, nullable=False),
        sa.Column("tenant", sa.Text, nullable=False),
        sa.Column("type", sa.Text, nullable=False),
    ]


_OWN = frozenset(metadata.tables)


def index_tables() -> list[sa.Table]:
    """The index tables that are loaded (importing `pk_fhir.store` loads them)."""
    return [table for name, table in sorted(metadata.tables.items()) if name not in _OWN]

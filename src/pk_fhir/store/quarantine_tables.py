"""What external sources sent and nobody could read: only sync writes here."""

import sqlalchemy as sa

from pk_fhir.store.replica_tables import source_metadata
from pk_fhir.store.tables import BigInt

# `person` is the key without meaning that replicas have; `digest` SHA-256 of the bytes, which stand
# compressed in `body`, cut off after a while; `size` is how many there were.
quarantine = sa.Table(
    "quarantine",
    source_metadata,
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("person", sa.Text, nullable=False),
    sa.Column("digest", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("first_at", BigInt, nullable=False),
    sa.Column("last_at", BigInt, nullable=False),
    sa.Column("size", BigInt, nullable=False),
    sa.Column("body", sa.LargeBinary, nullable=False),
    sa.PrimaryKeyConstraint("source", "person", "digest"),
)

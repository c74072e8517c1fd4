"""How far each external source has been followed: only sync writes here."""

import sqlalchemy as sa

from pk_fhir.store.replica_tables import source_metadata
from pk_fhir.store.tables import BigInt

# `cursors` is JSON: by type, the newest `meta.lastUpdated` that was seen; `seen` a JSON list of the
# versions since then, less an overlap. `holder` has the source until `leased_until`.
follows = sa.Table(
    "follows",
    source_metadata,
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("cursors", sa.Text, nullable=False),
    sa.Column("seen", sa.Text, nullable=False),
    sa.Column("persons", BigInt, nullable=False),
    sa.Column("turned_at", BigInt),
    sa.Column("reconciled_at", BigInt, nullable=False),
    sa.Column("leased_until", BigInt, nullable=False),
    sa.Column("problem", sa.Text),
    sa.PrimaryKeyConstraint("source"),
)

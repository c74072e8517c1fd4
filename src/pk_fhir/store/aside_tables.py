"""Persons whom a source could not be read of, to be tried again: only sync writes here."""

import sqlalchemy as sa

from pk_fhir.store.replica_tables import source_metadata
from pk_fhir.store.tables import BigInt

# `whom` is JSON: the person's identifiers, or what is known of them at the source ("Patient/1").
set_aside = sa.Table(
    "set_aside",
    source_metadata,
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("whom", sa.Text, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("since", BigInt, nullable=False),
    sa.Column("due", BigInt, nullable=False),
    sa.Column("problem", sa.Text, nullable=False),
    sa.PrimaryKeyConstraint("source", "whom"),
)

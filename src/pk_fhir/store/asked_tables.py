"""Our Subscriptions at external servers, so that each can be taken back: only sync writes here."""

import sqlalchemy as sa

from pk_fhir.store.replica_tables import source_metadata

# `base_url` is the server's, `endpoint` ours, by which the Subscription is known there; `source` is JSON:
# how the server was asked, with where the secrets are and none of them.
asked_to_tell = sa.Table(
    "asked_to_tell",
    source_metadata,
    sa.Column("base_url", sa.Text, nullable=False),
    sa.Column("endpoint", sa.Text, nullable=False),
    sa.Column("source", sa.Text, nullable=False),
    sa.PrimaryKeyConstraint("base_url", "endpoint"),
)

"""The tables of external sources: what they answered, and which were registered.

They stand apart from the tables of our own resources (`tables.py`): only sync writes here, nothing
here is searched, and the sweep of index rows has no business with them.
"""

import sqlalchemy as sa

from pk_fhir.store.tables import BigInt

source_metadata = sa.MetaData()

# The last answer of one source about one person. `shard` is ``source/person``, where the person is a
# key without meaning: no personal number is a key or can be found by trying numbers.
replicas = sa.Table(
    "replicas",
    source_metadata,
    sa.Column("shard", sa.Text, nullable=False),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("fetched", BigInt, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("whole", sa.Boolean, nullable=False),
    sa.Column("remarks", sa.Text, nullable=False),  # JSON: why it is not whole, notes on quality
    sa.Column("body", sa.LargeBinary, nullable=False),  # a JSON array of resources as sent, zlib
    sa.Column("refused_at", BigInt),  # the source has refused us since: nothing of this is shown
    sa.PrimaryKeyConstraint("shard"),
    sa.Index("replicas_by_source", "source"),
)

# Sources that were registered by command; those of the configuration are not repeated here.
sources = sa.Table(
    "sources",
    source_metadata,
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("stated", sa.Text, nullable=False),  # JSON, as the configuration states a source
    sa.Column("at", BigInt, nullable=False),
    sa.PrimaryKeyConstraint("name"),
)

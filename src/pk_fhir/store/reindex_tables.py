"""The tables of search parameters that were posted: which are indexed, and the work of indexing anew."""

import sqlalchemy as sa

from pk_fhir.store.tables import BigInt

reindex_metadata = sa.MetaData()

# A version of a SearchParameter by which every stored resource of its types has been indexed.
indexed_parameters = sa.Table(
    "indexed_parameters",
    reindex_metadata,
    sa.Column("tenant", sa.Text, nullable=False),
    sa.Column("id", sa.Text, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("at", BigInt, nullable=False),
    sa.PrimaryKeyConstraint("tenant", "id", "version"),
)

# Work that was asked for by $reindex; `holder` does it while its lease lasts, and keeps where it is.
reindex_jobs = sa.Table(
    "reindex_jobs",
    reindex_metadata,
    sa.Column("tenant", sa.Text, nullable=False),
    sa.Column("id", sa.Text, nullable=False),
    sa.Column("types", sa.Text, nullable=False),  # JSON: the resource types, in their order
    sa.Column(
        "parameters", sa.Text, nullable=False
    ),  # JSON: [id, version] of those that become indexed
    sa.Column("requested", BigInt, nullable=False),
    sa.Column("state", sa.Text, nullable=False),  # running, completed, cancelled, failed
    sa.Column("total", sa.Integer, nullable=False),
    sa.Column("done", sa.Integer, nullable=False),
    sa.Column("at_type", sa.Integer, nullable=False),  # which of the types is next
    sa.Column("shard", sa.Text),  # and after which resource of it
    sa.Column("number", BigInt),
    sa.Column("holder", sa.Text),
    sa.Column("leased_until", BigInt, nullable=False),
    sa.Column("ended", BigInt),
    sa.Column("problem", sa.Text),
    sa.PrimaryKeyConstraint("tenant", "id"),
    sa.Index("reindex_jobs_by_state", "state", "leased_until"),
)

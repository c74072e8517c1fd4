"""Subscriptions that are in force, as rows: whose rights each goes by, and since when it is told.

Written with the Subscription and valid exactly while that version of it is, as blocks are
(`block_tables.py`). A Subscription that is off has none. https://hl7.org/fhir/R4/subscription.html
"""

import sqlalchemy as sa

from pk_fhir.store.tables import BigInt, index_key, metadata

subscriptions = sa.Table(
    "subscriptions",
    metadata,
    *index_key(),
    sa.Column("status", sa.Text, nullable=False),  # requested, active, error
    sa.Column(
        "subscriber", sa.Text, nullable=False
    ),  # JSON: who asked for it, and with what rights
    # Microseconds since 1970; NULL: not active yet, does not fail, has no end.
    sa.Column("since", BigInt),
    sa.Column("failing_since", BigInt),
    sa.Column("until", BigInt),
    sa.PrimaryKeyConstraint("shard", "number"),
    sqlite_with_rowid=False,
)

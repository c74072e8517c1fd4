"""Blocks (spärrar) as rows, so that what they hide is hidden by the search itself.

Written with the Consent that states them, and valid exactly while that version of it is: index tables
like those of `index_tables.py`. What they mean is `access.policy.blocks`; `visibility.clause` says the
same in SQL, and a property test holds the two together.
"""

import sqlalchemy as sa

from pk_fhir.store.tables import BigInt, index_key, metadata

blocks = sa.Table(
    "blocks",
    metadata,
    *index_key(),
    sa.Column("kind", sa.Text, nullable=False),  # inner, outer, unstated
    sa.Column("unit", sa.Text),  # NULL: any unit, any giver
    sa.Column("giver", sa.Text),
    # When it holds, and which time's records it blocks; microseconds, NULL is open.
    sa.Column("since", BigInt),
    sa.Column("until", BigInt),
    sa.Column("about_since", BigInt),
    sa.Column("about_until", BigInt),
    sa.Column("excluded", sa.Text, nullable=False),  # information types, separated by spaces
    sa.PrimaryKeyConstraint("shard", "number"),
    sqlite_with_rowid=False,
)

block_liftings = sa.Table(
    "block_liftings",
    metadata,
    *index_key(),
    sa.Column("place", sa.Integer, nullable=False),
    sa.Column("unit", sa.Text),
    sa.Column("giver", sa.Text),
    sa.Column("employee", sa.Text),
    sa.Column("since", BigInt, nullable=False),
    sa.Column("until", BigInt),
    sa.PrimaryKeyConstraint("shard", "number", "place"),
    sqlite_with_rowid=False,
)

"""Blocks (spärrar) as rows, and which time each version is about, so that searches can heed them.

A version written before has no time: a block that could mean it hides it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("versions", sa.Column("about_since", BIG))
    op.add_column("versions", sa.Column("about_until", BIG))
    op.create_table(
        "blocks",
        sa.Column("shard", sa.Text(), nullable=False),
        sa.Column("number", BIG, nullable=False),
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text()),
        sa.Column("giver", sa.Text()),
        sa.Column("since", BIG),
        sa.Column("until", BIG),
        sa.Column("about_since", BIG),
        sa.Column("about_until", BIG),
        sa.Column("excluded", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("shard", "number"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "block_liftings",
        sa.Column("shard", sa.Text(), nullable=False),
        sa.Column("number", BIG, nullable=False),
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("unit", sa.Text()),
        sa.Column("giver", sa.Text()),
        sa.Column("employee", sa.Text()),
        sa.Column("since", BIG, nullable=False),
        sa.Column("until", BIG),
        sa.PrimaryKeyConstraint("shard", "number", "place"),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("block_liftings")
    op.drop_table("blocks")
    op.drop_column("versions", "about_until")
    op.drop_column("versions", "about_since")

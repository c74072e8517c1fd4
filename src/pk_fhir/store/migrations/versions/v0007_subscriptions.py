"""Subscriptions in force as rows, so that a change is looked at for them."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "subscriptions",
        sa.Column("shard", sa.Text(), nullable=False),
        sa.Column("number", BIG, nullable=False),
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("subscriber", sa.Text(), nullable=False),
        sa.Column("since", BIG),
        sa.Column("failing_since", BIG),
        sa.Column("until", BIG),
        sa.PrimaryKeyConstraint("shard", "number"),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("subscriptions")

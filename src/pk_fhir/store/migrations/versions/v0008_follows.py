"""How far each external source has been followed."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "follows",
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("cursors", sa.Text(), nullable=False),
        sa.Column("seen", sa.Text(), nullable=False),
        sa.Column("persons", BIG, nullable=False),
        sa.Column("turned_at", BIG),
        sa.Column("reconciled_at", BIG, nullable=False),
        sa.Column("leased_until", BIG, nullable=False),
        sa.Column("problem", sa.Text()),
        sa.PrimaryKeyConstraint("source"),
    )


def downgrade() -> None:
    op.drop_table("follows")

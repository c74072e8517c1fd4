"""Breakers of reading beside those of sending; what is there because we made it; several that may be meant."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.drop_column("pushed", "content")
    # Of what was sent before it is not known who made it: it stays where it is.
    op.add_column("pushed", sa.Column("made", sa.Boolean(), nullable=False, server_default="0"))
    op.add_column("push_conflicts", sa.Column("alike", sa.Text()))
    # What a breaker knows is over in minutes: nothing is taken along.
    op.drop_table("breakers")
    op.create_table(
        "breakers",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("open_until", BIG, nullable=False),
        sa.Column("problem", sa.Text()),
        sa.PrimaryKeyConstraint("name", "purpose"),
    )


def downgrade() -> None:
    op.drop_table("breakers")
    op.create_table(
        "breakers",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("open_until", BIG, nullable=False),
        sa.Column("problem", sa.Text()),
        sa.PrimaryKeyConstraint("name"),
    )
    op.drop_column("push_conflicts", "alike")
    op.drop_column("pushed", "made")
    op.add_column("pushed", sa.Column("content", sa.Text()))

"""Search parameters that were posted, and the work of indexing anew."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "indexed_parameters",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", BIG, nullable=False),
        sa.PrimaryKeyConstraint("tenant", "id", "version"),
    )
    op.create_table(
        "reindex_jobs",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("types", sa.Text(), nullable=False),
        sa.Column("parameters", sa.Text(), nullable=False),
        sa.Column("requested", BIG, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("at_type", sa.Integer(), nullable=False),
        sa.Column("shard", sa.Text()),
        sa.Column("number", BIG),
        sa.Column("holder", sa.Text()),
        sa.Column("leased_until", BIG, nullable=False),
        sa.Column("ended", BIG),
        sa.Column("problem", sa.Text()),
        sa.PrimaryKeyConstraint("tenant", "id"),
    )
    op.create_index("reindex_jobs_by_state", "reindex_jobs", ["state", "leased_until"])


def downgrade() -> None:
    op.drop_table("reindex_jobs")
    op.drop_table("indexed_parameters")

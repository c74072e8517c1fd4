"""What was sent to other servers, conflicts with them, and circuit breakers."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "pushed",
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("patient", sa.Text()),
        sa.Column("number", BIG, nullable=False),
        sa.Column("content", sa.Text()),
        sa.Column("remote_id", sa.Text()),
        sa.Column("remote_version", sa.Text()),
        sa.Column("intended", sa.Text()),
        sa.Column("intended_number", BIG),
        sa.Column("at", BIG, nullable=False),
        sa.PrimaryKeyConstraint("target", "tenant", "type", "id"),
    )
    op.create_index("pushed_by_patient", "pushed", ["target", "tenant", "patient"])
    op.create_table(
        "push_conflicts",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("patient", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("resource", sa.Text(), nullable=False),
        sa.Column("number", BIG, nullable=False),
        sa.Column("remote_id", sa.Text()),
        sa.Column("remote_version", sa.Text()),
        sa.Column("body", sa.LargeBinary()),
        sa.Column("at", BIG, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("settled_at", BIG),
        sa.Column("settled_by", sa.Text()),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "push_conflicts_by_state", "push_conflicts", ["state", "target", "tenant", "patient"]
    )
    op.create_table(
        "breakers",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("open_until", BIG, nullable=False),
        sa.Column("problem", sa.Text()),
        sa.PrimaryKeyConstraint("name"),
    )


def downgrade() -> None:
    op.drop_table("breakers")
    op.drop_table("push_conflicts")
    op.drop_table("pushed")

"""Our Subscriptions at external servers, so that each can be taken back."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "asked_to_tell",
        sa.Column("base_url", sa.Text(), nullable=False),
        sa.Column("endpoint", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("base_url", "endpoint"),
    )


def downgrade() -> None:
    op.drop_table("asked_to_tell")

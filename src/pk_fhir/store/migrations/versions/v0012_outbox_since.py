"""Since when each row of the outbox waits: what was written long ago may wait since a minute ago."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("outbox", sa.Column("since", BIG, nullable=False, server_default="0"))
    # When it was due last is the nearest that is known.
    op.execute("UPDATE outbox SET since = due")


def downgrade() -> None:
    op.drop_column("outbox", "since")

"""At which address each of our resources is known: another server may get a target's name."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Of what was sent before it is not known: it counts as sent to the address of today.
    op.add_column("pushed", sa.Column("base_url", sa.Text()))


def downgrade() -> None:
    op.drop_column("pushed", "base_url")

"""What a member of staff is (läkare, sjuksköterska): a name alone does not tell a patient why somebody read."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("audit", sa.Column("title", sa.Text()))


def downgrade() -> None:
    op.drop_column("audit", "title")

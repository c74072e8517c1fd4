"""What an audit row must tell to be understood: who, on what commission, whose information, and why."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TEXTS = ("name", "assignment", "client", "person", "owner_unit", "owner_provider", "reason")


def upgrade() -> None:
    for name in TEXTS:
        op.add_column("audit", sa.Column(name, sa.Text()))
    op.add_column("audit", sa.Column("until", BIG))
    op.add_column("audit", sa.Column("event", sa.LargeBinary()))
    op.create_index(
        "audit_by_person",
        "audit",
        ["person", "number"],
        postgresql_where=sa.text("person IS NOT NULL"),
        sqlite_where=sa.text("person IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_index("audit_by_person", "audit")
    for name in ("event", "until", *reversed(TEXTS)):
        op.drop_column("audit", name)

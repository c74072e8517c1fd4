"""What external sources answered, and which are registered."""

from alembic import op

from pk_fhir.store.replica_tables import source_metadata

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    source_metadata.create_all(op.get_bind(), checkfirst=False)


def downgrade() -> None:
    source_metadata.drop_all(op.get_bind())

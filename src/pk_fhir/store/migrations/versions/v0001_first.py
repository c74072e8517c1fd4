"""The tables of the first release."""

import sqlalchemy as sa
from alembic import op

import pk_fhir.store  # noqa: F401 - every table is known once the package is imported
from pk_fhir.store import statistics
from pk_fhir.store.tables import metadata, transaction_counter

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    connection = op.get_bind()
    metadata.create_all(connection)
    connection.execute(sa.insert(transaction_counter).values(number=1))
    if connection.dialect.name == "sqlite":
        statistics.install(connection)
    if connection.dialect.name == "postgresql":
        op.execute(
            """
            CREATE FUNCTION pk_expect(holds boolean, what text) RETURNS void LANGUAGE plpgsql AS $$
            BEGIN
              IF holds IS NOT TRUE THEN RAISE EXCEPTION USING ERRCODE = 'PK001', MESSAGE = what; END IF;
            END $$
            """
        )


def downgrade() -> None:
    raise NotImplementedError("There is nothing before the first release.")

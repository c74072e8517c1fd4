"""The tables of the first release, as they were: what changed since stands in later revisions."""

import sqlalchemy as sa
from alembic import op

from pk_fhir.store.transactions import TxNumber

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
# Compared byte by byte on both databases.
PLAIN = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
TX_NUMBER = TxNumber()


def upgrade() -> None:
    _resources()
    _beside()
    _index()
    op.execute("INSERT INTO transaction_counter (number) VALUES (1)")
    if op.get_bind().dialect.name == "postgresql":
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


def _resources() -> None:
    op.create_table(
        "directory",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("shard", sa.Text(), nullable=False),
        sa.Column("number", BIG, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "type", "id"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "identities",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("system", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("patient", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "system", "value", "patient"),
        sqlite_with_rowid=False,
    )
    op.create_index("identities_by_patient", "identities", ["tenant", "patient"])
    op.create_table(
        "links",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("patient", sa.Text(), nullable=False),
        sa.Column("other", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "patient", "other"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "mentions",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("target_type", sa.Text(), nullable=False),
        sa.Column("target_id", sa.Text(), nullable=False),
        sa.Column("shard", sa.Text(), nullable=False),
        sa.Column("number", BIG, nullable=False),
        sa.PrimaryKeyConstraint("shard", "number", "target_type", "target_id"),
        sqlite_with_rowid=False,
    )
    op.create_index("mentions_by_target", "mentions", ["tenant", "target_type", "target_id"])
    op.create_table(
        "versions",
        sa.Column("shard", sa.Text(), nullable=False),
        sa.Column("number", BIG, nullable=False),
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary()),
        sa.Column("last_updated", BIG, nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("patient", sa.Text()),
        sa.Column("care_unit", sa.Text()),
        sa.Column("care_giver", sa.Text()),
        sa.Column("released", sa.Boolean(), nullable=False),
        sa.Column("closed_at", BIG),
        sa.Column("since_tx", TX_NUMBER, nullable=False),
        sa.Column("until_tx", TX_NUMBER),
        sa.PrimaryKeyConstraint("shard", "number"),
        sa.UniqueConstraint("shard", "type", "id", "version"),
    )
    op.create_index("versions_by_time", "versions", ["tenant", "type", "last_updated", "number"])
    op.create_index(
        "versions_to_sweep",
        "versions",
        ["closed_at"],
        postgresql_where=sa.text("closed_at IS NOT NULL"),
        sqlite_where=sa.text("closed_at IS NOT NULL"),
    )


def _beside() -> None:
    op.create_table(
        "answers",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("request", sa.LargeBinary(), nullable=False),
        sa.Column("answer", sa.LargeBinary(), nullable=False),
        sa.Column("at", BIG, nullable=False),
        sa.PrimaryKeyConstraint("tenant", "subject", "key"),
    )
    op.create_table(
        "audit",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("number", BIG, nullable=False),
        sa.Column("at", BIG, nullable=False),
        sa.Column("interaction", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text()),
        sa.Column("provider", sa.Text()),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("request_id", sa.Text(), nullable=False),
        sa.Column("type", sa.Text()),
        sa.Column("id", sa.Text()),
        sa.Column("version", sa.Integer()),
        sa.Column("patient", sa.Text()),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("query", sa.Text()),
        sa.PrimaryKeyConstraint("tenant", "number"),
    )
    op.create_index(
        "audit_by_patient",
        "audit",
        ["tenant", "patient", "number"],
        postgresql_where=sa.text("patient IS NOT NULL"),
        sqlite_where=sa.text("patient IS NOT NULL"),
    )
    op.create_table(
        "outbox",
        sa.Column("shard", sa.Text(), nullable=False),
        sa.Column("number", BIG, nullable=False),
        sa.Column("destination", sa.Text(), nullable=False),
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due", BIG, nullable=False),
        sa.Column("leased_until", BIG),
        sa.Column("problem", sa.Text()),
        sa.PrimaryKeyConstraint("shard", "number", "destination"),
    )
    op.create_index("outbox_due", "outbox", ["state", "due"])
    op.create_table("transaction_counter", sa.Column("number", sa.Integer(), nullable=False))


def _index() -> None:
    op.create_table(
        "index_date",
        sa.Column("shard", sa.Text(), nullable=False),
        sa.Column("number", BIG, nullable=False),
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("param", sa.Integer(), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("low", BIG, nullable=False),
        sa.Column("high", BIG, nullable=False),
        sa.Column("lasting", sa.SmallInteger(), nullable=False),
        sa.PrimaryKeyConstraint("shard", "number", "param", "place"),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "index_date_by_high",
        "index_date",
        ["tenant", "param", "high", "low", "number"],
        postgresql_where=sa.text("lasting = 1"),
        sqlite_where=sa.text("lasting = 1"),
    )
    op.create_index("index_date_by_low", "index_date", ["tenant", "param", "low", "high", "number"])
    op.create_table(
        "index_number",
        sa.Column("shard", sa.Text(), nullable=False),
        sa.Column("number", BIG, nullable=False),
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("param", sa.Integer(), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("low", sa.Double(), nullable=False),
        sa.Column("high", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("shard", "number", "param", "place"),
        sqlite_with_rowid=False,
    )
    op.create_index("index_number_by_low", "index_number", ["tenant", "param", "low", "number"])
    op.create_table(
        "index_quantity",
        sa.Column("shard", sa.Text(), nullable=False),
        sa.Column("number", BIG, nullable=False),
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("param", sa.Integer(), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("system", PLAIN, nullable=False),
        sa.Column("code", PLAIN, nullable=False),
        sa.Column("unit", PLAIN, nullable=False),
        sa.Column("low", sa.Double(), nullable=False),
        sa.Column("high", sa.Double(), nullable=False),
        sa.Column("base_unit", PLAIN),
        sa.Column("base_low", sa.Double()),
        sa.Column("base_high", sa.Double()),
        sa.PrimaryKeyConstraint("shard", "number", "param", "place"),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "index_quantity_by_base_unit",
        "index_quantity",
        ["tenant", "param", "base_unit", "base_low", "number"],
        postgresql_where=sa.text("base_unit IS NOT NULL"),
        sqlite_where=sa.text("base_unit IS NOT NULL"),
    )
    op.create_index("index_quantity_by_low", "index_quantity", ["tenant", "param", "low", "number"])
    op.create_table(
        "index_reference",
        sa.Column("shard", sa.Text(), nullable=False),
        sa.Column("number", BIG, nullable=False),
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("param", sa.Integer(), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("target_type", sa.Text(), nullable=False),
        sa.Column("target_id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("shard", "number", "param", "place"),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "index_reference_by_target_id",
        "index_reference",
        ["tenant", "target_id", "param", "number"],
    )
    op.create_table(
        "index_string",
        sa.Column("shard", sa.Text(), nullable=False),
        sa.Column("number", BIG, nullable=False),
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("param", sa.Integer(), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("value", PLAIN, nullable=False),
        sa.Column("exact", PLAIN, nullable=False),
        sa.PrimaryKeyConstraint("shard", "number", "param", "place"),
        sqlite_with_rowid=False,
    )
    op.create_index("index_string_by_value", "index_string", ["tenant", "param", "value", "number"])
    op.create_table(
        "index_token",
        sa.Column("shard", sa.Text(), nullable=False),
        sa.Column("number", BIG, nullable=False),
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("param", sa.Integer(), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("system", PLAIN, nullable=False),
        sa.Column("code", PLAIN, nullable=False),
        sa.PrimaryKeyConstraint("shard", "number", "param", "place"),
        sqlite_with_rowid=False,
    )
    op.create_index("index_token_by_code", "index_token", ["tenant", "param", "code", "number"])
    op.create_table(
        "index_uri",
        sa.Column("shard", sa.Text(), nullable=False),
        sa.Column("number", BIG, nullable=False),
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("param", sa.Integer(), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("value", PLAIN, nullable=False),
        sa.PrimaryKeyConstraint("shard", "number", "param", "place"),
        sqlite_with_rowid=False,
    )
    op.create_index("index_uri_by_value", "index_uri", ["tenant", "param", "value", "number"])

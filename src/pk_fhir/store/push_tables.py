"""The tables of what goes to other servers, beside the outbox: what was sent, conflicts, breakers.

They stand with the tables of external sources (`replica_tables.py`): only sync writes them.
"""

import sqlalchemy as sa

from pk_fhir.store.replica_tables import source_metadata
from pk_fhir.store.tables import BigInt

# What one of our resources is at one target. `number` is the row number of our version that was sent
# last, 0 when the target's must be replaced whatever was sent; `made` says that it is there because we
# created it; `intended` (a digest) and `intended_number` are of what was about to be sent when we last looked;
# `base_url` is the target's address then, NULL where that was not kept.
pushed = sa.Table(
    "pushed",
    source_metadata,
    sa.Column("target", sa.Text, nullable=False),
    sa.Column("tenant", sa.Text, nullable=False),
    sa.Column("type", sa.Text, nullable=False),
    sa.Column("id", sa.Text, nullable=False),
    sa.Column("patient", sa.Text),
    sa.Column("number", BigInt, nullable=False),
    sa.Column("remote_id", sa.Text),
    sa.Column("remote_version", sa.Text),
    sa.Column("intended", sa.Text),
    sa.Column("intended_number", BigInt),
    sa.Column("at", BigInt, nullable=False),
    sa.Column("made", sa.Boolean, nullable=False, server_default="0"),
    sa.Column("base_url", sa.Text),
    sa.PrimaryKeyConstraint("target", "tenant", "type", "id"),
    sa.Index("pushed_by_patient", "target", "tenant", "patient"),
)

# One resource that both sides changed; `body` is what the target has, NULL when it deleted it. Or one
# that several of the target's may be: `alike` is a JSON list of these ("Patient/1"), else NULL.
# `patient` is empty for what belongs to no patient.
conflicts = sa.Table(
    "push_conflicts",
    source_metadata,
    sa.Column("id", sa.Text, nullable=False),
    sa.Column("target", sa.Text, nullable=False),
    sa.Column("tenant", sa.Text, nullable=False),
    sa.Column("patient", sa.Text, nullable=False),
    sa.Column("type", sa.Text, nullable=False),
    sa.Column("resource", sa.Text, nullable=False),
    sa.Column("number", BigInt, nullable=False),
    sa.Column("remote_id", sa.Text),
    sa.Column("remote_version", sa.Text),
    sa.Column("body", sa.LargeBinary),
    sa.Column("at", BigInt, nullable=False),
    sa.Column("state", sa.Text, nullable=False),  # open, ours, theirs, dismissed
    sa.Column("settled_at", BigInt),
    sa.Column("settled_by", sa.Text),
    sa.Column("alike", sa.Text),
    sa.PrimaryKeyConstraint("id"),
    sa.Index("push_conflicts_by_state", "state", "target", "tenant", "patient"),
)

# Whether an external server is asked at all just now, for a purpose: "read", or "send" to it.
breakers = sa.Table(
    "breakers",
    source_metadata,
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("purpose", sa.Text, nullable=False),
    sa.Column("failures", sa.Integer, nullable=False),
    sa.Column("open_until", BigInt, nullable=False),
    sa.Column("problem", sa.Text),
    sa.PrimaryKeyConstraint("name", "purpose"),
)

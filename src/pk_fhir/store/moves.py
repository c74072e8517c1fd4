"""A resource that changes its patient changes its shard: all its versions move, in the same transaction."""

import sqlalchemy as sa

from pk_fhir.store.plan import Change
from pk_fhir.store.tables import index_tables, mentions, outbox, versions


def moves(change: Change) -> list[sa.Update]:
    """Take every version of a resource, and what hangs on them, to the shard of its new version."""
    if change.previous is None:
        return []
    old, new = change.previous.shard, change.shard
    numbers = (
        sa.select(versions.c.number)
        .where(versions.c.shard == old, versions.c.type == change.type, versions.c.id == change.id)
        .scalar_subquery()
    )
    beside: list[sa.Update] = [
        sa.update(table)
        .where(table.c.shard == old, table.c.number.in_(numbers))
        .values({table.c.shard: new})
        for table in (*index_tables(), mentions, outbox)
    ]
    own = (
        sa.update(versions)
        .where(versions.c.shard == old, versions.c.type == change.type, versions.c.id == change.id)
        .values({versions.c.shard: new})
    )
    return [*beside, own]

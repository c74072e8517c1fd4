"""Changes of rows that stand: a resource that changes its patient moves, one whose owner is stated is relabelled.

A resource's shard follows its patient, so all its versions move, in the same transaction.
"""

import sqlalchemy as sa

from pk_fhir.store.plan import Change, Plan, Relabel
from pk_fhir.store.tables import directory, index_tables, mentions, outbox, versions


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


def of_plan(plan: Plan) -> list[sa.Update]:
    """Every such change that a plan makes, to run before its rows are added."""
    found: list[sa.Update] = []
    for change in plan.changes:
        if change.previous is not None and change.previous.shard != change.shard:
            found += moves(change)
    found += (_relabel(plan.tenant, relabel) for relabel in plan.relabels)
    return found


def _relabel(tenant: str, relabel: Relabel) -> sa.Update:
    d = directory.c
    here = sa.and_(d.tenant == tenant, d.type == relabel.type, d.id == relabel.id)
    shard = sa.select(d.shard).where(here).scalar_subquery()
    number = sa.select(d.number).where(here).scalar_subquery()
    stated = {
        versions.c.care_giver: relabel.care_giver,
        versions.c.care_unit: relabel.care_unit,
    }
    return (
        sa.update(versions)
        .where(versions.c.shard == shard, versions.c.number == number)
        .values({column: value for column, value in stated.items() if value is not None})
    )

"""By which search parameters the index rows of a plan were made: it is written only while these are in force.

A SearchParameter may be stored by another process between the reading of what is in force and the
commit. So each plan with index rows says how many versions of SearchParameters there were (their version
numbers added up), and that is asked again in the write's own transaction. On PostgreSQL those who write
hold a lock together, which who changes a SearchParameter holds alone: whoever comes after sees the change.
"""

import sqlalchemy as sa

from pk_fhir.store.plan import Plan
from pk_fhir.store.tables import directory

TYPE = "SearchParameter"


def written() -> sa.Select[tuple[int]]:
    """How many versions of SearchParameters a tenant (`sa.bindparam`) has."""
    d = directory.c
    return sa.select(sa.func.coalesce(sa.func.sum(d.version), 0)).where(
        d.tenant == sa.bindparam("tenant", type_=sa.Text), d.type == TYPE
    )


def is_asked(plan: Plan) -> bool:
    """Whether a plan has rows that were made by search parameters."""
    return plan.parameters is not None and bool(plan.changes)


def changes(plan: Plan) -> bool:
    """Whether a plan changes what is in force."""
    return any(change.type == TYPE for change in plan.changes)


def lock(plan: Plan) -> str:
    """The name of the lock."""
    return f"{plan.tenant}\n{TYPE}"

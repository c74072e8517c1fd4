"""Everything current in one patient's compartment, in one statement on one shard.

https://hl7.org/fhir/R4/compartmentdefinition-patient.html; ours also holds Task and Provenance,
because a resource's shard is that of the patient it is about.
"""

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa

from pk_fhir.store.tables import versions
from pk_fhir.store.version import columns


def statement(shard: str, types: Collection[str]) -> sa.Select[*tuple[Any, ...]]:
    """Current, undeleted versions of these types in the shard; columns as `Version` has them."""
    table = versions.c
    return (
        sa.select(*columns())
        .where(
            table.shard == shard,
            table.type.in_(sorted(types)),
            table.until_tx.is_(None),
            sa.not_(table.deleted),
        )
        .order_by(table.number)
    )

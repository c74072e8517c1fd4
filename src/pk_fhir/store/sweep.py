"""Index rows of versions that were replaced are kept for the pages of running searches, and then swept.

The versions themselves stay: history has them. Outbox rows that were sent and old answers to
Idempotency-Keys go too.
"""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from pk_fhir.store.store import Store
from pk_fhir.store.tables import answers, index_tables, mentions, versions

AT_ONCE = 500


async def sweep(store: Store, *, replaced_before: int, answered_before: int) -> int:
    """Sweep what was replaced before a time (microseconds since 1970), but at most some hundred versions.

    Returns how many versions were swept: call again while it is not 0.
    """
    c = versions.c
    rows = await store.fetch(
        sa.select(c.shard, c.number)
        .where(c.closed_at < replaced_before)
        .order_by(c.closed_at)
        .limit(AT_ONCE)
    )
    by_shard: dict[str, list[int]] = {}
    for shard, number in rows:
        by_shard.setdefault(shard, []).append(number)
    statements = [
        statement
        for shard, numbers in sorted(by_shard.items())
        for statement in _of(shard, numbers)
    ]
    statements.append(sa.delete(answers).where(answers.c.at < answered_before))
    await store.execute(statements)
    return len(rows)


def _of(shard: str, numbers: Sequence[int]) -> list[Any]:
    gone: list[Any] = [
        sa.delete(table).where(table.c.shard == shard, table.c.number.in_(numbers))
        for table in (*index_tables(), mentions)
    ]
    marked = (
        sa.update(versions)
        .where(versions.c.shard == shard, versions.c.number.in_(numbers))
        .values({versions.c.closed_at: None})
    )
    return [*gone, marked]

"""What a fast-growing PostgreSQL database's planner is told, and when."""

import pytest
import sqlalchemy as sa

from pk_fhir.store import AuditRow, Store
from pk_fhir.store.planner import keep_statistics

pytestmark = pytest.mark.anyio


def row(store: Store) -> AuditRow:
    return AuditRow(
        tenant="t",
        number=store.numbers.next(),
        at=1,
        interaction="read",
        subject="s",
        role="system",
    )


@pytest.mark.postgresql
async def test_a_table_is_looked_at_once_it_has_doubled(postgresql_url: str) -> None:
    store = await Store.open(postgresql_url)
    try:
        assert await keep_statistics(store) == []
        await recorded(store, 1000)
        assert await keep_statistics(store) == ["audit"]
        [(known,)] = await store.fetch(
            sa.text("SELECT reltuples FROM pg_class WHERE relname = 'audit'")
        )
        assert known == 1000
        await recorded(store, 600)
        assert await keep_statistics(store) == []
        await recorded(store, 600)
        assert await keep_statistics(store) == ["audit"]
    finally:
        await store.close()


async def recorded(store: Store, count: int) -> None:
    """So many rows are written, and the server's views count them: by themselves they do after some seconds."""
    await store.database.record([row(store) for _ in range(count)])
    await store.execute([sa.text("SELECT pg_stat_force_next_flush()")])


async def test_sqlite_is_told_when_its_tables_are_made(sqlite_url: str) -> None:
    store = await Store.open(sqlite_url)
    try:
        assert await keep_statistics(store) == []
        told = await store.fetch(sa.text("SELECT count(*) FROM sqlite_stat1"))
        assert told[0][0] > 20
    finally:
        await store.close()

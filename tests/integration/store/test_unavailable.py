"""A database that does not answer is 503 to the caller, and well again when it is back."""

import sqlite3

import pytest

from pk_fhir.fhir.outcome import FhirError
from pk_fhir.store import Change, Plan, Store, sqlite

pytestmark = pytest.mark.anyio


def plan(store: Store, ident: str) -> Plan:
    change = Change(
        tenant="t",
        type="Goal",
        id=ident,
        version=1,
        shard="t",
        number=store.numbers.next(),
        body=b"{}",
        last_updated=1,
        method="POST",
    )
    return Plan(tenant="t", changes=(change,))


async def test_a_file_that_another_process_holds(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0.1)
    store = await Store.open(sqlite_url)
    other = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(FhirError) as refused:
        await store.write(plan(store, "a"))
    assert refused.value.kind == "timeout"
    assert await store.read("t", "Goal", "a") is None
    other.execute("ROLLBACK")
    other.close()
    await store.write(plan(store, "a"))
    assert await store.read("t", "Goal", "a") is not None
    await store.close()


@pytest.mark.postgresql
async def test_a_server_that_drops_its_connections(postgresql_url: str) -> None:
    import psycopg  # noqa: PLC0415 - an optional dependency

    store = await Store.open(postgresql_url)
    await store.write(plan(store, "a"))
    with psycopg.connect(postgresql_url, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    outcomes = []
    for n in range(12):
        try:
            await store.write(plan(store, f"b{n}"))
            outcomes.append("written")
        except FhirError as error:
            outcomes.append(error.kind)
    assert outcomes[-1] == "written"
    assert set(outcomes) <= {"written", "timeout"}
    await store.close()

"""Batches on one PostgreSQL connection: each a transaction of its own, answered in order, whatever befalls another."""

import asyncio
from collections.abc import AsyncIterator

import pytest

psycopg = pytest.importorskip("psycopg")

from pk_fhir.store import postgresql_wire  # noqa: E402 - needs an optional dependency
from pk_fhir.store.postgresql_values import ArrayOfBytes  # noqa: E402 - the same
from pk_fhir.store.postgresql_wire import Step, Wire  # noqa: E402 - the same
from pk_fhir.store.postgresql_wires import Wires  # noqa: E402 - the same

pytestmark = [pytest.mark.anyio, pytest.mark.postgresql]

INSERT = b"INSERT INTO kept (n) VALUES ($1::int)"
ALL: Step = (b"SELECT n FROM kept ORDER BY n", [])


@pytest.fixture
async def wire(postgresql_url: str) -> AsyncIterator[Wire]:
    opened = await Wire.open(postgresql_url, "")
    await opened.send([(b"CREATE TABLE kept (n int PRIMARY KEY)", [])])
    yield opened
    await opened.close()


async def test_values_come_back_as_they_went(wire: Wire) -> None:
    text = (
        b"SELECT $1::text, $2::bigint, $3::float8, $4::bool, $5::text, $6::bytea, $7::text[], "
        b"($8::bytea[])[1], $8::bytea[], $9::text"
    )
    sent = ["å\"\\{}'", -5, 1.5, True, None, b"\x00\xff", ["a,b", '"', ""], ArrayOfBytes([b"\x00x", None]), ""]  # fmt: skip
    [row] = (await wire.send([(text, sent)])).rows
    assert row == (*sent[:7], b"\x00x", [b"\x00x", None], "")


async def test_a_batch_is_one_transaction_and_its_failure_touches_no_other(wire: Wire) -> None:
    before = wire.send([(INSERT, [1])])
    broken = wire.send([(INSERT, [2]), (INSERT, [1]), (INSERT, [3])])
    after = wire.send([(INSERT, [4]), ALL])
    assert (await before).counts == [1]
    with pytest.raises(psycopg.errors.UniqueViolation):
        await broken
    assert (await after).rows == [(1,), (4,)]
    assert not wire.broken


async def test_a_statement_that_cannot_be_prepared_is_prepared_anew_the_next_time(
    wire: Wire,
) -> None:
    later: Step = (b"SELECT n FROM later", [])
    for _ in range(2):
        with pytest.raises(psycopg.errors.UndefinedTable):
            await wire.send([later])
    await wire.send([(b"CREATE TABLE later AS SELECT 7 AS n", [])])
    assert (await wire.send([later])).rows == [(7,)]


async def test_text_that_cannot_be_kept_is_refused_before_anything_is_sent(wire: Wire) -> None:
    with pytest.raises(psycopg.DataError):
        wire.send([(INSERT, [1]), (b"SELECT $1::text", ["a\x00b"])])
    assert (await wire.send([ALL])).rows == []


async def test_of_many_statements_only_the_latest_stay_prepared(
    wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgresql_wire, "PREPARED_KEPT", 5)
    for _ in range(2):
        for n in range(20):
            assert (await wire.send([(b"SELECT %d" % n, [])])).rows == [(n,)]
    [(count,)] = (await wire.send([(b"SELECT count(*) FROM pg_prepared_statements", [])])).rows
    assert count <= 6


async def test_large_batches_go_both_ways_at_once(wire: Wire) -> None:
    large = "x" * 3_000_000
    answers = [wire.send([(b"SELECT $1::text", [large])]) for _ in range(8)]
    assert [(await answer).rows == [(large,)] for answer in answers] == [True] * 8


async def test_a_batch_that_nobody_waits_for_any_more_still_ends(
    wire: Wire, postgresql_url: str
) -> None:
    ended = asyncio.Event()
    with psycopg.connect(postgresql_url, autocommit=True) as holding:
        holding.execute("SELECT pg_advisory_lock(1)")
        task = asyncio.ensure_future(_until_let_go(wire, ended))
        await asyncio.sleep(0.05)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert not ended.is_set()
    await asyncio.wait_for(ended.wait(), 60)
    assert (await wire.send([ALL])).rows == []


async def _until_let_go(wire: Wire, ended: asyncio.Event) -> None:
    await wire.send([(b"SELECT pg_advisory_lock(1)", [])], ended.set)


async def test_a_lost_connection_is_told_to_all_who_wait(wire: Wire, postgresql_url: str) -> None:
    waiting = [wire.send([(b"SELECT pg_sleep(30)", [])]), wire.send([ALL])]
    await asyncio.sleep(0.1)
    with psycopg.connect(postgresql_url, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    for answer in waiting:
        with pytest.raises(psycopg.OperationalError):
            await answer
    assert wire.broken


async def test_when_all_connections_are_taken_the_next_waits_for_one(postgresql_url: str) -> None:
    wires = Wires(postgresql_url, 2)
    try:
        taken = [await wires.taken() for _ in range(2)]
        third, fourth = (asyncio.ensure_future(wires.taken()) for _ in range(2))
        await asyncio.sleep(0.05)
        assert not third.done()
        third.cancel()
        wires.give_back(taken[0])
        assert await fourth is taken[0]
        # One that broke is replaced.
        fifth = asyncio.ensure_future(wires.taken())
        await asyncio.sleep(0)
        await taken[1].close()
        wires.give_back(taken[1])
        assert await fifth not in taken
    finally:
        await wires.close()


async def test_no_free_connection_in_time_is_said(
    postgresql_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pk_fhir.store.postgresql_wires.WAIT_SECONDS", 0.1)
    wires = Wires(postgresql_url, 1)
    try:
        await wires.taken()
        with pytest.raises(psycopg.OperationalError, match="in time"):
            await wires.taken()
    finally:
        await wires.close()

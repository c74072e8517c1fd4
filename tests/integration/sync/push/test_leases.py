"""A lane is one relay's for as long as its sending takes, however long that is."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import httpx
import pytest
import sqlalchemy as sa
from tests.integration.sync.ends import drain, sending
from tests.integration.sync.push.conftest import contract
from tests.integration.view.proxy import Proxy

from pk_fhir.config import Settings
from pk_fhir.store.database import Database
from pk_fhir.store.outbox import SENT, Outbox
from pk_fhir.store.tables import outbox
from pk_fhir.sync.push import Patience, Relay

pytestmark = pytest.mark.anyio

NAME = "minimal"


@pytest.fixture
def settings(database_url: str, tmp_path: Path, proxy: Proxy) -> Settings:
    return sending(database_url, tmp_path, "there", proxy.url)


async def leases(database: Database) -> set[int | None]:
    rows = await database.fetch(
        sa.select(outbox.c.leased_until).where(outbox.c.destination == "there")
    )
    return {row[0] for row in rows}


async def test_a_lane_that_is_renewed_is_nobody_elses_when_its_first_lease_would_be_over(
    ours: httpx.AsyncClient, relay: Callable[..., Relay]
) -> None:
    assert (await ours.post("/contracts", json=contract(NAME))).status_code == 201
    waiting = Outbox(relay().database)
    [mine] = [each for each in await waiting.lanes("there", 2**60) if each.patient]
    claimed = await waiting.claim(mine, 0, 100)
    assert claimed is not None

    await waiting.renew(claimed, 200)

    assert claimed.leased_until == 200
    assert await waiting.claim(mine, 150, 300) is None
    taken_over = await waiting.claim(mine, 200, 300)
    assert taken_over is not None
    await waiting.renew(claimed, 400)
    assert claimed.leased_until == 200
    await waiting.settle(claimed, SENT)
    assert (await waiting.counts())["there", "waiting"] >= mine.changes
    await waiting.settle(taken_over, SENT)
    assert (await waiting.counts())["there", SENT] == mine.changes


async def test_a_long_sending_keeps_its_lane(
    ours: httpx.AsyncClient, relay: Callable[..., Relay], proxy: Proxy
) -> None:
    assert (await ours.post("/contracts", json=contract(NAME))).status_code == 201
    began, over = asyncio.Event(), asyncio.Event()

    async def held(writer: asyncio.StreamWriter) -> None:
        began.set()
        await over.wait()
        proxy.fault = None
        with suppress(ConnectionError):
            writer.write(b"HTTP/1.1 503 Unavailable\r\nContent-Length: 0\r\n\r\n")

    proxy.fault = held
    first = relay(patience=Patience(first=1, longest=1, lease=30_000))
    sends = asyncio.create_task(first.turn(first.targets[0]))
    await began.wait()
    before = await leases(first.database)
    while await leases(first.database) == before:  # noqa: ASYNC110 - another table tells of nothing
        await asyncio.sleep(0.005)
    over.set()
    await sends
    await drain(first)

    assert await leases(first.database) == {None}
    assert set(await Outbox(first.database).counts()) == {("there", SENT)}

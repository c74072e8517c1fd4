"""kill -9 during load: every acknowledged write is there, and none is torn. On both databases.

`PK_FHIR_KILLS` says how often (some in CI, hundreds by `make soak`).
"""

import asyncio
import os
import random
import signal
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa

from pk_fhir.store import Store
from pk_fhir.store.migrate import migrate
from pk_fhir.store.tables import directory, mentions, versions

pytestmark = pytest.mark.anyio

KILLS = int(os.environ.get("PK_FHIR_KILLS", "6"))
WRITER = Path(__file__).with_name("kill_writer.py")


async def killed(url: str, mark: str, seconds: float) -> list[str]:
    """The ids that a writer said were written before it was killed."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, str(WRITER), url, mark, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    first = await process.stdout.readline()
    await asyncio.sleep(seconds)
    process.send_signal(signal.SIGKILL)
    rest = await process.stdout.read()
    await process.wait()
    lines = (first + rest).decode().splitlines(keepends=True)
    return [ident for line in lines if line.endswith("\n") for ident in line.split()]


async def test_no_acknowledged_write_is_lost_and_none_is_torn(database_url: str) -> None:
    await asyncio.to_thread(migrate, database_url)
    chance = random.Random()  # noqa: S311 - when to kill
    told: set[str] = set()
    for kill in range(KILLS):
        told.update(await killed(database_url, f"k{kill}", chance.uniform(0.05, 0.4)))
        store = await Store.open(database_url, upgrade=False)
        try:
            stored = {row[0] for row in await store.fetch(sa.select(versions.c.id))}
            listed = {row[0] for row in await store.fetch(sa.select(directory.c.id))}
            named = {row[0] for row in await store.fetch(sa.select(mentions.c.target_id))}
        finally:
            await store.close()
        assert told <= stored
        assert stored == listed
        halves = {ident[:-2] for ident in stored}
        assert stored == {f"{half}-{part}" for half in halves for part in ("a", "b")}
        assert named == {f"{half}-a" for half in halves}
    # A writer is killed no sooner than it has told of its first two; how many more is the machine's speed.
    assert len(told) >= KILLS * 2

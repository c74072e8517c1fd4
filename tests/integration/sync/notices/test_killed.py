"""The relay of notices is killed (signal 9) at each of its steps: everything is told, in order.

What was told when it died may be told again, with the effect of once: an update by id.
"""

import asyncio
import json
import os
import sys
from itertools import groupby
from pathlib import Path

import httpx
import pytest
from tests.integration.sync.notices.conftest import PATIENT, Receiver, subscription
from tests.integration.sync.notices.test_notices import plan, put

pytestmark = pytest.mark.anyio

TELLER = Path(__file__).with_name("teller.py")
ROUNDS = int(os.environ.get("PK_FHIR_KILLS", "0")) // 20
STEPS = ("looked:1", "claimed:2", "told:1", "told:3", "recorded:2")


async def tell(database_url: str, step: str = "") -> int:
    """Run the teller to its end, or to the step at which it dies; its exit status."""
    root = Path(__file__).parents[4]
    environment = {**os.environ, "PK_FHIR_DATABASE_URL": database_url, "PYTHONPATH": str(root)}
    process = await asyncio.create_subprocess_exec(
        sys.executable, str(TELLER), step, env=environment
    )
    return await process.wait()


async def told_in_order(
    fhir: httpx.AsyncClient, receiver: Receiver, database_url: str, steps: list[str]
) -> list[int]:
    """Write while relays die at these steps, then let one live: what was told is what was written.

    Gives the exit status of each relay.
    """
    ended = []
    asked = subscription(receiver.url, "CarePlan?", payload="application/fhir+json")
    answer = await fhir.post("/Subscription", json=asked)
    path = f"/Subscription/{answer.json()['id']}"
    await put(fhir, PATIENT)
    for number, step in enumerate(steps):
        await put(fhir, *(plan(f"c{n}", "active", title=f"{number}") for n in range(4)))
        ended.append(await tell(database_url, step))
    assert await tell(database_url) == 0
    assert (await fhir.get(path)).json()["status"] == "active"
    # It was told of nothing that was written before it became active.
    since = next(
        entry["resource"]["meta"]["lastUpdated"]
        for entry in reversed((await fhir.get(f"{path}/_history")).json()["entry"])
        if entry["resource"]["status"] == "active"
    )
    for n in range(4):
        history = (await fhir.get(f"/CarePlan/c{n}/_history?_count=500")).json()["entry"]
        written = [
            entry["resource"]["meta"]["versionId"]
            for entry in reversed(history)
            if entry["resource"]["meta"]["lastUpdated"] >= since
        ]
        told = [
            json.loads(each.body)["meta"]["versionId"]
            for each in receiver.told
            if each.path == f"/told/CarePlan/c{n}"
        ]
        assert [version for version, _ in groupby(told)] == written
    again = len(receiver.told)
    assert await tell(database_url) == 0
    assert len(receiver.told) == again
    return ended


@pytest.mark.parametrize("step", STEPS)
async def test_killed_at_a_step_it_tells_everything_in_order(
    fhir: httpx.AsyncClient, receiver: Receiver, database_url: str, step: str
) -> None:
    assert await told_in_order(fhir, receiver, database_url, ["", step]) == [0, -9]


@pytest.mark.skipif(not ROUNDS, reason="`make soak` asks for rounds by PK_FHIR_KILLS")
async def test_killed_again_and_again_it_tells_everything_in_order(
    fhir: httpx.AsyncClient, receiver: Receiver, database_url: str
) -> None:
    ended = await told_in_order(fhir, receiver, database_url, ["", *(list(STEPS) * ROUNDS)])
    assert ended.count(-9) >= ROUNDS

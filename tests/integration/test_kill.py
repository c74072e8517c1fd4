"""`pk-fhir serve` killed with -9 under load, again and again, by the program that `make soak` runs for longer.

`PK_FHIR_KILLS` says how often on each database.
"""

import os
from pathlib import Path

import httpx
import pytest
from bench.kill import Check, Findings, Written, kill_again_and_again
from bench.served import served

pytestmark = pytest.mark.anyio

KILLS = int(os.environ.get("PK_FHIR_KILLS", "8"))


@pytest.mark.parametrize("workers", [1, 2])
async def test_every_acknowledged_write_is_there_and_none_is_torn(
    database_url: str, tmp_path: Path, workers: int
) -> None:
    # One process and two on each database: half of the kills each.
    kills = max(1, KILLS // 2)
    findings = await kill_again_and_again(database_url, tmp_path, kills, workers)
    print(findings)  # noqa: T201 - the counts are what a soak is read for
    assert findings.lost == []
    assert findings.torn == []
    assert findings.counts["kills"] == kills
    # One before each kill; how many more is how fast the machine is.
    assert findings.counts["acknowledged versions"] >= kills


async def test_the_check_sees_what_is_lost_and_what_is_torn(
    sqlite_url: str, tmp_path: Path
) -> None:
    """The check itself can fail: it is asked for a version and for a transaction that were never whole."""
    tag = {"system": "urn:pk-fhir:kill", "code": "half"}
    half = {
        "resourceType": "Basic",
        "id": "half",
        "meta": {"tag": [tag]},
        "code": {"text": "half"},
        "subject": {"reference": "Basic/half"},
    }
    findings = Findings()
    with served(sqlite_url, tmp_path) as server:
        async with httpx.AsyncClient(base_url=server.fhir, timeout=60) as client:
            assert (await client.put("/Basic/half", json=half)).status_code == 201
            check = Check(client, findings)
            await check.acknowledged([Written("Basic/half", 1, "half")])
            assert findings.sound
            await check.acknowledged(
                [Written("Basic/half", 2, "half"), Written("Basic/half", 1, "whole")]
            )
            await check.whole({"half"}, acknowledged=set())
            await check.whole({"gone"}, acknowledged={"gone"})
    assert (len(findings.lost), len(findings.torn)) == (2, 2)

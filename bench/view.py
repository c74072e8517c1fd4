"""The view across care providers at scale: 20 sources on real HTTP servers, and how fast a person's view is.

    python -m bench.view [--patients 1000,10000] [--sources 20] [--holding 10] [--hanging 0,5,10]
                           [--seconds 8] [--clients 4] [--json FILE]

For each number of patients a service of its own, on SQLite, whose replicas hold every patient's records
from `--holding` of the sources, ten from each. Measured over HTTP, from outside:

- *replicas*: `POST /view/_search` with `refresh: replicas`, a random patient each time;
- *healthy*: in `refresh: live`, how long after the request each source that does not hang was fetched,
  while others hang. The view itself then takes its deadline: what must not move is the healthy ones;
- *memory*: of the service, resident, after it was filled and after each round.

The persons have made-up reserve numbers, which name nobody.
"""

import argparse
import asyncio
import random
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from bench.rig import Rig, memory, percentile, running
from bench.sources import GOALS

HEAD = "patients  hanging  replicas p50/p95 ms  views/s  healthy p50/p95 ms  memory MiB"


class Round(msgspec.Struct, kw_only=True):
    """One row of the table; times are milliseconds."""

    patients: int
    hanging: int
    replicas_p50: float
    replicas_p95: float
    per_second: float
    healthy_p50: float
    healthy_p95: float
    memory_mib: float


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--patients", default="1000,10000")
    parser.add_argument("--sources", type=int, default=20)
    parser.add_argument("--holding", type=int, default=10)
    parser.add_argument("--hanging", default="0,5,10")
    parser.add_argument("--seconds", type=float, default=8)
    parser.add_argument("--clients", type=int, default=4)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    print(
        f"{options.sources} sources, {options.holding} of them with ten resources for each patient, "
        f"{options.clients} clients\n{HEAD}"
    )
    rounds = [
        found
        for patients in map(int, options.patients.split(","))
        for found in asyncio.run(_measured(options, patients))
    ]
    if options.json:
        options.json.write_bytes(msgspec.json.format(msgspec.json.encode(rounds)))
    return 0


def _told(r: Round) -> Round:
    print(
        f"{r.patients:8}  {r.hanging:7}  {r.replicas_p50:8.1f} / {r.replicas_p95:<8.1f}  "
        f"{r.per_second:7.0f}  {r.healthy_p50:7.0f} / {r.healthy_p95:<8.0f}  {r.memory_mib:10.0f}",
        flush=True,
    )
    return r


async def _measured(options: argparse.Namespace, patients: int) -> list[Round]:
    counts = (options.sources, options.holding, patients)
    with tempfile.TemporaryDirectory(prefix="pk-fhir-bench-") as folder:
        async with running(Path(folder), counts, {}) as rig:
            hangs = map(int, options.hanging.split(","))
            return [_told(await _round(options, rig, hanging)) for hanging in hangs]


async def _round(options: argparse.Namespace, rig: Rig, hanging: int) -> Round:
    # Every second one, so that of those with records some hang and some do not.
    await rig.tell("hang", [*range(0, 2 * hanging, 2)])
    chosen = random.Random(rig.patients)  # noqa: S311 - which patients are asked for is no secret
    healthy = [took async for took in _healthy(rig, chosen)]
    times: list[float] = []
    until = time.monotonic() + options.seconds

    async def reader() -> None:
        while time.monotonic() < until:
            started = time.perf_counter()
            view = await rig.view(rig.someone(chosen), "replicas")
            times.append((time.perf_counter() - started) * 1000)
            if len(view["goals"]) != options.holding * GOALS:
                raise ValueError(f"a view of {len(view['goals'])} goals: not what was kept")

    await asyncio.gather(*(reader() for _ in range(options.clients)))
    return Round(
        patients=rig.patients,
        hanging=hanging,
        replicas_p50=percentile(times, 50),
        replicas_p95=percentile(times, 95),
        per_second=len(times) / options.seconds,
        healthy_p50=percentile(healthy, 50),
        healthy_p95=percentile(healthy, 95),
        memory_mib=sum(memory(rig.pid)),
    )


async def _healthy(rig: Rig, chosen: random.Random, views: int = 20) -> AsyncIterator[float]:
    """How long after a live request each source that answered was fetched, in ms."""
    for _ in range(views):
        started = datetime.now(UTC)
        view = await rig.view(rig.someone(chosen), "live")
        for source in view["sources"]:
            if source["state"] in ("fresh", "empty") and source["key"] != "default":
                fetched = datetime.fromisoformat(source["fetched"])
                yield (fetched - started).total_seconds() * 1000


if __name__ == "__main__":
    sys.exit(main())

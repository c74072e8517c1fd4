"""How soon a change at a source is in the view, at scale: ``python -m bench.following``.

    python -m bench.following [--patients 10000] [--sources 20] [--holding 10] [--per-minute 1000]
                              [--minutes 5] [--every 5] [--hanging 0]

A service of its own, on SQLite, follows every source; its replicas hold every patient's records. Plans of
patients chosen at random change at the sources, so many a minute. Measured over HTTP, from outside:

- *lag*: of every fiftieth change, from when the source wrote it until a view of the patient from
  replicas shows it (asked twice a second);
- *view*: what those views took, while all this went on;
- *memory*: of the service, resident, each minute: it is flat if it does not grow with the changes.
"""

import argparse
import asyncio
import itertools
import random
import sys
import tempfile
import time
from pathlib import Path

import httpx
import msgspec
from bench.rig import Rig, memory, percentile, running

HEAD = "minute  changes  lag p50/p95/max s  views  view p50/p95 ms  memory MiB"
SAMPLED = 50
ASKED_EVERY = 0.5
GIVEN_UP = 120.0
BATCH = 0.5


class Seen(msgspec.Struct):
    """What was measured: lags in seconds, views in milliseconds, changes made, and those never shown."""

    lags: list[float] = []
    views: list[float] = []
    changes: int = 0
    lost: int = 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--patients", type=int, default=10_000)
    parser.add_argument("--sources", type=int, default=20)
    parser.add_argument("--holding", type=int, default=10)
    parser.add_argument("--per-minute", type=int, default=1000)
    parser.add_argument("--minutes", type=int, default=5)
    parser.add_argument(
        "--every", type=float, default=5, help="seconds between two looks at a source"
    )
    parser.add_argument("--hanging", type=int, default=0, help="how many sources hang")
    return asyncio.run(_measured(parser.parse_args()))


async def _measured(options: argparse.Namespace) -> int:
    counts = (options.sources, options.holding, options.patients)
    settings = {"follow_seconds": options.every}
    with tempfile.TemporaryDirectory(prefix="pk-fhir-bench-") as folder:
        async with running(Path(folder), counts, settings) as rig:
            # The last ones with records hang, so that those which change are whole.
            await rig.tell("hang", [*range(options.sources - options.hanging, options.sources)])
            await asyncio.sleep(2 * options.every)
            print(HEAD, flush=True)
            whole = Seen()
            changing = asyncio.create_task(_changing(options, rig, whole))
            for minute in range(options.minutes):
                before = msgspec.structs.replace(whole, lags=[*whole.lags], views=[*whole.views])
                await asyncio.sleep(60)
                _told(str(minute + 1), _since(before, whole), rig)
            changing.cancel()
            await asyncio.gather(changing, return_exceptions=True)
            _told("all", whole, rig)
            if whole.lost:
                print(f"{whole.lost} changes were not seen within {GIVEN_UP:.0f} s")
    return 1 if whole.lost else 0


def _since(before: Seen, now: Seen) -> Seen:
    return Seen(
        lags=now.lags[len(before.lags) :],
        views=now.views[len(before.views) :],
        changes=now.changes - before.changes,
    )


def _told(when: str, seen: Seen, rig: Rig) -> None:
    print(
        f"{when:>6}  {seen.changes:7}  "
        f"{percentile(seen.lags, 50):5.1f} / {percentile(seen.lags, 95):5.1f} / "
        f"{max(seen.lags, default=float('nan')):5.1f}  {len(seen.views):5}  "
        f"{percentile(seen.views, 50):6.1f} / {percentile(seen.views, 95):6.1f}  {memory(rig.pid):10.0f}",
        flush=True,
    )


async def _changing(options: argparse.Namespace, rig: Rig, seen: Seen) -> None:
    """Change plans at an even pace, and watch some of them, until cancelled."""
    chosen = random.Random(options.patients)  # noqa: S311 - whose plan changes is no secret
    changing = options.holding - max(0, options.hanging - (options.sources - options.holding))
    serials = itertools.count(1)
    begun = time.monotonic()
    async with asyncio.TaskGroup() as watching:
        while True:
            due = int((time.monotonic() - begun) * options.per_minute / 60) - seen.changes
            made = [
                (chosen.randrange(changing), rig.someone(chosen), next(serials)) for _ in range(due)
            ]
            await _change(rig, made)
            seen.changes += len(made)
            for source, patient, serial in made:
                if serial % SAMPLED == 0:
                    watching.create_task(_watch(rig, source, patient, serial, seen))
            await asyncio.sleep(BATCH)


async def _change(rig: Rig, made: list[tuple[int, int, int]]) -> None:
    for place, port in enumerate(rig.ports):
        there = [change for change in made if change[0] % len(rig.ports) == place]
        answer = await rig.client.post(f"http://127.0.0.1:{port}/change", json=there)
        answer.raise_for_status()


async def _watch(rig: Rig, source: int, patient: int, serial: int, seen: Seen) -> None:
    """Ask for the view until it shows this change, or a later one of the same plan."""
    written = time.monotonic()
    while time.monotonic() - written < GIVEN_UP:
        asked = time.perf_counter()
        try:
            view = await rig.view(patient, "replicas")
        except httpx.HTTPError:
            break
        seen.views.append((time.perf_counter() - asked) * 1000)
        if _serial(view, source) >= serial:
            seen.lags.append(time.monotonic() - written)
            return
        await asyncio.sleep(ASKED_EVERY)
    seen.lost += 1


def _serial(view: dict[str, list[dict[str, object]]], source: int) -> int:
    """The number of the last change that a view shows of a source's plan."""
    end = f" hos källa {source}"
    titles = [str(plan.get("title")) for plan in view["plans"]]
    return max((int(t.split()[1]) for t in titles if t.endswith(end)), default=-1)


if __name__ == "__main__":
    sys.exit(main())

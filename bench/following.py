"""How soon a change at a source is in the view, at scale: ``python -m bench.following``.

    python -m bench.following [--patients 10000] [--sources 20] [--holding 10] [--per-minute 1000]
                              [--minutes 5] [--every 5] [--hanging 0,5,10] [--hour]

A service of its own, on SQLite, follows every source; its replicas hold every patient's records. Plans of
patients chosen at random change at the sources, so many a minute. Measured over HTTP, from outside:

- *lag*: of every fiftieth change, from when the source wrote it until a view of the patient from
  replicas shows it (asked twice a second);
- *view*: what those views took, while all this went on;
- *memory*: resident, of the process that serves and of the one that follows: flat if it does not grow with the
  changes;
- *processor*: what part of a core each of the two took.

`--hanging`: so many of the sources hang, one number after the other; those that do not are the ones that
change. `--hour`: as many changes as an hour of 1,000 a minute has, twenty times as fast and of 500 patients, with a row
for each 5,000. Several changes of one person between two looks are one reading.
"""

import argparse
import asyncio
import itertools
import random
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import httpx
import msgspec
from bench.rig import Rig, memory, percentile, processor, running

HEAD = (
    "hanging  seconds  changes  lag p50/p95/max s  views  view p50/p95 ms  memory MiB  processor %"
)
SAMPLED = 50
ASKED_EVERY = 0.5
GIVEN_UP = 120.0
BATCH = 0.5
ROW_SECONDS = 60.0
# Of changes, from round to round.
SERIALS = itertools.count(1)
# A simulated hour.
HOUR_CHANGES, HOUR_FASTER, HOUR_PATIENTS, HOUR_ROW = 60_000, 20, 500, 5000


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
    parser.add_argument("--minutes", type=float, default=5, help="of each number of hanging ones")
    parser.add_argument(
        "--every", type=float, default=5, help="seconds between two looks at a source"
    )
    parser.add_argument("--hanging", default="0", help="how many sources hang: 0,5,10")
    parser.add_argument("--hour", action="store_true", help="an hour's changes, sped up")
    options = parser.parse_args()
    if options.hour:
        options.per_minute *= HOUR_FASTER
        options.patients = HOUR_PATIENTS
    return asyncio.run(_measured(options))


async def _measured(options: argparse.Namespace) -> int:
    counts = (options.sources, options.holding, options.patients)
    settings = {"follow_seconds": options.every}
    with tempfile.TemporaryDirectory(prefix="pk-fhir-bench-") as folder:
        async with running(Path(folder), counts, settings) as rig:
            print(HEAD, flush=True)
            lost = sum(
                [
                    await _round(options, rig, hanging)
                    for hanging in map(int, options.hanging.split(","))
                ]
            )
    if lost:
        print(f"{lost} changes were not seen within {GIVEN_UP:.0f} s")
    return 1 if lost else 0


async def _round(options: argparse.Namespace, rig: Rig, hanging: int) -> int:
    """The rows of so many hanging sources; how many changes were never seen."""
    # Every second one, so that of those with records some hang and some do not.
    silent = {2 * n for n in range(hanging)}
    await rig.tell("hang", sorted(silent))
    await asyncio.sleep(2 * options.every)
    whole, begun = Seen(), time.monotonic()
    changed = [n for n in range(options.holding) if n not in silent]
    changing = asyncio.create_task(_changing(options, rig, changed, whole))
    while not _is_over(options, whole, begun):
        before = msgspec.structs.replace(whole, lags=[*whole.lags], views=[*whole.views])
        used, at = processor(rig.pid), time.monotonic()
        while not _is_row(options, whole.changes - before.changes, time.monotonic() - at):
            await asyncio.sleep(BATCH)
            if changing.done():
                # What changes the sources has failed: there is nothing left to wait for.
                changing.result()
        took = time.monotonic() - at
        busy = [(now - then) / took for now, then in zip(processor(rig.pid), used, strict=False)]
        _told(hanging, took, _since(before, whole), rig, busy)
    changing.cancel()
    await asyncio.gather(changing, return_exceptions=True)
    _told(hanging, time.monotonic() - begun, whole, rig, [])
    return whole.lost


def _is_over(options: argparse.Namespace, seen: Seen, begun: float) -> bool:
    if options.hour:
        return seen.changes >= HOUR_CHANGES
    return time.monotonic() - begun >= options.minutes * 60 - BATCH


def _is_row(options: argparse.Namespace, changes: int, seconds: float) -> bool:
    if options.hour:
        return changes >= HOUR_ROW
    return seconds >= min(ROW_SECONDS, options.minutes * 60)


def _since(before: Seen, now: Seen) -> Seen:
    return Seen(
        lags=now.lags[len(before.lags) :],
        views=now.views[len(before.views) :],
        changes=now.changes - before.changes,
    )


def _told(hanging: int, seconds: float, seen: Seen, rig: Rig, busy: Sequence[float]) -> None:
    """One row; without `busy` it is of the whole round."""
    resident = " + ".join(f"{each:.0f}" for each in memory(rig.pid))
    used = " + ".join(f"{each * 100:.0f}" for each in busy) or "in all"
    print(
        f"{hanging:7}  {seconds:7.0f}  {seen.changes:7}  "
        f"{percentile(seen.lags, 50):5.1f} / {percentile(seen.lags, 95):5.1f} / "
        f"{max(seen.lags, default=float('nan')):5.1f}  {len(seen.views):5}  "
        f"{percentile(seen.views, 50):6.1f} / {percentile(seen.views, 95):6.1f}  {resident:>10}  {used:>11}",
        flush=True,
    )


async def _changing(
    options: argparse.Namespace, rig: Rig, changed: Sequence[int], seen: Seen
) -> None:
    """Change plans at these sources at an even pace, and watch some of them, until cancelled."""
    chosen = random.Random(options.patients)  # noqa: S311 - whose plan changes is no secret
    begun = time.monotonic()
    async with asyncio.TaskGroup() as watching:
        while True:
            due = int((time.monotonic() - begun) * options.per_minute / 60) - seen.changes
            made = [
                (chosen.choice(changed), rig.someone(chosen), next(SERIALS)) for _ in range(due)
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

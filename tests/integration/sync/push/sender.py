"""Our server's relay in a process of its own, which ends by itself, without a word, at a step.

`python sender.py STEP` with the settings in the environment: the n-th time that the step is reached
(`STEP:n`), the process kills itself with signal 9. Without a step it drains the outbox. `python sender.py
STEP queue` has it woken through procrastinate.
"""

import asyncio
import contextlib
import os
import signal
import sys
from collections import Counter

import sqlalchemy as sa

from pk_fhir.app import sources_of
from pk_fhir.app.services import service_of
from pk_fhir.config import Settings
from pk_fhir.store import Store
from pk_fhir.store.outbox import WAITING, Outbox
from pk_fhir.store.tables import outbox
from pk_fhir.sync.push import Patience, Relay


def killer(step: str) -> Counter[str]:
    name, _, nth = step.partition(":")
    met: Counter[str] = Counter()

    class Reached(Counter[str]):
        def __call__(self, at: str) -> None:
            met[at] += 1
            if at == name and met[at] == int(nth or 1):
                os.kill(os.getpid(), signal.SIGKILL)

    return Reached()


async def main(step: str, how: str) -> None:
    settings = Settings()
    store = await Store.open(settings.database_url)
    sources = await sources_of(settings, store)
    # A lease of a process that died must end within the test.
    patience = Patience(first=1, longest=1, **({} if how == "queue" else {"lease": 200_000}))
    async with Relay(
        service_of(settings, store, sources), sources, patience=patience, reached=killer(step)
    ) as relay:
        await (queued(settings, relay) if how == "queue" else drained(relay))
    await store.close()


async def drained(relay: Relay) -> None:
    idle = 0
    while idle < 3:
        done = sum([await relay.turn(target) for target in relay.targets])
        idle = 0 if done else idle + 1
        await asyncio.sleep(0 if done else 0.15)


async def queued(settings: Settings, relay: Relay) -> None:
    # An optional dependency.
    from pk_fhir.sync.push.queue import Queue  # noqa: PLC0415

    store, keys = relay.service.store, frozenset(target.key for target in relay.targets)
    # As if the leases of who died had ended.
    await store.execute([sa.update(outbox).values(leased_until=None)])
    async with Queue(settings.database_url, store, lambda: keys) as queue:
        working = asyncio.create_task(queue.run(relay))
        while any(state == WAITING for _, state in await Outbox(store.database).counts()):
            if working.done():
                await working
            await asyncio.sleep(0.1)
        working.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await working


if __name__ == "__main__":
    asyncio.run(main(*[*sys.argv[1:], "", ""][:2]))

"""Our server's relay in a process of its own, which ends by itself, without a word, at a step.

`python sender.py STEP` with the settings in the environment: the n-th time that the step is reached
(`STEP:n`), the process kills itself with signal 9. Without a step it drains the outbox.
"""

import asyncio
import os
import signal
import sys
from collections import Counter

from pk_fhir.app import sources_of
from pk_fhir.app.services import service_of
from pk_fhir.config import Settings
from pk_fhir.store import Store
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


async def main(step: str) -> None:
    settings = Settings()
    store = await Store.open(settings.database_url)
    sources = await sources_of(settings, store)
    # A lease of a process that died must end within the test.
    patience = Patience(first=1, longest=1, lease=200_000)
    async with Relay(
        service_of(settings, store, sources), sources, patience=patience, reached=killer(step)
    ) as relay:
        idle = 0
        while idle < 3:
            done = sum([await relay.turn(target) for target in relay.targets])
            idle = 0 if done else idle + 1
            await asyncio.sleep(0 if done else 0.15)
    await store.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1] if len(sys.argv) > 1 else ""))

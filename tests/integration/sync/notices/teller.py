"""Our relay of notices in a process of its own, which ends by itself, without a word, at a step.

`python teller.py STEP:n` with the database's URL in the environment: the n-th time that the step is
reached, the process kills itself with signal 9. Without a step it tells what there is to tell.
"""

import asyncio
import os
import signal
import sys
from collections import Counter

import msgspec
from tests.integration.api_fhir.conftest import RULES, make_service

from pk_fhir.interactions.watchers import Watchers
from pk_fhir.store import Store
from pk_fhir.sync.notices import NoticeRelay, NoticeRules


async def main(step: str) -> None:
    name, _, nth = step.partition(":")
    met: Counter[str] = Counter()

    def reached(at: str) -> None:
        met[at] += 1
        if at == name and met[at] == int(nth):
            os.kill(os.getpid(), signal.SIGKILL)

    store = await Store.open(os.environ["PK_FHIR_DATABASE_URL"])
    service = make_service(store, msgspec.structs.replace(RULES, private_endpoints=True))
    service = msgspec.structs.replace(service, watchers=Watchers(every=0.0))
    # A lease of a process that died must end within the test.
    rules = NoticeRules(first=1, longest=1, lease=200_000, look_lease=200_000)
    async with NoticeRelay(service, rules=rules, reached=reached) as relay:
        idle = 0
        while idle < 3:
            idle = 0 if await relay.turn() else idle + 1
            await asyncio.sleep(0.15 if idle else 0)
    await store.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1] if len(sys.argv) > 1 else ""))

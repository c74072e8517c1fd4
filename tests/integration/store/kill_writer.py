"""Writes to a store until it is killed, telling each write that was acknowledged: a process of `test_kill.py`."""

import asyncio
import os
import sys

from pk_fhir.store import Change, Plan, Store

AT_ONCE = 8


async def main(url: str, mark: str) -> None:
    store = await Store.open(url, upgrade=False)

    async def write_on(lane: int) -> None:
        number = 0
        while True:
            # Two resources and a reference between them: half a write would be seen.
            ids = [f"{mark}-{lane}-{number}-{part}" for part in ("a", "b")]
            changes = tuple(
                Change(
                    tenant="t",
                    type="Goal",
                    id=ident,
                    version=1,
                    shard="t/anna",
                    number=store.numbers.next(),
                    body=b'{"resourceType":"Goal","id":"' + ident.encode() + b'"}',
                    last_updated=1,
                    method="POST",
                    patient="anna",
                    mentions=frozenset({("Goal", ids[0])}) - {("Goal", ident)},
                )
                for ident in ids
            )
            await store.write(Plan(tenant="t", changes=changes))
            # One write call for one line: a line is whole, or is not there.
            os.write(1, f"{ids[0]} {ids[1]}\n".encode())
            number += 1

    await asyncio.gather(*(write_on(lane) for lane in range(AT_ONCE)))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2]))

"""What goes on side by side until it is cancelled: leases, relays and followers, none of which outlives the others."""

import asyncio
from collections.abc import Coroutine
from typing import Any


async def side_by_side(*runs: Coroutine[Any, Any, None]) -> None:
    """Run all of them. When this ends, is cancelled or one of them fails, every one of them has ended.

    `asyncio.gather` ends with the first that was cancelled, while others still let go of what they have in hand.
    """
    tasks = [asyncio.create_task(run) for run in runs]
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            # Who was told already is not disturbed while it lets go.
            if not task.cancelling():
                task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

"""No more requests to a source in a second than it was agreed: each waits for its turn.

The turns are a process's own; several processes share what was agreed only if each is set to its part.
"""

import asyncio
import time

import httpx


class Pace:
    """Lets one request go each ``1 / per_second`` seconds; an event hook of an httpx client."""

    def __init__(self, per_second: float) -> None:
        self._every = 1 / per_second
        self._next = 0.0

    async def __call__(self, _request: httpx.Request) -> None:
        """Wait for the turn. Whoever came first goes first."""
        now = time.monotonic()
        turn = max(now, self._next)
        self._next = turn + self._every
        if turn > now:
            await asyncio.sleep(turn - now)

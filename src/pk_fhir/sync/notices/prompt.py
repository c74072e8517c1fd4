"""A source has told us that something changed: it is followed at once.

By the process that follows sources beside this one, where there is one; else in this process.

Many notices in a moment are one reading; one that comes while the source is being read is followed by
another. The turn is the same as that of every now and then, under the same lease.
"""

import asyncio
from collections.abc import Callable, Sequence

import structlog

from pk_fhir.sync.following import Follower
from pk_fhir.sync.source import Source

log = structlog.get_logger(__name__)

# Changes come together: what is written in one transaction is told in many notices.
GATHER_SECONDS = 0.3
# Another process reads the source just now, from before this notice perhaps.
AGAIN_SECONDS = 2.0
TRIES = 30


def _nobody(_source: str) -> bool:
    return False


class Prompt:
    """Follows sources when they tell; `sources` are those that are registered now, and `beside` whether
    another process was told to."""

    def __init__(
        self,
        follower: Follower,
        sources: Callable[[], Sequence[Source]],
        beside: Callable[[str], bool] = _nobody,
    ) -> None:
        self._follower = follower
        self._sources = sources
        self._beside = beside
        self._told: set[str] = set()
        self._reading: dict[str, asyncio.Task[None]] = {}

    def knows(self, source: str) -> bool:
        """Whether we have asked this source to tell."""
        return any(each.key == source and each.subscribe for each in self._sources())

    def told(self, source: str) -> None:
        """Something changed there: read it, now or after what is being read."""
        if self._beside(source):
            return
        self._told.add(source)
        reading = self._reading.get(source)
        # One that has just ended looked before this notice came.
        if reading is None or reading.done():
            self._reading[source] = asyncio.create_task(self._read(source))

    async def _read(self, name: str) -> None:
        for _ in range(TRIES):
            source = next((each for each in self._sources() if each.key == name), None)
            if source is None or not source.base_url or name not in self._told:
                return
            await asyncio.sleep(GATHER_SECONDS)
            self._told.discard(source.key)
            try:
                turn = await self._follower.turn(source)
            except Exception:
                # It is followed every now and then all the same.
                log.exception("a source that told of a change cannot be read", source=source.key)
                return
            if turn.elsewhere:
                self._told.add(source.key)
                await asyncio.sleep(AGAIN_SECONDS)

    async def aclose(self) -> None:
        """Let what is being read be read."""
        if self._reading:
            await asyncio.wait(tuple(self._reading.values()))

"""The connections of one process to PostgreSQL: one for point reads, and some for everything else."""

import asyncio
from collections import deque

import psycopg

from pk_fhir.store.postgresql_wire import Wire

# Nobody waits longer for a free connection, or for a lock.
WAIT_SECONDS = 30.0
_OPTIONS = " ".join(
    f"-c {setting}"
    for setting in (
        f"lock_timeout={int(WAIT_SECONDS * 1000)}",
        "timezone=UTC",
        "jit=off",
        # Each statement is planned once for each connection: its shape says the way, not its values.
        "plan_cache_mode=force_generic_plan",
        # And by the index, also while a table is new, or its statistics are of when it was small.
        "enable_seqscan=off",
    )
)


class Wires:
    """Point reads share a connection, one after the other; `size` others are each taken by one at a time."""

    def __init__(self, conninfo: str, size: int) -> None:
        self._conninfo = conninfo
        self._size = size
        self._points: Wire | None = None
        self._opening = asyncio.Lock()
        # The one given back last is the next to be taken, so that few connections do most.
        self._free: list[Wire] = []
        self._open: set[Wire] = set()
        self._coming = 0
        # Told None: look again, a connection was lost.
        self._wanted: deque[asyncio.Future[Wire | None]] = deque()

    async def first(self) -> None:
        """Connect, so that a wrong address is known at the start."""
        await self.points()
        self.give_back(await self.taken())

    async def points(self) -> Wire:
        """The connection that everybody may send point reads on."""
        points = self._points
        if points is None or points.broken:
            async with self._opening:
                points = self._points
                if points is None or points.broken:
                    points = self._points = await Wire.open(self._conninfo, _OPTIONS)
        return points

    async def taken(self) -> Wire:
        """A connection for oneself, to be given back; psycopg.OperationalError where there is none in time."""
        while True:
            while self._free:
                wire = self._free.pop()
                if not wire.broken:
                    return wire
                self._open.discard(wire)
            if len(self._open) + self._coming < self._size:
                return await self._another()
            found = await self._awaited()
            if found is not None and not found.broken:
                return found

    def give_back(self, wire: Wire) -> None:
        """The next in the queue gets it."""
        if wire.broken:
            self._open.discard(wire)
        while self._wanted:
            wanted = self._wanted.popleft()
            if not wanted.done():
                wanted.set_result(None if wire.broken else wire)
                return
        if not wire.broken:
            self._free.append(wire)

    async def close(self) -> None:
        """End every connection."""
        for wire in (*self._open, self._points):
            if wire is not None:
                await wire.close()

    async def _awaited(self) -> Wire | None:
        wanted: asyncio.Future[Wire | None] = asyncio.get_running_loop().create_future()
        self._wanted.append(wanted)
        try:
            async with asyncio.timeout(WAIT_SECONDS):
                return await wanted
        except TimeoutError as error:
            self._not_wanted(wanted)
            raise psycopg.OperationalError("no connection became free in time") from error
        except asyncio.CancelledError:
            self._not_wanted(wanted)
            raise

    def _not_wanted(self, wanted: "asyncio.Future[Wire | None]") -> None:
        """What was handed over in the last moment goes to the next."""
        if wanted.done() and not wanted.cancelled() and (wire := wanted.result()) is not None:
            self.give_back(wire)

    async def _another(self) -> Wire:
        self._coming += 1
        try:
            wire = await Wire.open(self._conninfo, _OPTIONS)
        finally:
            self._coming -= 1
        self._open.add(wire)
        return wire

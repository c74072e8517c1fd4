"""The connections of one process to PostgreSQL, and the settings that hold on them."""

import asyncio
from collections import deque
from collections.abc import Sequence

import psycopg

from pk_fhir.store.postgresql_wire import Wire

# Nobody waits longer for a free connection, or for a lock.
WAIT_SECONDS = 30.0
_ALWAYS = (
    f"lock_timeout={int(WAIT_SECONDS * 1000)}",
    "timezone=UTC",
    "jit=off",
    # Every query has an index, also while a table is new, or its statistics are of when it was small.
    "enable_seqscan=off",
)
# One plan for each statement of each connection. A write's shape says the way, whatever its values are,
# and PostgreSQL would rather plan each anew, since a plan for one row looks cheaper than one for any.
ONE_PLAN = (*_ALWAYS, "plan_cache_mode=force_generic_plan")
# A search's way depends on its values. Left to choose, PostgreSQL goes over to one plan for any value after
# a text's fifth run, in which it takes a code for as rare as an identifier, and reads all that have it.
BY_VALUES = (*_ALWAYS, "plan_cache_mode=force_custom_plan")


class Wires:
    """Up to `size` connections, each taken by one at a time; `settings` hold on all of them."""

    def __init__(self, conninfo: str, size: int, settings: Sequence[str] = ()) -> None:
        self._conninfo = conninfo
        self._size = size
        self._options = options_of(settings)
        # The one given back last is the next to be taken, so that few connections do most.
        self._free: list[Wire] = []
        self._open: set[Wire] = set()
        self._coming = 0
        # Told None: look again, a connection was lost.
        self._wanted: deque[asyncio.Future[Wire | None]] = deque()

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
        # A connection that breaks takes itself away meanwhile.
        for wire in tuple(self._open):
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
            wire = await Wire.open(self._conninfo, self._options)
        finally:
            self._coming -= 1
        self._open.add(wire)
        return wire


class Shared:
    """One connection that everybody may send on: point reads follow one another on it."""

    def __init__(self, conninfo: str, settings: Sequence[str]) -> None:
        self._conninfo = conninfo
        self._options = options_of(settings)
        self._wire: Wire | None = None
        self._opening = asyncio.Lock()

    async def wire(self) -> Wire:
        """The connection, opened where there is none or it broke."""
        wire = self._wire
        if wire is None or wire.broken:
            async with self._opening:
                wire = self._wire
                if wire is None or wire.broken:
                    wire = self._wire = await Wire.open(self._conninfo, self._options)
        return wire

    async def close(self) -> None:
        """End it."""
        if self._wire is not None:
            await self._wire.close()


def options_of(settings: Sequence[str]) -> str:
    return " ".join(f"-c {setting}" for setting in settings)

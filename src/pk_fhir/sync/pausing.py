"""A source that keeps failing is left alone for a while: a view does not wait for it each time.

So is one that asks for it (`Retry-After`). What it last came to stands in until it is asked again. What
one process finds out is in the database (`store.breakers`), from where the others learn it every few
seconds: a view itself asks no database whether a source is to be asked.
"""

import asyncio
import time
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime
from typing import Any

import msgspec
import structlog

from pk_fhir.store.breakers import Breakers, Failing, after
from pk_fhir.sync.outcome import Reason, State
from pk_fhir.sync.source import Source

log = structlog.get_logger(__name__)

SECOND = 1_000_000


class _Problem(msgspec.Struct, frozen=True):
    """What a failing source last came to, as it stands in the database."""

    state: State
    reason: Reason


def _now() -> int:
    return time.time_ns() // 1000


class LeftAlone(msgspec.Struct, frozen=True):
    """A source that is not asked until then, and what it last came to."""

    until: datetime
    state: State
    reason: Reason


class Pauses:
    """The sources that are left alone just now; of this process alone without `breakers`.

    `clock` gives microseconds since 1970.
    """

    def __init__(self, breakers: Breakers | None = None, clock: Callable[[], int] = _now) -> None:
        self._clock = clock
        self._breakers = breakers
        self._failing: dict[str, Failing] = {}
        self._writing: set[asyncio.Task[None]] = set()
        self._turns = asyncio.Lock()

    def of(self, source: Source) -> LeftAlone | None:
        """Until when the source is not asked, and why, if it is not to be asked now."""
        failing = self._failing.get(source.key)
        if failing is None or self._clock() >= failing.open_until:
            return None
        try:
            problem = msgspec.json.decode(failing.problem, type=_Problem)
        except msgspec.MsgspecError:
            # A process of another release wrote it.
            return None
        until = datetime.fromtimestamp(failing.open_until / SECOND, UTC)
        return LeftAlone(until, problem.state, problem.reason)

    def failed(self, source: str, state: State, reason: Reason, wait: float = 0.0) -> None:
        """The source did not answer; it may have asked to be left alone for `wait` seconds."""
        before = self._failing.get(source)
        count = before.failures + 1 if before else 1
        now, micros = self._clock(), int(wait * SECOND)
        problem = msgspec.json.encode(_Problem(state, reason)).decode()
        self._failing[source] = Failing(
            failures=count, open_until=after(count, now, micros), problem=problem
        )
        if self._breakers is not None:
            self._write(self._breakers.failed(source, now, problem, micros))

    def answered(self, source: str) -> None:
        """The source works."""
        if self._failing.pop(source, None) is not None and self._breakers is not None:
            self._write(self._breakers.worked(source))

    async def learn(self) -> None:
        """What all processes have found out by now."""
        if self._breakers is not None:
            await self.written()
            self._failing = await self._breakers.all()

    async def written(self) -> None:
        """Wait until the database has what this process found out."""
        if self._writing:
            await asyncio.wait(self._writing)

    def _write(self, writing: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(self._attempt(writing))
        self._writing.add(task)
        task.add_done_callback(self._writing.discard)

    async def _attempt(self, writing: Coroutine[Any, Any, None]) -> None:
        try:
            async with self._turns:
                await writing
        except Exception as error:  # noqa: BLE001 - this process knows; the others find out for themselves
            log.warning("a breaker is not kept", problem=type(error).__name__)

"""What sources answered before: in this process for the moment, and in the store, if there is one, for good.

The store is written beside the answer, never before it is shown, and one source's answers in their
order. Whatever happens to the store, the view goes on with what this process knows.
"""

import asyncio
from collections import OrderedDict, defaultdict
from collections.abc import Collection, Coroutine, Sequence
from datetime import datetime
from typing import Any

import structlog

from pk_fhir.store.quarantine import Unread
from pk_fhir.sync.outcome import Pulled
from pk_fhir.sync.replicas import Known, ReplicaKeeper
from pk_fhir.sync.source import Person, Source

log = structlog.get_logger(__name__)

# A view does not wait longer for the store to say what came before.
READ_SECONDS = 1.0
# More answers than this do not wait for the store, and of more bytes none does.
MOST_WAITING = 200
MOST_BYTES = 64_000_000
CLOSE_SECONDS = 5.0


class Kept:
    """Answers of before, at most `most` of them in this process; the oldest asked for leave first."""

    def __init__(self, most: int, keeper: ReplicaKeeper | None) -> None:
        self._most = most
        self._keeper = keeper
        self._here: OrderedDict[tuple[str, Person], Known] = OrderedDict()
        self._writing: set[asyncio.Task[None]] = set()
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    def answered(self, person: Person, pulled: Pulled, sent: Sequence[bytes], at: datetime) -> None:
        """A source answered; a part of an answer never replaces a whole one."""
        before = self._here.get((pulled.source.key, person))
        if pulled.reason is None or before is None or before.pulled is None:
            self._put(pulled.source, person, Known(at, pulled))
        if self._keeper is None:
            return
        if sum(map(len, sent)) > MOST_BYTES:
            log.warning("an answer is too large to be kept", source=pulled.source.key)
            return
        self._write(pulled.source, self._keeper.keep(person, pulled, sent))

    def refused(self, source: Source, person: Person, at: datetime) -> None:
        """A source refused: what it told before is hidden until it answers again."""
        self._put(source, person, Known(at, None))
        if self._keeper is not None:
            self._write(source, self._keeper.refuse(source, person, at))

    def set_apart(
        self, source: Source, person: Person, unread: Sequence[Unread], at: datetime
    ) -> None:
        """What could not be read of the answer at this time, if anything."""
        if self._keeper is not None:
            self._write(source, self._keeper.set_apart(source, person, unread, at))

    async def before(self, sources: Sequence[Source], person: Person) -> dict[str, Pulled]:
        """The last answers, by source; without one whose last word was a refusal."""
        known = {s.key: self._here.get((s.key, person)) for s in sources}
        if self._keeper is not None:
            stored = await self._stored(self._keeper, sources, person)
            # Another process may know something newer than this one.
            known = {key: _newer(one, stored.get(key)) for key, one in known.items()}
        return {key: k.pulled for key, k in known.items() if k is not None and k.pulled is not None}

    def forget(self, sources: Collection[str]) -> None:
        """What these sources answered is not shown from here any more."""
        for at in [at for at in self._here if at[0] in sources]:
            del self._here[at]

    async def aclose(self) -> None:
        """Let the store have what it still waits for."""
        if self._writing:
            await asyncio.wait(self._writing, timeout=CLOSE_SECONDS)

    def _put(self, source: Source, person: Person, known: Known) -> None:
        at = (source.key, person)
        self._here[at] = known
        self._here.move_to_end(at)
        while len(self._here) > self._most:
            self._here.popitem(last=False)

    async def _stored(
        self, keeper: ReplicaKeeper, sources: Sequence[Source], person: Person
    ) -> dict[str, Known]:
        if not sources:
            return {}
        try:
            async with asyncio.timeout(READ_SECONDS):
                return await keeper.last(sources, person)
        except Exception as error:  # noqa: BLE001 - the view is shown without what came before
            log.warning("no replicas", problem=type(error).__name__)
            return {}

    def _write(self, source: Source, writing: Coroutine[Any, Any, None]) -> None:
        if len(self._writing) >= MOST_WAITING:
            writing.close()
            log.warning("an answer is not kept: the store is behind", source=source.key)
            return
        task = asyncio.create_task(self._in_turn(source, writing))
        self._writing.add(task)
        task.add_done_callback(self._writing.discard)

    async def _in_turn(self, source: Source, writing: Coroutine[Any, Any, None]) -> None:
        try:
            async with self._turns[source.key]:
                await writing
        except Exception as error:  # noqa: BLE001 - the answer itself was shown; the next one is kept
            log.warning("an answer is not kept", source=source.key, problem=type(error).__name__)


def _newer(one: Known | None, other: Known | None) -> Known | None:
    return max((known for known in (one, other) if known), key=lambda k: k.at, default=None)

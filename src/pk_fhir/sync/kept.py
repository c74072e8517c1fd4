"""What sources answered before: in the store, if there is one, and in this process until it is there.

The store is written beside the answer, never before it is shown, and one source's answers in their
order. Whatever happens to the store, the view goes on with what this process knows: at most so many
answers, and so many bytes of them.
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
# More answers than this do not wait for the store, and of more bytes none does, nor all of them here.
MOST_WAITING = 200
MOST_BYTES = 64_000_000
CLOSE_SECONDS = 5.0


# A source's answers about one person: (source key, person).
At = tuple[str, Person]
# Ends when an answer has been written, with whether it could be; None where there is nothing to write it to.
Storing = asyncio.Task[bool] | None


class Kept:
    """Answers of before, at most `most` of them in this process; the oldest leave first."""

    def __init__(self, most: int, keeper: ReplicaKeeper | None) -> None:
        self._most = most
        self._keeper = keeper
        self._here: OrderedDict[At, Known] = OrderedDict()
        self._sizes: dict[At, int] = {}
        self._writing: set[asyncio.Task[bool]] = set()
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    def answered(
        self, person: Person, pulled: Pulled, sent: Sequence[bytes], at: datetime
    ) -> Storing:
        """A source answered; a part of an answer never replaces a whole one. What is given tells whether the
        store has it."""
        place, known, size = (pulled.source.key, person), Known(at, pulled), sum(map(len, sent))
        if size > MOST_BYTES:
            log.warning("an answer is too large to be kept", source=pulled.source.key)
            return None
        before = self._here.get(place)
        if pulled.reason is None or before is None or before.pulled is None:
            self._put(place, known, size)
        if self._keeper is None:
            return None
        return self._write(place, self._keeper.keep(person, pulled, sent), known)

    def refused(self, source: Source, person: Person, at: datetime) -> None:
        """A source refused: what it told before is hidden until it answers again."""
        place, known = (source.key, person), Known(at, None)
        self._put(place, known, 0)
        if self._keeper is not None:
            self._write(place, self._keeper.refuse(source, person, at), known)

    def set_apart(
        self, source: Source, person: Person, unread: Sequence[Unread], at: datetime
    ) -> None:
        """What could not be read of the answer at this time, if anything."""
        if self._keeper is not None:
            writing = self._keeper.set_apart(source, person, unread, at)
            self._write((source.key, person), writing)

    async def before(self, sources: Sequence[Source], person: Person) -> dict[str, Pulled]:
        """The last answers, by source; without one whose last word was a refusal."""
        known = {s.key: self._here.get((s.key, person)) for s in sources}
        if self._keeper is not None:
            stored = await self._stored(self._keeper, sources, person)
            # Another process may know something newer than this one.
            known = {key: _better(one, stored.get(key)) for key, one in known.items()}
        return {key: k.pulled for key, k in known.items() if k is not None and k.pulled is not None}

    def forget(self, sources: Collection[str]) -> None:
        """What these sources answered is not shown from here any more."""
        for at in [at for at in self._here if at[0] in sources]:
            self._drop(at)

    def held(self) -> int:
        """How many answers are in this process."""
        return len(self._here)

    async def aclose(self) -> None:
        """Let the store have what it still waits for."""
        if self._writing:
            await asyncio.wait(self._writing, timeout=CLOSE_SECONDS)

    def _put(self, place: At, known: Known, size: int) -> None:
        self._drop(place)
        self._here[place], self._sizes[place] = known, size
        while len(self._here) > self._most or sum(self._sizes.values()) > MOST_BYTES:
            self._drop(next(iter(self._here)))

    def _drop(self, place: At) -> None:
        self._here.pop(place, None)
        self._sizes.pop(place, None)

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

    def _write(
        self, place: At, writing: Coroutine[Any, Any, None], known: Known | None = None
    ) -> asyncio.Task[bool]:
        if len(self._writing) >= MOST_WAITING:
            writing.close()
            log.warning("an answer is not kept: the store is behind", source=place[0])
            return asyncio.create_task(_not_kept())
        task = asyncio.create_task(self._in_turn(place, writing, known))
        self._writing.add(task)
        task.add_done_callback(self._writing.discard)
        return task

    async def _in_turn(
        self, place: At, writing: Coroutine[Any, Any, None], known: Known | None
    ) -> bool:
        try:
            async with self._turns[place[0]]:
                await writing
        except Exception as error:  # noqa: BLE001 - the answer itself was shown; the next one is kept
            log.warning("an answer is not kept", source=place[0], problem=type(error).__name__)
            return False
        # The store has it, and whatever came after it here is newer.
        if known is not None and self._here.get(place) is known:
            self._drop(place)
        return True


async def _not_kept() -> bool:
    return False


def _better(here: Known | None, stored: Known | None) -> Known | None:
    """The newer one; but a part that the store does not have yet stands behind the whole that it has."""
    if here and stored and _is_part(here) and _is_whole(stored):
        return stored
    return max((known for known in (here, stored) if known), key=lambda k: k.at, default=None)


def _is_part(known: Known) -> bool:
    return known.pulled is not None and known.pulled.reason is not None


def _is_whole(known: Known) -> bool:
    return known.pulled is not None and known.pulled.reason is None

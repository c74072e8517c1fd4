"""All external sources at work: asked at the same time, waited for no longer than a deadline.

The deadline stops the waiting, never the request: a late answer still arrives, is kept, and stands in
for the source when it next does not answer (then it is shown as stale, with its date). Two callers
who ask the same source about the same person share one pull, so a source that hangs collects no
queue. Answers are kept in this process, at most `KEPT` of them, and for good where a `keeper` is given.
"""

import asyncio
from collections.abc import Callable, Collection, Sequence
from datetime import UTC, datetime, timedelta
from types import TracebackType
from typing import Any, Self

import msgspec
import structlog

from pk_fhir.store.breakers import Breakers
from pk_fhir.sync.addresses import check_url
from pk_fhir.sync.client import Clients
from pk_fhir.sync.kept import Kept, Storing
from pk_fhir.sync.outcome import NOT_ASKED, Note, Pulled, Reason, State
from pk_fhir.sync.pausing import LeftAlone, Pauses
from pk_fhir.sync.problem import SourceError, UnreadableError
from pk_fhir.sync.pull import pull
from pk_fhir.sync.quality import Judge
from pk_fhir.sync.releases import as_r4
from pk_fhir.sync.replicas import ReplicaKeeper
from pk_fhir.sync.source import Person, Source

log = structlog.get_logger(__name__)

# States that say nothing of the person: what came before stands in.
_WITHOUT_ANSWER: frozenset[State] = frozenset({"timed-out", "failed"})

# So many answers are kept in a process.
KEPT = 1000

# An answer of so short a time ago is as good as one of now, to who does not want the source asked.
STILL_FRESH = timedelta(minutes=1)

# The reason of an answer that the store does not have.
NOT_KEPT = "view.reason.not-kept"

# What a pull came to, and its writing to the store.
Answered = tuple[Pulled, Storing]


def _utc_now() -> datetime:
    return datetime.now(UTC)


class ExternalSources:
    """The external servers of the view. Use as an async context manager, or call `aclose`."""

    def __init__(
        self,
        sources: Sequence[Source],
        *,
        clock: Callable[[], datetime] = _utc_now,
        keeper: ReplicaKeeper | None = None,
        judge: Judge | None = None,
        breakers: Breakers | None = None,
    ) -> None:
        self.sources = tuple(sources)
        self.replaced = asyncio.Event()
        self._clock = clock
        self._judge = judge
        self._kept = Kept(KEPT, keeper)
        self._clients = Clients()
        self._pauses = Pauses(breakers)
        self._running: dict[tuple[str, Person], asyncio.Task[Answered]] = {}

    async def ask_all(
        self, person: Person, deadline: float, only: Collection[str] | None = None
    ) -> list[Pulled]:
        """Each source's outcome, in the order of the sources, after at most `deadline` seconds.

        `only` are keys of the sources to ask; None is all.
        """
        sources = self._chosen(only)
        tasks = {s.key: self._task(s, person) for s in sources if s.base_url}
        if tasks:
            await asyncio.wait(tasks.values(), timeout=deadline)
        answers = [self._outcome(s, tasks.get(s.key)) for s in sources]
        lacking = [a.source for a in answers if a.state in _WITHOUT_ANSWER]
        before = await self._kept.before(lacking, person)
        return [_or_before(answer, before.get(answer.source.key)) for answer in answers]

    async def kept(self, person: Person, only: Collection[str] | None = None) -> list[Pulled]:
        """What each source answered before, in the order of the sources; none is asked now."""
        sources = self._chosen(only)
        before = await self._kept.before([s for s in sources if s.base_url], person)
        now = self._clock()
        return [_without_asking(s, before.get(s.key), now) for s in sources]

    def replace(self, sources: Sequence[Source]) -> None:
        """Read these from now on; what is being read is read to its end. Who waits for `replaced` is told.

        What a source answered is not shown as that of another one that got its name.
        """
        places = {source.key: source.base_url for source in sources}
        self._kept.forget({s.key for s in self.sources if places.get(s.key) != s.base_url})
        self.sources = tuple(sources)
        before, self.replaced = self.replaced, asyncio.Event()
        before.set()

    async def refresh(self, source: Source, person: Person) -> Pulled:
        """Ask one source about one person, and keep what it answers, however long that takes: "failed" where
        the store does not take it."""
        pulled, storing = await asyncio.shield(self._task(source, person))
        if storing is None or await asyncio.shield(storing):
            return pulled
        return Pulled(source=source, state="failed", reason=Reason(key=NOT_KEPT))

    async def learn(self) -> None:
        """What every process has found out of sources that keep failing; they are not asked for a while."""
        await self._pauses.learn()

    def left_alone(self, source: Source) -> LeftAlone | None:
        """Until when a source is not asked, and what it last came to, if it is not to be asked just now."""
        return self._pauses.of(source)

    def failed(self, source: Source, error: SourceError) -> None:
        """Whoever asked a source something else than a person's record got no answer."""
        if error.state in _WITHOUT_ANSWER:
            self._pauses.failed(source.key, error.state, error.reason, error.wait)

    def answered(self, source: Source) -> None:
        """It works, whatever it could not tell."""
        self._pauses.answered(source.key)

    def _chosen(self, only: Collection[str] | None) -> list[Source]:
        return [s for s in self.sources if only is None or s.key in only]

    def _task(self, source: Source, person: Person) -> asyncio.Task[Answered]:
        at = (source.key, person)
        task = self._running.get(at)
        if task is None:
            task = asyncio.create_task(self._pull(source, person))
            self._running[at] = task
            task.add_done_callback(lambda _: self._running.pop(at, None))
        return task

    async def _pull(self, source: Source, person: Person) -> Answered:
        if alone := self._pauses.of(source):
            return Pulled(source=source, state=alone.state, reason=alone.reason), None
        try:
            await check_url(source.base_url or "", allow_private=source.allow_private)
            gathered = await pull(self._clients.of(source), source, person)
        except SourceError as error:
            log.warning("source did not answer", source=source.key, reason=error.reason.key)
            if error.state == "not-authorised":
                self._kept.refused(source, person, self._clock())
            if isinstance(error, UnreadableError):
                unread = [("not-fhir", error.body)]
                self._kept.set_apart(source, person, unread, self._clock())
            pulled = Pulled(source=source, state=error.state, reason=error.reason)
            if error.state in _WITHOUT_ANSWER:
                self._pauses.failed(source.key, error.state, error.reason, error.wait)
            return pulled, None
        except Exception:
            # Whatever a source sends, the other sources' parts are shown.
            log.exception("source could not be read", source=source.key)
            unreadable = Reason(key="view.reason.unreadable")
            return Pulled(source=source, state="failed", reason=unreadable), None
        self._pauses.answered(source.key)
        at = self._clock()
        resources, turned = as_r4(source, gathered.resources)
        pulled = Pulled(
            source=source,
            state=gathered.state,
            fetched=at,
            resources=resources,
            notes=gathered.notes + turned + await self._judged(resources),
            reason=gathered.reason,
        )
        storing = self._kept.answered(person, pulled, gathered.bytes_sent(), at)
        self._kept.set_apart(source, person, gathered.unread, at)
        return pulled, storing

    async def _judged(self, resources: list[dict[str, Any]]) -> list[Note]:
        if self._judge is None or not resources:
            return []
        return await asyncio.to_thread(self._judge, resources)

    def _outcome(self, source: Source, task: asyncio.Task[Answered] | None) -> Pulled:
        if task is None:
            reason = Reason(key="view.reason.no-endpoint")
            return Pulled(source=source, state="no-endpoint", reason=reason)
        if task.done():
            return task.result()[0]
        return Pulled(source=source, state="timed-out", reason=Reason(key="view.reason.deadline"))

    async def aclose(self) -> None:
        """Let the requests end by their own time-outs, then close the connections."""
        if self._running:
            await asyncio.wait(list(self._running.values()), timeout=5)
        await self._kept.aclose()
        await self._pauses.written()
        await self._clients.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.aclose()


def _without_asking(source: Source, before: Pulled | None, now: datetime) -> Pulled:
    if not source.base_url:
        return Pulled(
            source=source, state="no-endpoint", reason=Reason(key="view.reason.no-endpoint")
        )
    reason = Reason(key=NOT_ASKED)
    if before is None:
        return Pulled(source=source, state="timed-out", reason=reason)
    if before.fetched is not None and now - before.fetched <= STILL_FRESH:
        return before
    return msgspec.structs.replace(before, state="stale", reason=reason)


def _or_before(pulled: Pulled, before: Pulled | None) -> Pulled:
    """What came before, where nothing came now. A refusal is a decision, and hides it."""
    if before is None:
        return pulled
    return msgspec.structs.replace(before, state="stale", reason=pulled.reason)

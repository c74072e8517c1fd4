"""Persons are read again, whole: those whom a change concerns, and now and then everybody who is kept.

What the store does not take was not read (`ExternalSources.refresh`). A reconciliation that is broken off goes
on where it was: who was read since it was due is not read once more. Whom a source that answers cannot be read
of is set aside (`store.set_aside`) and tried again, and holds up nobody else.
"""

import asyncio
from collections.abc import Callable, Sequence

import orjson

from pk_fhir.interactions.service import Service
from pk_fhir.store.database import Database
from pk_fhir.store.replicas import Replicas
from pk_fhir.store.set_aside import Asides, SetAside
from pk_fhir.sync.belongs import key
from pk_fhir.sync.changes import version_of
from pk_fhir.sync.concerned import person_kept
from pk_fhir.sync.outcome import Pulled, State
from pk_fhir.sync.source import Person, Source
from pk_fhir.sync.sources import NOT_KEPT, ExternalSources
from pk_fhir.sync.turn import Run
from pk_fhir.sync.whom import meant, named

__all__ = ["Asides", "Rereader", "those_aside"]

AT_ONCE = 4
# Progress is told after so many persons.
TOLD_EVERY = 100
# So many who were set aside are tried again in a turn.
TRIED_AGAIN = 20
# So many versions that were read in a turn are known by it: others are looked up anew.
MOST_READ = 50_000
_UNREAD: frozenset[State] = frozenset({"timed-out", "failed", "not-authorised"})


class Rereader:
    """Reads persons again, and knows what is kept of them; `clock` gives microseconds since 1970."""

    def __init__(
        self,
        external: ExternalSources,
        database: Database,
        told: Callable[[str], None],
        clock: Callable[[], int],
    ) -> None:
        self._external = external
        self._replicas = Replicas(database)
        self._aside = SetAside(database)
        self._told = told
        self._clock = clock

    async def kept(self, source: Source, person: Person) -> set[str]:
        """What is kept of a person from the source, as "Goal/1"."""
        [kept] = await self._external.kept(person, only=[source.key])
        return {key(each) for each in kept.resources}

    async def read(self, run: Run, persons: Sequence[Person]) -> str | None:
        """Read these persons again, a few at once, or set them aside; why some were neither, if some were not."""
        source, by_name = run.source, {named(person): person for person in persons}
        before = await self._aside.among(source.key, by_name)
        # Whoever could not be read last time does not stand in the way of others.
        waiting = iter(sorted(by_name, key=lambda name: name in before))
        unread: list[str] = []

        async def some() -> None:
            for name in waiting:
                if alone := self._external.left_alone(source):
                    unread.extend(() if name in before else (_short(alone.reason.key),))
                elif problem := await self._read(run, by_name[name], was_aside=name in before):
                    unread.append(problem)

        set_aside = run.turn.aside
        await asyncio.gather(*(some() for _ in range(AT_ONCE)))
        if run.turn.aside > set_aside and not self._external.left_alone(source):
            # It has told what changed: that it cannot tell of somebody is no reason to leave it alone.
            self._external.answered(source)
        return unread[0] if unread else None

    async def _read(self, run: Run, person: Person, *, was_aside: bool) -> str | None:
        """Why the store does not have the answer, if so."""
        before = await self.kept(run.source, person) if run.tells else set()
        answer = await self._external.refresh(run.source, person)
        if _is_unread(answer):
            return await self._not_read(run, person, answer)
        if len(run.read) > MOST_READ:
            run.read.clear()
        run.read.update(version_of(each) for each in answer.resources)
        run.left |= before - {key(each) for each in answer.resources}
        if was_aside:
            await self._aside.clear(run.source.key, named(person))
        return None

    async def _not_read(self, run: Run, person: Person, answer: Pulled) -> str | None:
        if answer.reason and answer.reason.key == NOT_KEPT:
            return _why(answer)
        await self.set_aside(run, person, _why(answer))
        return None

    async def set_aside(self, run: Run, whom: Person | str, why: str) -> None:
        """A person, or who names one at the source ("Patient/1"), cannot be read of: try it again later."""
        await self._aside.put(run.source.key, named(whom), self._clock(), why)
        run.came_to(aside=run.turn.aside + 1)

    async def is_read(self, run: Run, whom: str) -> None:
        """What names somebody at the source could be read."""
        await self._aside.clear(run.source.key, named(whom))

    async def due(self, run: Run) -> list[Person | str]:
        """Who was set aside and is to be tried again now."""
        due = await self._aside.due(run.source.key, self._clock(), TRIED_AGAIN)
        return [meant(each.whom) for each in due]

    async def reconcile(self, run: Run, due: int) -> bool:
        """Read again everybody who is kept and was not read since it was due; whether that was all of them.

        That a source refuses to tell of somebody is an answer.
        """
        count = 0
        async for body in self._replicas.of_source(run.source.key, due):
            person = person_kept(run.source, orjson.loads(body))
            if person is None:
                continue
            if alone := self._external.left_alone(run.source):
                run.short("", _short(alone.reason.key))
                break
            answer = await self._external.refresh(run.source, person)
            if _is_unread(answer) and answer.state != "not-authorised":
                if problem := await self._not_read(run, person, answer):
                    run.short("", problem)
                continue
            count += 1
            if count % TOLD_EVERY == 0:
                self._told(f"{run.source.key}: {count} persons read again to be sure")
        run.came_to(reconciled=count)
        return run.turn.problem is None


async def those_aside(service: Service) -> dict[str, Asides]:
    """Whom external servers could not tell of, by server, for those who watch over it."""
    return await SetAside(service.store.database).all()


def _is_unread(answer: Pulled) -> bool:
    return answer.state in _UNREAD


def _why(answer: Pulled) -> str:
    return _short(answer.reason.key) if answer.reason else answer.state


def _short(key_: str) -> str:
    return key_.rpartition(".")[2]

"""Persons are read again, whole: those whom a change concerns, and now and then everybody who is kept.

What the store does not take was not read (`ExternalSources.refresh`). A reconciliation that is broken off goes
on where it was: who was read since it was due is not read once more.
"""

import asyncio
from collections.abc import Callable, Sequence

import orjson

from pk_fhir.store.replicas import Replicas
from pk_fhir.sync.belongs import key
from pk_fhir.sync.changes import version_of
from pk_fhir.sync.concerned import person_kept
from pk_fhir.sync.outcome import Pulled, State
from pk_fhir.sync.source import Person, Source
from pk_fhir.sync.sources import ExternalSources
from pk_fhir.sync.turn import Run

AT_ONCE = 4
# Progress is told after so many persons.
TOLD_EVERY = 100
_UNREAD: frozenset[State] = frozenset({"timed-out", "failed", "not-authorised"})


class Rereader:
    """Reads persons again, and knows what is kept of them."""

    def __init__(
        self, external: ExternalSources, replicas: Replicas, told: Callable[[str], None]
    ) -> None:
        self._external = external
        self._replicas = replicas
        self._told = told

    async def kept(self, source: Source, person: Person) -> set[str]:
        """What is kept of a person from the source, as "Goal/1"."""
        [kept] = await self._external.kept(person, only=[source.key])
        return {key(each) for each in kept.resources}

    async def read(self, run: Run, persons: Sequence[Person]) -> str | None:
        """Read these persons again, a few at once; why one could not be, if one could not."""
        waiting = iter(persons)
        problems: list[str] = []

        async def some() -> None:
            for person in waiting:
                before = await self.kept(run.source, person) if run.tells else set()
                answer = await self._external.refresh(run.source, person)
                run.read.update(version_of(each) for each in answer.resources)
                if answer.state in _UNREAD:
                    problems.append(_why(answer))
                else:
                    run.left |= before - {key(each) for each in answer.resources}

        await asyncio.gather(*(some() for _ in range(AT_ONCE)))
        return problems[0] if problems else None

    async def reconcile(self, run: Run, due: int) -> bool:
        """Read again everybody who is kept and was not read since it was due; whether that was all of them.

        That a source refuses to tell of somebody is an answer.
        """
        count = 0
        async for body in self._replicas.of_source(run.source.key, due):
            person = person_kept(run.source, orjson.loads(body))
            if person is None:
                continue
            answer = await self._external.refresh(run.source, person)
            if answer.state not in _UNREAD or answer.state == "not-authorised":
                count += 1
                if count % TOLD_EVERY == 0:
                    self._told(f"{run.source.key}: {count} persons read again to be sure")
                continue
            run.short("", _why(answer))
            if self._external.left_alone(run.source):
                break
        run.came_to(reconciled=count)
        return run.turn.problem is None


def _why(answer: Pulled) -> str:
    return answer.reason.key.rpartition(".")[2] if answer.reason else answer.state

"""One write in the making: what it read, what it changes; committed whole, or made again.

A single interaction and a Bundle of them make the same thing: steps that add changes to one `Work`.
When something that a step relied on has changed before the commit, all steps run again on a new one.
"""

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from typing import Any, TypeVar

import msgspec

from pk_fhir.access import persons
from pk_fhir.access.caller import Caller
from pk_fhir.access.rules import sees_all, visibility
from pk_fhir.access.scopes import Letter
from pk_fhir.fhir.outcome import FhirError, Issue
from pk_fhir.interactions.local import references
from pk_fhir.interactions.quoting import unnumbered
from pk_fhir.interactions.service import Service
from pk_fhir.interactions.watchers import Watched
from pk_fhir.messages import told
from pk_fhir.store import (
    Answer,
    AuditRow,
    Change,
    Found,
    MentionedError,
    MissingError,
    OutdatedError,
    Plan,
    StaleError,
    Version,
    sees,
)
from pk_fhir.store.plan import Reference, Relabel

T = TypeVar("T")

# With so many writers of one resource each has had its turn.
MOST_TRIES = 60
_READING: tuple[Letter, ...] = ("r", "s")


class Work:
    """The plan of one write as it grows."""

    def __init__(self, service: Service, caller: Caller) -> None:
        self.service = service
        self.caller = caller
        self.tenant = caller.tenant
        # By which search parameters its index rows are made.
        self.parameters = service.parameters.version(caller.tenant)
        self.changes: dict[Reference, Change] = {}
        self.relabels: list[Relabel] = []
        self.answer: Answer | None = None
        # Of a Subscription whose status the server itself changes: whose it stays (subscriptions.py).
        self.watched: Watched | None = None
        # Whether no other server and no subscriber is told.
        self.quiet = False
        # What each condition found: a transaction asks it once for the links and once for the write.
        self.conditions: dict[tuple[str, str], list[Version]] = {}
        self._read: dict[Reference, Version | None] = {}
        # Numbers of versions that were read, and that the caller may not see.
        self._unseen: dict[Letter, set[int]] = {letter: set() for letter in _READING}
        self._present: set[Reference] = set()
        # Resources with references, and where each stands in the request: for the words of a refusal.
        self._sources: list[tuple[str, dict[str, Any]]] = []
        self._unmentioned: set[Reference] = set()
        self._found: list[Found] = []
        self._locks: set[str] = set()
        self._shared_locks: set[str] = set()
        self._audit: list[AuditRow] = []

    async def current(self, type_: str, id_: str) -> Version | None:
        """The stored current version (a deletion too), whoever may see it."""
        key = (type_, id_)
        if key not in self._read:
            self._read[key] = found = await self.service.store.read(self.tenant, type_, id_)
            await self._judge([found] if found is not None else [])
        return self._read[key]

    def take_as_read(self, versions: Iterable[Version]) -> None:
        """What the caller's precondition was judged by: the write holds only while these are current."""
        for version in versions:
            self._read[version.type, version.id] = version

    async def prefetch(self, references: Iterable[Reference]) -> None:
        """Read many current versions at once."""
        wanted = [reference for reference in references if reference not in self._read]
        if not wanted:
            return
        found = await self.service.store.read_many(self.tenant, wanted)
        await self._judge(list(found.values()))
        for reference in wanted:
            self._read[reference] = found.get(reference)

    async def _judge(self, found: list[Version]) -> None:
        """Note which of these the caller may not see for a reason that their own columns do not tell."""
        for letter in _READING:
            seen = visibility(self.caller, letter)
            if found and not seen.is_plain:
                there = {version.number for version in await self.service.store.seen(seen, found)}
                self._unseen[letter].update(
                    each.number for each in found if each.number not in there
                )

    def may_see(self, row: Version | Change, letter: Letter = "r") -> bool:
        """Whether the caller may see (or, `u` and `d`, change) a version that this work has read, or
        one that it makes."""
        hidden = self._unseen["s" if letter == "s" else "r"]
        return row.number not in hidden and sees(visibility(self.caller, letter), row)

    @property
    def deleted(self) -> set[Reference]:
        """What has been deleted so far."""
        return {reference for reference, change in self.changes.items() if change.deleted}

    def add(self, change: Change, interaction: str) -> None:
        """Take a change and its audit row."""
        self.changes[change.type, change.id] = change
        self.record(interaction, change.type, change.id, change.version, change.patient)

    def take(self, row: AuditRow, number: int, at: int) -> None:
        """Take an audit row that has a number and a moment of its own."""
        self._audit.append(msgspec.structs.replace(row, number=number, at=at))

    def record(
        self,
        interaction: str,
        type_: str | None = None,
        id_: str | None = None,
        version: int | None = None,
        patient: str | None = None,
        outcome: str = "0",
    ) -> None:
        """Take an audit row; `outcome` is `AuditEvent.outcome` (https://hl7.org/fhir/R4/valueset-audit-event-outcome.html)."""
        row = audit_row(
            self.service, self.caller, interaction, type_, id_, version, patient, outcome=outcome
        )
        self._audit.append(row)

    def require(
        self, references: Iterable[Reference], resource: dict[str, Any], place: str
    ) -> None:
        """These must exist, and be seen by the caller: `resource`, which stands at `place`, refers to them."""
        self._present.update(references)
        self._sources.append((place, resource))

    def is_shipped(self, type_: str, id_: str) -> bool:
        """Whether it is a definition that the product brings with it."""
        return (type_, id_) in self.service.shipped.get(self.tenant, ())

    def refuse_if_mentioned(self, reference: Reference) -> None:
        """Nothing that is current may refer to this when the plan is written (referential integrity of deletes)."""
        self._unmentioned.add(reference)

    def expect(self, found: Found, locks: Iterable[str], shared_locks: Iterable[str]) -> None:
        """The outcome of a conditional search must still be this when the plan is written."""
        self._found.append(found)
        self._locks.update(locks)
        self._shared_locks.update(shared_locks)

    def lock(self, names: Iterable[str]) -> None:
        """Writers that hold one of these names wait for each other."""
        self._locks.update(names)

    def plan(self) -> Plan:
        """All that was taken, as one write plan."""
        present = frozenset(self._present)
        return Plan(
            tenant=self.tenant,
            changes=tuple(self.changes.values()),
            relabels=tuple(self.relabels),
            present=present,
            visibility=None if sees_all(self.caller) else visibility(self.caller, "r"),
            unmentioned=frozenset(self._unmentioned),
            found=tuple(self._found),
            locks=frozenset(self._locks),
            shared_locks=frozenset(self._shared_locks - self._locks),
            audit=tuple(self._audit),
            destinations=()
            if self.quiet
            else (
                *self.service.rules.destinations.get(self.tenant, ()),
                *self.service.watchers.destinations(self.tenant, self.changes),
            ),
            answer=self.answer,
            parameters=self.parameters,
        )

    async def rehearse(self) -> None:
        """Refuse as `commit` would by what is stored now, and write nothing."""
        async with self._refusals():
            await self.service.store.rehearse(self.plan())

    async def commit(self) -> None:
        """Write the plan. Raises StaleError when it must be made again, FhirError when it is refused."""
        async with self._refusals():
            await self.service.store.write(self.plan())
        changed = {type_ for type_, _ in self.changes}
        if "SearchParameter" in changed:
            self.service.parameters.expire(self.tenant)
        if "Subscription" in changed:
            self.service.watchers.expire(self.tenant)

    @asynccontextmanager
    async def _refusals(self) -> AsyncIterator[None]:
        try:
            yield
        except OutdatedError:
            self.service.parameters.expire(self.tenant)
            raise
        except MissingError as error:
            raise FhirError("unprocessable", list(self._missing(error))) from error
        except MentionedError as error:
            raise FhirError("conflict", await self._mentions(error)) from error

    async def _mentions(self, error: MentionedError) -> list[Issue]:
        """Who refers to what was to be deleted, as far as the caller may see them."""
        there = await self.service.store.read_many(self.tenant, [by for _, by in error.mentioned])
        seen = await self.service.store.seen(visibility(self.caller, "r"), list(there.values()))
        shown = {(version.type, version.id) for version in seen}
        targets = sorted({target for target, by in error.mentioned if by not in shown})
        told = [_mentioned(target, by) for target, by in error.mentioned if by in shown]
        return told + [_mentioned(target, None) for target in targets]

    def _missing(self, error: MissingError) -> Iterable[Issue]:
        local = self.service.local(self.tenant)
        places = {
            found: f"{place}.{path}.reference"
            for place, resource in reversed(self._sources)
            for element, path in references(resource)
            if (found := local(element["reference"])) is not None
        }
        for type_, id_ in error.missing:
            yield Issue(
                severity="error",
                code="not-found",
                expression=places.get((type_, id_), ""),
                diagnostics=(told("refused.reference-to-nothing", type=type_, id=id_)),
                key="reference-to-nothing",
            )


def _mentioned(target: Reference, by: Reference | None) -> Issue:
    who = "something" if by is None else "/".join(by)
    return Issue(
        severity="error",
        code="conflict",
        diagnostics=(told("refused.still-referred-to", names="/".join(target), who=who)),
        key="still-referred-to",
    )


def audit_row(
    service: Service,
    caller: Caller,
    interaction: str,
    type_: str | None = None,
    id_: str | None = None,
    version: int | None = None,
    patient: str | None = None,
    query: str | None = None,
    outcome: str = "0",
    **more: Any,
) -> AuditRow:
    """Who does this, as one row of the audit trail; `more` are further fields of it.

    No personal number gets into it: one in a query is left out.
    """
    return AuditRow(
        tenant=caller.tenant,
        number=service.store.numbers.next(),
        at=service.now(),
        interaction=interaction,
        subject=persons.unnumbered(service.secret, caller.subject),
        # A guardian or representative is not the patient.
        role="proxy" if caller.role == "patient" and caller.represents else caller.role,
        unit=caller.unit,
        provider=caller.provider,
        purpose=caller.purpose,
        request_id=caller.request_id,
        type=type_,
        id=id_,
        version=version,
        patient=patient,
        outcome=outcome,
        query=unnumbered(query) if query else query,
        name=caller.name,
        assignment=caller.assignment,
        client=caller.client,
        title=caller.title,
        **more,
    )


async def write(
    service: Service,
    caller: Caller,
    steps: Callable[[Work], Awaitable[T]],
    finish: Callable[[Work, T], Any] | None = None,
) -> T:
    """Run the steps on a new `Work` and commit it, again and again until nothing moved in between.

    `finish` may add to the work what follows from the result (an Idempotency-Key's answer).
    """
    for attempt in range(MOST_TRIES):
        await service.parameters.refresh(service.store, caller.tenant)
        await service.watchers.refresh(service.store, caller.tenant)
        work = Work(service, caller)
        result = await steps(work)
        if finish is not None:
            finish(work, result)
        try:
            await work.commit()
        except StaleError:
            # Let the one who was first go on; and not all at once again.
            await asyncio.sleep(random.uniform(0, 0.002 * min(attempt, 10)))  # noqa: S311 - no secret
            continue
        return result
    raise FhirError("timeout", told("refused.too-busy"))


def replaced(change: Change, **fields: Any) -> Change:
    """The change with other fields."""
    return msgspec.structs.replace(change, **fields)

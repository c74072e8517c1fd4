"""Ask every source about one person, at the same time and within a deadline, and put the view together.

Which sources a caller may ask is said by `admission`, and what of an answer is shown by `release`; a
source that is not asked is named, with why. Each reading, and each refusal, is a row of the audit trail.
"""

import asyncio
from datetime import UTC, date, datetime
from typing import Any, Literal

import msgspec

from pk_fhir.access import persons
from pk_fhir.access.caller import Caller
from pk_fhir.access.persons import Identifier
from pk_fhir.fhir.outcome import FhirError
from pk_fhir.interactions.service import Service
from pk_fhir.messages import told
from pk_fhir.sync import ExternalSources, Person, Pulled, Source
from pk_fhir.view import identity
from pk_fhir.view.admission import Admission, admitted, refused
from pk_fhir.view.assemble import assemble
from pk_fhir.view.bundle import bundle
from pk_fhir.view.local import ask_local
from pk_fhir.view.model import View
from pk_fhir.view.reads import record
from pk_fhir.view.release import shown
from pk_fhir.view.vocabulary import Audience

MICROS = 1_000_000
# Longer than any source's own limits let it take; who waits so long has asked for it.
PATIENCE_SECONDS = 120.0


Refresh = Literal[
    "live",  # every source is asked, and waited for until the deadline; what came before stands in
    "replicas",  # no external source is asked: what is kept of them is shown
    "wait",  # every source is waited for until it has answered or failed
]


class ViewSources(msgspec.Struct, frozen=True, kw_only=True):
    """Whom a view asks: care providers of this server (with `tenant`), external servers, and how
    many seconds it waits for these."""

    local: tuple[Source, ...]
    external: ExternalSources
    deadline: float = 3.0


class Answers(msgspec.Struct, frozen=True, kw_only=True):
    """What the sources said about one person, before it is put together in one form or another.

    `now` is when they were asked (UTC); `born` the birth date that the person's number states.
    """

    pulled: list[Pulled]
    now: datetime
    born: date | None


async def view_for(
    service: Service,
    sources: ViewSources,
    caller: Caller,
    identifier: Identifier,
    refresh: Refresh = "live",
) -> View:
    """One person's view. FhirError "invalid" for an identifier that names nobody, "forbidden" for a
    patient who asks for somebody else."""
    found = await answers_for(service, sources, caller, identifier, refresh)
    audience: Audience = "staff" if caller.role == "staff" else "patient"
    return assemble(found.pulled, found.now, found.born, audience)


async def bundle_for(
    service: Service,
    sources: ViewSources,
    caller: Caller,
    identifier: Identifier,
    refresh: Refresh = "live",
) -> dict[str, Any]:
    """The same as a FHIR Bundle; errors as `view_for`."""
    found = await answers_for(service, sources, caller, identifier, refresh)
    bases = {source.key: source.base_url or "" for source in sources.external.sources}
    bases |= {s.key: service.base(s.tenant) for s in sources.local if s.tenant}
    return bundle(found.pulled, found.now, found.born, bases)


async def answers_for(
    service: Service,
    sources: ViewSources,
    caller: Caller,
    identifier: Identifier,
    refresh: Refresh = "live",
) -> Answers:
    """What every source says, within what the caller may see; errors as `view_for`."""
    wanted = persons.required(identifier)
    admission = await admitted(service, caller, wanted)
    now = datetime.fromtimestamp(admission.at / MICROS, UTC)
    external, local = await asyncio.gather(
        _external(service, sources, admission, refresh),
        asyncio.gather(*(_local(service, admission, source, now) for source in sources.local)),
    )
    return Answers(pulled=[*local, *external], now=now, born=identity.born(wanted))


async def my_view(
    service: Service, sources: ViewSources, caller: Caller, refresh: Refresh = "live"
) -> View:
    """The view of the patient whom the caller's token names: the one to read for, else the caller.

    FhirError "forbidden" where it names none.
    """
    whose = caller.represents or caller.patient_identifier
    if whose is None:
        raise FhirError("forbidden", told("view.error.no-person", path="/view/_search"))
    return await view_for(service, sources, caller, whose, refresh)


async def _local(service: Service, admission: Admission, source: Source, now: datetime) -> Pulled:
    decision = admission.decision(source)
    if not decision.open:
        record(service, admission, source, decision)
        return refused(source, decision, admission.caller)
    return await ask_local(service, admission, source, decision, now)


async def _external(
    service: Service, sources: ViewSources, admission: Admission, refresh: Refresh
) -> list[Pulled]:
    listed = sources.external.sources
    decisions = {source.key: admission.decision(source) for source in listed}
    for source in listed:
        record(service, admission, source, decisions[source.key])
    open_ = [key for key, decision in decisions.items() if decision.open]
    person = identity.person(admission.person.identifiers)
    answers = {a.source.key: a for a in await _asked(sources, person, refresh, open_)}
    return [
        shown(answers[source.key], admission)
        if source.key in answers
        else refused(source, decisions[source.key], admission.caller)
        for source in listed
    ]


async def _asked(
    sources: ViewSources, person: Person, refresh: Refresh, only: list[str]
) -> list[Pulled]:
    match refresh:
        case "replicas":
            return await sources.external.kept(person, only)
        case "wait":
            return await sources.external.ask_all(person, PATIENCE_SECONDS, only)
        case "live":
            return await sources.external.ask_all(person, sources.deadline, only)

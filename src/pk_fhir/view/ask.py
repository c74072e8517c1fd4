"""Ask every source about one person, at the same time and within a deadline, and put the view together.

Who may ask whom: the patient sees the own view from all sources; staff and systems see their own care
provider's part, and another provider's only by rules of consent that this release does not have, so
that part is named as one they may not read. With authentication off (development) all is asked.
"""

import asyncio
from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any, Literal

import msgspec

from pk_fhir.access.caller import Caller
from pk_fhir.fhir.outcome import FhirError
from pk_fhir.interactions.service import Service
from pk_fhir.messages import text
from pk_fhir.store.people import identifiers
from pk_fhir.sync import ExternalSources, Person, Pulled, Reason, Source
from pk_fhir.view import identity
from pk_fhir.view.assemble import assemble
from pk_fhir.view.bundle import bundle
from pk_fhir.view.identity import Identifier
from pk_fhir.view.local import ask_local
from pk_fhir.view.model import View
from pk_fhir.view.release import released

MICROS = 1_000_000
# Longer than any source's own limits let it take; who waits so long has asked for it.
PATIENCE_SECONDS = 120.0
# A number, the number that replaced it, and that one's neighbours in another provider's records.
IDENTITY_ROUNDS = 3


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
    return assemble(found.pulled, found.now, found.born)


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
    wanted = identity.canonical(identifier)
    known, patients = await _known(service, sources, wanted)
    _only_own(caller, known)
    person = identity.person(known)
    now = datetime.fromtimestamp(service.now() / MICROS, UTC)
    answers = await asyncio.gather(
        _external(sources, caller, person, refresh),
        *(_local(service, caller, source, patients, now) for source in sources.local),
    )
    external, *local = answers
    ordered = [*(pulled for found in local for pulled in found), *external]
    return Answers(pulled=ordered, now=now, born=identity.born(wanted))


async def my_view(
    service: Service, sources: ViewSources, caller: Caller, refresh: Refresh = "live"
) -> View:
    """The view of the patient whom the caller's token names; FhirError "forbidden" where it names none."""
    if caller.patient_identifier is None:
        raise FhirError("forbidden", text("view.error.no-person"))
    return await view_for(service, sources, caller, caller.patient_identifier, refresh)


async def _known(
    service: Service, sources: ViewSources, wanted: Identifier
) -> tuple[set[Identifier], dict[str, set[str]]]:
    """Every number that the person goes by here, and the person's Patients in each tenant."""
    tenants = [source.tenant for source in sources.local if source.tenant]
    known = {wanted}
    asked: set[Identifier] = set()
    patients: set[tuple[str, str]] = set()
    for _ in range(IDENTITY_ROUNDS):
        new = sorted(known - asked)
        if not new:
            break
        asked |= known
        for system, value in new:
            patients |= set(await service.store.people(tenants, system, value))
        known |= set(await identifiers(service.store.database, patients))
    by_tenant: dict[str, set[str]] = {}
    for tenant, patient in patients:
        by_tenant.setdefault(tenant, set()).add(patient)
    return known, by_tenant


def _only_own(caller: Caller, known: Iterable[Identifier]) -> None:
    if caller.role != "patient":
        return
    own = caller.patient_identifier
    if own is None or identity.canonical(own) not in known:
        raise FhirError("forbidden", text("view.error.not-yours"))


async def _local(
    service: Service,
    caller: Caller,
    source: Source,
    patients: dict[str, set[str]],
    now: datetime,
) -> list[Pulled]:
    tenant = source.tenant or ""
    if not _may_ask(caller, tenant):
        return [_refused(source)]
    return [await ask_local(service, caller, source, patients.get(tenant, set()), now)]


async def _external(
    sources: ViewSources, caller: Caller, person: Person, refresh: Refresh
) -> list[Pulled]:
    if not _may_ask(caller, None):
        return [_refused(source) for source in sources.external.sources]
    answers = await _asked(sources, person, refresh)
    return [released(answer) for answer in answers] if caller.role == "patient" else answers


async def _asked(sources: ViewSources, person: Person, refresh: Refresh) -> list[Pulled]:
    match refresh:
        case "replicas":
            return await sources.external.kept(person)
        case "wait":
            return await sources.external.ask_all(person, PATIENCE_SECONDS)
        case "live":
            return await sources.external.ask_all(person, sources.deadline)


def _may_ask(caller: Caller, tenant: str | None) -> bool:
    return caller.role == "patient" or caller.development or caller.tenant == tenant


def _refused(source: Source) -> Pulled:
    reason = Reason(key="view.reason.other-provider")
    return Pulled(source=source, state="not-authorised", reason=reason)

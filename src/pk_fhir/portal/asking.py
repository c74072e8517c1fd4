"""What the portal's pages ask the rooms below, and as whom: the patient, or staff of a care provider."""

from datetime import UTC, datetime
from typing import Any, NamedTuple

import msgspec

from pk_fhir.access.caller import Caller
from pk_fhir.fhir import json as fhir_json
from pk_fhir.fhir.outcome import FhirError
from pk_fhir.interactions.admission import admit
from pk_fhir.interactions.emergency import open_in_emergency
from pk_fhir.interactions.log import LogExtract, extract
from pk_fhir.interactions.own import SCOPES as WRITING
from pk_fhir.interactions.own import Acting, acting
from pk_fhir.interactions.owners import identities
from pk_fhir.interactions.read import read
from pk_fhir.interactions.search import Search, search
from pk_fhir.interactions.service import Service
from pk_fhir.interactions.seven_questions import SCOPES as TALK_SCOPES
from pk_fhir.interactions.seven_questions import Talk, record
from pk_fhir.messages import told
from pk_fhir.portal.addresses import closed
from pk_fhir.portal.persons import PortalPerson
from pk_fhir.portal.sharing import Shared, end, shared
from pk_fhir.sync import Source
from pk_fhir.sync.pausing import LeftAlone
from pk_fhir.sync.push import Decision, settle
from pk_fhir.sync.push import overview as sending
from pk_fhir.sync.rereading import Asides, those_aside
from pk_fhir.view import View, ViewSources, view_for
from pk_fhir.view.admission import admitted
from pk_fhir.view.ask import Refresh
from pk_fhir.view.model import Line
from pk_fhir.view.overview import Overview, overview_of
from pk_fhir.view.seven import SevenQuestions, care_units, seven_questions

MICROS = 1_000_000


class Seen(NamedTuple):
    """A patient as staff see one: the number, the view, and until when it is opened in an emergency."""

    number: str
    view: View
    opened_until: datetime | None


class Syncing(NamedTuple):
    """`targets` and `conflicts` as `sync.push.overview` tells them."""

    targets: list[dict[str, Any]]
    conflicts: list[dict[str, Any]]


class Asking:
    """One service's answers to the portal."""

    def __init__(self, service: Service, sources: ViewSources) -> None:
        self._service = service
        self._sources = sources

    # --- the patient ---------------------------------------------------------------------------------

    async def _patient(self, person: PortalPerson, scopes: frozenset[str] = frozenset()) -> Caller:
        """As the person, or who reads for them: what is not released to them is not on their page.

        `scopes` are what they may do on this page beside reading.
        """
        caller = Caller(
            tenant=next(iter(self._service.rules.tenants)),
            subject="portal",
            role="patient",
            scopes=frozenset({"patient/*.rs"}) | scopes,
            patient_identifier=person.reader or person.identifier,
            represents=person.identifier if person.reader else None,
            purpose="PATRQT",
        )
        return await admit(self._service, caller)

    async def view(self, person: PortalPerson, refresh: Refresh = "live") -> View:
        """The person's own view; for a page about what is kept here, no other server need be asked."""
        caller = await self._patient(person)
        return await view_for(self._service, self._sources, caller, person.identifier, refresh)

    def place(self, line: Line) -> tuple[str, str] | None:
        """The care provider of this service and the id that a line is kept at; None for another's."""
        tenant = next((s.tenant for s in self._sources.local if s.key == line.source), None)
        return (tenant, line.record.partition("/")[2]) if tenant is not None else None

    def word(self, line: Line) -> str | None:
        """What a line is called in an address; None for one that is kept elsewhere."""
        place = self.place(line)
        return closed(self.secret, place[0], line.record) if place else None

    async def acting(self, person: PortalPerson, tenant: str) -> Acting:
        """The person, or who reads for them, as one who writes at a care provider of this service."""
        caller = await self._patient(person, WRITING)
        return await acting(self._service, caller, person.identifier, tenant)

    async def log(self, person: PortalPerson) -> LogExtract:
        """Who has read what about the person."""
        return await extract(self._service, await self._patient(person), person.identifier)

    def keeps_words(self, view: View) -> str | None:
        """The care provider of this service that the person's own words can be kept at, or None."""
        tenants = {source.key: source.tenant for source in self._sources.local}
        agreed = (tenants.get(agreement.source) for agreement in view.agreements)
        return next((tenant for tenant in agreed if tenant is not None), None)

    def wished_at(self, view: View) -> list[Source]:
        """The care providers of this service that the person can wish for a time at: those with a contract."""
        agreed = {agreement.source for agreement in view.agreements}
        return [source for source in self._sources.local if source.key in agreed]

    async def shared(self, person: PortalPerson) -> list[Shared]:
        """What the person has agreed to and blocked."""
        caller = await self._patient(person)
        return await shared(self._service, caller, person.identifier)

    async def end_consent(self, person: PortalPerson, one: Shared) -> None:
        """End a consent."""
        caller = await self._patient(person)
        await end(self._service, caller, person.identifier, one.tenant, one.id)

    # --- staff ---------------------------------------------------------------------------------------

    @property
    def providers(self) -> tuple[Source, ...]:
        """The care providers of this service, whose staff may use the portal."""
        return self._sources.local

    @property
    def external(self) -> tuple[Source, ...]:
        """The external servers that views are read from."""
        return self._sources.external.sources

    async def set_aside(self) -> dict[str, Asides]:
        """Whom external servers could not tell of, by server: each is tried again."""
        return await those_aside(self._service)

    def left_alone(self, source: Source) -> LeftAlone | None:
        """Until when an external server is not asked, and why, if so."""
        return self._sources.external.left_alone(source)

    @property
    def secret(self) -> bytes:
        """What addresses are closed with."""
        return self._service.secret

    async def _staff(self, provider: Source) -> Caller:
        tenant = provider.tenant or ""
        giver = self._service.rules.owners.get(tenant, tenant)
        caller = Caller(
            tenant=tenant,
            subject=f"portal-personal-{provider.key}",
            role="staff",
            scopes=frozenset({"user/*.rs"}),
            provider=giver,
            # The demonstration's staff act for the care giver as a whole.
            unit=giver,
            name="Visningens personal",
        )
        return await admit(self._service, caller)

    async def overview(self, provider: Source) -> Overview:
        """What waits at one care provider."""
        return await overview_of(self._service, provider, await self._staff(provider))

    async def seven_questions(self, provider: Source) -> SevenQuestions:
        """What patients and care answer about the units of one care provider."""
        return await seven_questions(self._service, await self._staff(provider), provider.name)

    async def units(self, provider: Source) -> dict[str, str]:
        """The care units of one care provider: what each is called, by the id of its Organization."""
        asked = Search(types=("Organization",), pairs=[("_count", "500")], path="Organization")
        result = await search(self._service, await self._staff(provider), asked)
        return care_units(fhir_json.stored(v.body) for v in result.page.matches if v.body)

    async def record_talk(self, provider: Source, talk: Talk, key: str) -> None:
        """Keep both sides' answers to the seven questions."""
        caller = await self._staff(provider)
        writing = msgspec.structs.replace(caller, scopes=caller.scopes | TALK_SCOPES)
        await record(self._service, writing, talk, key)

    async def staff_view(self, provider: Source, patient: str) -> Seen:
        """One patient's view that staff of this provider may see. FhirError "not-found"."""
        caller = await self._staff(provider)
        number = await self._number(caller, patient)
        view = await view_for(self._service, self._sources, caller, number)
        admission = await admitted(self._service, caller, number)
        ends = [o.period.end for o in admission.facts.openings if o.subject == caller.subject]
        until = max((end for end in ends if end and end > admission.at), default=None)
        return Seen(number[1], view, None if until is None else _instant(until))

    async def open_in_emergency(self, provider: Source, patient: str, reason: str) -> None:
        """Open the patient's records at other providers. FhirError "invalid" without a good reason."""
        caller = await self._staff(provider)
        number = await self._number(caller, patient)
        await open_in_emergency(self._service, caller, number, reason)

    async def syncing(self, provider: Source) -> Syncing:
        """What is sent to other servers for this provider, and what is in conflict."""
        caller = await self._staff(provider)
        return Syncing(
            await sending.status(self._service, self.targets, provider.tenant),
            await sending.conflicts_for(self._service, caller),
        )

    @property
    def targets(self) -> tuple[Source, ...]:
        """The servers that contracts are sent to."""
        return sending.targets_of(self._sources.external.sources)

    async def send_again(self, provider: Source, server: str) -> None:
        """Let what was given up for a server wait again. FhirError "not-found" for no such server."""
        await self._staff(provider)
        if server not in {target.key for target in self.targets}:
            raise FhirError("not-found", told("portal.no-such-target"))
        await sending.replay(self._service, [server], provider.tenant)

    async def settle(self, provider: Source, conflict: str, decision: Decision) -> None:
        """Settle a conflict as staff of this provider. FhirError "not-found" for none of theirs."""
        caller = await self._staff(provider)
        deciding = msgspec.structs.replace(caller, scopes=frozenset({"user/*.cruds"}))
        await settle(self._service, deciding, conflict, decision)

    async def _number(self, caller: Caller, patient: str) -> tuple[str, str]:
        version = await read(self._service, caller, "Patient", patient)
        known = identities(fhir_json.stored(version.body or b"{}"))
        if not known:
            raise FhirError("not-found", told("request.no-national-identifier"))
        return known[0]


def _instant(micros: int) -> datetime:
    return datetime.fromtimestamp(micros / MICROS, UTC)

"""What the portal's pages ask the rooms below, and as whom: the patient, or staff of a care provider."""

from pk_fhir.access.caller import Caller
from pk_fhir.fhir import json as fhir_json
from pk_fhir.interactions.log import LogExtract, extract
from pk_fhir.interactions.owners import identities
from pk_fhir.interactions.read import read
from pk_fhir.interactions.service import Service
from pk_fhir.portal.persons import PortalPerson
from pk_fhir.sync import Source
from pk_fhir.view import View, ViewSources, view_for
from pk_fhir.view.overview import Overview, overview_of


class Asking:
    """One service's answers to the portal."""

    def __init__(self, service: Service, sources: ViewSources) -> None:
        self._service = service
        self._sources = sources

    # --- the patient ---------------------------------------------------------------------------------

    def _patient(self, person: PortalPerson) -> Caller:
        # As the person: what is not released to the patient is not on the patient's page.
        return Caller(
            tenant=next(iter(self._service.rules.tenants)),
            subject="portal",
            role="patient",
            scopes=frozenset({"patient/*.rs"}),
            patient_identifier=person.identifier,
            purpose="PATRQT",
        )

    async def view(self, person: PortalPerson) -> View:
        """The person's own view."""
        caller = self._patient(person)
        return await view_for(self._service, self._sources, caller, person.identifier)

    async def log(self, person: PortalPerson) -> LogExtract:
        """Who has read what about the person."""
        return await extract(self._service, self._patient(person), person.identifier)

    # --- staff ---------------------------------------------------------------------------------------

    @property
    def providers(self) -> tuple[Source, ...]:
        """The care providers of this service, whose staff may use the portal."""
        return self._sources.local

    @property
    def external(self) -> tuple[Source, ...]:
        """The external servers that views are read from."""
        return self._sources.external.sources

    @property
    def secret(self) -> bytes:
        """What addresses are closed with."""
        return self._service.secret

    def _staff(self, provider: Source) -> Caller:
        tenant = provider.tenant or ""
        return Caller(
            tenant=tenant,
            subject="portal-personal",
            role="staff",
            scopes=frozenset({"user/*.rs"}),
            provider=self._service.rules.owners.get(tenant),
            name="Visningens personal",
        )

    async def overview(self, provider: Source) -> Overview:
        """What waits at one care provider."""
        return await overview_of(self._service, provider, self._staff(provider))

    async def staff_view(self, provider: Source, patient: str) -> tuple[str, View]:
        """One patient's number, and the view that staff of this provider may see. FhirError "not-found"."""
        caller = self._staff(provider)
        version = await read(self._service, caller, "Patient", patient)
        known = identities(fhir_json.stored(version.body or b"{}"))
        number = known[0] if known else ("", "")
        return number[1], await view_for(self._service, self._sources, caller, number)

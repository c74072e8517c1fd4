"""Who may see whose view, and which sources may be asked: the rules of law and trust, applied.

The patient reads the own view, a guardian or representative that of another; staff read their own care
provider's part, and another provider's with consent or an emergency opening, a care relation, and
no block. With authentication off (development) all is asked.
"""

import msgspec

from pk_fhir.access import persons
from pk_fhir.access.caller import Caller
from pk_fhir.access.persons import Known
from pk_fhir.access.policy import Decision, Facts, Reader, decide
from pk_fhir.fhir.outcome import FhirError
from pk_fhir.interactions.admission import facts_about, require_reader
from pk_fhir.interactions.service import Service
from pk_fhir.messages import told
from pk_fhir.sync import Pulled, Reason, Source


class Admission(msgspec.Struct, frozen=True, kw_only=True):
    """A caller who may see the view of this person, and what is known when each source is judged."""

    caller: Caller
    person: Known
    keys: frozenset[str]
    facts: Facts
    at: int
    givers: dict[str, str]  # of the care providers here: HSA-id by tenant

    @property
    def reader(self) -> Reader:
        """The caller as the rules know a member of staff."""
        caller = self.caller
        return Reader(
            giver=caller.provider or self.givers.get(caller.tenant),
            unit=caller.unit,
            employee=caller.employee or caller.subject,
            purpose=caller.purpose,
        )

    def giver(self, source: Source) -> str | None:
        """The HSA-id of the care giver whose records the source has."""
        if source.tenant is not None:
            return self.givers.get(source.tenant)
        return source.hsa_id or None

    def decision(self, source: Source) -> Decision:
        """Whether this source may be asked at all."""
        caller = self.caller
        if caller.development or caller.role == "patient":
            return Decision(basis="own")
        if caller.role == "staff":
            return decide(
                caller.policy,
                self.reader,
                self.facts,
                self.giver(source),
                self.at,
                subject=caller.subject,
            )
        # A system reads for its own care provider: whose consent it would act on is not known.
        own = source.tenant is not None and source.tenant == caller.tenant
        return Decision(basis="own") if own else Decision(refusal="no-commission")


async def admitted(service: Service, caller: Caller, wanted: tuple[str, str]) -> Admission:
    """The caller with what is known of the person. FhirError "forbidden" where the caller may not see
    this person's view."""
    rules = service.rules
    person = await persons.known(service.store, rules.tenants, wanted)
    at = service.now()
    facts = await facts_about(service, caller, person)
    if caller.role == "patient":
        if caller.patient_identifier is None:
            raise FhirError("forbidden", told("view.error.not-yours"))
        require_reader(caller, person, facts, at)
    return Admission(
        caller=caller,
        person=person,
        keys=frozenset(persons.person_key(service.secret, each) for each in person.identifiers),
        facts=facts,
        at=at,
        givers={tenant: rules.owners.get(tenant, tenant) for tenant in rules.tenants},
    )


def refused(source: Source, decision: Decision, caller: Caller) -> Pulled:
    """A source that is not asked, and why, as far as it may be said."""
    if decision.refusal != "blocked":
        reason = Reason(key=f"view.reason.{decision.refusal}")
        return Pulled(source=source, state="not-authorised", reason=reason)
    if not caller.policy.blocked_is_said_to_staff:
        reason = Reason(key="view.reason.not-shown")
        return Pulled(source=source, state="not-authorised", reason=reason)
    return Pulled(source=source, state="blocked", reason=Reason(key="view.reason.block"))

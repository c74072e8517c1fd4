"""Which contracts go to which server: the rule that a source's settings state (`sync.source.Push`)."""

from typing import Any

from pk_fhir.access.gathered import Here, facts_of
from pk_fhir.access.persons import Known
from pk_fhir.interactions.contracts.gather import Gathered
from pk_fhir.interactions.service import Service
from pk_fhir.store.plan import Reference
from pk_fhir.sync.push.form import is_copy
from pk_fhir.sync.source import Source

CARE = "TREAT"


async def goes(service: Service, target: Source, tenant: str, contract: Gathered) -> bool:
    """Whether a contract of this care provider is sent to the target now."""
    plan = contract.versions[contract.plan]
    if target.push is None or not is_owned(service, tenant, contract, contract.plan):
        return False
    if target.push.which == "units":
        return plan.care_unit in target.push.units
    if target.push.which == "consent":
        return await _consented(service, target, tenant, plan.patient)
    return True


def is_owned(service: Service, tenant: str, contract: Gathered, reference: Reference) -> bool:
    """Whether a resource belongs to the care provider that keeps it: another's is not its to send."""
    if is_copy(contract.resources[reference]):
        return False
    giver = contract.versions[reference].care_giver
    return giver is None or giver == service.rules.owners.get(tenant, giver)


async def _consented(service: Service, target: Source, tenant: str, patient: str | None) -> bool:
    if patient is None or not target.hsa_id:
        return False
    givers = {name: service.rules.owners.get(name, name) for name in service.rules.tenants}
    here = Here(service.store, service.local, givers, frozenset({target.hsa_id}))
    person = Known(frozenset(), frozenset({(tenant, patient)}))
    now = service.now()
    facts = await facts_of(here, person, (), now)
    return any(
        consent.giver == target.hsa_id and CARE in consent.purposes and consent.period.holds(now)
        for consent in facts.consents
    )


def words(target: Source) -> str:
    """The rule as a person reads it."""
    push: Any = target.push
    if push is None:
        return "nothing is sent"
    if push.which == "units":
        return f"contracts of {', '.join(sorted(push.units)) or 'no care unit'}"
    if push.which == "consent":
        return "contracts of patients with a consent to this care giver"
    return "all contracts"

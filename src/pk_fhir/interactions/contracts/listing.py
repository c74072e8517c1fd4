"""The contracts of one person, whatever number the person went by when each was written."""

import msgspec

from pk_fhir.access import persons
from pk_fhir.access.caller import Caller
from pk_fhir.access.rules import require, visibility
from pk_fhir.contract.identifiers import canonical_system, canonical_value
from pk_fhir.fhir import json as fhir_json
from pk_fhir.fhir.outcome import FhirError
from pk_fhir.interactions.contracts.gather import gather
from pk_fhir.interactions.contracts.read import ContractRead, of
from pk_fhir.interactions.service import Service
from pk_fhir.interactions.work import audit_row
from pk_fhir.mapping import is_contract
from pk_fhir.messages import told
from pk_fhir.store import Version
from pk_fhir.store.compartment import statement


class PersonNumber(msgspec.Struct, frozen=True):
    """A number that names a person; its system may be an alias."""

    system: str
    value: str


async def listing(
    service: Service, caller: Caller, number: PersonNumber, status: frozenset[str] = frozenset()
) -> list[ContractRead]:
    """The person's contracts (of these statuses, where any are named), newest first."""
    require(caller, "CarePlan", "s")
    patients = await _patients(service, caller, number)
    if not patients:
        # Who was not found was asked about, too.
        key = persons.person_key(service.secret, (number.system, number.value))
        service.store.audit.add(audit_row(service, caller, "search-type", "CarePlan", person=key))
    found = [
        of(await gather(service, caller, plan["id"]))
        for patient in patients
        for plan in await _plans(service, caller, patient)
        if not status or plan["status"] in status
    ]
    return sorted(found, key=lambda each: each.last_updated, reverse=True)


async def _patients(service: Service, caller: Caller, number: PersonNumber) -> list[str]:
    system = canonical_system(number.system)
    value = canonical_value(system, number.value)
    if not value.strip() or not system.strip():
        raise FhirError("invalid", told("refused.patient-identifier"))
    return [id_ for _, id_ in await service.store.people([caller.tenant], system, value)]


async def _plans(service: Service, caller: Caller, patient: str) -> list[dict[str, str]]:
    rows = await service.store.fetch(statement(f"{caller.tenant}/{patient}", ("CarePlan",)))
    plans = await service.store.seen(visibility(caller, "s"), [Version(*row) for row in rows])
    service.store.audit.add(audit_row(service, caller, "search-type", "CarePlan", patient=patient))
    found = (fhir_json.parse(version.body) for version in plans if version.body is not None)
    return [resource for resource in found if is_contract(resource)]

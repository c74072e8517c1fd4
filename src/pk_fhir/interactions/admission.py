"""Whether somebody may knock at all: minors, those who read for another, and what a caller is told by us.

Asked once for each request, so that a birthday, a link that was cut or a protected identity counts at
once, on every road.
"""

from datetime import UTC, date, datetime

import msgspec

from pk_fhir.access import persons
from pk_fhir.access.caller import Caller
from pk_fhir.access.gathered import Here, born, facts_of
from pk_fhir.access.persons import Known
from pk_fhir.access.policy import Facts, may_read_own, may_represent
from pk_fhir.access.policy.minors import age
from pk_fhir.fhir.dates import day
from pk_fhir.fhir.outcome import FhirError
from pk_fhir.interactions.service import Service
from pk_fhir.messages import told
from pk_fhir.store.people import identifiers

MICROS = 1_000_000


async def admit(service: Service, caller: Caller) -> Caller:
    """The caller, with the rules that they read under. FhirError "forbidden" for one who may not."""
    rules = service.rules
    known = msgspec.structs.replace(
        caller,
        # One name for them in the log and wherever the log is asked.
        subject=persons.unnumbered(service.secret, caller.subject),
        policy=rules.policy,
        at=service.now(),
        provider=caller.provider or rules.owners.get(caller.tenant, caller.tenant),
    )
    if known.role == "patient" and not (_is_grown(known) and await _is_same(service, known)):
        await _admit_patient(service, known)
    return known


def _is_grown(caller: Caller) -> bool:
    """Whether the number in the token says that the caller reads the own record: most do."""
    if caller.represents is not None or caller.patient_identifier is None:
        return False
    birthday = born(persons.canonical(caller.patient_identifier))
    today = swedish_day(caller.at or 0)
    return birthday is not None and age(birthday, today) >= caller.policy.own_record_from_age


async def _is_same(service: Service, caller: Caller) -> bool:
    """Whether the Patient that the token names has the number that it names, as most tokens' have."""
    if caller.patient is None or caller.patient_identifier is None:
        return True
    here = frozenset({(caller.tenant, caller.patient)})
    return persons.canonical(caller.patient_identifier) in await identifiers(
        service.store.database, here
    )


async def _admit_patient(service: Service, caller: Caller) -> None:
    whose = caller.represents or caller.patient_identifier
    if whose is not None:
        person = await persons.known(service.store, service.rules.tenants, whose)
    elif caller.patient is not None:
        here = frozenset({(caller.tenant, caller.patient)})
        numbers = await identifiers(service.store.database, here)
        person = Known(frozenset(numbers), here)
    else:
        return
    facts = await facts_about(service, caller, person)
    require_reader(caller, person, facts, caller.at or service.now())
    if caller.patient is not None and (caller.tenant, str(caller.patient)) not in person.patients:
        raise FhirError("forbidden", told("view.error.not-represented"))


async def facts_about(service: Service, caller: Caller, person: Known) -> Facts:
    """What is known of the person, by every care provider of this service."""
    rules = service.rules
    givers = {tenant: rules.owners.get(tenant, tenant) for tenant in rules.tenants}
    others = frozenset({caller.provider} if caller.provider else ())
    here = Here(service.store, service.local, givers, others)
    keys = [persons.person_key(service.secret, each) for each in person.identifiers]
    return await facts_of(here, person, keys, service.now())


def require_reader(caller: Caller, person: Known, facts: Facts, at: int) -> None:
    """FhirError "forbidden" where a patient caller may not read about this person."""
    policy = caller.policy
    own = caller.patient_identifier
    whose = caller.represents or own
    if whose is not None and persons.canonical(whose) not in person.identifiers:
        raise FhirError("forbidden", told("view.error.not-yours"))
    today = swedish_day(at)
    if caller.represents is None:
        if not may_read_own(policy, facts, today):
            raise FhirError(
                "forbidden", told("view.error.too-young", age=policy.own_record_from_age)
            )
    elif own is None or not may_represent(policy, facts, persons.canonical(own), today, at):
        raise FhirError("forbidden", told("view.error.not-represented"))


def swedish_day(at: int) -> date:
    """The day in Sweden at a moment in microseconds."""
    return day(datetime.fromtimestamp(at / MICROS, UTC))

"""A care provider of this server as a source: the person's compartment, and what it refers to.

Read with the caller's own visibility, row by row the same as in every search, and written to the audit
trail of the provider whose records they are. Staff of another provider see what has a known owner.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import msgspec
import structlog

from pk_fhir.access.caller import Caller
from pk_fhir.access.persons import Known
from pk_fhir.access.policy import Decision, Facts, Policy
from pk_fhir.access.rules import allowed, visibility
from pk_fhir.fhir import json as fhir_json
from pk_fhir.interactions.local import LocalReferences, literals
from pk_fhir.interactions.service import Service
from pk_fhir.store import Version, compartment, sees
from pk_fhir.sync import Pulled, Reason, Source, unexpressed
from pk_fhir.sync.belongs import SHARED
from pk_fhir.view.admission import Admission
from pk_fhir.view.reads import record
from pk_fhir.view.release import hiding, unopened, withheld

log = structlog.get_logger(__name__)

TYPES: frozenset[str] = frozenset(
    {
        "Appointment",
        "AppointmentResponse",
        "CarePlan",
        "CareTeam",
        "Goal",
        "Patient",
        "Provenance",
        "QuestionnaireResponse",
        "RelatedPerson",
        "ServiceRequest",
        "Task",
    }
)
# A role, its unit, and the care giver that the unit is part of.
STEPS = 3


async def ask_local(
    service: Service, admission: Admission, source: Source, decision: Decision, now: datetime
) -> Pulled:
    """What this provider has about the person. Never raises: a failure is an outcome."""
    tenant = source.tenant or ""
    patients = sorted(id_ for where, id_ in admission.person.patients if where == tenant)
    reader = _reader(admission, tenant, patients)
    found: list[_Found] = []
    try:
        for patient in patients:
            record(service, admission, source, decision, patient)
            found.append(await _of_patient(service, admission, reader, decision, patient))
        resources = [resource for each in found for resource in each.resources]
        resources += await _referred(service, reader, resources)
    except Exception:
        # The other sources' parts are shown whatever happens here.
        log.exception("a care provider's own records could not be read", source=source.key)
        return Pulled(source=source, state="failed", reason=Reason(key="view.reason.unreadable"))
    something = any(r["resourceType"] not in (*SHARED, "Patient") for r in resources)
    kept_back = sum(each.withheld for each in found)
    answer = Pulled(
        source=source,
        state="fresh" if something or kept_back else "empty",
        fetched=now,
        resources=resources if something else [],
        notes=unexpressed(resources),
    )
    answer = withheld(answer, kept_back)
    answer = unopened(answer, any(each.unopened for each in found))
    return hiding(
        answer,
        admission,
        any(each.blocked for each in found),
        any(each.unknown for each in found),
    )


async def own_part(
    service: Service, caller: Caller, source: Source, patient: str, now: datetime
) -> Pulled:
    """What the caller's own care provider has about its Patient with this id."""
    owners = service.rules.owners
    admission = Admission(
        caller=caller,
        person=Known(frozenset(), frozenset({(caller.tenant, patient)})),
        keys=frozenset(),
        facts=Facts(),
        at=service.now(),
        givers={tenant: owners.get(tenant, tenant) for tenant in service.rules.tenants},
    )
    return await ask_local(service, admission, source, Decision(basis="own"), now)


class _Found(msgspec.Struct, frozen=True, kw_only=True):
    """A Patient's records, and whether, or how many, were left out by which rule."""

    resources: list[dict[str, Any]]
    blocked: bool = False
    unknown: bool = False
    withheld: int = 0
    unopened: bool = False


async def _of_patient(
    service: Service, admission: Admission, reader: Caller, decision: Decision, patient: str
) -> _Found:
    rows = await service.store.fetch(compartment.statement(f"{reader.tenant}/{patient}", TYPES))
    there = [version for row in rows if (version := Version(*row)).body]
    mine = msgspec.structs.replace(reader, patient=patient) if reader.role == "patient" else reader
    sight = visibility(mine)
    seen = await service.store.seen(sight, there)
    numbers = {version.number for version in seen}
    policy = admission.caller.policy
    open_ = [
        version
        for version in seen
        if decision.basis == "own" or not policy.unknown_owner_hidden or _has_owner(version)
    ]
    resources = [fhir_json.stored(version.body) for version in open_ if version.body]
    return _Found(
        resources=_with_targets(service.local(reader.tenant), resources),
        blocked=any(
            version.type != "Provenance" and version.number not in numbers and sees(sight, version)
            for version in there
        ),
        unknown=len(open_) < len(seen),
        withheld=_told_withheld(there, policy) if reader.role == "patient" else 0,
        unopened=any(not allowed(reader, version.type, "r") for version in there),
    )


def _told_withheld(there: Iterable[Version], policy: Policy) -> int:
    """How many records are withheld from the patient, as far as that is said."""
    if not (policy.released_only and policy.withheld_is_said_to_patient):
        return 0
    return sum(not version.released and version.type != "Provenance" for version in there)


def _has_owner(version: Version) -> bool:
    known = version.care_unit is not None and version.care_giver is not None
    return known or version.type in ("Patient", "Provenance")


def _with_targets(local: LocalReferences, resources: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Without each Provenance none of whose targets is there: it tells of what is not shown."""
    there = {(resource["resourceType"], resource["id"]) for resource in resources}
    return [
        resource
        for resource in resources
        if resource["resourceType"] != "Provenance"
        or any(local(text) in there for text in literals(resource.get("target"), []))
    ]


def _reader(admission: Admission, tenant: str, patients: list[str]) -> Caller:
    """The caller as one who reads in this tenant: a patient is there the Patient with the same number."""
    caller = admission.caller
    context = next(iter(patients), None) if caller.role == "patient" else caller.patient
    return msgspec.structs.replace(
        caller, tenant=tenant, patient=context, provider=admission.reader.giver, at=admission.at
    )


async def _referred(
    service: Service, reader: Caller, resources: Iterable[dict[str, Any]]
) -> list[dict[str, Any]]:
    """The people and units that these refer to, and those that they refer to."""
    local = service.local(reader.tenant)
    seen = visibility(reader)
    found: list[dict[str, Any]] = []
    asked: set[tuple[str, str]] = set()
    new = list(resources)
    for _ in range(STEPS):
        wanted = {
            target
            for resource in new
            for reference in literals(resource, [])
            if (target := local(reference)) and target[0] in SHARED
        } - asked
        if not wanted:
            break
        asked |= wanted
        versions = await service.store.read_many(reader.tenant, wanted)
        there = await service.store.seen(seen, list(versions.values()))
        new = [fhir_json.stored(version.body) for version in there if version.body]
        found += new
    return found

"""A care provider of this server as a source: the person's compartment, and what it refers to.

Read with the caller's own visibility, row by row the same as in every search, and written to the audit
trail of the provider whose records they are.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

import msgspec
import structlog

from pk_fhir.access.caller import Caller
from pk_fhir.access.rules import visibility
from pk_fhir.fhir import json as fhir_json
from pk_fhir.interactions.local import literals
from pk_fhir.interactions.service import Service
from pk_fhir.interactions.work import audit_row
from pk_fhir.store import Version, compartment
from pk_fhir.sync import Pulled, Reason, Source
from pk_fhir.sync.belongs import SHARED

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
    service: Service, caller: Caller, source: Source, patients: Collection[str], now: datetime
) -> Pulled:
    """What this provider has about its Patients with these ids. Never raises: a failure is an outcome."""
    tenant = source.tenant or ""
    try:
        resources: list[dict[str, Any]] = []
        for patient in sorted(patients):
            resources += await _of_patient(service, caller, tenant, patient)
        resources += await _referred(service, caller, tenant, resources)
    except Exception:
        # The other sources' parts are shown whatever happens here.
        log.exception("a care provider's own records could not be read", source=source.key)
        return Pulled(source=source, state="failed", reason=Reason(key="view.reason.unreadable"))
    found = any(r["resourceType"] not in (*SHARED, "Patient") for r in resources)
    return Pulled(
        source=source,
        state="fresh" if found else "empty",
        fetched=now,
        resources=resources if found else [],
    )


async def _of_patient(
    service: Service, caller: Caller, tenant: str, patient: str
) -> list[dict[str, Any]]:
    reader = _within(caller, tenant, patient)
    rows = await service.store.fetch(compartment.statement(f"{tenant}/{patient}", TYPES))
    service.store.audit.add(audit_row(service, reader, "view", patient=patient))
    seen = await service.store.seen(visibility(reader), [Version(*row) for row in rows])
    return [fhir_json.stored(version.body) for version in seen if version.body]


def _within(caller: Caller, tenant: str, patient: str | None) -> Caller:
    """The caller as one who reads in this tenant: a patient is there the Patient with the same number."""
    context = patient if caller.role == "patient" else caller.patient
    return msgspec.structs.replace(caller, tenant=tenant, patient=context)


async def _referred(
    service: Service, caller: Caller, tenant: str, resources: Iterable[dict[str, Any]]
) -> list[dict[str, Any]]:
    """The people and units that these refer to, and those that they refer to."""
    local = service.local(tenant)
    seen = visibility(_within(caller, tenant, next(iter(_patients(resources)), None)))
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
        versions = await service.store.read_many(tenant, wanted)
        there = await service.store.seen(seen, list(versions.values()))
        new = [fhir_json.stored(version.body) for version in there if version.body]
        found += new
    return found


def _patients(resources: Iterable[dict[str, Any]]) -> Iterable[str]:
    return (r["id"] for r in resources if r["resourceType"] == "Patient")

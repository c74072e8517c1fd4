"""Whose a resource is when it is written: its patient, what its Provenance says, and who a Patient is."""

from typing import Any

from pk_fhir.access import labels
from pk_fhir.access.caller import Caller
from pk_fhir.fhir import json as fhir_json
from pk_fhir.fhir.outcome import FhirError
from pk_fhir.interactions.local import LocalReferences
from pk_fhir.interactions.work import Work, replaced
from pk_fhir.messages import told
from pk_fhir.store import Change, Version
from pk_fhir.store.people import stated
from pk_fhir.store.plan import Relabel

# Links that say "the same person" (https://hl7.org/fhir/R4/valueset-link-type.html).
_SAME_PERSON = frozenset({"replaced-by", "replaces", "refer", "seealso"})


async def patient_of(work: Work, resource: dict[str, Any], local: LocalReferences) -> str | None:
    """The one Patient in whose compartment the resource is; None for none, and for several."""
    named = labels.subjects(resource, local)
    if named.patients or not named.by_way:
        return next(iter(named.patients)) if len(named.patients) == 1 else None
    # What is in nobody's compartment (a unit among the targets of a Provenance) does not make it nobody's.
    owners = {await _patient_at(work, reference) for reference in sorted(named.by_way)} - {None}
    return owners.pop() if len(owners) == 1 else None


async def _patient_at(work: Work, reference: tuple[str, str]) -> str | None:
    planned = work.changes.get(reference)
    if planned is not None:
        return planned.patient
    stored = await work.current(*reference)
    return stored.patient if stored is not None else None


def identities(resource: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    """The national identifiers that a Patient states, in canonical form."""
    return stated(resource) if resource["resourceType"] == "Patient" else ()


def links(resource: dict[str, Any], local: LocalReferences) -> tuple[str, ...]:
    """Ids of the Patients that a Patient says are the same person."""
    if resource["resourceType"] != "Patient":
        return ()
    found = []
    for link in resource.get("link") or ():
        reference = (link.get("other") or {}).get("reference")
        if link.get("type") in _SAME_PERSON and isinstance(reference, str):
            target = local(reference)
            if target is not None and target[0] == "Patient":
                found.append(target[1])
    return tuple(found)


async def apply(work: Work, resource: dict[str, Any], change: Change) -> None:
    """A Provenance states who owns its targets, and itself: their care giver and care unit."""
    if change.type != "Provenance":
        return
    custodian, unit = labels.owner_stated(resource)
    local = work.service.local(work.tenant)
    care_giver, care_unit = (
        await hsa_id_of(work, custodian, local),
        await hsa_id_of(work, unit, local),
    )
    if care_giver is None and care_unit is None:
        return
    # What is said of who wrote a record is that unit's, too.
    own = (change.type, change.id)
    for target in sorted({own} | change.mentions & _targets(resource, local)):
        planned = work.changes.get(target)
        current = planned if planned is not None else await work.current(*target)
        _require_keeper(work.caller, current, care_unit, care_giver)
        if planned is not None:
            work.changes[target] = replaced(
                planned,
                care_giver=care_giver or planned.care_giver,
                care_unit=care_unit or planned.care_unit,
            )
        else:
            work.relabels.append(
                Relabel(type=target[0], id=target[1], care_giver=care_giver, care_unit=care_unit)
            )


def _require_keeper(
    caller: Caller, current: Version | Change | None, care_unit: str | None, care_giver: str | None
) -> None:
    """FhirError "forbidden" for one who would take a record over from its unit, or lend it a name.

    A patient says nothing of owners; staff only that what is theirs, or nobody's, is theirs. Systems,
    which keep the records, are believed.
    """
    if caller.role not in ("patient", "staff") or current is None:
        return
    unit = care_unit in (None, current.care_unit, caller.unit)
    giver = care_giver in (None, current.care_giver, caller.provider)
    free = current.care_unit in (None, caller.unit) or care_unit in (None, current.care_unit)
    if caller.role == "patient" or not (unit and giver and free):
        raise FhirError("forbidden", told("refused.whose-record"))


def _targets(resource: dict[str, Any], local: LocalReferences) -> frozenset[tuple[str, str]]:
    found = (
        local(target["reference"])
        for target in resource.get("target") or ()
        if isinstance(target.get("reference"), str)
    )
    return frozenset(target for target in found if target is not None)


async def hsa_id_of(work: Work, reference: Any, local: LocalReferences) -> str | None:
    """The HSA-id of a Reference: in its identifier, or in the resource that it leads to."""
    if not isinstance(reference, dict):
        return None
    stated = labels.hsa_id(reference.get("identifier"))
    literal = reference.get("reference")
    if stated is not None or not isinstance(literal, str):
        return stated
    target = local(literal)
    if target is None:
        return None
    planned = work.changes.get(target)
    stored = planned if planned is not None else await work.current(*target)
    if stored is None or stored.body is None:
        return None
    return labels.hsa_id(fhir_json.parse(stored.body).get("identifier"))


def stated_hsa_id(reference: dict[str, Any]) -> str | None:
    """The HSA-id that a Reference has in its identifier."""
    return labels.hsa_id(reference.get("identifier"))

"""CarePlan.activity.detail of others: lifted when a contract is read, and never written.

https://hl7.org/fhir/R4/careplan.html#CarePlan.activity.detail. R5 removed it. What shall not be done
(`doNotPerform`) is nobody's commitment: it becomes a remark, and is noted.
"""

from typing import Any, NamedTuple

from pk_fhir.contract import codes
from pk_fhir.contract.commitments import CareCommitment, PatientCommitment
from pk_fhir.contract.values import Note
from pk_fhir.mapping.concepts import read_codings, read_words
from pk_fhir.mapping.graph import Node
from pk_fhir.mapping.reader import CODE, TEXT, Element, build
from pk_fhir.mapping.reading import Reading
from pk_fhir.mapping.service_request import read_occurrence

Lifted = PatientCommitment | CareCommitment | Note

_TASK = {
    "not-started": codes.TaskStatus.ACCEPTED,
    "scheduled": codes.TaskStatus.ACCEPTED,
    "in-progress": codes.TaskStatus.IN_PROGRESS,
    "on-hold": codes.TaskStatus.ON_HOLD,
    "completed": codes.TaskStatus.COMPLETED,
    "cancelled": codes.TaskStatus.CANCELLED,
    "stopped": codes.TaskStatus.CANCELLED,
    "entered-in-error": codes.TaskStatus.ENTERED_IN_ERROR,
}
_EFFORT = {
    "not-started": codes.EffortStatus.ACTIVE,
    "scheduled": codes.EffortStatus.ACTIVE,
    "in-progress": codes.EffortStatus.ACTIVE,
    "on-hold": codes.EffortStatus.ON_HOLD,
    "completed": codes.EffortStatus.COMPLETED,
    "cancelled": codes.EffortStatus.REVOKED,
    "stopped": codes.EffortStatus.REVOKED,
    "unknown": codes.EffortStatus.UNKNOWN,
    "entered-in-error": codes.EffortStatus.ENTERED_IN_ERROR,
}
_CLOSE = ("patient", "relative")
_PERFORMERS = (*_CLOSE, "professional", "organization", "reception", "team", "fixed contact")


class _Said(NamedTuple):
    what: str
    description: str | None
    performers: tuple[str, ...]
    status: str


def read(element: Element, number: int, source: Node, reading: Reading) -> Lifted | None:
    """What the contract can say of a detail; `number` counts activities from 1."""
    if "modifierExtension" in element.raw:
        element.note("map-modifier")
        element.ignore(*element.raw)
        return None
    code = element.child("code")
    name, description = read_words(code, kept=True), element.read("description", TEXT)
    what = name or description
    if what is None:
        element.note("map-essential", "description")
        element.ignore(*element.raw)
        return None
    if element.raw.get("doNotPerform", False) is not False:
        element.note("map-prohibited")
        element.ignore(*element.raw)
        return build(Note, element, text=f"Ska inte göras: {what}")
    element.ignore("doNotPerform")
    said = _Said(
        what=what,
        description=description if name is not None else None,
        performers=reading.refs(element.children("performer"), source, _PERFORMERS),
        status=element.read("status", CODE) or "unknown",
    )
    shared: dict[str, Any] = {
        "id": reading.fresh(f"activity-{number}"),
        "codings": read_codings(code) if code is not None else (),
        "goals": reading.refs(element.children("goal"), source, ("goal",)),
    }
    if said.performers and all(reading.is_close(key) for key in said.performers):
        return _read_commitment(element, said, shared)
    return _read_effort(element, said, shared, reading)


def _read_commitment(
    element: Element, said: _Said, shared: dict[str, Any]
) -> PatientCommitment | None:
    for _ in said.performers[1:]:
        element.note("map-second", "performer")
    when = read_occurrence(element, "scheduled")
    if said.status not in _TASK:
        element.note("map-code", "status")
    return build(
        PatientCommitment,
        element,
        **shared,
        what=said.what,
        description=said.description,
        owner=said.performers[0],
        status=_TASK.get(said.status, codes.TaskStatus.ACCEPTED),
        planned=when.get("period"),
        repeated=when.get("repeated"),
    )


def _read_effort(
    element: Element, said: _Said, shared: dict[str, Any], reading: Reading
) -> CareCommitment | None:
    performers = tuple(key for key in said.performers if not reading.is_close(key))
    if len(performers) < len(said.performers):
        element.note("map-reference-kind", "performer", allowed="professional, organization, team")
    if said.status not in _EFFORT:
        element.note("map-code", "status")
    notes = (Note(text=said.description),) if said.description else ()
    return build(
        CareCommitment,
        element,
        **shared,
        what=said.what,
        performers=performers,
        status=_EFFORT.get(said.status, codes.EffortStatus.UNKNOWN),
        notes=notes,
        **read_occurrence(element, "scheduled"),
    )

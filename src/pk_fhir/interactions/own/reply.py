"""The patient answers an offered time (kallelse).

The answer is an AppointmentResponse (https://hl7.org/fhir/R4/appointmentresponse.html), and the
Appointment's participant follows it; the time is booked when everybody has accepted it. A time that the
patient cannot come to stays pending until care has seen to it: what is booked is care's to cancel.
"""

import hashlib
from typing import Any, Literal, get_args

import msgspec

from pk_fhir.contract import codes
from pk_fhir.fhir.dates import span
from pk_fhir.fhir.literal import type_and_id
from pk_fhir.fhir.outcome import FhirError
from pk_fhir.interactions.create import create
from pk_fhir.interactions.own.acting import Acting, Resource, refuse
from pk_fhir.interactions.update import update
from pk_fhir.interactions.work import Work
from pk_fhir.interactions.written import Written
from pk_fhir.mapping import terms
from pk_fhir.mapping.narrative import narrative
from pk_fhir.messages import text, told

MICROS = 1_000_000
LONGEST = 1000
# What the caller's scopes must open.
SCOPES = frozenset(
    {"patient/Appointment.u", "patient/AppointmentResponse.u", "patient/Provenance.c"}
)

Choice = Literal["accepted", "declined", "tentative"]
CHOICES: tuple[Choice, ...] = get_args(Choice)


class Reply(msgspec.Struct, frozen=True, kw_only=True):
    """An answer to the Appointment with this id, as it was when `seen` (its meta.lastUpdated)."""

    time: str
    choice: Choice
    comment: str = ""
    seen: str | None = None


async def answer(acting: Acting, said: Reply, key: str) -> Written:
    """Answer the time; `key` tells one sent form from another.

    FhirError "not-found" for a time that is not the patient's to see, "conflict" (with why, for the
    patient) for one that cannot be answered or has changed, "invalid" for too long a comment.
    """
    if len(said.comment) > LONGEST:
        raise FhirError("invalid", told("own.time.comment", most=LONGEST))

    async def steps(work: Work) -> Written:
        appointment, _ = await acting.current(work, "Appointment", said.time)
        reason = refusal(appointment, acting.patient, acting.service.now())
        refuse(reason, appointment, said.seen)
        answered = _answered(appointment, acting.patient, said.choice)
        if answered != appointment:
            await _put(work, answered)
        response = _response(acting, said)
        written = await _put(work, response)
        target = f"AppointmentResponse/{response['id']}"
        await create(work, "Provenance", acting.authorship(target))
        return written

    content = ("reply", said.time, said.choice, said.comment)
    return await acting.once(key, content, steps)


def refusal(appointment: Resource, patient: str, now: int) -> str | None:
    """The key of why a time cannot be answered; None where it can."""
    status = appointment.get("status")
    if status == "cancelled":
        return "own.time.cancelled"
    waits = status == "pending" or (
        status == "booked" and _status_of(appointment, patient) not in (None, "accepted")
    )
    if status == "booked" and not waits:
        return "own.time.agreed"
    start = appointment.get("start")
    if not waits or not isinstance(start, str):
        return "own.time.not-offered"
    return None if span(start).start.timestamp() * MICROS > now else "own.time.past"


def _status_of(appointment: Resource, patient: str) -> str | None:
    found = (p.get("status") for p in _participants(appointment) if _is(p, patient))
    return next(found, None)


def _participants(appointment: Resource) -> list[Resource]:
    listed: list[Resource] = appointment.get("participant", [])
    return listed


def _is(participant: Resource, patient: str) -> bool:
    reference = participant.get("actor", {}).get("reference", "")
    return type_and_id(str(reference)) == f"Patient/{patient}"


def _answered(appointment: Resource, patient: str, choice: Choice) -> Resource:
    participants = [
        each | {"status": choice} if _is(each, patient) else each
        for each in _participants(appointment)
    ]
    # Who need not come need not have accepted.
    needed = [each for each in participants if each.get("required") != "optional"]
    agreed = all(each.get("status") == "accepted" for each in needed)
    changed = appointment | {
        "status": "booked" if agreed else "pending",
        "participant": participants,
    }
    return _told(changed) if changed["status"] != appointment["status"] else changed


def _told(appointment: Resource) -> Resource:
    """With a narrative that says the same, where ours or another program's was made from the data."""
    if appointment.get("text", {}).get("status") != "generated":
        return appointment
    status = next(s for s, code in terms.TIME_STATUS.items() if code == appointment["status"])
    lines = (
        ("Gäller", appointment.get("description")),
        ("När", appointment.get("start")),
        ("Status", status.sv),
    )
    return appointment | {"text": narrative(f"Tid ({status.sv})", lines)}


def _response(acting: Acting, said: Reply) -> Resource:
    # The one answer of this person to this time, whose versions are what was answered before.
    name = hashlib.sha256(f"{said.time}|{acting.who['reference']}".encode()).hexdigest()[:40]
    chosen = next(each for each in codes.Reply if each == said.choice)
    lines = (("Svar", chosen.sv), ("Kommentar", said.comment or None))
    comment: dict[str, Any] = {"comment": said.comment} if said.comment else {}
    return {
        "resourceType": "AppointmentResponse",
        "id": f"svar-{name}",
        "meta": {"profile": [terms.definition("pk-appointment-response")]},
        "language": "sv",
        "text": narrative(text("own.reply.title", "sv"), lines),
        "appointment": {"reference": f"Appointment/{said.time}"},
        "actor": acting.who,
        "participantStatus": said.choice,
        **comment,
    }


async def _put(work: Work, resource: Resource) -> Written:
    """Update or create under its id, as what was read of it stands."""
    type_, id_ = resource["resourceType"], resource["id"]
    current = await work.current(type_, id_)
    match = current.etag if current is not None and not current.deleted else None
    return await update(work, type_, id_, resource, if_match=match)

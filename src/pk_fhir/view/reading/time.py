"""Appointment → an agreed, offered or wished time: https://hl7.org/fhir/R4/appointment.html.

Booked and accepted by the patient is agreed; pending, or booked and not accepted by the patient, is
offered (kallelse); proposed is wished.
"""

from typing import Any, get_args

from pk_fhir.mapping.terms import definition
from pk_fhir.messages import text
from pk_fhir.view.graph import Graph, Resource, extension, extensions, item, items, string
from pk_fhir.view.model import Reply, Time, TimeState
from pk_fhir.view.moment import moment
from pk_fhir.view.people import who
from pk_fhir.view.reading.trace import trace
from pk_fhir.view.words import addressed, concept, concepts, said

STATES: dict[str | None, TimeState] = {
    "booked": "agreed",
    "arrived": "agreed",
    "checked-in": "agreed",
    "pending": "offered",
    "proposed": "wished",
    "fulfilled": "held",
    "noshow": "missed",
    "cancelled": "cancelled",
}
PLACES = frozenset({"HealthcareService", "Location"})
CARE = frozenset({"Practitioner", "PractitionerRole"})
REPLIES: tuple[Reply, ...] = get_args(Reply)


def time(graph: Graph, resource: Resource) -> Time:
    """One time, with who, where and how."""
    said_by = _patient_status(graph, resource)
    state = _state(resource, said_by)
    answer = _last_answer(graph, resource, said_by)
    reply = _reply(answer, said_by) if state != "wished" else None
    people, places = _participants(graph, resource)
    wished = item(resource, "requestedPeriod")
    bounds = [string(wished, "start"), string(wished, "end")]
    return Time(
        **trace(graph, resource),
        state=state,
        state_text=addressed(graph.audience, f"view.time.{_state_words(state, reply)}"),
        about=_about(resource),
        start=string(resource, "start"),
        end=string(resource, "end"),
        between=[bound for bound in bounds if bound],
        form=concept(extension(resource, definition("pk-contact-form")), "valueCodeableConcept"),
        place=None if graph.masked else ", ".join(places) or None,
        who=people,
        care_level=concept(resource, "serviceCategory"),
        instructions=string(resource, "patientInstruction"),
        support=_support(resource),
        latest_by=string(extension(resource, definition("pk-latest-by")), "valueDate"),
        reply=reply,
        answer=_answer(graph, answer),
        answered=string(item(answer, "meta"), "lastUpdated"),
        comment=string(resource, "comment") if state == "wished" else None,
    )


def _state(resource: Resource, said_by_patient: str | None) -> TimeState:
    state = STATES.get(string(resource, "status"), "other")
    # Booked by care is not agreed until the patient says yes.
    if state == "agreed" and said_by_patient not in (None, "accepted"):
        return "offered"
    return state


def _state_words(state: TimeState, reply: Reply | None) -> str:
    """An offered time that was answered waits for care, not for the patient."""
    return "answered" if state == "offered" and reply in ("accepted", "declined") else state


def _last_answer(graph: Graph, resource: Resource, said_by_patient: str | None) -> Resource:
    """The newest answer of the patient, or of who answers for them; nothing where the time was offered
    anew after it."""
    answers = [
        answer
        for answer in graph.pointing_at(resource, "AppointmentResponse")
        if (graph.follow(item(answer, "actor"), answer) or {}).get("resourceType") not in CARE
    ]
    if not answers:
        return {}
    answer = max(answers, key=_changed)
    anew = said_by_patient == "needs-action" and 0 < _changed(answer) < _changed(resource)
    return {} if anew else answer


def _changed(resource: Resource) -> float:
    at = moment(string(item(resource, "meta"), "lastUpdated"))
    return at.first.timestamp() if at else 0.0


def _reply(answer: Resource, said_by_patient: str | None) -> Reply | None:
    """The newest answer, else what the time itself says of the patient."""
    stated = string(answer, "participantStatus") or said_by_patient
    return next((reply for reply in REPLIES if reply == stated), None)


def _patient_status(graph: Graph, resource: Resource) -> str | None:
    for participant in items(resource, "participant"):
        named = who(graph, item(participant, "actor"), resource)
        if named and named.is_patient:
            return string(participant, "status")
    return None


def _participants(graph: Graph, resource: Resource) -> tuple[list[str], list[str]]:
    people: list[str] = []
    places: list[str] = []
    for participant in items(resource, "participant"):
        actor = item(participant, "actor")
        named = who(graph, actor, resource)
        if named is None or named.is_patient:
            continue
        target = graph.follow(actor, resource) or {}
        kind = target.get("resourceType") or (string(actor, "reference") or "").partition("/")[0]
        if kind in PLACES:
            places.append(named.name)
        else:
            people.append(named.in_words())
    return people, places


def _about(resource: Resource) -> str:
    return (
        string(resource, "description")
        or concept(resource, "serviceType")
        or concept(resource, "appointmentType")
        or concept(resource, "reasonCode")
        or said("view.time.untitled")
        or ""
    )


def _support(resource: Resource) -> list[str]:
    needs = []
    for support in extensions(resource, definition("pk-support-need")):
        inner = {str(e.get("url")): e for e in items(support, "extension")}
        needs += concepts(inner.get("need", {}), "valueCodeableConcept")
    return needs


def _answer(graph: Graph, answer: dict[str, Any]) -> str | None:
    words = said(f"view.answer.{string(answer, 'participantStatus')}")
    if words is None:
        return None
    by = who(graph, item(answer, "actor"), answer)
    name = addressed(graph.audience, "view.person.you") if by is None else by.in_words()
    comment = string(answer, "comment")
    told = text("view.answered", "sv", name=name, answer=words)
    return f"{told}: {comment}" if comment else told

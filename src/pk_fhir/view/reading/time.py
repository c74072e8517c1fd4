"""Appointment → an agreed, offered or wished time: https://hl7.org/fhir/R4/appointment.html.

Booked and accepted by the patient is agreed; pending, or still waiting for the patient's answer, is
offered (kallelse); proposed is wished.
"""

from pk_fhir.messages import text
from pk_fhir.view.graph import Graph, Resource, extension, extensions, item, items, string
from pk_fhir.view.model import Time, TimeState
from pk_fhir.view.people import who
from pk_fhir.view.reading.trace import trace
from pk_fhir.view.vocabulary import structure
from pk_fhir.view.words import concept, concepts, said

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


def time(graph: Graph, resource: Resource) -> Time:
    """One time, with who, where and how."""
    state = _state(graph, resource)
    people, places = _participants(graph, resource)
    wished = item(resource, "requestedPeriod")
    bounds = [string(wished, "start"), string(wished, "end")]
    return Time(
        **trace(graph, resource),
        state=state,
        state_text=said(f"view.time.{_state_words(graph, resource, state)}") or "",
        about=_about(resource),
        start=string(resource, "start"),
        end=string(resource, "end"),
        between=[bound for bound in bounds if bound] if state == "wished" else [],
        form=concept(extension(resource, structure("pk-contact-form")), "valueCodeableConcept"),
        place=None if graph.masked else ", ".join(places) or None,
        who=people,
        care_level=concept(resource, "serviceCategory"),
        instructions=string(resource, "patientInstruction"),
        support=_support(resource),
        latest_by=string(extension(resource, structure("pk-latest-by")), "valueDate"),
        answer=_answer(graph, resource),
    )


def _state(graph: Graph, resource: Resource) -> TimeState:
    state = STATES.get(string(resource, "status"), "other")
    if state == "agreed" and _patient_status(graph, resource) == "needs-action":
        return "offered"
    return state


def _state_words(graph: Graph, resource: Resource, state: TimeState) -> str:
    """An offered time that was answered waits for care, not for the patient."""
    answers = graph.pointing_at(resource, "AppointmentResponse")
    answered = answers and string(answers[-1], "participantStatus") in ("accepted", "declined")
    return "answered" if state == "offered" and answered else state


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
    for support in extensions(resource, structure("pk-support-need")):
        inner = {str(e.get("url")): e for e in items(support, "extension")}
        needs += concepts(inner.get("need", {}), "valueCodeableConcept")
    return needs


def _answer(graph: Graph, resource: Resource) -> str | None:
    answers = graph.pointing_at(resource, "AppointmentResponse")
    if not answers:
        return None
    answer = answers[-1]
    words = said(f"view.answer.{string(answer, 'participantStatus')}")
    if words is None:
        return None
    by = who(graph, item(answer, "actor"), answer)
    name = text("view.person.you", "sv") if by is None else by.in_words()
    comment = string(answer, "comment")
    told = text("view.answered", "sv", name=name, answer=words)
    return f"{told}: {comment}" if comment else told

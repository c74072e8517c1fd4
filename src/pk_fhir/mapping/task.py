"""Task: what is to be done or watched (https://hl7.org/fhir/R4/task.html).

Four kinds, by `code`: the patient's commitment, a warning sign, a mediated contact, a review. The
repeated commitment's ServiceRequest is in `service_request`.
"""

from collections.abc import Iterable
from typing import Any

from pk_fhir.contract import codes
from pk_fhir.contract.commitments import (
    MediatedContact,
    PatientCommitment,
    WarningSign,
    WhereToTurn,
)
from pk_fhir.contract.follow_up import Review
from pk_fhir.contract.part import PATIENT, Part
from pk_fhir.contract.values import Coding
from pk_fhir.mapping import service_request, terms
from pk_fhir.mapping.common import read_common
from pk_fhir.mapping.concepts import (
    coded_concept,
    coding,
    codings,
    read_code,
    read_codings,
    read_concept,
    read_words,
)
from pk_fhir.mapping.datatypes import (
    contact_point,
    period,
    read_contact_point,
    read_identifiers,
    read_notes,
    read_period,
)
from pk_fhir.mapping.graph import Node
from pk_fhir.mapping.narrative import Line
from pk_fhir.mapping.reader import DATE_TIME, TEXT, Element, build
from pk_fhir.mapping.reading import Reading
from pk_fhir.mapping.reading import codings as stated_codings
from pk_fhir.mapping.writing import Json, Writing, compact

_CLOSE = ("patient", "relative")
_PLACES = (
    "professional",
    "organization",
    "reception",
    "relative",
    "team",
    "fast contact",
)


def _task(  # noqa: PLR0913 - the common elements of the four kinds, all by keyword
    out: Writing,
    kind: str,
    part: Part,
    *,
    title: str,
    lines: Iterable[Line],
    code: Json | None = None,
    goals: Iterable[str] = (),
    **members: object,
) -> Json:
    """The elements of every Task, in FHIR's order, with `members` of one kind among them."""
    stated = coding((terms.TASK_TYPE, kind, terms.TASK_TYPES[kind]))
    said = code or {"coding": [], "text": terms.TASK_TYPES[kind]}
    others = said["coding"] if isinstance(said.get("coding"), list) else []
    whole: Json = {
        "extension": out.toward(goals),
        "identifier": out.identifiers(part),
        "intent": "plan",
        "code": compact({"coding": [stated, *_listed(others)], "text": said.get("text")}),
        "for": out.patient(),
        **members,
    }
    ordered = {name: whole[name] for name in _ORDER if name in whole}
    return out.resource("Task", f"pk-{kind}", title, lines, part=part) | compact(ordered)


_ORDER = (
    "extension",
    "identifier",
    "status",
    "statusReason",
    "intent",
    "priority",
    "code",
    "description",
    "focus",
    "for",
    "executionPeriod",
    "authoredOn",
    "owner",
    "reasonCode",
    "note",
    "restriction",
    "input",
    "output",
)


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _restriction(value: object) -> Json | None:
    return {"period": value} if value else None


def write_commitment(stated: PatientCommitment, out: Writing) -> list[Json]:
    """The Task, and the ServiceRequest that it repeats when it does."""
    kind = [coding(terms.COMMITMENT_KIND[stated.kind])] if stated.kind else []
    task = _task(
        out,
        "patient-commitment",
        stated,
        title="Patientens åtagande",
        lines=(
            ("Åtagande", stated.what),
            ("Beskrivning", stated.description),
            ("Status", stated.status.sv),
        ),
        code={"coding": [*kind, *codings(stated.codings)], "text": stated.what},
        goals=stated.goals,
        status=stated.status.value,
        statusReason={"text": stated.status_reason} if stated.status_reason else None,
        description=stated.description,
        focus={"reference": out.urn("ServiceRequest", stated.id)} if stated.repeated else None,
        executionPeriod=period(stated.done),
        authoredOn=stated.written,
        owner=out.ref(stated.owner),
        note=out.notes(stated.notes),
        restriction=_restriction(period(stated.planned)),
    )
    return [task, *service_request.write_activity(stated, out)]


def write_sign(sign: WarningSign, out: Writing) -> Json:
    """The Task of a warning sign."""
    return _task(
        out,
        "warning-sign",
        sign,
        title="Att hålla koll på",
        lines=(("Tecken", sign.sign), *(("Gör först", said) for said in sign.do_first)),
        goals=sign.goals,
        status=sign.status.value,
        priority=sign.urgency.value if sign.urgency else None,
        description=sign.sign,
        owner=out.ref(sign.watched_by),
        note=out.notes(sign.notes),
        input=[
            *(_where(place, out) for place in sign.where_to_turn),
            *(
                {"type": _input("what-to-do", "vad patienten gör först"), "valueString": said}
                for said in sign.do_first
            ),
        ],
    )


def _input(code: str, display: str) -> Json:
    return {"coding": [coding((terms.TASK_INPUT, code, display))], "text": display}


_WHERE = "vart patienten vänder sig"


def _where(place: WhereToTurn, out: Writing) -> Json:
    # The words here are the name of the place, and nothing where it has none.
    kind = compact({**_input("where-to-turn", _WHERE), "text": place.name})
    if place.party is not None:
        return {"type": kind, "valueReference": out.ref(place.party)}
    point = contact_point(place.telecom) if place.telecom else None
    return {"type": kind, "valueContactPoint": point}


def write_mediated(contact: MediatedContact, out: Writing) -> Json:
    """The Task of a mediated contact."""
    kind = _input("contact", "kontakt som förmedlas")
    to: list[Json] = []
    if contact.to_party is not None:
        to.append({"type": kind, "valueReference": out.ref(contact.to_party)})
    if contact.to_telecom is not None:
        to.append({"type": kind, "valueContactPoint": contact_point(contact.to_telecom)})
    if contact.to_text is not None:
        to.append({"type": kind, "valueString": contact.to_text})
    return _task(
        out,
        "mediated-contact",
        contact,
        title="Förmedlad kontakt",
        lines=(("Kontakt", contact.description), ("Status", contact.status.sv)),
        goals=contact.goals,
        status=contact.status.value,
        description=contact.description,
        executionPeriod=period(contact.done),
        owner=out.ref(contact.owner) if contact.owner else None,
        note=out.notes(contact.notes),
        restriction=_restriction(period(contact.planned)),
        input=to,
    )


def write_review(review: Review, out: Writing) -> Json:
    """The Task of a review."""
    done = _output(review.follow_up, out) if review.follow_up else []
    return _task(
        out,
        "review",
        review,
        title="Uppföljning av patientkontraktet",
        lines=(
            ("Senast", review.planned.end if review.planned else None),
            ("Status", review.status.sv),
        ),
        goals=review.goals,
        status=review.status.value,
        description=review.description,
        focus={"reference": out.contract_urn()},
        executionPeriod=period(review.done),
        owner=out.ref(review.owner) if review.owner else None,
        reasonCode=coded_concept(terms.REVIEW_REASON, review.reason) if review.reason else None,
        note=out.notes(review.notes),
        restriction=_restriction(period(review.planned)),
        output=done,
    )


def _output(follow_up: str, out: Writing) -> list[Json]:
    display = "svaren vid uppföljningen"
    kind = {"coding": [coding((terms.TASK_OUTPUT, "follow-up", display))], "text": display}
    return [{"type": kind, "valueReference": out.ref(follow_up)}]


# Reading


class _Common:
    """What is read alike from all four kinds."""

    def __init__(self, node: Node, kind: str, reading: Reading) -> None:
        element = node.element
        self.withheld = read_common(node)
        element.ignore("for", "intent") if element.raw.get("intent") == "plan" else element.ignore(
            "for"
        )
        self.id = reading.want(kind.replace("-", " "), node)
        self.identifiers = read_identifiers(element)
        self.goals = read_goals(element, reading, node)
        self.notes = read_notes(element, reading, node)
        restriction = element.child("restriction")
        self.planned = read_period(restriction.child("period")) if restriction else None
        self.status = read_code(element, "status", codes.TaskStatus)

    def fields(self) -> dict[str, Any]:
        """As the models name them."""
        return {
            "id": self.id,
            "identifiers": self.identifiers,
            "withheld_from_patient": self.withheld,
            "goals": self.goals,
            "notes": self.notes,
        }


def read_goals(element: Element, reading: Reading, source: Node) -> tuple[str, ...]:
    """The goals that something works toward."""
    found = (
        reading.value_ref(one, source, ("goal",))
        for one in element.extensions(terms.PERTAINS_TO_GOAL)
    )
    return tuple(dict.fromkeys(key for key in found if key is not None))


def _read_type(element: Element, kind: str) -> Element | None:
    """The code element, its task type read."""
    code = element.child("code")
    if code is not None:
        wanted = (terms.TASK_TYPE, kind)
        for one in code.pick(
            "coding", lambda one: (one.raw.get("system"), one.raw.get("code")) == wanted
        ):
            one.ignore("system", "code", "display")
        if code.raw.get("text") == terms.TASK_TYPES[kind]:
            code.ignore("text")
    return code


def read_commitment(node: Node, reading: Reading) -> PatientCommitment | None:
    """The patient's commitment; of another's Task too, when its owner is the patient or a relative."""
    element = node.element
    owner = reading.ref(element.child("owner"), node, _CLOSE)
    ours = (terms.TASK_TYPE, "patient-commitment") in stated_codings(element.raw.get("code"))
    # A task that somebody else has, or nobody, is not the patient's commitment.
    if owner is None and (element.has("owner") or not ours):
        element.note("map-essential", "owner")
        return None
    common = _Common(node, "patient-commitment", reading)
    code = _read_type(element, "patient-commitment")
    kind: object = None
    what: str | None = None
    own: tuple[Coding, ...] = ()
    if code is not None:
        kind, what = read_concept(code, terms.COMMITMENT_KIND, kept=True)
        what = what or (
            kind.sv
            if isinstance(kind, codes.CommitmentKind) and code.raw.get("text") == kind.sv
            else None
        )
        own = read_codings(code)
    description = element.read("description", TEXT)
    if what is None and description is None:
        element.note("map-essential", "description")
        return None
    focus = element.child("focus")
    repeated = service_request.read_activity(focus, node, reading) if focus else None
    return build(
        PatientCommitment,
        element,
        **common.fields(),
        what=what,
        description=description,
        kind=kind,
        codings=own,
        owner=owner or PATIENT,
        status=common.status or codes.TaskStatus.ACCEPTED,
        status_reason=read_words(element.child("statusReason")),
        written=element.read("authoredOn", DATE_TIME),
        planned=common.planned,
        done=read_period(element.child("executionPeriod")),
        repeated=repeated,
    )


def read_sign(node: Node, reading: Reading) -> WarningSign | None:
    """A warning sign."""
    element = node.element
    common = _Common(node, "warning-sign", reading)
    _read_type(element, "warning-sign")
    sign = element.read("description", TEXT)
    if sign is None:
        element.note("map-essential", "description")
        return None
    places: list[WhereToTurn] = []
    first: list[str] = []
    for one in element.children("input"):
        code, name = _read_input(one)
        if code == "what-to-do":
            said = one.read("valueString", TEXT)
            first.extend([said] if said else [])
        elif code == "where-to-turn":
            place = _read_where(one, name, node, reading)
            places.extend([place] if place else [])
    return build(
        WarningSign,
        element,
        **common.fields(),
        sign=sign,
        urgency=read_code(element, "priority", codes.Urgency),
        status=common.status or codes.TaskStatus.IN_PROGRESS,
        watched_by=reading.ref(element.child("owner"), node, _CLOSE) or PATIENT,
        do_first=tuple(first),
        where_to_turn=tuple(places),
    )


_INPUTS = {
    "where-to-turn": _WHERE,
    "what-to-do": "vad patienten gör först",
    "contact": "kontakt som förmedlas",
}


def _read_input(element: Element) -> tuple[str, str | None]:
    """The code of an input's type, and the name that stands there instead of the code's own word."""
    kind = element.child("type")
    if kind is None:
        return "", None
    found = kind.pick("coding", lambda one: one.raw.get("system") == terms.TASK_INPUT)
    for one in found:
        one.ignore("system", "code", "display")
    code = str(found[0].raw.get("code")) if found else ""
    name = kind.read("text", TEXT)
    if code not in _INPUTS:
        kind.note("map-code")
    return code, name if code == "where-to-turn" or name != _INPUTS.get(code) else None


def _read_where(
    element: Element, name: str | None, source: Node, reading: Reading
) -> WhereToTurn | None:
    party = reading.ref(element.child("valueReference"), source, _PLACES)
    point = read_contact_point(element.child("valueContactPoint")) if party is None else None
    if party is None and point is None:
        element.note("map-empty")
        return None
    return build(WhereToTurn, element, name=name, party=party, telecom=point)


def read_mediated(node: Node, reading: Reading) -> MediatedContact | None:
    """A mediated contact."""
    element = node.element
    common = _Common(node, "mediated-contact", reading)
    _read_type(element, "mediated-contact")
    description = element.read("description", TEXT)
    if description is None:
        element.note("map-essential", "description")
        return None
    to: dict[str, Any] = {}
    for one in element.children("input"):
        code, name = _read_input(one)
        if name is not None and code == "contact":
            one.note("map-no-place", "type.text")
        to |= {key: value for key, value in _read_to(one, node, reading).items() if key not in to}
    return build(
        MediatedContact,
        element,
        **common.fields(),
        description=description,
        owner=reading.ref(element.child("owner"), node, ("professional",)),
        status=common.status or codes.TaskStatus.REQUESTED,
        planned=common.planned,
        done=read_period(element.child("executionPeriod")),
        **to,
    )


def _read_to(element: Element, source: Node, reading: Reading) -> dict[str, Any]:
    found: dict[str, Any] = {
        "to_party": reading.ref(element.child("valueReference"), source, _PLACES),
        "to_telecom": read_contact_point(element.child("valueContactPoint")),
        "to_text": element.read("valueString", TEXT),
    }
    return {name: value for name, value in found.items() if value is not None}


def read_review(node: Node, reading: Reading) -> Review | None:
    """A review."""
    element = node.element
    common = _Common(node, "review", reading)
    _read_type(element, "review")
    focus = element.child("focus")
    if focus is not None:
        if reading.leads_to(node, "focus", reading.focus):
            focus.ignore(*focus.raw)
        else:
            focus.note("map-no-place")
            focus.ignore(*focus.raw)
    reason, _ = read_concept(element.child("reasonCode"), terms.REVIEW_REASON)
    follow_up: str | None = None
    for one in element.children("output"):
        kind = one.child("type")
        if kind is not None and (terms.TASK_OUTPUT, "follow-up") in stated_codings(kind.raw):
            kind.ignore(*kind.raw)
        follow_up = follow_up or reading.ref(one.child("valueReference"), node, ("follow-up",))
    return build(
        Review,
        element,
        **common.fields(),
        status=common.status or codes.TaskStatus.REQUESTED,
        owner=reading.ref(element.child("owner"), node, ("professional",)),
        planned=common.planned,
        reason=reason,
        description=element.read("description", TEXT),
        done=read_period(element.child("executionPeriod")),
        follow_up=follow_up,
    )

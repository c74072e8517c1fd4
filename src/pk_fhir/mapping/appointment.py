"""Appointment: a time agreed, offered or wished (https://hl7.org/fhir/R4/appointment.html)."""

from pk_fhir.contract import codes
from pk_fhir.contract.part import PATIENT
from pk_fhir.contract.times import CareTime, Participant, Support
from pk_fhir.contract.values import Period
from pk_fhir.mapping import appointment_response, terms
from pk_fhir.mapping.common import read_common
from pk_fhir.mapping.concepts import (
    coded_concept,
    coding,
    read_code,
    read_coding,
    read_concept,
    read_words,
)
from pk_fhir.mapping.datatypes import period, read_identifiers, read_period
from pk_fhir.mapping.graph import Node
from pk_fhir.mapping.reader import DATE, DATE_TIME, INSTANT, TEXT, Element, build
from pk_fhir.mapping.reading import Reading
from pk_fhir.mapping.writing import Json, Writing, compact

_FORM = terms.definition("pk-contact-form")
_SUPPORT = terms.definition("pk-support-need")
_LATEST = terms.definition("pk-latest-by")
_STATUS = {code: status for status, code in terms.TIME_STATUS.items()}
_PARTICIPANTS = ("patient", "professional", "relative", "reception")


def write(time: CareTime, out: Writing) -> list[Json]:
    """The Appointment, and the answers to it."""
    lines = (
        ("Gäller", time.what),
        ("När", time.start),
        ("Form", time.form.sv if time.form else time.form_text),
        ("Status", time.status.sv),
    )
    title = f"Tid ({time.status.sv})"
    written = out.resource("Appointment", "pk-appointment", title, lines, part=time) | compact(
        {
            "extension": _extensions(time, out),
            "identifier": out.identifiers(time),
            "status": terms.TIME_STATUS[time.status],
            "cancelationReason": {"text": time.cancel_reason} if time.cancel_reason else None,
            "serviceCategory": [coded_concept(terms.LEVEL, time.level)] if time.level else [],
            "description": time.what,
            "start": time.start,
            "end": time.end,
            "created": time.created,
            "comment": time.comment,
            "patientInstruction": time.instructions,
            "basedOn": out.refs(time.efforts),
            "participant": _participants(time, out),
            "requestedPeriod": [period(one) for one in time.wished],
        }
    )
    return [written, *(appointment_response.write(one, time, out) for one in time.answers)]


def _extensions(time: CareTime, out: Writing) -> list[Json]:
    found: list[Json] = []
    if time.form is not None or time.form_text is not None:
        form = coded_concept(terms.FORM, time.form, time.form_text)
        found.append({"url": _FORM, "valueCodeableConcept": form})
    found.extend(_support(one) for one in time.support)
    if time.latest_by is not None:
        found.append({"url": _LATEST, "valueDate": time.latest_by})
    return [*found, *out.toward(time.goals)]


def _support(support: Support) -> Json:
    need = coded_concept(terms.SUPPORT_NEED, support.need, support.text)
    parts: list[Json] = [{"url": "need", "valueCodeableConcept": need}]
    if support.phase is not None:
        parts.append({"url": "phase", "valueCoding": coding(terms.SUPPORT_PHASE[support.phase])})
    return {"url": _SUPPORT, "extension": parts}


def _participants(time: CareTime, out: Writing) -> list[Json]:
    reply = time.patient_reply or codes.Reply.ACCEPTED
    return [
        {"actor": out.patient(), "status": reply.value},
        *({"actor": out.ref(one.party), "status": one.reply.value} for one in time.participants),
    ]


def read(node: Node, reading: Reading) -> CareTime | None:
    """The time, and the answers to it that the graph holds."""
    element = node.element
    withheld = read_common(node)
    start, end = _read_start_and_end(element)
    form_extension = element.extension(_FORM)
    form, form_text = read_concept(
        form_extension.child("valueCodeableConcept") if form_extension else None, terms.FORM
    )
    latest = element.extension(_LATEST)
    reply, participants = _read_participants(element, reading, node)
    support = (_read_support(one) for one in element.extensions(_SUPPORT))
    return build(
        CareTime,
        element,
        id=reading.want("time", node),
        identifiers=read_identifiers(element),
        withheld_from_patient=withheld,
        status=_read_status(element),
        what=element.read("description", TEXT),
        start=start,
        end=end,
        wished=_read_wished(element),
        latest_by=latest.read("valueDate", DATE) if latest else None,
        form=form,
        form_text=form_text,
        level=_read_level(element),
        patient_reply=reply,
        participants=participants,
        support=tuple(one for one in support if one is not None),
        instructions=element.read("patientInstruction", TEXT),
        comment=element.read("comment", TEXT),
        cancel_reason=read_words(element.child("cancelationReason")),
        created=element.read("created", DATE_TIME),
        efforts=reading.refs(
            element.children("basedOn"), node, ("care commitment", "external effort")
        ),
        goals=reading.toward(node),
        answers=appointment_response.read_all(node, reading),
    )


def _read_status(element: Element) -> codes.TimeStatus:
    stated = element.raw.get("status")
    if isinstance(stated, str) and stated in _STATUS:
        element.ignore("status")
        return _STATUS[stated]
    element.refuse("status", "map-code")
    return codes.TimeStatus.WISHED


def _read_start_and_end(element: Element) -> tuple[str | None, str | None]:
    start, end = element.read("start", INSTANT), element.read("end", INSTANT)
    if (start is None) != (end is None):
        element.note("map-together", "start" if end is None else "end")
        return None, None
    return start, end


def _read_wished(element: Element) -> tuple[Period, ...]:
    found = (read_period(one) for one in element.children("requestedPeriod"))
    return tuple(one for one in found if one is not None)


def _read_level(element: Element) -> object:
    level: object = None
    for one in element.pick("serviceCategory", _is_level):
        code, text = read_concept(one, terms.LEVEL)
        level = level or code
        if text is not None:
            one.note("map-no-place", "text")
    return level


def _is_level(element: Element) -> bool:
    listed = element.raw.get("coding")
    return isinstance(listed, list) and any(
        isinstance(one, dict) and one.get("system") == terms.CARE_LEVEL for one in listed
    )


def _read_participants(
    element: Element, reading: Reading, source: Node
) -> tuple[codes.Reply | None, tuple[Participant, ...]]:
    """The patient's reply, and the others."""
    reply: codes.Reply | None = None
    others: list[Participant] = []
    for one in element.children("participant"):
        party = reading.ref(one.child("actor"), source, _PARTICIPANTS)
        status = read_code(one, "status", codes.Reply)
        if party == PATIENT:
            reply = reply or status
        elif party is not None:
            stated = build(Participant, one, party=party, reply=status or codes.Reply.NEEDS_ACTION)
            others.extend([stated] if stated else [])
    return reply, tuple(others)


def _read_support(element: Element) -> Support | None:
    need = element.extension("need")
    code, text = read_concept(
        need.child("valueCodeableConcept") if need else None, terms.SUPPORT_NEED
    )
    phase = element.extension("phase")
    when = read_coding(phase.child("valueCoding") if phase else None, terms.SUPPORT_PHASE)
    if code is None and text is None:
        element.note("map-empty")
        return None
    return build(Support, element, need=code, text=text, phase=when)

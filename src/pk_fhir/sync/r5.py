"""FHIR R5 as R4, for sources that are on R5 (Inera's draft guide for care teams is): what an agreement is made of.

Element by element after HL7's published differences (https://hl7.org/fhir/R5/careplan.html#tabs-diff
and its like). What R4 has no place for is left out, and said by name; what would turn its meaning
round (`doNotPerform`) leaves the whole resource out. The original is kept byte for byte elsewhere.
"""

from collections.abc import Callable, Mapping
from typing import Any

from pk_fhir.sync.belongs import key
from pk_fhir.sync.outcome import Note

Resource = dict[str, Any]
# Takes the value of an R5 element and the R4 resource that grows; gives the names of what is lost.
Turn = Callable[[Any, Resource], list[str]]


def to_r4(resource: Resource) -> tuple[Resource | None, list[Note]]:
    """The resource as R4, None where that would say something else, and what was lost by it."""
    type_ = str(resource.get("resourceType"))
    if resource.get("doNotPerform") is True and type_ == "Task":
        return None, [_note("view.note.r5-not-shown", resource, "doNotPerform")]
    turns = _TURNS.get(type_, {})
    turned: Resource = {}
    lost: list[str] = []
    for name, value in resource.items():
        turn = turns.get(name)
        if turn is None:
            turned[name] = value
        else:
            lost += turn(value, turned)
    notes = [_note("view.note.r5-lost", resource, ", ".join(lost))] if lost else []
    return turned, notes


def _note(what: str, resource: Resource, elements: str) -> Note:
    return Note(key=what, values={"elements": elements}, resource=key(resource))


def _listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _dicts(value: object) -> list[Resource]:
    return [each for each in _listed(value) if isinstance(each, dict)]


def _lost(name: str) -> Turn:
    return lambda _value, _turned: [name]


def _renamed(to: str) -> Turn:
    def turn(value: object, turned: Resource) -> list[str]:
        turned[to] = value
        return []

    return turn


def _split(name: str, concept: str | None, reference: str | None, *, one: bool = False) -> Turn:
    """A CodeableReference, or several, as the two elements that R4 has instead of it."""

    def turn(value: object, turned: Resource) -> list[str]:
        lost = []
        for part, to in (("concept", concept), ("reference", reference)):
            found = [each[part] for each in _dicts(value) if part in each]
            if not found:
                continue
            if to is None:
                lost.append(f"{name}.{part}")
            elif one:
                turned[to] = found[0]
                lost += [f"{name}.{part}"] if len(found) > 1 else []
            else:
                turned[to] = [*turned.get(to, []), *found]
        return lost

    return turn


def _contacts(value: object, turned: Resource) -> list[str]:
    """ExtendedContactDetail as telecom and address."""
    for each in _dicts(value):
        telecom = _dicts(each.get("telecom", []))
        if telecom:
            turned["telecom"] = [*turned.get("telecom", []), *telecom]
        if "address" in each and turned.get("resourceType") == "Organization":
            turned["address"] = [*turned.get("address", []), each["address"]]
    unsaid = {name for each in _dicts(value) for name in each} - {"telecom", "address"}
    return [f"contact.{name}" for name in sorted(unsaid)]


def _availability(value: object, turned: Resource) -> list[str]:
    for each in _dicts(value):
        for name in ("availableTime", "notAvailableTime"):
            to = name.removesuffix("Time") if name == "notAvailableTime" else name
            if name in each:
                turned[to] = [*turned.get(to, []), *_dicts(each[name])]
    return []


def _activity(value: object, turned: Resource) -> list[str]:
    lost: list[str] = []
    activities = []
    for each in _dicts(value):
        one: Resource = {}
        for name, part in each.items():
            turn = _ACTIVITY.get(name)
            if turn is None:
                one[name] = part
            else:
                lost += turn(part, one)
        activities.append(one)
    turned["activity"] = activities
    return lost


def _participants(value: object, turned: Resource) -> list[str]:
    """CareTeam: one role becomes a list of one, `coverage[x]` the period."""
    lost: list[str] = []
    participants = []
    for each in _dicts(value):
        one = {name: part for name, part in each.items() if not name.startswith("coverage")}
        if "role" in one:
            one["role"] = _listed(one["role"])
        if "coveragePeriod" in each:
            one["period"] = each["coveragePeriod"]
        if "coverageTiming" in each:
            lost.append("participant.coverageTiming")
        participants.append(one)
    turned["participant"] = participants
    return lost


def _status_reason(value: object, turned: Resource) -> list[str]:
    return _split("statusReason", "statusReason", None, one=True)(value, turned)


def _request_instruction(value: object, turned: Resource) -> list[str]:
    texts = [
        str(each["instructionMarkdown"]) for each in _dicts(value) if "instructionMarkdown" in each
    ]
    if texts:
        turned["patientInstruction"] = "\n\n".join(texts)
    references = any("instructionReference" in each for each in _dicts(value))
    return ["patientInstruction.instructionReference"] if references else []


def _visit_instruction(value: object, turned: Resource) -> list[str]:
    concepts = [each["concept"] for each in _dicts(value) if isinstance(each.get("concept"), dict)]
    texts = [str(concept["text"]) for concept in concepts if "text" in concept]
    if texts:
        turned["patientInstruction"] = "\n\n".join(texts)
    return [] if len(texts) == len(_dicts(value)) else ["patientInstruction"]


def _comment(value: object, turned: Resource) -> list[str]:
    texts = [str(each["text"]) for each in _dicts(value) if "text" in each]
    turned["comment"] = "\n\n".join(texts)
    return []


def _languages(value: object, turned: Resource) -> list[str]:
    turned["communication"] = [each["language"] for each in _dicts(value) if "language" in each]
    return ["communication.preferred"] if any("preferred" in each for each in _dicts(value)) else []


def _intent(value: object, turned: Resource) -> list[str]:
    """R5's `directive` is no code of R4."""
    turned["intent"] = "plan" if value == "directive" else value
    return ["intent directive"] if value == "directive" else []


_REASON = _split("reason", "reasonCode", "reasonReference")
_ACTIVITY: Mapping[str, Turn] = {
    "plannedActivityReference": _renamed("reference"),
    "performedActivity": _split(
        "activity.performedActivity", "outcomeCodeableConcept", "outcomeReference"
    ),
}
_CONTACT: Mapping[str, Turn] = {"contact": _contacts, "availability": _availability}

_TURNS: Mapping[str, Mapping[str, Turn]] = {
    "CarePlan": {
        "activity": _activity,
        "addresses": _split("addresses", None, "addresses"),
        "custodian": _renamed("author"),
        "intent": _intent,
    },
    "CareTeam": {"participant": _participants, "reason": _REASON},
    "Goal": {
        "continuous": _lost("continuous"),
        "source": _renamed("expressedBy"),
        "outcome": _split("outcome", "outcomeCode", "outcomeReference"),
        "acceptance": _lost("acceptance"),
    },
    "Task": {
        "reason": _split("reason", "reasonCode", "reasonReference", one=True),
        "requestedPerformer": _split("requestedPerformer", "performerType", None),
        "requestedPeriod": _lost("requestedPeriod"),
        "performer": _lost("performer"),
        "statusReason": _status_reason,
        "doNotPerform": lambda _value, _turned: [],
    },
    "ServiceRequest": {
        "code": _split("code", "code", None, one=True),
        "reason": _REASON,
        "supportingInfo": _split("supportingInfo", None, "supportingInfo"),
        "location": _split("location", "locationCode", "locationReference"),
        "orderDetail": _lost("orderDetail"),
        "focus": _lost("focus"),
        "bodyStructure": _lost("bodyStructure"),
        "patientInstruction": _request_instruction,
    },
    "Appointment": {
        "class": _lost("class"),
        "reason": _REASON,
        "serviceType": _split("serviceType", "serviceType", None),
        "priority": _lost("priority"),
        "note": _comment,
        "patientInstruction": _visit_instruction,
        "subject": _lost("subject"),
        "virtualService": _lost("virtualService"),
        "account": _lost("account"),
        "cancellationDate": _lost("cancellationDate"),
        "previousAppointment": _lost("previousAppointment"),
        "originatingAppointment": _lost("originatingAppointment"),
        "recurrenceId": _lost("recurrenceId"),
        "occurrenceChanged": _lost("occurrenceChanged"),
        "recurrenceTemplate": _lost("recurrenceTemplate"),
    },
    "PractitionerRole": {**_CONTACT, "display": _lost("display")},
    "HealthcareService": {**_CONTACT, "offeredIn": _lost("offeredIn")},
    "Organization": {
        "contact": _contacts,
        "description": _lost("description"),
        "qualification": _lost("qualification"),
    },
    "Location": {
        "contact": _contacts,
        "form": _renamed("physicalType"),
        "characteristic": _lost("characteristic"),
        "virtualService": _lost("virtualService"),
        "hoursOfOperation": _lost("hoursOfOperation"),
    },
    "Practitioner": {
        "communication": _languages,
        "deceasedBoolean": _lost("deceased"),
        "deceasedDateTime": _lost("deceased"),
    },
    "Provenance": {
        "authorization": _split("authorization", "reason", None),
        "basedOn": _lost("basedOn"),
        "patient": _lost("patient"),
        "encounter": _lost("encounter"),
        "why": _lost("why"),
    },
}

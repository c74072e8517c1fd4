"""ServiceRequest: what care or an external actor does, and what the patient does repeatedly.

https://hl7.org/fhir/R4/servicerequest.html. Not based on the CarePlan: the plan refers to it.
"""

from typing import Any

from pk_fhir.contract import codes
from pk_fhir.contract.commitments import (
    CareCommitment,
    Effort,
    ExternalEffort,
    PatientCommitment,
)
from pk_fhir.contract.values import Repetition
from pk_fhir.mapping import terms
from pk_fhir.mapping.common import read_common
from pk_fhir.mapping.concepts import (
    coded_concept,
    codings,
    concept,
    read_code,
    read_codings,
    read_concept,
    read_words,
)
from pk_fhir.mapping.datatypes import (
    period,
    read_identifiers,
    read_notes,
    read_period,
    read_timing,
    timing,
)
from pk_fhir.mapping.graph import Node
from pk_fhir.mapping.reader import DATE_TIME, TEXT, Element, build
from pk_fhir.mapping.reading import Reading, kind_of
from pk_fhir.mapping.writing import Json, Writing, compact

_PERFORMERS = ("professional", "organization", "reception", "team", "fixed contact")


def _type(kind: str) -> Json:
    return concept(
        (terms.EFFORT_TYPE, kind, terms.EFFORT_TYPES[kind]), text=terms.EFFORT_TYPES[kind]
    )


def _effort(  # noqa: PLR0913 - what differs between care's and another's effort, all by keyword
    effort: Effort,
    out: Writing,
    *,
    kind: str,
    title: str,
    intent: str,
    category: list[Json],
    based_on: list[Json],
) -> Json:
    lines = (("Insats", effort.what), ("Status", effort.status.sv))
    return out.resource("ServiceRequest", f"pk-{kind}", title, lines, part=effort) | compact(
        {
            "extension": out.toward(effort.goals),
            "identifier": out.identifiers(effort),
            "basedOn": based_on,
            "status": effort.status.value,
            "intent": intent,
            "category": [_type(kind), *category],
            "code": compact({"coding": codings(effort.codings), "text": effort.what}),
            "subject": out.patient(),
            "occurrenceDateTime": effort.when,
            "occurrencePeriod": period(effort.period),
            "occurrenceTiming": timing(effort.repeated) if effort.repeated else None,
            "authoredOn": effort.written,
            "performer": out.refs(effort.performers),
            "note": out.notes(effort.notes),
        }
    )


def write_care(effort: CareCommitment, out: Writing) -> Json:
    """Care's commitment, or an alternative."""
    category = [
        *([coded_concept(terms.EFFORT_AIM, effort.aim)] if effort.aim else []),
        *([coded_concept(terms.EFFORT_KIND, effort.kind)] if effort.kind else []),
    ]
    alternative = effort.standing is codes.Standing.ALTERNATIVE
    return _effort(
        effort,
        out,
        kind="care-commitment",
        title="Alternativ insats" if alternative else "Vårdens åtagande",
        intent=terms.INTENT[effort.standing],
        category=category,
        based_on=out.refs([effort.chosen_from] if effort.chosen_from else []),
    )


def write_external(effort: ExternalEffort, out: Writing) -> Json:
    """An external actor's effort."""
    return _effort(
        effort,
        out,
        kind="external-effort",
        title="Övrig insats",
        intent="plan",
        category=[],
        based_on=[],
    )


# The status of the repeated activity follows from that of the Task.
_ACTIVITY_STATUS = {
    codes.TaskStatus.DRAFT: "draft",
    codes.TaskStatus.ON_HOLD: "on-hold",
    codes.TaskStatus.COMPLETED: "completed",
    codes.TaskStatus.REJECTED: "revoked",
    codes.TaskStatus.CANCELLED: "revoked",
    codes.TaskStatus.FAILED: "revoked",
    codes.TaskStatus.ENTERED_IN_ERROR: "entered-in-error",
}


def write_activity(stated: PatientCommitment, out: Writing) -> list[Json]:
    """What the patient does repeatedly, when the commitment is that."""
    if stated.repeated is None:
        return []
    said = stated.what or stated.description
    lines = (("Insats", said),)
    title = "Patientens återkommande insats"
    written = out.resource("ServiceRequest", "pk-patient-activity", title, lines, part=stated)
    return [
        written
        | compact(
            {
                "identifier": [out.item(stated.id)],
                "status": _ACTIVITY_STATUS.get(stated.status, "active"),
                "intent": "plan",
                "category": [_type("patient-activity")],
                "code": {"text": said},
                "subject": out.patient(),
                "occurrenceTiming": timing(stated.repeated),
                "performer": [out.ref(stated.owner)],
            }
        )
    ]


def read_activity(focus: Element, source: Node, reading: Reading) -> Repetition | None:
    """The repetition of a commitment whose Task has this focus."""
    node = reading.target(focus, source)
    if node is None:
        return None
    if kind_of(node) != "patient activity":
        focus.note("map-no-place")
        return None
    element = node.element
    read_common(node)
    # All of it follows from the Task, apart from how often.
    element.ignore("identifier", "status", "intent", "category", "code", "subject", "performer")
    repeated = read_timing(element.child("occurrenceTiming"))
    element.seen = True
    return repeated


def _read_effort(node: Node, kind: str, reading: Reading) -> dict[str, Any] | None:
    """What is read alike from care's and an external actor's effort."""
    element = node.element
    withheld = read_common(node)
    element.ignore("subject")
    code = element.child("code")
    what = read_words(code, kept=True)
    if what is None or code is None:
        element.note("map-essential", "code")
        return None
    allowed = ("organization",) if kind == "external effort" else _PERFORMERS
    return {
        "id": reading.want(kind, node),
        "identifiers": read_identifiers(element),
        "withheld_from_patient": withheld,
        "what": what,
        "codings": read_codings(code),
        "status": read_code(element, "status", codes.EffortStatus) or codes.EffortStatus.UNKNOWN,
        **read_occurrence(element, "occurrence"),
        "written": element.read("authoredOn", DATE_TIME),
        "performers": reading.refs(element.children("performer"), node, allowed),
        "goals": reading.toward(node),
        "notes": read_notes(element, reading, node),
    }


def read_occurrence(element: Element, name: str) -> dict[str, Any]:
    """When it is done: one of FHIR's forms."""
    if element.has(f"{name}Period"):
        return {"period": read_period(element.child(f"{name}Period"))}
    if element.has(f"{name}DateTime"):
        return {"when": element.read(f"{name}DateTime", DATE_TIME)}
    if element.has(f"{name}Timing"):
        return {"repeated": read_timing(element.child(f"{name}Timing"))}
    if element.has(f"{name}String"):
        words = element.read(f"{name}String", TEXT)
        return {"repeated": Repetition(text=words) if words else None}
    return {}


def read_care(node: Node, reading: Reading) -> CareCommitment | None:
    """Care's commitment; any other ServiceRequest is read as one."""
    said = _read_effort(node, "care commitment", reading)
    if said is None:
        return None
    element = node.element
    aim, kind = _read_categories(element, "care-commitment")
    chosen = reading.refs(element.children("basedOn"), node, ("care commitment",))
    for _ in chosen[1:]:
        element.note("map-second", "basedOn")
    return build(
        CareCommitment,
        element,
        **said,
        aim=aim,
        kind=kind,
        standing=_read_intent(element),
        chosen_from=chosen[0] if chosen else None,
    )


def _read_intent(element: Element) -> codes.Standing:
    stated = element.raw.get("intent")
    for standing, intent in terms.INTENT.items():
        if stated == intent:
            element.ignore("intent")
            return standing
    element.refuse("intent", "map-code")
    if isinstance(stated, str) and stated.endswith("order"):
        return codes.Standing.ORDERED
    return codes.Standing.COMMITTED


def _read_categories(element: Element, kind: str) -> tuple[object, object]:
    """Aim and kind, and the type of effort counted as read."""
    aim: object = None
    what: object = None
    for one in element.children("category"):
        wanted = (terms.EFFORT_TYPE, kind)
        found = one.pick("coding", lambda c: (c.raw.get("system"), c.raw.get("code")) == wanted)  # noqa: B023 - used at once
        for coding in found:
            coding.ignore("system", "code", "display")
        if found:
            one.ignore("text")
        elif aim is None and _stands_in(one, terms.code_system("pk-effort-aim")):
            aim, _ = read_concept(one, terms.EFFORT_AIM)
        elif what is None and _stands_in(one, terms.code_system("pk-effort-kind")):
            what, _ = read_concept(one, terms.EFFORT_KIND)
    return aim, what


def _stands_in(element: Element, system: str) -> bool:
    listed = element.raw.get("coding")
    return isinstance(listed, list) and any(
        isinstance(one, dict) and one.get("system") == system for one in listed
    )


def read_external(node: Node, reading: Reading) -> ExternalEffort | None:
    """An external actor's effort."""
    said = _read_effort(node, "external effort", reading)
    if said is None:
        return None
    element = node.element
    _read_categories(element, "external-effort")
    if element.raw.get("intent") == "plan":
        element.ignore("intent")
    return build(ExternalEffort, element, **said)

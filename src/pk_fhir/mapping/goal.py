"""Goal: a goal or an expectation (https://hl7.org/fhir/R4/goal.html)."""

from pk_fhir.contract import codes
from pk_fhir.contract.agreement import Goal, GoalAcceptance, Reassessment
from pk_fhir.contract.values import Note
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
from pk_fhir.mapping.datatypes import read_identifiers, read_note
from pk_fhir.mapping.graph import Node
from pk_fhir.mapping.reader import DATE, TEXT, Element, build
from pk_fhir.mapping.reading import Reading
from pk_fhir.mapping.writing import Json, Writing, compact

_EXPRESSED = ("patient", "relative", "professional")
_ASSESSED = terms.definition("pk-assessed-status")


def write(goal: Goal, out: Writing) -> Json:
    """The Goal."""
    title = goal.category.sv.capitalize() if goal.category else "Mål"
    lines = (
        ("Beskrivning", goal.description),
        ("Status", goal.lifecycle.sv),
        ("Hur det går", goal.achievement.sv if goal.achievement else None),
        ("Ska vara uppnått", goal.due),
    )
    target = compact({"detailString": goal.measure, "dueDate": goal.due})
    # FHIR wants a measure where there is a detail (gol-1); the words of the goal are that.
    if goal.measure is not None:
        target = {"measure": {"text": goal.description}, **target}
    return out.resource("Goal", "pk-goal", title, lines, part=goal) | compact(
        {
            "extension": [_acceptance(one, out) for one in goal.accepted_by],
            "identifier": out.identifiers(goal),
            "lifecycleStatus": goal.lifecycle.value,
            "achievementStatus": coded_concept(terms.ACHIEVEMENT, goal.achievement),
            "category": _categories(goal),
            "priority": coded_concept(terms.PRIORITY, goal.priority),
            "description": compact({"coding": codings(goal.codings), "text": goal.description}),
            "subject": out.patient(),
            "startDate": goal.start,
            "target": [target] if target else [],
            "statusDate": goal.status_date,
            "statusReason": goal.status_reason,
            "expressedBy": out.ref(goal.expressed_by) if goal.expressed_by else None,
            "note": [
                *(_reassessment(one, out) for one in goal.reassessments),
                *out.notes(goal.notes),
            ],
        }
    )


def _categories(goal: Goal) -> list[Json]:
    own = [coded_concept(terms.GOAL_CATEGORY, goal.category)] if goal.category else []
    return [*own, *({"text": text} for text in goal.other_categories)]


def _acceptance(stated: GoalAcceptance, out: Writing) -> Json:
    parts: list[Json] = [{"url": "individual", "valueReference": out.person(stated.party)}]
    if stated.status is not None:
        parts.append({"url": "status", "valueCode": stated.status.value})
    return {"url": terms.GOAL_ACCEPTANCE, "extension": parts}


def _reassessment(stated: Reassessment, out: Writing) -> Json:
    note = out.note(stated.text, stated.by, stated.by_name, stated.when)
    if stated.achievement is None:
        return note
    status = concept(terms.ACHIEVEMENT[stated.achievement], text=stated.achievement.sv)
    return {"extension": [{"url": _ASSESSED, "valueCodeableConcept": status}], **note}


def read(node: Node, reading: Reading) -> Goal | None:
    """The goal; None when it has no description."""
    element = node.element
    withheld = read_common(node)
    element.ignore("subject")
    description = element.child("description")
    said = read_words(description, kept=True)
    if said is None or description is None:
        element.note("map-essential", "description")
        return None
    category, others = _read_categories(element)
    reassessments, notes = _read_notes(element, reading, node)
    target = _read_target(element)
    if target is not None and target.child("measure") is not None:
        _read_measure(target, said)
    achievement, _ = read_concept(element.child("achievementStatus"), terms.ACHIEVEMENT)
    priority, _ = read_concept(element.child("priority"), terms.PRIORITY)
    accepted = [
        _read_acceptance(one, reading, node) for one in element.extensions(terms.GOAL_ACCEPTANCE)
    ]
    return build(
        Goal,
        element,
        id=reading.want("goal", node),
        identifiers=read_identifiers(element),
        withheld_from_patient=withheld,
        description=said,
        codings=read_codings(description),
        category=category,
        other_categories=others,
        priority=priority,
        expressed_by=reading.ref(element.child("expressedBy"), node, _EXPRESSED),
        lifecycle=read_code(element, "lifecycleStatus", codes.GoalLifecycle)
        or codes.GoalLifecycle.ACTIVE,
        achievement=achievement,
        status_date=element.read("statusDate", DATE),
        status_reason=element.read("statusReason", TEXT),
        start=element.read("startDate", DATE),
        due=target.read("dueDate", DATE) if target else None,
        measure=target.read("detailString", TEXT) if target else None,
        accepted_by=tuple(one for one in accepted if one is not None),
        reassessments=reassessments,
        notes=notes,
    )


def _read_target(element: Element) -> Element | None:
    listed = element.pick("target", lambda _: True)
    for other in listed[1:]:
        other.note("map-second")
        other.ignore(*other.raw)
    return listed[0] if listed else None


def _read_measure(target: Element, description: str) -> None:
    """Ours repeats the goal; another says what is measured, which the contract says in words only."""
    measure = target.child("measure")
    if measure is not None and measure.raw == {"text": description}:
        measure.ignore("text")


def _read_categories(element: Element) -> tuple[codes.GoalCategory | None, tuple[str, ...]]:
    category: codes.GoalCategory | None = None
    others: list[str] = []
    for one in element.children("category"):
        code, text = read_concept(one, terms.GOAL_CATEGORY)
        if isinstance(code, codes.GoalCategory) and category is None:
            category = code
        elif code is not None:
            one.note("map-second")
        if text is not None:
            others.append(text)
    return category, tuple(others)


def _read_acceptance(element: Element, reading: Reading, source: Node) -> GoalAcceptance | None:
    party = reading.value_ref(element.extension("individual"), source, _EXPRESSED)
    status = element.extension("status")
    reply = read_code(status, "valueCode", codes.Acceptance) if status else None
    if party is None:
        element.note("map-essential", "extension('individual')")
        return None
    return build(GoalAcceptance, element, party=party, status=reply)


def _read_notes(
    element: Element, reading: Reading, source: Node
) -> tuple[tuple[Reassessment, ...], tuple[Note, ...]]:
    reassessed: list[Reassessment] = []
    remarks: list[Note] = []
    for one in element.children("note"):
        note = read_note(one, reading, source)
        if note is None:
            continue
        if note.when is None:
            remarks.append(note)
            continue
        status = one.extension(_ASSESSED)
        achievement, _ = read_concept(
            status.child("valueCodeableConcept") if status else None, terms.ACHIEVEMENT
        )
        stated = build(
            Reassessment,
            one,
            when=note.when,
            text=note.text,
            by=note.by,
            by_name=note.by_name,
            achievement=achievement,
        )
        reassessed.extend([stated] if stated else [])
    return tuple(reassessed), tuple(remarks)

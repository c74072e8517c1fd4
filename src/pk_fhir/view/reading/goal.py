"""Goal → what the person wants to reach: https://hl7.org/fhir/R4/goal.html."""

from pk_fhir.mapping.terms import GOAL_ACHIEVEMENT, definition
from pk_fhir.view.graph import Graph, Resource, extension, item, items, string
from pk_fhir.view.model import Goal, Note
from pk_fhir.view.people import who
from pk_fhir.view.reading.trace import trace
from pk_fhir.view.words import concept, said, status

CLOSED = frozenset({"completed", "cancelled", "rejected", "entered-in-error"})


def goal(graph: Graph, resource: Resource) -> Goal:
    """One goal, with its reassessments in the order of their dates."""
    code, words = status(resource, "goal", "lifecycleStatus")
    target = item(resource, "target")
    by = who(graph, item(resource, "expressedBy"), resource)
    return Goal(
        **trace(graph, resource),
        description=concept(resource, "description") or said("view.goal.untitled") or "",
        status=code,
        status_text=words,
        open=code not in CLOSED,
        achievement=_achievement(resource),
        achievement_text=concept(resource, "achievementStatus"),
        category=concept(resource, "category"),
        start=string(resource, "startDate") or concept(resource, "startCodeableConcept"),
        due=string(target, "dueDate"),
        measure=string(target, "detailString") or concept(target, "detailCodeableConcept"),
        expressed_by=by.in_words() if by else None,
        reassessments=[_note(graph, resource, note) for note in items(resource, "note")],
    )


def _achievement(resource: Resource) -> str | None:
    codings = items(item(resource, "achievementStatus"), "coding")
    return next((string(c, "code") for c in codings if c.get("system") == GOAL_ACHIEVEMENT), None)


def _note(graph: Graph, resource: Resource, note: Resource) -> Note:
    by = who(graph, item(note, "authorReference"), resource)
    assessed = extension(note, definition("pk-assessed-status"))
    return Note(
        text=string(note, "text") or "",
        when=string(note, "time"),
        by=by.in_words() if by else string(note, "authorString"),
        status_text=concept(assessed, "valueCodeableConcept"),
    )

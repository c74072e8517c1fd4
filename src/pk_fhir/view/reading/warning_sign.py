"""Task "warning-sign" → what to watch for, and where to turn then."""

from pk_fhir.mapping.terms import code_system
from pk_fhir.view.graph import Graph, Resource, item, items, string
from pk_fhir.view.model import Reach, Urgency, WarningSign
from pk_fhir.view.people import contact_point, told, who
from pk_fhir.view.reading.trace import trace
from pk_fhir.view.words import coded, concept, said

# The contract's words for Task.priority. What states none is told without a time, never as one that
# can wait.
URGENCY: dict[str | None, Urgency] = {
    "stat": "call-112",
    "asap": "at-once",
    "urgent": "same-day",
    "routine": "when-convenient",
}


def warning_sign(graph: Graph, task: Resource) -> WarningSign:
    """One sign, and every place to turn to that it names."""
    turn_to: list[str] = []
    ways: list[Reach] = []
    first = None
    for given in items(task, "input"):
        if coded(given, "type", code_system("pk-task-input")) == "what-to-do":
            first = string(given, "valueString")
            continue
        _add(graph, task, given, turn_to, ways)
    return WarningSign(
        **trace(graph, task),
        text=string(task, "description")
        or concept(task, "code")
        or said("view.task.untitled")
        or "",
        first=first,
        urgency=URGENCY.get(string(task, "priority"), "unstated"),
        turn_to=turn_to,
        reach=told(graph, ways),
    )


def _add(
    graph: Graph, task: Resource, given: Resource, turn_to: list[str], ways: list[Reach]
) -> None:
    label = string(item(given, "type"), "text")
    point = contact_point(item(given, "valueContactPoint"), label)
    if point:
        ways.append(point)
    named = who(graph, item(given, "valueReference"), task)
    if named:
        turn_to.append(named.in_words())
        ways.extend(
            way.model_copy(update={"label": label or named.name, "hours": list(named.hours)})
            for way in named.reach
        )
    words = string(given, "valueString")
    if words:
        turn_to.append(words)

"""Task and ServiceRequest → what the patient does, what care does, what somebody outside care does.

https://hl7.org/fhir/R4/task.html, https://hl7.org/fhir/R4/servicerequest.html. Peers' plans may hold
their activities inside the CarePlan (`activity.detail`): those become lines too; one that says "do not
do this" is never shown as something to do.
"""

from typing import Literal

from pk_fhir.mapping.terms import PERTAINS_TO_GOAL, code_system
from pk_fhir.messages import text
from pk_fhir.view.graph import Graph, Resource, extensions, item, items, string
from pk_fhir.view.model import Commitment, Standing
from pk_fhir.view.people import everybody, who
from pk_fhir.view.reading.timing import bounds, repeats
from pk_fhir.view.reading.trace import trace
from pk_fhir.view.words import annotations, coded, concept, concepts, period, said, status

Whose = Literal["mine", "care", "other"]
ENDED = frozenset(
    {"completed", "cancelled", "rejected", "failed", "entered-in-error", "revoked", "stopped"}
)
WAITING = frozenset({"draft", "requested", "received", "not-started", "scheduled", "ready"})


def task_type(task: Resource) -> str | None:
    """Which of our kinds of Task it is."""
    return coded(task, "code", code_system("pk-task-type"))


def of_task(graph: Graph, task: Resource) -> tuple[Whose, Commitment]:
    """A Task that is neither warning sign nor review: the owner's undertaking."""
    code, words = status(task, "task")
    start, due = period(item(task, "restriction"))
    done_from, done = period(task, "executionPeriod")
    timing = item(graph.follow(item(task, "focus"), task) or {}, "occurrenceTiming")
    first, last = bounds(timing)
    owner = who(graph, item(task, "owner"), task)
    words_of_it, details = _said(graph, task)
    mine = owner is None or owner.is_patient
    commitment = Commitment(
        **trace(graph, task),
        text=words_of_it,
        details=details,
        status=code,
        status_text=words,
        standing=_standing(code),
        who=[] if owner is None or owner.is_patient else [owner.in_words()],
        start=start or done_from or first,
        due=due or last,
        done=done if code == "completed" else None,
        repeats=repeats(timing),
        notes=annotations(task),
        goals=_goals(graph, task),
    )
    return ("mine" if mine or _is_relative(graph, task) else "care"), commitment


def _said(graph: Graph, task: Resource) -> tuple[str, str | None]:
    """What is undertaken, and more about it. A mediated contact's code says only that it is one."""
    description = string(task, "description")
    if task_type(task) == "mediated-contact":
        contact = _contact(graph, task)
        more = text("view.task.contact", "sv", name=contact) if contact else None
        return description or more or said("view.task.untitled") or "", more
    words = concept(task, "code") or description or said("view.task.untitled") or ""
    return words, None if description == words else description


def _contact(graph: Graph, task: Resource) -> str | None:
    """Whom the patient is put in touch with."""
    for given in items(task, "input"):
        if coded(given, "type", code_system("pk-task-input")) == "contact":
            named = who(graph, item(given, "valueReference"), task)
            point = string(item(given, "valueContactPoint"), "value")
            return named.in_words() if named else string(given, "valueString") or point
    return None


def _is_relative(graph: Graph, task: Resource) -> bool:
    owner = graph.follow(item(task, "owner"), task)
    return owner is not None and owner["resourceType"] == "RelatedPerson"


def _standing(code: str) -> Standing:
    if code in ENDED:
        return "ended"
    return "planned" if code in WAITING else "ongoing"


def of_service_request(graph: Graph, request: Resource) -> tuple[Whose, Commitment] | None:
    """Care's commitment, or an effort of somebody outside care. None for what does not stand alone:
    the patient's repeated activity (shown with its Task), and what must not be done."""
    effort = coded(request, "category", code_system("pk-effort-type"))
    if effort == "patient-activity" or is_prohibited(request):
        return None
    code, words = status(request, "request")
    standing = _request_standing(request, code)
    if standing == "alternative":
        words = said("view.status.request.proposal") or words
    elif standing == "planned" and code == "active":
        words = said("view.status.request.planned") or words
    start, due = _occurrence(request)
    commitment = Commitment(
        **trace(graph, request),
        text=what(request),
        details=string(request, "patientInstruction"),
        status=code,
        status_text=words,
        standing=standing,
        who=everybody(graph, request, "performer"),
        categories=_categories(request),
        start=start,
        due=due,
        repeats=repeats(item(request, "occurrenceTiming")),
        notes=annotations(request),
        goals=_goals(graph, request),
    )
    return ("other" if effort == "external-effort" else "care"), commitment


def is_prohibited(request: Resource) -> bool:
    """Whether it says that something is not to be done."""
    return request.get("doNotPerform") is True


def what(request: Resource) -> str:
    """What a ServiceRequest is about, in words."""
    return concept(request, "code") or said("view.request.untitled") or ""


def _occurrence(request: Resource) -> tuple[str | None, str | None]:
    at = string(request, "occurrenceDateTime")
    if at:
        return at, at
    start, end = period(request, "occurrencePeriod")
    first, last = bounds(item(request, "occurrenceTiming"))
    return start or first, end or last


def _request_standing(request: Resource, code: str) -> Standing:
    if code in ENDED:
        return "ended"
    if request.get("intent") == "proposal":
        return "alternative"
    # Something on one day is planned until it is done; something from a day on goes on.
    once = "occurrenceDateTime" in request
    return "ongoing" if code == "active" and not once else "planned"


def _categories(request: Resource) -> list[str]:
    kinds = [
        category
        for category in items(request, "category")
        if coded({"category": category}, "category", code_system("pk-effort-type")) is None
    ]
    return concepts({"category": kinds}, "category")


def _goals(graph: Graph, resource: Resource) -> list[str]:
    found = (
        graph.follow(item(e, "valueReference"), resource)
        for e in extensions(resource, PERTAINS_TO_GOAL)
    )
    return [words for goal in found if goal and (words := concept(goal, "description"))]


def of_details(graph: Graph, plan: Resource) -> list[tuple[Whose, Commitment]]:
    """The activities that a peer wrote inside its CarePlan."""
    return [
        _of_detail(graph, plan, index, detail)
        for index, activity in enumerate(items(plan, "activity"))
        if (detail := item(activity, "detail")) and detail.get("doNotPerform") is not True
    ]


def prohibited_details(plan: Resource) -> list[str]:
    """The activities inside a peer's CarePlan that are not to be done, in words."""
    return [
        concept(detail, "code") or string(detail, "description") or said("view.task.untitled") or ""
        for activity in items(plan, "activity")
        if (detail := item(activity, "detail")).get("doNotPerform") is True
    ]


def _of_detail(
    graph: Graph, plan: Resource, index: int, detail: Resource
) -> tuple[Whose, Commitment]:
    code, words = status(detail, "task")
    start, due = period(detail, "scheduledPeriod")
    first, last = bounds(item(detail, "scheduledTiming"))
    performers = [who(graph, reference, plan) for reference in items(detail, "performer")]
    known = [p for p in performers if p]
    commitment = Commitment(
        **trace(graph, plan, f"#activity[{index}]"),
        text=concept(detail, "code")
        or string(detail, "description")
        or said("view.task.untitled")
        or "",
        details=string(detail, "description"),
        status=code,
        status_text=words,
        standing=_standing(code),
        who=[p.in_words() for p in known if not p.is_patient],
        start=start or first,
        due=due or last,
        repeats=repeats(item(detail, "scheduledTiming")) or string(detail, "scheduledString"),
        goals=[
            goal_words
            for reference in items(detail, "goal")
            if (goal := graph.follow(reference, plan))
            and (goal_words := concept(goal, "description"))
        ],
    )
    mine = bool(known) and all(p.is_patient for p in known)
    return ("mine" if mine else "care"), commitment

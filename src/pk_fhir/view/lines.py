"""All lines of all sources, by the parts of the agreement and in the order a person reads them.

A resource that cannot be read as what its type says never stops the rest: it becomes a quality note.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import TypeVar

import msgspec

from pk_fhir.mapping.terms import FOLLOW_UP_FORM, STORY_FORM
from pk_fhir.messages import text
from pk_fhir.sync import Pulled
from pk_fhir.view import model
from pk_fhir.view.copies import Copies
from pk_fhir.view.graph import Graph, Resource, record
from pk_fhir.view.moment import moment
from pk_fhir.view.reading import agreement as agreements
from pk_fhir.view.reading import commitment, goal, review, team, time, warning_sign
from pk_fhir.view.vocabulary import Audience

L = TypeVar("L", bound=model.Line)
NEVER_SHOWN = "entered-in-error"
NOT_LINES = frozenset({"quality"})
# A note that tells what a record says, rather than what is wrong with it.
PROHIBITED = "view.note.not-to-be-done"


class Lines(msgspec.Struct, kw_only=True):
    """The lines of a view before anything is said about them together."""

    agreements: list[model.Agreement] = []
    what_matters: list[model.Statement] = []
    story: list[model.Statement] = []
    contacts: list[model.Contact] = []
    warning_signs: list[model.WarningSign] = []
    times: list[model.Time] = []
    my_commitments: list[model.Commitment] = []
    care_commitments: list[model.Commitment] = []
    other_efforts: list[model.Commitment] = []
    goals: list[model.Goal] = []
    plans: list[model.Plan] = []
    team: list[model.Contact] = []
    relatives: list[model.Relative] = []
    units: list[model.Unit] = []
    reviews: list[model.Review] = []
    follow_ups: list[model.FollowUp] = []
    quality: list[model.QualityNote] = []


def read(
    answers: Sequence[Pulled],
    now: datetime,
    *,
    masked: bool = False,
    audience: Audience = "patient",
) -> Lines:
    """Every record once, as lines; each line says which other sources have a copy.

    `masked`: the person has protected identity, so what shows where they live or are treated is left
    out, and who represents them.
    """
    lines = Lines()
    copies = Copies(answers)
    for answer in answers:
        graph = Graph(answer.source, answer.resources, now, masked=masked, audience=audience)
        for resource in answer.resources:
            if not copies.is_hidden(answer.source.key, resource):
                _read_one(lines, graph, resource)
    _name_copies(lines, copies)
    _order(lines)
    return lines


def _read_one(lines: Lines, graph: Graph, resource: Resource) -> None:
    reader = _READERS.get(resource["resourceType"])
    if reader is None or NEVER_SHOWN in (resource.get("status"), resource.get("lifecycleStatus")):
        return
    try:
        reader(lines, graph, resource)
    except (TypeError, ValueError, LookupError, AttributeError, RecursionError):
        # What a source calls a Goal may be anything; the reader of the view is told.
        lines.quality.append(_unreadable(graph, resource))


def _unreadable(graph: Graph, resource: Resource) -> model.QualityNote:
    key = "view.note.unreadable"
    here = record(resource)
    words = text(key, "sv", source=graph.source.name, record=here)
    return model.QualityNote(source=graph.source.key, record=here, key=key, text=words)


def _prohibited(graph: Graph, resource: Resource, what: str) -> model.QualityNote:
    source = graph.source
    return model.QualityNote(
        source=source.key,
        record=record(resource),
        key=PROHIBITED,
        text=text(PROHIBITED, "sv", source=source.name, what=what),
    )


def _care_plan(lines: Lines, graph: Graph, plan: Resource) -> None:
    if agreements.is_agreement(plan):
        lines.agreements.append(agreements.agreement(graph, plan))
        words = agreements.what_matters(graph, plan)
        lines.what_matters += [words] if words else []
    else:
        lines.plans.append(agreements.plan(graph, plan))
    lines.plans += agreements.plans_elsewhere(graph, plan)
    for whose, line in commitment.of_details(graph, plan):
        _commitments(lines, whose).append(line)
    for what in commitment.prohibited_details(plan):
        lines.quality.append(_prohibited(graph, plan, what))


def _commitments(lines: Lines, whose: commitment.Whose) -> list[model.Commitment]:
    match whose:
        case "mine":
            return lines.my_commitments
        case "care":
            return lines.care_commitments
        case "other":
            return lines.other_efforts


def _task(lines: Lines, graph: Graph, task: Resource) -> None:
    match commitment.task_type(task):
        case "warning-sign":
            if task.get("status") not in commitment.ENDED:
                lines.warning_signs.append(warning_sign.warning_sign(graph, task))
        case "review":
            lines.reviews.append(review.review(graph, task))
        case _:
            whose, line = commitment.of_task(graph, task)
            _commitments(lines, whose).append(line)


def _service_request(lines: Lines, graph: Graph, request: Resource) -> None:
    found = commitment.of_service_request(graph, request)
    if commitment.is_prohibited(request) and request.get("status") not in commitment.ENDED:
        lines.quality.append(_prohibited(graph, request, commitment.what(request)))
    elif found:
        _commitments(lines, found[0]).append(found[1])


def _care_team(lines: Lines, graph: Graph, resource: Resource) -> None:
    if team.is_fixed_contact(resource):
        lines.contacts += team.fixed_contacts(graph, resource)
    else:
        lines.team += team.members(graph, resource)


def _response(lines: Lines, graph: Graph, response: Resource) -> None:
    form = review.questionnaire(response)
    if form == FOLLOW_UP_FORM:
        lines.follow_ups.append(review.follow_up(graph, response))
    elif form == STORY_FORM:
        told = review.story(graph, response)
        lines.what_matters += [line for line in told if line.topic == "what-matters"]
        lines.story += [line for line in told if line.topic != "what-matters"]


def _goal(lines: Lines, graph: Graph, resource: Resource) -> None:
    lines.goals.append(goal.goal(graph, resource))


def _time(lines: Lines, graph: Graph, resource: Resource) -> None:
    lines.times.append(time.time(graph, resource))


def _relative(lines: Lines, graph: Graph, resource: Resource) -> None:
    line = team.relative(graph, resource)
    if not (graph.masked and line.representative):
        lines.relatives.append(line)


def _unit(lines: Lines, graph: Graph, resource: Resource) -> None:
    if not graph.masked:
        lines.units.append(team.unit(graph, resource))


_READERS: dict[str, Callable[[Lines, Graph, Resource], None]] = {
    "Appointment": _time,
    "CarePlan": _care_plan,
    "CareTeam": _care_team,
    "Goal": _goal,
    "HealthcareService": _unit,
    "QuestionnaireResponse": _response,
    "RelatedPerson": _relative,
    "ServiceRequest": _service_request,
    "Task": _task,
}


def _name_copies(lines: Lines, copies: Copies) -> None:
    for field in lines.__struct_fields__:
        if field not in NOT_LINES:
            setattr(lines, field, [_with_copies(line, copies) for line in getattr(lines, field)])


def _with_copies(line: L, copies: Copies) -> L:
    others = copies.also_from(line.source, line.record)
    if not others:
        return line
    differing = copies.differs_at(line.source, line.record)
    return line.model_copy(update={"also_from": others, "differs_at": differing})


def remark(lines: Lines, noted: Iterable[model.QualityNote]) -> None:
    """Put what there is to know about a record beside each line of it."""
    about: dict[tuple[str, str], list[str]] = {}
    for note in noted:
        if note.record:
            about.setdefault((note.source, note.record), []).append(note.text)
    if not about:
        return
    for field in lines.__struct_fields__:
        if field not in NOT_LINES:
            setattr(lines, field, [_remarked(line, about) for line in getattr(lines, field)])


def _remarked(line: L, about: dict[tuple[str, str], list[str]]) -> L:
    words = about.get((line.source, line.record))
    return line.model_copy(update={"quality": words}) if words else line


def _order(lines: Lines) -> None:
    lines.what_matters = _own_words_once(lines.what_matters)
    lines.what_matters.sort(key=lambda words: _newest(words.said), reverse=True)
    lines.contacts.sort(
        key=lambda c: (not c.current, not c.proposed, not c.coordinating, c.kind or "9", c.name)
    )
    lines.relatives.sort(key=lambda relative: not relative.current)
    lines.warning_signs.sort(key=lambda w: _URGENCIES.index(w.urgency))
    lines.times.sort(key=lambda t: _at(t.start or next(iter(t.between), None)))
    for commitments in (lines.my_commitments, lines.care_commitments, lines.other_efforts):
        commitments.sort(key=lambda c: (_STANDINGS.index(c.standing), _at(c.due or c.start)))
    lines.goals.sort(key=lambda g: (not g.open, _at(g.due)))
    lines.plans.sort(key=lambda p: (p.status != "active", p.title))
    lines.reviews.sort(key=lambda r: (not r.open, _at(r.due)))
    lines.follow_ups.sort(key=lambda f: _newest(f.when), reverse=True)


_URGENCIES = ("call-112", "at-once", "same-day", "unstated", "when-convenient")
_STANDINGS = ("ongoing", "planned", "alternative", "ended")


def _at(stated: str | None) -> float:
    """Where a date stands in the order; what has none comes last."""
    at = moment(stated)
    return at.first.timestamp() if at else float("inf")


def _newest(stated: str | None) -> float:
    """Where a date stands among the newest first; what has none comes last."""
    at = moment(stated)
    return at.first.timestamp() if at else float("-inf")


def _own_words_once(said: Iterable[model.Statement]) -> list[model.Statement]:
    """What matters stands on the agreement and in the story, word for word: one line of the two."""
    kept: dict[tuple[str, str], model.Statement] = {}
    for line in said:
        kept.setdefault((line.source, line.text), line)
    return list(kept.values())

"""What cannot all be right, or what care should sort out between them: listed, never settled here."""

from collections.abc import Iterable
from datetime import datetime
from itertools import combinations

from pk_fhir.messages import text
from pk_fhir.view.likeness import folded, goal_likeness, time_likeness
from pk_fhir.view.lines import Lines
from pk_fhir.view.model import Contact, Contradiction, Goal, Time
from pk_fhir.view.moment import moment
from pk_fhir.view.vocabulary import Audience
from pk_fhir.view.words import addressed, listed

PHYSICIAN = "2"


def contradictions(
    lines: Lines, now: datetime, audience: Audience = "patient"
) -> list[Contradiction]:
    """Every contradiction among lines that are in force."""
    current = [contact for contact in lines.contacts if contact.current]
    return [
        *_several([c for c in current if c.kind == PHYSICIAN], "two-physicians", audience),
        *_several([c for c in current if c.coordinating], "two-coordinators", audience),
        *_overlaps(lines.times, now, audience),
        *_goal_status(lines.goals),
        *_next_review(lines, audience),
    ]


def _several(contacts: list[Contact], kind: str, audience: Audience) -> list[Contradiction]:
    names = sorted({contact.name for contact in contacts}, key=folded)
    if len({folded(name) for name in names}) < 2:  # noqa: PLR2004 (two are a contradiction)
        return []
    words = addressed(audience, f"view.contradiction.{kind}", names=listed(names))
    return [
        Contradiction.model_validate(
            {"kind": kind, "lines": [contact.id for contact in contacts], "text": words}
        )
    ]


def _overlaps(times: Iterable[Time], now: datetime, audience: Audience) -> list[Contradiction]:
    coming = [
        (begin.first, end.first, time)
        for time in times
        if time.state == "agreed"
        and (begin := moment(time.start))
        and (end := moment(time.end))
        and end.first > now
    ]
    return [
        Contradiction(
            kind="overlapping-times",
            lines=[one.id, other.id],
            text=addressed(
                audience,
                "view.contradiction.overlapping-times",
                one=f"{one.about} ({one.source_name})",
                other=f"{other.about} ({other.source_name})",
            ),
        )
        for (start, end, one), (begin, finish, other) in combinations(coming, 2)
        if start < finish and begin < end and time_likeness(one) != time_likeness(other)
    ]


def _goal_status(goals: Iterable[Goal]) -> list[Contradiction]:
    same: dict[object, list[Goal]] = {}
    for goal in goals:
        same.setdefault(goal_likeness(goal), []).append(goal)
    return [
        Contradiction(
            kind="goal-status",
            lines=[goal.id for goal in group],
            text=text(
                "view.contradiction.goal-status",
                "sv",
                goal=group[0].description,
                states=", ".join(f"{_goal_words(g)} ({g.source_name})" for g in group),
            ),
        )
        for group in same.values()
        if len({(g.open, g.achievement) for g in group}) > 1
    ]


def _goal_words(goal: Goal) -> str:
    return (goal.achievement_text or goal.status_text).lower()


def _next_review(lines: Lines, audience: Audience) -> list[Contradiction]:
    due = [review for review in lines.reviews if review.open and review.due]
    if len({review.source for review in due}) < 2 or len({review.due for review in due}) < 2:  # noqa: PLR2004
        return []
    words = addressed(
        audience,
        "view.contradiction.next-review",
        sources=listed(sorted({review.source_name for review in due})),
    )
    return [Contradiction(kind="next-review", lines=[r.id for r in due], text=words)]

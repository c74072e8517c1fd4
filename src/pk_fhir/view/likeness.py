"""Likely duplicates: lines of different sources that may be the same thing.

They are linked and shown, with the reason, and never merged: two providers may well have agreed on the
same goal.
"""

from collections.abc import Callable, Hashable, Iterable
from typing import TypeVar

from pk_fhir.messages import text
from pk_fhir.view.lines import Lines
from pk_fhir.view.model import (
    Commitment,
    Contact,
    Duplicate,
    Goal,
    Line,
    Plan,
    Relative,
    Time,
    WarningSign,
)
from pk_fhir.view.moment import moment
from pk_fhir.view.words import listed

T = TypeVar("T", bound=Line)


def duplicates(lines: Lines) -> list[Duplicate]:
    """Every group of lines that look the same, across sources."""
    return [
        *_alike(lines.goals, goal_likeness, "view.duplicate.goal"),
        *_alike(
            [t for t in lines.times if t.state in ("agreed", "offered")],
            time_likeness,
            "view.duplicate.time",
        ),
        *_alike(lines.my_commitments, _commitment, "view.duplicate.commitment"),
        *_alike(lines.care_commitments, _commitment, "view.duplicate.commitment"),
        *_alike([c for c in lines.contacts if c.current], _contact, "view.duplicate.contact"),
        *_alike(lines.plans, _plan, "view.duplicate.plan"),
        *_alike(lines.warning_signs, _sign, "view.duplicate.warning-sign"),
        *_alike(lines.relatives, _relative, "view.duplicate.contact"),
    ]


def _alike(lines: Iterable[T], likeness: Callable[[T], Hashable], key: str) -> list[Duplicate]:
    groups: dict[Hashable, list[T]] = {}
    for line in lines:
        same = likeness(line)
        if same is not None:
            groups.setdefault(same, []).append(line)
    return [
        Duplicate(
            lines=[line.id for line in group],
            reason=text(key, "sv", sources=_named(group)),
        )
        for group in groups.values()
        if len({line.source for line in group}) > 1
    ]


def _named(group: Iterable[Line]) -> str:
    return listed(sorted({line.source_name for line in group}))


def folded(words: str) -> str:
    """Words without what people write differently: case, white space, a full stop at the end."""
    return " ".join(words.casefold().split()).rstrip(".!")


def goal_likeness(goal: Goal) -> Hashable:
    """Goals are alike when they say the same."""
    return folded(goal.description)


def time_likeness(time: Time) -> Hashable:
    """Times are alike when they start at the same moment and are about the same."""
    at = moment(time.start)
    return (at.first, folded(time.about)) if at else None


def _commitment(line: Commitment) -> Hashable:
    return folded(line.text), line.standing


def _contact(line: Contact) -> Hashable:
    return folded(line.name), line.kind


def _plan(line: Plan) -> Hashable:
    return folded(line.title)


def _sign(line: WarningSign) -> Hashable:
    return folded(line.text)


def _relative(line: Relative) -> Hashable:
    return folded(line.name), folded(line.relation)

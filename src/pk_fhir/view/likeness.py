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
        *_contacts([c for c in lines.contacts if c.current]),
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


def _unsaid(*keys: str) -> frozenset[str]:
    return frozenset(folded(text(key, "sv")) for key in keys)


# What stands for words that a source left out makes nothing alike.
UNSAID = _unsaid(
    "view.goal.untitled",
    "view.time.untitled",
    "view.task.untitled",
    "view.request.untitled",
    "view.plan.untitled",
    "view.person.unnamed",
)


def _alike_in(words: str, *more: Hashable) -> Hashable:
    same = folded(words)
    return None if same in UNSAID else (same, *more)


def goal_likeness(goal: Goal) -> Hashable:
    """Goals are alike when they say the same; None for one without words."""
    return _alike_in(goal.description)


def time_likeness(time: Time) -> Hashable:
    """Times are alike when they start at the same moment and are about the same."""
    at = moment(time.start)
    return (at.first, folded(time.about)) if at else None


def same_occasion(time: Time) -> Hashable:
    """Times of several sources may be the same when they are about the same on one day in Sweden; None
    where that is not said."""
    at = moment(time.start)
    return _alike_in(time.about, at.day) if at else None


def _commitment(line: Commitment) -> Hashable:
    return _alike_in(line.text, line.standing)


def _contacts(contacts: list[Contact]) -> list[Duplicate]:
    persons = persons_of(contacts)

    def likeness(contact: Contact) -> Hashable:
        person = persons[contact.id]
        return None if person in UNSAID else (person, contact.kind)

    return _alike(contacts, likeness, "view.duplicate.contact")


def persons_of(contacts: Iterable[Contact]) -> dict[str, str]:
    """Who each contact is, by its line's id: an HSA-id, or a name without what people write differently.

    Whoever has an HSA-id is the one that it names, whatever the name; who has none is the one of that
    name, where there is one.
    """
    named: dict[str, set[str]] = {}
    for contact in contacts:
        if contact.hsa_id:
            named.setdefault(folded(contact.name), set()).add(contact.hsa_id)

    def person(contact: Contact) -> str:
        name = folded(contact.name)
        of_name = named.get(name, set()) if name not in UNSAID else set()
        return contact.hsa_id or (min(of_name) if len(of_name) == 1 else name)

    return {contact.id: person(contact) for contact in contacts}


def _plan(line: Plan) -> Hashable:
    return _alike_in(line.title)


def _sign(line: WarningSign) -> Hashable:
    return _alike_in(line.text)


def _relative(line: Relative) -> Hashable:
    return _alike_in(line.name, folded(line.relation))

"""A view as the page tells it: what comes first, what is over, and whose part is missing."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import TypeVar

import msgspec

from pk_fhir.view.lines import PROHIBITED
from pk_fhir.view.model import Commitment, Contact, Line, QualityNote, SourceReport, Time, View
from pk_fhir.view.moment import moment

L = TypeVar("L", bound=Line)

OVER = frozenset({"held", "missed", "cancelled"})
# States in which something of the source is not on the page at all.
ABSENT = frozenset({"timed-out", "failed", "not-authorised", "blocked", "no-endpoint", "truncated"})

# Notes on what a source says and a contract cannot hold: nothing is wrong with it.
MORE = frozenset({"view.note.not-expressed", "view.note.r5-lost"})
# Notes on one record that are told to the patient as they stand.
TOLD = frozenset({PROHIBITED})


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """What the templates ask the view for beside its own fields."""

    view: View
    absent: tuple[str, ...]
    stale: dict[str, SourceReport]
    coming: tuple[Time, ...]
    over: tuple[Time, ...]
    wished: tuple[Time, ...]
    first_contact: Contact | None
    others: tuple[Contact, ...]
    again: tuple[Contact, ...]
    next_time: Time | None
    next_commitment: Commitment | None
    source_names: dict[str, str]
    alike: dict[str, list[Line]]
    lines: dict[str, Line]
    notes: list[QualityNote]
    details_of: list[str]
    marred: list[str]


def reading(view: View, now: datetime) -> Reading:
    """Sort a view for the page."""
    lines = {line.id: line for line in all_lines(view)}
    fixed = {_person(contact) for contact in view.contacts if contact.current}
    return Reading(
        view=view,
        absent=tuple(source.name for source in view.sources if source.state in ABSENT),
        stale={s.key: s for s in view.sources if s.state == "stale"},
        coming=tuple(t for t in view.times if _is_coming(t, now)),
        over=tuple(t for t in view.times if _is_over(t, now)),
        wished=tuple(t for t in view.times if t.state == "wished"),
        first_contact=_first_contact(view),
        others=tuple(c for c in view.team if not _is_again(c, fixed, view)),
        again=tuple(c for c in view.team if _is_again(c, fixed, view)),
        next_time=_line(view.times, view),
        next_commitment=_line([*view.my_commitments, *view.care_commitments], view),
        source_names={source.key: source.name for source in view.sources},
        alike=_alike(view, lines),
        lines=lines,
        # Records and FHIR's paths say nothing to a patient: that there is something about them does.
        notes=[note for note in view.quality if note.record is None or note.key in TOLD],
        details_of=_sources_of(view, lambda note: note.key in MORE),
        marred=_sources_of(
            view, lambda note: note.record is not None and note.key not in MORE | TOLD
        ),
    )


def _sources_of(view: View, which: Callable[[QualityNote], bool]) -> list[str]:
    """Names of the sources that these notes are about."""
    keys = {note.source for note in view.quality if which(note)}
    return [source.name for source in view.sources if source.key in keys]


def _alike(view: View, lines: dict[str, Line]) -> dict[str, list[Line]]:
    """For each line that may be the same as others: those others."""
    return {
        one: [lines[other] for other in duplicate.lines if other != one]
        for duplicate in view.duplicates
        for one in duplicate.lines
    }


def all_lines(view: View) -> Iterator[Line]:
    """Every line of every part."""
    for name in type(view).model_fields:
        value = getattr(view, name)
        if isinstance(value, list):
            yield from (line for line in value if isinstance(line, Line))


def _line(lines: Sequence[L], view: View) -> L | None:
    wanted = view.next_step.line if view.next_step else None
    return next((line for line in lines if line.id == wanted), None)


def _is_over(time: Time, now: datetime) -> bool:
    end = moment(time.end or time.start)
    return time.state in OVER or (time.state != "wished" and end is not None and end.last < now)


def _is_coming(time: Time, now: datetime) -> bool:
    return time.state != "wished" and not _is_over(time, now)


def waits_for_answer(time: Time, now: datetime) -> bool:
    """Whether the patient can say, or change, what they say to the time."""
    start = moment(time.start)
    return time.state == "offered" and start is not None and start.first > now


def _person(contact: Contact) -> tuple[object, ...]:
    """Who a contact is to the reader: of another source, name, unit or number, it is somebody else."""
    return contact.source, contact.name, contact.unit, tuple(way.value for way in contact.reach)


def _is_again(contact: Contact, fixed: set[tuple[object, ...]], view: View) -> bool:
    """Whether a member of the team is a fixed contact, of whom one card is enough: nothing else is said here."""
    linked = [*(d.lines for d in view.duplicates), *(c.lines for c in view.contradictions)]
    own = contact.quality or contact.notes or any(contact.id in ids for ids in linked)
    return _person(contact) in fixed and not own


def _first_contact(view: View) -> Contact | None:
    """Whom to turn to first: the coordinator, else the first contact that can be reached."""
    current = [contact for contact in view.contacts if contact.current]
    reachable = [contact for contact in current if contact.reach]
    return next(iter(reachable or current), None)

"""What cannot all be right, or what care should sort out between them: listed, never settled here."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import combinations

from pk_fhir.messages import text
from pk_fhir.view.likeness import (
    folded,
    goal_likeness,
    persons_of,
    same_occasion,
    time_likeness,
)
from pk_fhir.view.lines import NOT_LINES, Lines
from pk_fhir.view.model import Contact, Contradiction, Goal, Line, Review, Time
from pk_fhir.view.moment import STOCKHOLM, Moment, clock, moment
from pk_fhir.view.vocabulary import Audience
from pk_fhir.view.words import addressed, listed

PHYSICIAN = "2"
COMING = frozenset({"agreed", "offered"})


def contradictions(
    lines: Lines,
    now: datetime,
    names: dict[str, str],
    audience: Audience = "patient",
) -> list[Contradiction]:
    """Every contradiction among lines that are in force; `names` has the sources' names by key."""
    current = [contact for contact in lines.contacts if contact.current]
    return [
        *_several([c for c in current if c.kind == PHYSICIAN], "two-physicians", audience),
        *_several([c for c in current if c.coordinating], "two-coordinators", audience),
        *_overlaps(lines.times, now, audience),
        *_differing_times(lines.times, now),
        *_goal_status(lines.goals),
        *_next_review(lines.reviews, audience),
        *_differing_copies(lines, names),
    ]


def _several(contacts: list[Contact], kind: str, audience: Audience) -> list[Contradiction]:
    persons = persons_of(contacts)
    # As one of the sources writes the name.
    named = {persons[c.id]: c for c in sorted(contacts, key=lambda c: c.name, reverse=True)}
    if len(named) < 2:  # noqa: PLR2004 (two are a contradiction)
        return []
    namesakes = len({folded(c.name) for c in named.values()}) < len(named)
    names = sorted((_named(c) if namesakes else c.name for c in named.values()), key=folded)
    words = addressed(audience, f"view.contradiction.{kind}", names=listed(names))
    return [
        Contradiction.model_validate(
            {"kind": kind, "lines": [contact.id for contact in contacts], "text": words}
        )
    ]


def _named(contact: Contact) -> str:
    """A contact whose name alone does not say who it is."""
    return f"{contact.name} ({contact.unit or contact.source_name})"


def _overlaps(times: Iterable[Time], now: datetime, audience: Audience) -> list[Contradiction]:
    coming = [
        (begin.first, end.first, time)
        for time in times
        if _is_kept_free(time)
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
        if start < finish and begin < end and not _may_be_one(one, other)
    ]


def _is_kept_free(time: Time) -> bool:
    """Agreed, or offered and not turned down."""
    return time.state in COMING and time.reply != "declined"


def _may_be_one(one: Time, other: Time) -> bool:
    if time_likeness(one) == time_likeness(other):
        return True
    occasion = same_occasion(one)
    return one.source != other.source and occasion is not None and occasion == same_occasion(other)


def _differing_times(times: Iterable[Time], now: datetime) -> Iterator[Contradiction]:
    """What several sources have on one day, and not all at the same time, or not all any more."""
    occasions: dict[object, list[Time]] = {}
    for time in times:
        start, occasion = moment(time.start), same_occasion(time)
        if (
            start
            and start.last > now
            and occasion is not None
            and time.state in {*COMING, "cancelled"}
        ):
            occasions.setdefault(occasion, []).append(time)
    for group in occasions.values():
        kept: dict[str, set[datetime]] = {time.source: set() for time in group}
        for time in group:
            if time.state in COMING and (start := moment(time.start)):
                kept[time.source].add(start.first)
        if len({frozenset(starts) for starts in kept.values()}) > 1:
            # A time that its own source has moved is told by where it was moved to.
            yield _differing([t for t in group if t.state in COMING or not kept[t.source]])


def _differing(times: Sequence[Time]) -> Contradiction:
    told = [f"{clock(t.start)} {t.state_text} ({t.source_name})".strip() for t in times]
    return Contradiction(
        kind="differing-times",
        lines=[time.id for time in times],
        text=text(
            "view.contradiction.differing-times", "sv", about=times[0].about, states=listed(told)
        ),
    )


def _goal_status(goals: Iterable[Goal]) -> list[Contradiction]:
    same: dict[object, list[Goal]] = {}
    for goal in goals:
        if (likeness := goal_likeness(goal)) is not None:
            same.setdefault(likeness, []).append(goal)
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
        if any(_disagree(one, other) for one, other in combinations(group, 2))
    ]


def _disagree(one: Goal, other: Goal) -> bool:
    """Two providers of one goal; one who had it before and has it again is not against itself."""
    if one.source == other.source:
        return False
    stated = {goal.achievement for goal in (one, other)} - {None}
    return one.open != other.open or len(stated) > 1


def _goal_words(goal: Goal) -> str:
    return (goal.achievement_text or goal.status_text).lower()


def _next_review(reviews: Iterable[Review], audience: Audience) -> list[Contradiction]:
    due = [(review, at) for review in reviews if review.open and (at := moment(review.due))]
    if not any(
        one.source != other.source and _apart(first, second)
        for (one, first), (other, second) in combinations(due, 2)
    ):
        return []
    words = addressed(
        audience,
        "view.contradiction.next-review",
        sources=listed(sorted({review.source_name for review, _ in due})),
    )
    lines = [review.id for review, _ in due]
    return [Contradiction(kind="next-review", lines=lines, text=words)]


def _apart(one: Moment, other: Moment) -> bool:
    """Whether two dates, of whatever exactness, have no day in common."""
    return _last_day(one) < other.day or _last_day(other) < one.day


def _last_day(at: Moment) -> date:
    if at.timed:
        return at.day
    return (at.last - timedelta(seconds=1)).astimezone(STOCKHOLM).date()


def _differing_copies(lines: Lines, names: dict[str, str]) -> Iterator[Contradiction]:
    seen: set[tuple[str, str]] = set()
    for field in lines.__struct_fields__:
        if field in NOT_LINES:
            continue
        for line in getattr(lines, field):
            # A record may have several lines.
            if line.differs_at and (line.source, line.record) not in seen:
                seen.add((line.source, line.record))
                yield _differing_copy(line, names)


def _differing_copy(line: Line, names: dict[str, str]) -> Contradiction:
    words = text(
        "view.contradiction.differing-copies",
        "sv",
        others=listed([names.get(key, key) for key in line.differs_at]),
        about=_label(line),
        source=line.source_name,
    )
    return Contradiction(kind="differing-copies", lines=[line.id], text=words)


def _label(line: Line) -> str:
    found = (
        getattr(line, name, None) for name in ("about", "name", "description", "title", "text")
    )
    return next((words for words in found if words), line.record)

"""Nästa steg: the earliest open thing with a date, from now on. Derived when read, never stored.

What has a day but no time of day comes after the timed things of that day. A person with two things
on the same moment sees the time first.
"""

from collections.abc import Iterator
from datetime import datetime

from pk_fhir.view.lines import Lines
from pk_fhir.view.model import Commitment, Kind, Line, NextStep
from pk_fhir.view.moment import STOCKHOLM, moment


def next_step(lines: Lines, now: datetime) -> NextStep | None:
    """The next step, or None when nothing open has a date from today on."""
    today = now.astimezone(STOCKHOLM).date()
    coming = []
    for place, step in enumerate(_steps(lines)):
        at = moment(step.when)
        if at and (at.first >= now if at.timed else at.day >= today):
            coming.append((at.day, not at.timed, at.first, place, step))
    return min(coming, key=lambda found: found[:4])[4] if coming else None


def _steps(lines: Lines) -> Iterator[NextStep]:
    for time in lines.times:
        if time.state in ("agreed", "offered") and time.reply != "declined" and time.start:
            yield _step("time", time, time.start, time.about, time.who)
    yield from _commitments("my-commitment", lines.my_commitments)
    yield from _commitments("care-commitment", lines.care_commitments)
    for review in lines.reviews:
        if review.open and review.due:
            yield _step("review", review, review.due, review.text, [review.by] if review.by else [])


def _commitments(kind: Kind, commitments: list[Commitment]) -> Iterator[NextStep]:
    for line in commitments:
        if line.standing in ("ongoing", "planned"):
            for when in (line.start, line.due):
                if when:
                    yield _step(kind, line, when, line.text, line.who)


def _step(kind: Kind, line: Line, when: str, words: str, people: list[str]) -> NextStep:
    return NextStep(
        kind=kind,
        line=line.id,
        when=when,
        text=words,
        with_whom=people,
        source_name=line.source_name,
    )

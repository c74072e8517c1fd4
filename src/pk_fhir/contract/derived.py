"""What follows from a contract when it is read, and is never stored.

Pure functions of the contract and `now`, an aware datetime; days are days in Europe/Stockholm.
"""

from collections.abc import Iterator
from datetime import datetime
from itertools import combinations
from typing import Literal

import msgspec

from pk_fhir.contract import codes
from pk_fhir.contract.commitments import MediatedContact, PatientCommitment
from pk_fhir.contract.contract import PatientContract
from pk_fhir.contract.follow_up import Review
from pk_fhir.contract.moments import earliest, latest
from pk_fhir.contract.problems import pointer

StepKind = Literal["time", "patient-commitment", "care-commitment", "review", "mediated-contact"]

CLOSED_TASKS = frozenset(
    {
        codes.TaskStatus.COMPLETED,
        codes.TaskStatus.CANCELLED,
        codes.TaskStatus.REJECTED,
        codes.TaskStatus.FAILED,
        codes.TaskStatus.ENTERED_IN_ERROR,
    }
)
_Dated = PatientCommitment | MediatedContact | Review

OPEN_EFFORTS = frozenset({codes.EffortStatus.ACTIVE, codes.EffortStatus.ON_HOLD})
OPEN_TIMES = frozenset({codes.TimeStatus.AGREED, codes.TimeStatus.OFFERED})


class NextStep(msgspec.Struct, frozen=True, kw_only=True):
    """The earliest open thing with a date: `pointer` into the contract JSON, `date` as it is stated.

    `overdue` is true when it should have been done before `now`.
    """

    kind: StepKind
    pointer: str
    date: str
    what: str
    overdue: bool


class Contradiction(msgspec.Struct, frozen=True, kw_only=True):
    """Two parts of one contract that do not agree: a message key, and where the two stand."""

    key: str
    pointers: tuple[str, str]


def next_step(contract: PatientContract, now: datetime) -> NextStep | None:
    """Nästa steg: the earliest thing to come; where nothing is to come, the one longest overdue."""
    steps = steps_ahead(contract, now)
    return steps[0] if steps else None


def steps_ahead(contract: PatientContract, now: datetime) -> list[NextStep]:
    """Everything open that has a date: what is to come by date, then what is overdue."""
    if contract.status not in (codes.ContractStatus.ACTIVE, codes.ContractStatus.DRAFT):
        return []
    found = list(_dated(contract, now))
    return sorted(found, key=lambda step: (step.overdue, earliest(step.date), step.pointer))


def _dated(contract: PatientContract, now: datetime) -> Iterator[NextStep]:
    yield from _times(contract, now)
    yield from _tasks(contract, now)
    yield from _efforts(contract, now)


def _times(contract: PatientContract, now: datetime) -> Iterator[NextStep]:
    for index, time in enumerate(contract.times):
        # A time that has passed without being closed is no step any more.
        if time.status in OPEN_TIMES and time.start and latest(time.end or time.start) >= now:
            yield _step("time", ("times", index), time.start, time.what or "", now)


def _tasks(contract: PatientContract, now: datetime) -> Iterator[NextStep]:
    listed: list[tuple[StepKind, str, int, _Dated, str]] = [
        *(
            (
                "patient-commitment",
                "patientCommitments",
                index,
                task,
                task.what or task.description or "",
            )
            for index, task in enumerate(contract.patient_commitments)
        ),
        *(
            ("mediated-contact", "mediatedContacts", index, contact, contact.description)
            for index, contact in enumerate(contract.mediated_contacts)
        ),
        *(
            ("review", "reviews", index, review, review.description or "")
            for index, review in enumerate(contract.reviews)
        ),
    ]
    for kind, name, index, task, what in listed:
        if task.status not in CLOSED_TASKS and task.planned:
            date = _due(task.planned.start, task.planned.end, now)
            yield _step(kind, (name, index), date, what, now)


def _efforts(contract: PatientContract, now: datetime) -> Iterator[NextStep]:
    for index, effort in enumerate(contract.care_commitments):
        date = _to_come(effort.when or (effort.period.start if effort.period else None), now)
        chosen = effort.standing is not codes.Standing.ALTERNATIVE
        if effort.status in OPEN_EFFORTS and chosen and date:
            yield _step("care-commitment", ("careCommitments", index), date, effort.what, now)


def _due(start: str | None, end: str | None, now: datetime) -> str:
    """The start while it is to come, else the date when it is due."""
    if start and (latest(start) >= now or end is None):
        return start
    return end or start or ""


def _to_come(date: str | None, now: datetime) -> str | None:
    """Care's ongoing commitment is not a step; one that starts later is."""
    return date if date and latest(date) >= now else None


def _step(
    kind: StepKind, steps: tuple[str | int, ...], date: str, what: str, now: datetime
) -> NextStep:
    return NextStep(
        kind=kind, pointer=pointer(*steps), date=date, what=what, overdue=latest(date) < now
    )


def open_reviews(contract: PatientContract) -> list[Review]:
    """Reviews that are still to be made, the earliest due first."""
    waiting = [review for review in contract.reviews if review.status not in CLOSED_TASKS]
    return sorted(waiting, key=lambda review: _review_due(review) or "9999")


def _review_due(review: Review) -> str | None:
    return (review.planned.end or review.planned.start) if review.planned else None


def overdue_review(contract: PatientContract, now: datetime) -> Review | None:
    """The review that should have been made before `now`; None when there is none."""
    for review in open_reviews(contract):
        due = _review_due(review)
        if due is not None and latest(due) < now:
            return review
    return None


def missing(contract: PatientContract) -> list[codes.PartName]:
    """The parts that have not been discussed, or are to be taken up later."""
    settled = {
        stated.part
        for stated in contract.discussed
        if stated.outcome is not codes.PartOutcome.LATER
    }
    return [part for part in codes.PartName if part not in settled]


def contradictions(contract: PatientContract) -> list[Contradiction]:
    """Two fasta läkarkontakter, two coordinators, overlapping times, a goal both reached and active."""
    return [
        *_doubled_contacts(contract),
        *_overlapping_times(contract),
        *_disagreeing_goals(contract),
    ]


def _doubled_contacts(contract: PatientContract) -> Iterator[Contradiction]:
    in_force = [
        (index, contact)
        for index, contact in enumerate(contract.fixed_contacts)
        if contact.status is codes.TeamStatus.ACTIVE
    ]
    for (first, one), (second, other) in combinations(in_force, 2):
        places = (pointer("fixedContacts", first), pointer("fixedContacts", second))
        if one.coordinating and other.coordinating:
            yield Contradiction(key="pk-two-coordinators", pointers=places)
        if one.kind is other.kind is codes.FixedContactKind.PHYSICIAN:
            yield Contradiction(key="pk-two-physicians", pointers=places)


def _overlapping_times(contract: PatientContract) -> Iterator[Contradiction]:
    fixed = [
        (index, earliest(time.start), latest(time.end))
        for index, time in enumerate(contract.times)
        if time.status in OPEN_TIMES and time.start and time.end
    ]
    for (first, start, end), (second, other_start, other_end) in combinations(fixed, 2):
        if start < other_end and other_start < end:
            places = (pointer("times", first), pointer("times", second))
            yield Contradiction(key="pk-times-overlap", pointers=places)


def _disagreeing_goals(contract: PatientContract) -> Iterator[Contradiction]:
    reached = (codes.Achievement.ACHIEVED, codes.Achievement.NOT_ATTAINABLE)
    for index, goal in enumerate(contract.goals):
        if goal.lifecycle is codes.GoalLifecycle.ACTIVE and goal.achievement in reached:
            places = (pointer("goals", index, "lifecycle"), pointer("goals", index, "achievement"))
            yield Contradiction(key="pk-goal-status", pointers=places)

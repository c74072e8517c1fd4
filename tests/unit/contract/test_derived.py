"""What follows from a contract when it is read: next step, what is overdue, unanswered or contradicts."""

from datetime import UTC, datetime
from typing import Any

from pk_fhir.contract import parse
from pk_fhir.contract.codes import PartName
from pk_fhir.contract.contract import PatientContract
from pk_fhir.contract.derived import (
    Contradiction,
    NextStep,
    contradictions,
    missing,
    next_step,
    overdue_review,
    steps_ahead,
)
from pk_fhir.contract.moments import STOCKHOLM, earliest, latest

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=STOCKHOLM)
SOON = {"start": "2026-11-26T09:00:00+01:00", "end": "2026-11-26T10:00:00+01:00"}


def contract(**added: Any) -> PatientContract:
    return parse(
        {
            "identifier": {"system": "urn:oid:1.2.3", "value": "17"},
            "status": "active",
            "patient": {},
            "professionals": [{"id": "eva"}],
            "author": "eva",
            **added,
        }
    )


def test_the_next_step_is_the_earliest_open_thing_to_come() -> None:
    stated = contract(
        times=[
            {
                "id": "forbi",
                "status": "agreed",
                "start": "2026-11-24T09:00:00Z",
                "end": "2026-11-24T10:00:00Z",
            },
            {"id": "av", "status": "cancelled", **SOON},
            {"id": "b", "status": "agreed", "what": "Kontroll", **SOON},
        ],
        patientCommitments=[
            {"id": "p", "what": "Gå", "planned": {"end": "2026-12-24"}},
            {"id": "gjort", "what": "Ät", "status": "completed", "planned": {"end": "2026-11-25"}},
        ],
        careCommitments=[
            {"id": "c", "what": "Träning", "period": {"start": "2026-11-01"}},
            {"id": "alt", "what": "Annat", "standing": "alternative", "when": "2026-11-25"},
        ],
    )
    assert next_step(stated, NOW) == NextStep(
        kind="time",
        pointer="/times/2",
        date="2026-11-26T09:00:00+01:00",
        what="Kontroll",
        overdue=False,
    )
    assert [step.pointer for step in steps_ahead(stated, NOW)] == [
        "/times/2",
        "/patientCommitments/0",
    ]


def test_a_day_is_not_over_before_midnight_in_sweden() -> None:
    stated = contract(
        patientCommitments=[{"id": "p", "what": "Gå", "planned": {"end": "2026-11-25"}}]
    )
    before = datetime(2026, 11, 25, 22, 59, tzinfo=UTC)
    after = datetime(2026, 11, 25, 23, 0, tzinfo=UTC)
    assert [step.overdue for step in steps_ahead(stated, before)] == [False]
    assert [step.overdue for step in steps_ahead(stated, after)] == [True]


def test_what_is_overdue_comes_after_what_is_to_come() -> None:
    stated = contract(
        reviews=[{"id": "r", "planned": {"end": "2026-10-01"}}],
        careCommitments=[{"id": "c", "what": "Röntgen", "when": "2026-12"}],
        mediatedContacts=[
            {"id": "m", "description": "Dietist", "planned": {"start": "2026-11-30"}}
        ],
    )
    steps = [(step.kind, step.overdue) for step in steps_ahead(stated, NOW)]
    assert steps == [("mediated-contact", False), ("care-commitment", False), ("review", True)]


def test_a_contract_that_is_over_has_no_next_step() -> None:
    stated = contract(status="completed", times=[{"id": "b", "status": "agreed", **SOON}])
    assert next_step(stated, NOW) is None


def test_a_review_is_overdue_the_day_after_it_is_due() -> None:
    stated = contract(
        reviews=[
            {"id": "gjord", "status": "completed", "planned": {"end": "2026-01-01"}},
            {"id": "sen", "planned": {"start": "2026-11-01", "end": "2026-11-24"}},
        ]
    )
    review = overdue_review(stated, NOW)
    assert review is not None
    assert review.id == "sen"
    assert overdue_review(stated, datetime(2026, 11, 24, 23, 59, tzinfo=STOCKHOLM)) is None


def test_parts_not_discussed_or_for_later_are_missing() -> None:
    stated = contract(
        discussed=[
            {"part": "agreement", "outcome": "agreed"},
            {"part": "agreed-time", "outcome": "later"},
        ]
    )
    assert missing(stated) == [PartName.CONTACT, PartName.TIME, PartName.PLANNING]


def test_contradictions_inside_one_contract_are_listed() -> None:
    stated = contract(
        fixedContacts=[
            {"id": "a", "professional": "eva", "kind": "physician", "coordinating": True},
            {"id": "b", "professional": "eva", "kind": "physician", "coordinating": True},
            {"id": "c", "professional": "eva", "kind": "physician", "status": "inactive"},
        ],
        times=[
            {"id": "x", "status": "agreed", **SOON},
            {
                "id": "y",
                "status": "offered",
                "start": "2026-11-26T08:59:00Z",
                "end": "2026-11-26T11:00:00Z",
            },
            {
                "id": "z",
                "status": "agreed",
                "start": "2026-11-26T10:00:00Z",
                "end": "2026-11-26T10:30:00Z",
            },
        ],
        goals=[{"id": "g", "description": "d", "achievement": "achieved"}],
    )
    assert contradictions(stated) == [
        Contradiction(key="pk-two-coordinators", pointers=("/fixedContacts/0", "/fixedContacts/1")),
        Contradiction(key="pk-two-physicians", pointers=("/fixedContacts/0", "/fixedContacts/1")),
        Contradiction(key="pk-times-overlap", pointers=("/times/0", "/times/1")),
        Contradiction(key="pk-times-overlap", pointers=("/times/1", "/times/2")),
        Contradiction(
            key="pk-goal-status", pointers=("/goals/0/lifecycle", "/goals/0/achievement")
        ),
    ]


def test_a_partial_date_means_all_of_it_in_sweden() -> None:
    assert earliest("2026-11").isoformat() == "2026-11-01T00:00:00+01:00"
    assert latest("2026-02").isoformat() == "2026-02-28T23:59:59.999999+01:00"
    assert latest("2026").isoformat() == "2026-12-31T23:59:59.999999+01:00"
    assert latest("9999-12-31") > earliest("9999-12-31")
    assert earliest("2026-11-25T10:00:00.1234567Z") == datetime(
        2026, 11, 25, 10, 0, 0, 123456, tzinfo=UTC
    )

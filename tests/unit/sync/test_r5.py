"""What an R5 source sends is read as R4, with what was lost said; it is then right as R4."""

from typing import Any

import pytest

from pk_fhir.sync import NOT_EXPRESSED, Source
from pk_fhir.sync.quality import Judge
from pk_fhir.sync.r5 import to_r4
from pk_fhir.sync.releases import as_r4
from pk_fhir.validation import Validator

SUBJECT = {"reference": "Patient/1"}
CASES: list[tuple[dict[str, Any], dict[str, Any], list[str]]] = [
    (
        {
            "resourceType": "CarePlan",
            "id": "1",
            "status": "active",
            "intent": "plan",
            "subject": SUBJECT,
            "custodian": {"reference": "Organization/1"},
            "addresses": [
                {"reference": {"reference": "Condition/1"}},
                {"concept": {"text": "Hjärtsvikt"}},
            ],
            "activity": [
                {
                    "plannedActivityReference": {"reference": "ServiceRequest/1"},
                    "performedActivity": [{"concept": {"text": "Gjort"}}],
                }
            ],
        },
        {
            "resourceType": "CarePlan",
            "id": "1",
            "status": "active",
            "intent": "plan",
            "subject": SUBJECT,
            "author": {"reference": "Organization/1"},
            "addresses": [{"reference": "Condition/1"}],
            "activity": [
                {
                    "reference": {"reference": "ServiceRequest/1"},
                    "outcomeCodeableConcept": [{"text": "Gjort"}],
                }
            ],
        },
        ["addresses.concept"],
    ),
    (
        {
            "resourceType": "CareTeam",
            "id": "1",
            "subject": SUBJECT,
            "reason": [{"concept": {"text": "Samordning"}}],
            "participant": [
                {
                    "role": {"text": "Fast vårdkontakt"},
                    "member": {"reference": "PractitionerRole/1"},
                    "coveragePeriod": {"start": "2026-01-01"},
                }
            ],
        },
        {
            "resourceType": "CareTeam",
            "id": "1",
            "subject": SUBJECT,
            "reasonCode": [{"text": "Samordning"}],
            "participant": [
                {
                    "role": [{"text": "Fast vårdkontakt"}],
                    "member": {"reference": "PractitionerRole/1"},
                    "period": {"start": "2026-01-01"},
                }
            ],
        },
        [],
    ),
    (
        {
            "resourceType": "ServiceRequest",
            "id": "1",
            "status": "active",
            "intent": "plan",
            "subject": SUBJECT,
            "code": {"concept": {"text": "Gångträning"}},
            "patientInstruction": [{"instructionMarkdown": "Ta med skor."}],
        },
        {
            "resourceType": "ServiceRequest",
            "id": "1",
            "status": "active",
            "intent": "plan",
            "subject": SUBJECT,
            "code": {"text": "Gångträning"},
            "patientInstruction": "Ta med skor.",
        },
        [],
    ),
    (
        {
            "resourceType": "Appointment",
            "id": "1",
            "status": "booked",
            "class": [{"text": "video"}],
            "start": "2026-12-01T09:00:00+01:00",
            "end": "2026-12-01T09:30:00+01:00",
            "note": [{"text": "Ring på."}],
            "participant": [{"actor": SUBJECT, "status": "accepted"}],
        },
        {
            "resourceType": "Appointment",
            "id": "1",
            "status": "booked",
            "start": "2026-12-01T09:00:00+01:00",
            "end": "2026-12-01T09:30:00+01:00",
            "comment": "Ring på.",
            "participant": [{"actor": SUBJECT, "status": "accepted"}],
        },
        ["class"],
    ),
    (
        {
            "resourceType": "Organization",
            "id": "1",
            "name": "Ekeby",
            "contact": [{"telecom": [{"system": "phone", "value": "010-555 00 00"}]}],
        },
        {
            "resourceType": "Organization",
            "id": "1",
            "name": "Ekeby",
            "telecom": [{"system": "phone", "value": "010-555 00 00"}],
        },
        [],
    ),
]


@pytest.mark.parametrize(("r5", "r4", "lost"), CASES, ids=lambda each: str(each)[:40])
def test_an_element_is_where_r4_has_it_or_is_said_to_be_lost(
    r5: dict[str, Any], r4: dict[str, Any], lost: list[str]
) -> None:
    turned, notes = to_r4(r5)
    assert turned == r4
    assert [note.values["elements"] for note in notes] == ([", ".join(lost)] if lost else [])
    assert [note for note in Judge(Validator.for_r4())([r4]) if note.key != NOT_EXPRESSED] == []


def test_what_is_not_to_be_done_never_becomes_something_to_do() -> None:
    task = {"resourceType": "Task", "id": "1", "status": "requested", "intent": "order"}
    source = Source(key="s", name="Källan", release="R5")
    resources, notes = as_r4(source, [task | {"doNotPerform": True}, task | {"id": "2"}])
    assert [each["id"] for each in resources] == ["2"]
    assert [(note.key, note.resource) for note in notes] == [("view.note.r5-not-shown", "Task/1")]


def test_what_an_r4_source_sends_is_left_as_it_is() -> None:
    sent = [CASES[0][0]]
    assert as_r4(Source(key="s", name="Källan"), sent) == (sent, [])

"""What a new version leaves out ends as its type ends."""

import pytest

from pk_fhir.interactions.contracts.closing import ENDINGS, LEFT_OUT, closed
from pk_fhir.mapping import is_left_out


@pytest.mark.parametrize(
    ("resource", "ends"),
    [
        ({"resourceType": "Goal", "lifecycleStatus": "active"}, {"lifecycleStatus": "cancelled"}),
        ({"resourceType": "Task", "status": "accepted"}, {"status": "cancelled"}),
        ({"resourceType": "ServiceRequest", "status": "active"}, {"status": "revoked"}),
        ({"resourceType": "Appointment", "status": "booked"}, {"status": "cancelled"}),
        ({"resourceType": "CareTeam", "status": "active"}, {"status": "inactive"}),
        ({"resourceType": "CarePlan", "status": "active"}, {"status": "revoked"}),
        ({"resourceType": "RelatedPerson"}, {"active": False}),
        ({"resourceType": "HealthcareService", "active": True}, {"active": False}),
        (
            {"resourceType": "QuestionnaireResponse", "status": "completed"},
            {"status": "entered-in-error"},
        ),
    ],
)
def test_what_is_open_is_closed_and_tagged(resource, ends):
    assert closed(resource) == resource | ends | {"meta": {"tag": [LEFT_OUT]}}


def test_what_ended_as_agreed_keeps_its_end():
    task = {"resourceType": "Task", "status": "completed", "meta": {"tag": [{"code": "a"}]}}
    assert closed(task) == task | {"meta": {"tag": [{"code": "a"}, LEFT_OUT]}}


def test_what_is_left_out_already_is_not_written_again():
    once = closed({"resourceType": "Task", "status": "accepted"})
    assert is_left_out(once)
    assert closed(once) is None


@pytest.mark.parametrize("shared", ["Patient", "Practitioner", "Organization", "Provenance"])
def test_what_others_use_too_is_never_closed(shared):
    assert shared not in ENDINGS
    assert closed({"resourceType": shared}) is None

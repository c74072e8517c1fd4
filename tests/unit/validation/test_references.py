"""What a Reference may say, wherever it leads (https://hl7.org/fhir/R4/references.html)."""

from typing import Any

import pytest

from pk_fhir.validation import Validator

VALIDATOR = Validator.for_r4()


def found(resource: dict[str, Any]) -> list[tuple[str, str]]:
    """Place and key of every error."""
    return [
        (each.expression, each.key)
        for each in VALIDATOR.validate(resource)
        if each.severity in ("error", "fatal")
    ]


def patient(**more: Any) -> dict[str, Any]:
    return {"resourceType": "Patient", "name": [{"family": "Test"}], **more}


@pytest.mark.parametrize(
    ("stated", "key"),
    [
        ("Patient", "reference-stated"),
        ("http://hl7.org/fhir/StructureDefinition/Organization", "reference-stated"),
    ],
)
def test_a_stated_type_is_one_that_may_stand_there(stated: str, key: str) -> None:
    reference = {"reference": "Organization/1", "type": stated}
    assert found(patient(managingOrganization=reference)) == [("Patient.managingOrganization", key)]


def test_a_stated_type_is_that_of_what_the_reference_names() -> None:
    reference = {"reference": "Practitioner/1", "type": "Organization"}
    assert found(patient(generalPractitioner=[reference])) == [
        ("Patient.generalPractitioner[0]", "reference-stated-other")
    ]


def test_a_right_stated_type_is_no_error() -> None:
    reference = {"reference": "Practitioner/1", "type": "Practitioner"}
    assert found(patient(generalPractitioner=[reference])) == []


def test_a_search_stands_for_its_match_only_in_a_transaction() -> None:
    goal = {
        "resourceType": "Goal",
        "lifecycleStatus": "active",
        "description": {"text": "Gå till affären"},
        "subject": {"reference": "Patient?identifier=urn:x|1"},
    }
    entry = {
        "fullUrl": "urn:uuid:6f1c2c1e-8a3c-4a53-9d5a-1d2f3a4b5c6d",
        "resource": goal,
        "request": {"method": "POST", "url": "Goal"},
    }
    assert found(goal) == [("Goal.subject", "reference-conditional")]
    assert found({"resourceType": "Bundle", "type": "transaction", "entry": [entry]}) == []


def test_only_a_contained_resource_refers_to_its_container_by_a_hash() -> None:
    whole = {"reference": "#"}
    part = {
        "resourceType": "Provenance",
        "id": "x",
        "target": [whole],
        "recorded": "2026-01-01T10:00:00Z",
        "agent": [{"who": {"display": "Test"}}],
    }
    assert found(patient(contained=[part])) == []
    assert found(patient(link=[{"type": "seealso", "other": whole}])) == [
        ("Patient.link[0].other", "reference-unresolved")
    ]

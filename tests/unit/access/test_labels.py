"""What a resource states about whose it is."""

from typing import Any

import pytest

from pk_fhir.access.labels import hsa_id, is_released, owner_stated, subjects
from pk_fhir.interactions.local import LocalReferences

LOCAL = LocalReferences("http://here/fhir")


def ref(text: str) -> dict[str, str]:
    return {"reference": text}


@pytest.mark.parametrize(
    ("resource", "patients", "by_way"),
    [
        ({"resourceType": "Patient", "id": "anna"}, {"anna"}, set()),
        ({"resourceType": "CarePlan", "subject": ref("Patient/anna")}, {"anna"}, set()),
        ({"resourceType": "CarePlan", "subject": ref("http://here/fhir/Patient/anna")}, {"anna"}, set()),
        ({"resourceType": "CarePlan", "subject": ref("http://there/fhir/Patient/anna")}, set(), set()),
        ({"resourceType": "CarePlan", "subject": ref("Group/g")}, set(), set()),
        ({"resourceType": "Task", "for": ref("Patient/anna"), "focus": ref("Goal/g")}, {"anna"}, set()),
        ({"resourceType": "Task", "focus": ref("ServiceRequest/s")}, set(), {("ServiceRequest", "s")}),
        ({"resourceType": "Provenance", "target": [ref("CarePlan/p"), ref("Goal/g")]}, set(), {("CarePlan", "p"), ("Goal", "g")}),
        ({"resourceType": "Appointment", "participant": [{"actor": ref("Patient/anna")}, {"actor": ref("Location/l")}]}, {"anna"}, set()),
        ({"resourceType": "Appointment", "participant": [{"actor": ref("Patient/anna")}, {"actor": ref("Patient/bo")}]}, {"anna", "bo"}, set()),
        ({"resourceType": "Consent", "patient": ref("Patient/anna")}, {"anna"}, set()),
        ({"resourceType": "Organization", "partOf": ref("Organization/o")}, set(), set()),
    ],
)  # fmt: skip
def test_whom_a_resource_is_about(
    resource: dict[str, Any], patients: set[str], by_way: set[tuple[str, str]]
) -> None:
    found = subjects(resource, LOCAL)
    assert (found.patients, found.by_way) == (patients, by_way)


def test_a_label_holds_back_from_the_patient() -> None:
    def labelled(code: str) -> dict[str, Any]:
        system = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
        return {"meta": {"security": [{"system": system, "code": code}]}}

    assert [is_released(labelled(code)) for code in ("NOPAT", "NOPATIENT", "R")] == [
        False,
        False,
        True,
    ]
    assert is_released({})


def test_a_provenance_names_the_owner() -> None:
    provenance = {
        "agent": [
            {"type": {"coding": [{"code": "author"}]}, "who": ref("x"), "onBehalfOf": ref("Organization/unit")},
            {"type": {"coding": [{"code": "custodian"}]}, "who": ref("Organization/giver")},
        ]
    }  # fmt: skip
    assert owner_stated(provenance) == (ref("Organization/giver"), ref("Organization/unit"))
    assert hsa_id([{"system": "urn:oid:1.2.752.129.2.1.4.1", "value": "SE1"}]) == "SE1"
    assert hsa_id({"system": "urn:other", "value": "SE1"}) is None

"""What the CapabilityStatement states is so: everything it names is called, on both databases."""

from typing import Any

import httpx
import pytest

from pk_fhir.interactions.types import SERVED

pytestmark = pytest.mark.anyio

VALUES = {
    "token": "a",
    "string": "a",
    "date": "2026-11-25",
    "number": "1",
    "quantity": "1",
    "reference": "a",
    "uri": "http://example.org/a",
}
OF_THEIR_OWN = {"near": "59.3|18.1|10|km"}


def value_of(name: str, kind: str) -> str:
    """A value that a parameter can read; a composite's by what its name says of the second part."""
    if kind == "composite":
        second = "1" if "quantity" in name else "2026-11-25" if "date" in name else "a"
        return f"a${second}"
    return OF_THEIR_OWN.get(name) or VALUES.get(kind, "a")


A_SUBJECT = {"subject": {"reference": "Patient/x"}}
A_CODE = {"code": {"text": "x"}}
URL = {"url": "http://example.org/x", "status": "draft"}
MINIMAL: dict[str, dict[str, Any]] = {
    "Appointment": {"status": "proposed", "participant": [{"status": "accepted", "actor": {"reference": "Patient/x"}}]},
    "AppointmentResponse": {"appointment": {"reference": "Appointment/x"}, "participantStatus": "accepted", "actor": {"reference": "Patient/x"}},
    "AuditEvent": {"type": {"system": "http://dicom.nema.org/resources/ontology/DCM", "code": "110100"}, "recorded": "2026-11-25T10:00:00Z", "agent": [{"requestor": True}], "source": {"observer": {"display": "x"}}},
    "Basic": A_CODE,
    "Binary": {"contentType": "text/plain", "data": "aGVq"},
    "Bundle": {"type": "collection"},
    "CapabilityStatement": {"status": "draft", "date": "2026-11-25", "kind": "requirements", "description": "x", "fhirVersion": "4.0.1", "format": ["application/fhir+json"], "rest": [{"mode": "server"}]},
    "CarePlan": {"status": "active", "intent": "plan", **A_SUBJECT},
    "CareTeam": {},
    "CodeSystem": {**URL, "content": "complete"},
    "Communication": {"status": "completed"},
    "CommunicationRequest": {"status": "active"},
    "Composition": {"status": "final", "type": {"text": "x"}, "date": "2026-11-25", "author": [{"display": "x"}], "title": "x"},
    "Condition": {"clinicalStatus": {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/condition-clinical", "code": "active"}]}, **A_SUBJECT},
    "Consent": {"status": "active", "scope": {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/consentscope", "code": "patient-privacy"}]}, "category": [{"text": "x"}], "patient": {"reference": "Patient/x"}, "policyRule": {"text": "x"}},
    "DocumentReference": {"status": "current", "content": [{"attachment": {"contentType": "text/plain"}}]},
    "Encounter": {"status": "planned", "class": {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "AMB"}},
    "EpisodeOfCare": {"status": "active", "patient": {"reference": "Patient/x"}},
    "Flag": {"status": "active", **A_CODE, **A_SUBJECT},
    "Goal": {"lifecycleStatus": "active", "description": {"text": "x"}, **A_SUBJECT},
    "Group": {"type": "person", "actual": True},
    "HealthcareService": {},
    "List": {"status": "current", "mode": "working"},
    "Location": {},
    "MedicationRequest": {"status": "active", "intent": "order", "medicationCodeableConcept": {"text": "x"}, **A_SUBJECT},
    "Observation": {"status": "final", **A_CODE},
    "OperationDefinition": {"status": "draft", "name": "X", "kind": "operation", "code": "x", "system": True, "type": False, "instance": False},
    "Organization": {"name": "x"},
    "Parameters": {},
    "Patient": {},
    "Practitioner": {},
    "PractitionerRole": {},
    "Procedure": {"status": "completed", **A_SUBJECT},
    "Provenance": {"target": [{"reference": "Patient/x"}], "recorded": "2026-11-25T10:00:00Z", "agent": [{"who": {"display": "x"}}]},
    "Questionnaire": {"status": "draft"},
    "QuestionnaireResponse": {"status": "completed"},
    "RelatedPerson": {"patient": {"reference": "Patient/x"}},
    "Schedule": {"actor": [{"reference": "Patient/x"}]},
    "SearchParameter": {**URL, "name": "X", "description": "x", "code": "x", "base": ["Patient"], "type": "token", "expression": "Patient.active"},
    "ServiceRequest": {"status": "active", "intent": "plan", **A_SUBJECT},
    "Slot": {"schedule": {"reference": "Schedule/x"}, "status": "free", "start": "2026-11-25T10:00:00Z", "end": "2026-11-25T11:00:00Z"},
    "StructureDefinition": {**URL, "name": "X", "kind": "resource", "abstract": False, "type": "Patient", "baseDefinition": "http://hl7.org/fhir/StructureDefinition/Patient", "derivation": "constraint", "differential": {"element": [{"id": "Patient", "path": "Patient"}]}},
    "Subscription": {"status": "requested", "reason": "x", "criteria": "Patient", "channel": {"type": "rest-hook", "endpoint": "https://example.org"}},
    "Task": {"status": "requested", "intent": "plan"},
    "ValueSet": {"status": "draft"},
}  # fmt: skip


async def test_every_interaction_of_every_type(relaxed: httpx.AsyncClient) -> None:
    assert set(MINIMAL) == set(SERVED)
    statement = (await relaxed.get("/metadata")).json()
    stated = {
        each["type"]: {code["code"] for code in each["interaction"]} | {"validate"}
        for each in statement["rest"][0]["resource"]
    }
    problems = []
    for type_, content in MINIMAL.items():
        body = {"resourceType": type_, **content}
        made = await relaxed.post(f"/{type_}", json=body)
        if made.status_code != 201:
            problems.append((type_, "create", made.text))
            continue
        ident = made.json()["id"]
        path = f"/{type_}/{ident}"
        change = [{"op": "add", "path": "/language", "value": "sv"}]
        for name, answer in (
            ("read", await relaxed.get(path)),
            ("vread", await relaxed.get(f"{path}/_history/1")),
            ("update", await relaxed.put(path, json={**body, "id": ident, "language": "en"})),
            (
                "patch",
                await relaxed.patch(
                    path, json=change, headers={"content-type": "application/json-patch+json"}
                ),
            ),
            ("search-type", await relaxed.get(f"/{type_}?_id={ident}")),
            ("validate", await relaxed.get(f"{path}/$validate")),
            ("delete", await relaxed.delete(path)),
            ("history-instance", await relaxed.get(f"{path}/_history")),
            ("history-type", await relaxed.get(f"/{type_}/_history")),
        ):
            done = answer.status_code in (200, 204)
            if done != (name in stated[type_]):
                problems.append((type_, name, answer.text))
    assert problems == []

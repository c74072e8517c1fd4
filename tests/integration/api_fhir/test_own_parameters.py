"""The search parameters of our own profiles, over HTTP."""

from typing import Any
from zoneinfo import ZoneInfo

import pytest
from tests.integration.api_fhir.conftest import RULES, client_of

from pk_fhir.interactions import service as services
from pk_fhir.search import Registry
from pk_fhir.store import Store
from pk_fhir.validation import Validator

pytestmark = pytest.mark.anyio

OURS = "https://pk-fhir.example/fhir"
SUBJECT = {"reference": "Patient/a"}


def plan(ident: str, indication: str) -> dict[str, Any]:
    coding = {"system": f"{OURS}/CodeSystem/pk-indication", "code": indication}
    extension = {
        "url": f"{OURS}/StructureDefinition/pk-indication",
        "valueCodeableConcept": {"coding": [coding]},
    }
    return {
        "resourceType": "CarePlan", "id": ident, "status": "draft", "intent": "plan",
        "subject": SUBJECT, "extension": [extension],
    }  # fmt: skip


def task(ident: str, code: str) -> dict[str, Any]:
    coding = {"system": f"{OURS}/CodeSystem/pk-task-type", "code": code}
    return {
        "resourceType": "Task", "id": ident, "status": "requested", "intent": "plan", "for": SUBJECT,
        "code": {"coding": [coding]}, "restriction": {"period": {"end": "2026-03-01"}},
    }  # fmt: skip


def team(ident: str, *, coordinating: bool) -> dict[str, Any]:
    url = f"{OURS}/StructureDefinition/pk-coordinating"
    return {
        "resourceType": "CareTeam", "id": ident, "subject": SUBJECT,
        "extension": [{"url": url, "valueBoolean": coordinating}],
        "participant": [{"member": {"reference": "Practitioner/p"}}],
    }  # fmt: skip


async def test_contracts_reviews_and_contacts_are_found_by_our_own_parameters(store: Store) -> None:
    validator = Validator.ours()
    service = services.make_service(
        store,
        validator,
        Registry(validator.definitions),
        RULES,
        zone=ZoneInfo("Europe/Stockholm"),
        secret=b"a secret of the tests",
    )
    async with client_of(service) as fhir:
        for resource in (
            {"resourceType": "Patient", "id": "a"},
            {"resourceType": "Practitioner", "id": "p"},
            plan("wish", "long-care"),
            plan("other", "complex-needs"),
            task("review", "review"),
            task("errand", "patient-commitment"),
            team("coordinates", coordinating=True),
            team("does-not", coordinating=False),
        ):
            path = f"/{resource['resourceType']}/{resource['id']}"
            answer = await fhir.put(path, json=resource)
            assert answer.status_code == 201, answer.text
        for search, found in (
            ("/CarePlan?indication=long-care", ["wish"]),
            ("/Task?review-due=le2026-03-31", ["review"]),
            ("/Task?review-due=ge2026-04-01", []),
            ("/CareTeam?coordinating-contact=Practitioner/p", ["coordinates"]),
        ):
            entries = (await fhir.get(search)).json().get("entry", [])
            assert [each["resource"]["id"] for each in entries] == found, search

"""FHIR that others made: lifted where it can be, and what cannot be said is listed, never lost."""

from typing import Any

import pytest

from pk_fhir.fhir.outcome import FhirError
from pk_fhir.mapping import Mapped, to_bundle, to_contract, unexpressed_json

PLAN: dict[str, Any] = {
    "resourceType": "CarePlan",
    "id": "p1",
    "identifier": [{"system": "urn:oid:1.2.3", "value": "p1"}],
    "status": "active",
    "intent": "plan",
    "subject": {"reference": "Patient/anna"},
}
ANNA = {"resourceType": "Patient", "id": "anna", "name": [{"family": "Ask", "given": ["Anna"]}]}


def mapped(*others: dict[str, Any], **members: Any) -> Mapped:
    return to_contract([{**PLAN, **members}, ANNA, *others])


def said(found: Mapped) -> list[tuple[str, str, str]]:
    return [(one.resource, one.path, one.key) for one in found.unexpressed]


def test_what_the_patient_does_becomes_the_patients_commitment() -> None:
    found = mapped(
        activity=[
            {
                "detail": {
                    "status": "in-progress",
                    "description": "Gå varje dag",
                    "scheduledPeriod": {"start": "2026-11-01"},
                    "performer": [{"reference": "Patient/anna"}],
                },
                "progress": [{"text": "Går bra", "time": "2026-11-20"}],
            }
        ]
    )
    assert said(found) == []
    assert found.contract.to_json()["patientCommitments"] == [
        {
            "id": "activity-1",
            "what": "Gå varje dag",
            "owner": "patient",
            "status": "in-progress",
            "planned": {"start": "2026-11-01"},
            "notes": [{"text": "Går bra", "when": "2026-11-20"}],
        }
    ]


def test_what_care_does_becomes_cares_commitment_and_its_product_is_listed() -> None:
    doctor = {"resourceType": "Practitioner", "id": "d", "name": [{"text": "Dr D"}]}
    found = mapped(
        doctor,
        activity=[
            {"reference": {"reference": "CommunicationRequest/1"}},
            {
                "detail": {
                    "kind": "MedicationRequest",
                    "status": "scheduled",
                    "code": {"text": "Vaccin"},
                    "performer": [{"reference": "Practitioner/d"}],
                    "productReference": {"reference": "Medication/1"},
                }
            },
        ],
    )
    assert said(found) == [
        ("CarePlan/p1", "CarePlan.activity[0].reference", "map-reference"),
        ("CarePlan/p1", "CarePlan.activity[1].detail.kind", "map-no-place"),
        ("CarePlan/p1", "CarePlan.activity[1].detail.productReference", "map-no-place"),
    ]
    assert found.contract.to_json()["careCommitments"] == [
        {
            "id": "activity-2",
            "what": "Vaccin",
            "status": "active",
            "performers": ["d"],
            "standing": "committed",
        }
    ]


def test_what_shall_not_be_done_is_nobodys_commitment_but_is_not_lost() -> None:
    found = mapped(
        activity=[
            {"detail": {"status": "in-progress", "doNotPerform": True, "description": "Rök inte"}}
        ]
    )
    assert said(found) == [("CarePlan/p1", "CarePlan.activity[0].detail", "map-prohibited")]
    assert found.contract.patient_commitments == ()
    assert found.contract.care_commitments == ()
    assert [note.text for note in found.contract.notes] == ["Ska inte göras: Rök inte"]
    bundle = to_bundle(found.contract, recorded="2026-11-25T10:00:00Z")
    assert "Task" not in {entry["resource"]["resourceType"] for entry in bundle["entry"]}


def test_a_service_request_that_forbids_is_not_read_as_a_commitment() -> None:
    request = {
        "resourceType": "ServiceRequest",
        "id": "s",
        "status": "active",
        "intent": "order",
        "doNotPerform": True,
        "code": {"text": "Blodprov i vänster arm"},
        "subject": {"reference": "Patient/anna"},
    }
    found = mapped(request, activity=[{"reference": {"reference": "ServiceRequest/s"}}])
    assert found.contract.care_commitments == ()
    assert said(found) == [("ServiceRequest/s", "ServiceRequest", "map-prohibited")]


def test_what_carries_an_unknown_modifier_is_not_read() -> None:
    goal = {
        "resourceType": "Goal",
        "id": "g",
        "modifierExtension": [{"url": "http://x.example/not", "valueBoolean": True}],
        "lifecycleStatus": "active",
        "description": {"text": "Sluta gå"},
        "subject": {"reference": "Patient/anna"},
    }
    found = mapped(goal, goal=[{"reference": "Goal/g"}])
    assert found.contract.goals == ()
    assert said(found) == [("Goal/g", "Goal", "map-modifier")]


def test_several_care_teams_are_several_teams_and_contained_ones_are_read() -> None:
    found = mapped(
        {
            "resourceType": "CareTeam",
            "id": "t2",
            "name": "Hemsjukvården",
            "participant": [{"member": {"reference": "Patient/anna"}}],
        },
        contained=[
            {
                "resourceType": "CareTeam",
                "id": "t1",
                "participant": [{"member": {"reference": "Practitioner/9", "display": "Dr Nio"}}],
            }
        ],
        careTeam=[{"reference": "#t1"}, {"reference": "CareTeam/t2"}],
    )
    assert said(found) == [
        (
            "CarePlan/p1#t1",
            "CareTeam.participant[0].member.reference",
            "map-reference-named",
        )
    ]
    assert [team.name for team in found.contract.teams] == [None, "Hemsjukvården"]
    assert found.contract.professionals[0].name is not None
    assert found.contract.professionals[0].name.whole == "Dr Nio"
    assert found.contract.teams[0].members[0].party == found.contract.professionals[0].id


def test_an_unknown_extension_is_listed_where_it_stands() -> None:
    found = mapped(
        extension=[{"url": "http://x.example/e", "valueString": "x"}],
        _title={"extension": [{"url": "http://x.example/e", "valueString": "x"}]},
        title="Plan",
    )
    assert said(found) == [
        ("CarePlan/p1", "CarePlan.title", "map-no-place"),
        ("CarePlan/p1", "CarePlan.extension[0]", "map-extension"),
    ]
    assert found.contract.title == "Plan"


def test_a_patient_who_is_only_named_is_known_by_that_name() -> None:
    found = to_contract(
        {
            **PLAN,
            "subject": {
                "identifier": {
                    "system": "urn:oid:1.2.752.129.2.1.3.1",
                    "value": "19790921-2388",
                },
                "display": "Anna Ask",
            },
        }
    )
    assert said(found) == []
    assert found.contract.to_json()["patient"] == {
        "identifiers": [{"kind": "personnummer", "value": "197909212388"}],
        "name": {"text": "Anna Ask"},
    }


def test_a_plan_without_subject_or_identifier_is_read_all_the_same() -> None:
    found = to_contract({"resourceType": "CarePlan", "status": "draft", "intent": "plan"})
    assert said(found) == []
    assert found.contract.patient.identifiers == ()
    assert found.contract.identifier.system == "https://pk-fhir.example/fhir/identifier/contract"


def test_a_personal_number_as_identifier_of_a_plan_is_not_taken_into_addresses() -> None:
    found = mapped(identifier=[{"system": "urn:oid:1.2.3", "value": "plan-197909212388"}])
    assert found.contract.identifier.value == "p1"
    assert said(found) == [("CarePlan/p1", "CarePlan.identifier", "map-value")]
    assert "197909212388" not in str(unexpressed_json(found.unexpressed))


def test_a_task_of_somebody_in_care_is_not_shown_as_the_patients() -> None:
    task = {
        "resourceType": "Task",
        "id": "k",
        "status": "requested",
        "intent": "order",
        "description": "Skriv remiss",
        "owner": {"reference": "Practitioner/1", "display": "Dr Ett"},
    }
    found = mapped(task, activity=[{"reference": {"reference": "Task/k"}}])
    assert found.contract.patient_commitments == ()
    assert ("Task/k", "Task.owner", "map-essential") in said(found)


def test_the_description_of_another_profile_is_a_remark_and_not_the_patients_words() -> None:
    found = mapped(description="Rehabilitering efter höftfraktur")
    assert found.contract.story is None
    assert [note.text for note in found.contract.notes] == ["Rehabilitering efter höftfraktur"]


def test_a_narrative_written_by_hand_and_a_resource_that_nothing_leads_to_are_listed() -> None:
    stray = {"resourceType": "Observation", "id": "o", "status": "final", "code": {"text": "x"}}
    found = mapped(stray, text={"status": "additional", "div": "<div>Mer</div>"})
    assert said(found) == [
        ("CarePlan/p1", "CarePlan.text", "map-narrative"),
        ("Observation/o", "Observation", "map-not-linked"),
    ]


def test_values_that_fhir_forbids_are_listed_and_the_rest_is_read() -> None:
    found = mapped(
        status="on fire",
        created="2026-13-01",
        title=["Plan"],
        period={"start": "i går"},
        goal={"reference": 7},
        careTeam="CareTeam/1",
    )
    assert sorted(said(found)) == [
        ("CarePlan/p1", "CarePlan.careTeam", "map-shape"),
        ("CarePlan/p1", "CarePlan.created", "map-value"),
        ("CarePlan/p1", "CarePlan.goal", "map-reference"),
        ("CarePlan/p1", "CarePlan.goal.reference", "map-value"),
        ("CarePlan/p1", "CarePlan.period.start", "map-value"),
        ("CarePlan/p1", "CarePlan.status", "map-code"),
        ("CarePlan/p1", "CarePlan.title", "map-value"),
    ]
    assert found.contract.status.value == "unknown"


def test_a_link_to_a_part_that_can_not_be_read_is_taken_away_and_listed() -> None:
    goal = {"resourceType": "Goal", "id": "g", "lifecycleStatus": "active"}
    child = {
        **PLAN,
        "id": "p2",
        "identifier": [],
        "partOf": [{"reference": "CarePlan/p1"}],
        "goal": [{"reference": "Goal/g"}],
    }
    found = to_contract([PLAN, ANNA, child, goal], focus="CarePlan/p1")
    assert found.contract.plans[0].goals == ()
    assert ("Goal/g", "Goal.description", "map-essential") in said(found)
    pruned = [one for one in found.unexpressed if one.key == "map-pruned"]
    assert [one.text() for one in pruned] == [
        "/plans/0/goals/0 of the contract could not stand (pk-link-missing) and is left out"
    ]


def test_the_reasons_can_be_read_in_english_and_in_swedish() -> None:
    found = mapped(encounter={"reference": "Encounter/1"})
    assert unexpressed_json(found.unexpressed) == [
        {
            "path": "CarePlan.encounter",
            "resource": "CarePlan/p1",
            "key": "map-no-place",
            "reason": "the contract has no place for this element",
        }
    ]
    (one,) = found.unexpressed
    assert one.text("sv") == "kontraktet har ingen plats för det här elementet"


def test_another_contracts_relative_is_not_taken_over() -> None:
    relative = {
        "resourceType": "RelatedPerson",
        "id": "r",
        "identifier": [
            {
                "system": "https://pk-fhir.example/fhir/identifier/item",
                "value": "0123456789abcdef0123.rel-1",
            }
        ],
        "patient": {"reference": "Patient/anna"},
    }
    found = mapped(relative)
    assert found.contract.relatives == ()
    assert said(found) == [("RelatedPerson/r", "RelatedPerson", "map-not-linked")]


@pytest.mark.parametrize("given", [[], {}, {"resourceType": "Bundle"}, [ANNA], None, 7, "x"])
def test_without_a_care_plan_there_is_no_contract(given: object) -> None:
    with pytest.raises(FhirError, match="there is no CarePlan among the resources"):
        to_contract(given)


def test_a_focus_that_is_not_there_is_named() -> None:
    with pytest.raises(FhirError, match="no CarePlan `CarePlan/2` among the resources"):
        to_contract([PLAN], focus="CarePlan/2")


def test_of_several_care_plans_the_patientkontrakt_is_read() -> None:
    ours = {
        **PLAN,
        "id": "k",
        "title": "Patientkontrakt",
        "category": [
            {
                "coding": [
                    {
                        "system": "https://pk-fhir.example/fhir/CodeSystem/pk-plan-category",
                        "code": "patientkontrakt",
                    }
                ]
            }
        ],
    }
    assert to_contract([PLAN, ours, ANNA]).contract.title == "Patientkontrakt"
    assert to_contract([PLAN, ours, ANNA], focus="CarePlan/p1").contract.title is None

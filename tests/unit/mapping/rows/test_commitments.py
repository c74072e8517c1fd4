"""Where each part of the agreement stands in FHIR (`docs/mapping.md`): the story, goals, what each undertakes, and warning signs."""

from tests.unit.mapping.agreements import (
    CS,
    PK,
    UNIT,
    concept,
    without_frame,
    written,
)

STORY = {
    "whatMatters": "Att orka gå ut",
    "story": "Jag har",
    "needs": "Stöd",
    "knowledge": "Vet mycket",
    "resources": "Grannen",
    "abilities": "Kan gå",
    "expectations": "Lugn",
    "worries": "Att falla",
    "childOpinion": "Vill leka",
    "childOpinionConsidered": "Vi leker först",
}


def test_my_story_is_a_questionnaire_response_and_what_matters_also_the_description() -> None:
    fhir = written(story={"id": "story", "toldBy": "patient", "writtenBy": "eva", **STORY})
    (story,) = fhir.all("QuestionnaireResponse")
    assert story["questionnaire"] == (
        "https://pk-fhir.example/fhir/Questionnaire/pk-min-berattelse|1.0.0"
    )
    assert story["source"] == fhir.patient()
    assert {item["linkId"]: item["answer"][0]["valueString"] for item in story["item"]} == {
        "what-matters": "Att orka gå ut",
        "story": "Jag har",
        "needs": "Stöd",
        "knowledge": "Vet mycket",
        "resources": "Grannen",
        "abilities": "Kan gå",
        "expectations": "Lugn",
        "worries": "Att falla",
        "child-opinion": "Vill leka",
        "child-opinion-considered": "Vi leker först",
    }
    assert fhir.plan["description"] == "Att orka gå ut"
    assert fhir.plan["supportingInfo"] == [
        {"reference": fhir.url("QuestionnaireResponse", "story")}
    ]


def test_a_goal_is_a_goal_with_reassessments_as_dated_notes_and_who_agrees() -> None:
    fhir = written(
        goals=[
            {
                "id": "mal",
                "description": "Gå till torget",
                "category": "goal",
                "expressedBy": "patient",
                "lifecycle": "active",
                "achievement": "improving",
                "statusDate": "2026-11-20",
                "start": "2026-11-01",
                "due": "2027-02-01",
                "acceptedBy": [{"party": "eva", "status": "agree"}],
                "reassessments": [
                    {
                        "when": "2026-11-20",
                        "text": "Går till hörnet",
                        "by": "eva",
                        "achievement": "improving",
                    }
                ],
            }
        ]
    )
    goal = fhir.part("Goal", "mal")
    person = next(
        entry["fullUrl"]
        for entry in fhir.entries
        if entry["resource"]["resourceType"] == "Practitioner"
    )
    nurse = {"reference": person, "display": "Eva Ek"}
    improving = {
        "coding": [
            {
                "system": "http://terminology.hl7.org/CodeSystem/goal-achievement",
                "code": "improving",
                "display": "Improving",
            }
        ],
        "text": "förbättras",
    }
    assert without_frame(goal) == {
        "extension": [
            {
                "url": "http://hl7.org/fhir/StructureDefinition/goal-acceptance",
                "extension": [
                    {"url": "individual", "valueReference": nurse},
                    {"url": "status", "valueCode": "agree"},
                ],
            }
        ],
        "lifecycleStatus": "active",
        "achievementStatus": improving,
        "category": [concept(f"{CS}/pk-goal-category", "goal", "mål")],
        "description": {"text": "Gå till torget"},
        "subject": fhir.patient(),
        "startDate": "2026-11-01",
        "target": [{"dueDate": "2027-02-01"}],
        "statusDate": "2026-11-20",
        "expressedBy": fhir.patient(),
        "note": [
            {
                "extension": [
                    {"url": f"{PK}/pk-assessed-status", "valueCodeableConcept": improving}
                ],
                "authorReference": nurse,
                "time": "2026-11-20",
                "text": "Går till hörnet",
            }
        ],
    }
    assert fhir.plan["goal"] == [{"reference": fhir.url("Goal", "mal")}]


def test_the_patients_commitment_is_a_task_and_a_repeated_one_has_a_service_request() -> None:
    fhir = written(
        goals=[{"id": "mal", "description": "Orka"}],
        patientCommitments=[
            {
                "id": "ga",
                "what": "Gå en runda",
                "kind": "self-care",
                "status": "in-progress",
                "planned": {"start": "2026-11-01", "end": "2026-12-01"},
                "done": {"start": "2026-11-02"},
                "repeated": {"times": 3, "every": 1, "unit": "wk"},
                "goals": ["mal"],
            }
        ],
    )
    task, request = fhir.part("Task", "ga"), fhir.part("ServiceRequest", "ga")
    assert without_frame(task) == {
        "extension": [
            {
                "url": "http://hl7.org/fhir/StructureDefinition/resource-pertainsToGoal",
                "valueReference": {"reference": fhir.url("Goal", "mal")},
            }
        ],
        "status": "in-progress",
        "intent": "plan",
        "code": {
            "coding": [
                {
                    "system": f"{CS}/pk-task-type",
                    "code": "patient-commitment",
                    "display": "patientens åtagande",
                },
                {"system": f"{CS}/pk-commitment-kind", "code": "self-care", "display": "egenvård"},
            ],
            "text": "Gå en runda",
        },
        "focus": {"reference": fhir.url("ServiceRequest", "ga")},
        "for": fhir.patient(),
        "executionPeriod": {"start": "2026-11-02"},
        "owner": fhir.patient(),
        "restriction": {"period": {"start": "2026-11-01", "end": "2026-12-01"}},
    }
    assert request["performer"] == [fhir.patient()]
    assert request["intent"] == "plan"
    assert request["occurrenceTiming"] == {
        "repeat": {"frequency": 3, "period": 1, "periodUnit": "wk"}
    }
    assert fhir.plan["activity"] == [{"reference": {"reference": fhir.url("Task", "ga")}}]


def test_cares_commitment_is_a_service_request_with_aim_kind_and_performers() -> None:
    fhir = written(
        teams=[{"id": "team", "members": [{"party": "eva"}]}],
        careCommitments=[
            {
                "id": "traning",
                "what": "Balansträning",
                "aim": "rehabilitating",
                "kind": "treatment",
                "period": {"start": "2026-11-01"},
                "performers": ["team"],
            }
        ],
    )
    request = fhir.part("ServiceRequest", "traning")
    assert without_frame(request) == {
        "status": "active",
        "intent": "plan",
        "category": [
            concept(f"{CS}/pk-effort-type", "care-commitment", "vårdens åtagande"),
            concept(f"{CS}/pk-effort-aim", "rehabilitating", "rehabiliterande"),
            concept(f"{CS}/pk-effort-kind", "treatment", "behandling"),
        ],
        "code": {"text": "Balansträning"},
        "subject": fhir.patient(),
        "occurrencePeriod": {"start": "2026-11-01"},
        "performer": [{"reference": fhir.url("CareTeam", "team")}],
    }


def test_an_alternative_is_a_proposal_and_what_is_chosen_is_based_on_it() -> None:
    fhir = written(
        careCommitments=[
            {"id": "hemma", "what": "Hemma", "standing": "alternative", "status": "completed"},
            {"id": "vald", "what": "Hemma", "chosenFrom": "hemma"},
        ]
    )
    proposal, chosen = fhir.part("ServiceRequest", "hemma"), fhir.part("ServiceRequest", "vald")
    assert (proposal["intent"], proposal["status"]) == ("proposal", "completed")
    assert chosen["intent"] == "plan"
    assert chosen["basedOn"] == [{"reference": fhir.url("ServiceRequest", "hemma")}]


def test_an_external_effort_is_a_service_request_performed_by_an_organisation() -> None:
    fhir = written(
        externalEfforts=[
            {
                "id": "ledsagning",
                "what": "Ledsagning",
                "performers": [UNIT],
                "notes": [{"text": "Enhetschefen ansvarar", "byName": "Kommunen"}],
            }
        ]
    )
    request = fhir.part("ServiceRequest", "ledsagning")
    assert request["category"] == [
        concept(f"{CS}/pk-effort-type", "external-effort", "övrig insats")
    ]
    assert [one["display"] for one in request["performer"]] == ["Vårdcentralen"]
    assert request["note"] == [{"authorString": "Kommunen", "text": "Enhetschefen ansvarar"}]


def test_a_warning_sign_is_a_task_that_says_where_to_turn() -> None:
    fhir = written(
        warningSigns=[
            {
                "id": "svullnad",
                "sign": "Svullna ben",
                "urgency": "urgent",
                "doFirst": ["Väg dig"],
                "whereToTurn": [
                    {"name": "1177", "telecom": {"kind": "phone", "value": "1177"}},
                    {"party": "eva"},
                ],
            }
        ]
    )
    task = fhir.part("Task", "svullnad")
    where = {
        "system": f"{CS}/pk-task-input",
        "code": "where-to-turn",
        "display": "vart patienten vänder sig",
    }
    assert task["description"] == "Svullna ben"
    assert task["priority"] == "urgent"
    assert task["code"]["coding"][0]["code"] == "warning-sign"
    assert task["input"] == [
        {
            "type": {"coding": [where], "text": "1177"},
            "valueContactPoint": {"system": "phone", "value": "1177"},
        },
        {
            "type": {"coding": [where]},
            "valueReference": {
                "reference": fhir.url("PractitionerRole", "eva"),
                "display": "Eva Ek",
            },
        },
        {
            "type": concept(f"{CS}/pk-task-input", "what-to-do", "vad patienten gör först"),
            "valueString": "Väg dig",
        },
    ]

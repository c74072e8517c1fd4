"""One test for each row of the table of the domain: where each part of the agreement stands in FHIR."""

from tests.unit.mapping.agreements import (
    CS,
    GIVER,
    PK,
    RECORDED,
    UNIT,
    agreement,
    concept,
    without_frame,
    written,
)

from pk_fhir.mapping import to_bundle, to_contract

UNIT_REF = "Vårdcentralen"


def test_the_agreement_itself_is_a_care_plan_with_category_version_and_period() -> None:
    fhir = written(
        version=3,
        status="active",
        title="Patientkontrakt",
        period={"start": "2026-11-01", "end": "2027-11-01"},
        established="2026-11-01T09:00:00+01:00",
        author="eva",
        otherIdentifiers=[{"system": "urn:oid:1.2.3", "value": "gammalt"}],
        contributors=["patient", "eva"],
    )
    role = {"reference": fhir.url("PractitionerRole", "eva"), "display": "Eva Ek"}
    assert fhir.plan["identifier"] == [
        {"system": "http://journal.example/kontrakt", "value": "17"},
        {"system": "urn:oid:1.2.3", "value": "gammalt"},
    ]
    assert without_frame(fhir.plan) == {
        "extension": [{"url": f"{PK}/pk-version", "valuePositiveInt": 3}],
        "status": "active",
        "intent": "plan",
        "category": [
            {
                "coding": [
                    {
                        "system": f"{CS}/pk-plan-category",
                        "code": "patientkontrakt",
                        "display": "patientkontrakt",
                    }
                ],
                "text": "Patientkontrakt",
            }
        ],
        "title": "Patientkontrakt",
        "subject": fhir.patient(),
        "period": {"start": "2026-11-01", "end": "2027-11-01"},
        "created": "2026-11-01T09:00:00+01:00",
        "author": role,
        "contributor": [fhir.patient(), role],
    }


def test_who_agreed_to_which_version_is_a_provenance_for_each_party() -> None:
    fhir = written(
        version=2,
        agreements=[
            {"party": "patient", "version": 1, "when": "2026-11-01"},
            {"party": "dotter", "version": 2, "forPatient": True},
        ],
    )
    first, second = fhir.all("Provenance")
    relative = {"reference": fhir.url("RelatedPerson", "dotter"), "display": "Dottern"}
    attester = {
        "coding": [
            {
                "system": "http://terminology.hl7.org/CodeSystem/provenance-participant-type",
                "code": "attester",
                "display": "Attester",
            }
        ]
    }
    assert first["occurredDateTime"] == "2026-11-01"
    assert first["recorded"] == "2026-11-01T00:00:00+01:00"
    assert first["extension"] == [{"url": f"{PK}/pk-version", "valuePositiveInt": 1}]
    assert first["target"] == [{"reference": fhir.contract_url()}]
    assert first["agent"] == [{"type": attester, "who": fhir.patient()}]
    assert second["recorded"] == RECORDED
    assert second["agent"] == [{"type": attester, "who": relative, "onBehalfOf": fhir.patient()}]
    requests = [entry["request"] for entry in fhir.entries[-2:]]
    assert requests == [
        {"method": "PUT", "url": f"Provenance/{one['id']}"} for one in (first, second)
    ]


def test_who_took_the_initiative_is_an_extension() -> None:
    fhir = written(initiative="patient")
    coding = {"system": f"{CS}/pk-initiative", "code": "patient", "display": "patienten"}
    assert fhir.extensions(fhir.plan, f"{PK}/pk-initiative") == [{"valueCoding": coding}]


def test_the_indication_is_an_extension_for_each() -> None:
    fhir = written(indications=[{"code": "complex-needs"}, {"code": "own-wish", "text": "Vill ha"}])
    system = f"{CS}/pk-indication"
    assert fhir.extensions(fhir.plan, f"{PK}/pk-indication") == [
        {
            "valueCodeableConcept": concept(
                system, "complex-needs", "omfattande och komplexa vårdbehov"
            )
        },
        {
            "valueCodeableConcept": {
                "coding": [{"system": system, "code": "own-wish", "display": "eget önskemål"}],
                "text": "Vill ha",
            }
        },
    ]


def test_each_of_the_four_parts_is_an_extension_with_outcome_when_by_whom_and_note() -> None:
    fhir = written(
        discussed=[
            {
                "part": "agreed-time",
                "outcome": "later",
                "when": "2026-11-01",
                "by": "eva",
                "note": "Efter jul",
            }
        ]
    )
    assert fhir.extensions(fhir.plan, f"{PK}/pk-part-discussed") == [
        {
            "extension": [
                {
                    "url": "part",
                    "valueCoding": {
                        "system": f"{CS}/pk-part",
                        "code": "agreed-time",
                        "display": "överenskommen tid",
                    },
                },
                {
                    "url": "outcome",
                    "valueCoding": {
                        "system": f"{CS}/pk-part-outcome",
                        "code": "later",
                        "display": "tas upp senare",
                    },
                },
                {"url": "when", "valueDateTime": "2026-11-01"},
                {
                    "url": "by",
                    "valueReference": {
                        "reference": fhir.url("PractitionerRole", "eva"),
                        "display": "Eva Ek",
                    },
                },
                {"url": "note", "valueString": "Efter jul"},
            ]
        }
    ]


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


def test_a_fast_vardkontakt_is_a_care_team_of_one_role_with_kind_unit_and_who_appointed() -> None:
    fhir = written(
        fixedContacts=[
            {
                "id": "kontakt",
                "professional": "eva",
                "kind": "overall-coordination",
                "coordinating": True,
                "unit": UNIT,
                "period": {"start": "2026-11-01"},
                "appointed": {"byName": "Karin Kling", "when": "2026-10-30"},
            }
        ]
    )
    team = fhir.part("CareTeam", "kontakt")
    role = {"reference": fhir.url("PractitionerRole", "eva"), "display": "Eva Ek"}
    kinds = "https://terminologitjansten.inera.se/inera-kodverksforvaltning/kodverk/kv_typ_av_fast_kontakt"
    assert team["extension"] == [{"url": f"{PK}/pk-coordinating", "valueBoolean": True}]
    assert [coding["code"] for coding in team["category"][0]["coding"]] == [
        "fast-kontakt",
        "fixed-contact",
    ]
    assert team["participant"] == [
        {
            "role": [concept(kinds, "4", "fast vårdkontakt med övergripande samordningsansvar")],
            "member": role,
        }
    ]
    assert [one["display"] for one in team["managingOrganization"]] == ["Vårdcentralen"]
    assert team["period"] == {"start": "2026-11-01"}
    (appointed,) = fhir.all("Provenance")
    assert appointed["target"] == [{"reference": fhir.url("CareTeam", "kontakt")}]
    assert appointed["occurredDateTime"] == "2026-10-30"
    assert appointed["agent"][0]["who"] == {"display": "Karin Kling"}
    assert appointed["agent"][0]["role"] == [
        concept(f"{CS}/pk-agent-role", "head-of-operations", "verksamhetschef")
    ]


def test_how_to_reach_somebody_stands_on_the_role_with_profession_and_hours() -> None:
    fhir = written(
        professionals=[
            {
                "id": "eva",
                "hsaId": "SE2321000131-P1",
                "name": {"given": ["Eva"], "family": "Ek"},
                "profession": "contact-nurse",
                "organization": UNIT,
                "telecom": [{"kind": "phone", "value": "010-123"}],
                "hours": [{"days": ["mon"], "opens": "08:00", "closes": "10:00"}],
                "hoursNote": "Inte i juli",
            }
        ]
    )
    role = fhir.part("PractitionerRole", "eva")
    coding = {
        "system": f"{CS}/pk-profession",
        "code": "contact-nurse",
        "display": "kontaktsjuksköterska",
    }
    assert role["code"] == [
        {
            "extension": [{"url": f"{PK}/pk-profession", "valueCoding": coding}],
            "text": "kontaktsjuksköterska",
        }
    ]
    assert role["telecom"] == [{"system": "phone", "value": "010-123"}]
    assert role["availableTime"] == [
        {
            "daysOfWeek": ["mon"],
            "availableStartTime": "08:00:00",
            "availableEndTime": "10:00:00",
        }
    ]
    assert role["availabilityExceptions"] == "Inte i juli"
    assert role["organization"]["display"] == "Vårdcentralen"
    (person,) = fhir.all("Practitioner")
    assert person["name"] == [{"family": "Ek", "given": ["Eva"]}]
    assert [(one["system"], one["value"]) for one in person["identifier"]] == [
        ("urn:oid:1.2.752.29.4.19", "SE2321000131-P1")
    ]


def test_a_mediated_contact_is_a_task_of_the_fast_vardkontakt() -> None:
    fhir = written(
        mediatedContacts=[
            {"id": "dietist", "description": "Dietist", "owner": "eva", "toText": "Dietistenheten"}
        ]
    )
    task = fhir.part("Task", "dietist")
    assert task["code"]["coding"][0]["code"] == "mediated-contact"
    assert task["owner"]["reference"] == fhir.url("PractitionerRole", "eva")
    assert task["input"] == [
        {
            "type": concept(f"{CS}/pk-task-input", "contact", "kontakt som förmedlas"),
            "valueString": "Dietistenheten",
        }
    ]


def test_the_team_is_a_care_team_with_relatives_among_its_participants() -> None:
    fhir = written(
        teams=[
            {"id": "team", "name": "Runt mig", "members": [{"party": "dotter", "role": "dotter"}]}
        ]
    )
    team = fhir.part("CareTeam", "team")
    assert team["name"] == "Runt mig"
    assert team["category"] == [concept(f"{CS}/pk-care-team-category", "team", "team")]
    assert team["participant"] == [
        {
            "role": [{"text": "dotter"}],
            "member": {"reference": fhir.url("RelatedPerson", "dotter"), "display": "Dottern"},
        }
    ]
    assert fhir.plan["careTeam"] == [
        {"reference": fhir.url("CareTeam", "team"), "display": "Runt mig"}
    ]


def test_a_representative_is_a_related_person_with_what_may_be_decided_and_the_wish() -> None:
    fhir = written(
        relatives=[
            {
                "id": "godman",
                "name": {"text": "Gunnar"},
                "relations": [{"code": "special-representative"}, {"code": "neighbour"}],
                "mayDecide": ["guard-rights"],
                "wish": {"how": "takes-part"},
                "telecom": [{"kind": "phone", "value": "070"}],
                "birthDate": "1960",
                "period": {"start": "2020"},
            }
        ]
    )
    person = fhir.part("RelatedPerson", "godman")
    assert without_frame(person) == {
        "extension": [
            {
                "url": f"{PK}/pk-representation-scope",
                "valueCodeableConcept": concept(
                    f"{CS}/pk-representation-scope", "guard-rights", "bevaka rätt"
                ),
            },
            {
                "url": f"{PK}/pk-participation-wish",
                "valueCodeableConcept": concept(
                    f"{CS}/pk-participation", "takes-part", "är med i planeringen"
                ),
            },
        ],
        "patient": fhir.patient(),
        "relationship": [
            concept(f"{CS}/pk-representation", "special-representative", "god man"),
            {
                "coding": [
                    {
                        "system": "http://terminology.hl7.org/CodeSystem/v3-RoleCode",
                        "code": "NBOR",
                        "display": "neighbor",
                    }
                ],
                "text": "granne",
            },
        ],
        "name": [{"text": "Gunnar"}],
        "telecom": [{"system": "phone", "value": "070"}],
        "birthDate": "1960",
        "period": {"start": "2020"},
    }


def test_a_wish_about_taking_part_that_names_nobody_stands_on_the_care_plan() -> None:
    fhir = written(participationWish={"text": "Ingen ska vara med"})
    assert fhir.extensions(fhir.plan, f"{PK}/pk-participation-wish") == [
        {"valueCodeableConcept": {"text": "Ingen ska vara med"}}
    ]


def test_times_agreed_offered_and_wished_are_appointments_and_the_answer_a_response() -> None:
    at = {"start": "2026-12-01T09:00:00+01:00", "end": "2026-12-01T09:30:00+01:00"}
    fhir = written(
        receptions=[{"id": "mott", "name": "Mottagningen", "organization": UNIT}],
        times=[
            {
                "id": "bokad",
                "status": "agreed",
                "what": "Kontroll",
                **at,
                "form": "home",
                "level": "01",
                "latestBy": "2026-12-24",
                "participants": [{"party": "mott"}],
                "support": [{"need": "companion", "phase": "before"}],
                "instructions": "Ta med listan",
            },
            {
                "id": "kallad",
                "status": "offered",
                **at,
                "answers": [{"id": "svar", "by": "patient", "reply": "declined"}],
            },
            {"id": "onskad", "status": "wished", "wished": [{"start": "2026-12-10"}]},
        ],
    )
    assert without_frame(fhir.part("Appointment", "bokad")) == {
        "extension": [
            {
                "url": f"{PK}/pk-contact-form",
                "valueCodeableConcept": concept(f"{CS}/pk-contact-form", "home", "hemma"),
            },
            {
                "url": f"{PK}/pk-support-need",
                "extension": [
                    {
                        "url": "need",
                        "valueCodeableConcept": concept(
                            f"{CS}/pk-support-need",
                            "companion",
                            "närstående eller ledsagare med",
                        ),
                    },
                    {
                        "url": "phase",
                        "valueCoding": {
                            "system": f"{CS}/pk-support-phase",
                            "code": "before",
                            "display": "inför besöket",
                        },
                    },
                ],
            },
            {"url": f"{PK}/pk-latest-by", "valueDate": "2026-12-24"},
        ],
        "status": "booked",
        "serviceCategory": [concept("urn:oid:1.2.752.129.5.1.46", "01", "Primärvård")],
        "description": "Kontroll",
        **at,
        "patientInstruction": "Ta med listan",
        "participant": [
            {"actor": fhir.patient(), "status": "accepted"},
            {
                "actor": {
                    "reference": fhir.url("HealthcareService", "mott"),
                    "display": "Mottagningen",
                },
                "status": "accepted",
            },
        ],
    }
    offered, wished = fhir.part("Appointment", "kallad"), fhir.part("Appointment", "onskad")
    assert (offered["status"], offered["participant"][0]["status"]) == ("pending", "needs-action")
    assert (wished["status"], wished["requestedPeriod"]) == ("proposed", [{"start": "2026-12-10"}])
    assert "start" not in wished
    assert without_frame(fhir.part("AppointmentResponse", "svar")) == {
        "appointment": {"reference": fhir.url("Appointment", "kallad")},
        "actor": fhir.patient(),
        "participantStatus": "declined",
    }


def test_the_need_of_an_interpreter_stands_on_the_patient() -> None:
    fhir = written(patient={"language": "ar", "interpreterRequired": True})
    (patient,) = fhir.all("Patient")
    assert patient["extension"] == [
        {
            "url": "http://hl7.org/fhir/StructureDefinition/patient-interpreterRequired",
            "valueBoolean": True,
        }
    ]
    assert patient["communication"] == [
        {
            "language": {"coding": [{"system": "urn:ietf:bcp:47", "code": "ar"}]},
            "preferred": True,
        }
    ]


def test_ways_of_contact_offered_stand_on_the_healthcare_service_of_the_unit() -> None:
    fhir = written(
        receptions=[
            {
                "id": "mott",
                "organization": UNIT,
                "telecom": [{"kind": "phone", "value": "010"}],
                "offers": [{"way": "video", "status": "new"}],
            }
        ]
    )
    service = fhir.part("HealthcareService", "mott")
    assert service["providedBy"]["display"] == "Vårdcentralen"
    assert service["characteristic"] == [
        {
            "extension": [
                {
                    "url": f"{PK}/pk-service-status",
                    "valueCoding": {
                        "system": f"{CS}/pk-service-status",
                        "code": "new",
                        "display": "ny",
                    },
                }
            ],
            **concept(f"{CS}/pk-contact-way", "video", "videosamtal"),
        }
    ]
    assert fhir.plan["supportingInfo"] == [{"reference": fhir.url("HealthcareService", "mott")}]


def test_preferred_ways_of_contact_keep_their_order() -> None:
    fhir = written(contactPreferences=[{"way": "phone"}, {"way": "message"}, {"text": "brevduva"}])
    system = f"{CS}/pk-contact-way"
    assert fhir.extensions(fhir.plan, f"{PK}/pk-contact-preference") == [
        {"valueCodeableConcept": concept(system, "phone", "telefon")},
        {"valueCodeableConcept": concept(system, "message", "meddelande via 1177")},
        {"valueCodeableConcept": {"text": "brevduva"}},
    ]


def test_an_own_plan_is_a_child_care_plan_with_ineras_type_and_ours_and_its_statute() -> None:
    fhir = written(
        plans=[
            {
                "id": "sip",
                "title": "SIP",
                "type": "coordinated-individual-plan",
                "legalBasis": {"plan": "individual-plan", "statutes": ["hsl-2017-30"]},
            }
        ]
    )
    plan = fhir.part("CarePlan", "sip")
    assert plan["partOf"] == [{"reference": fhir.contract_url()}]
    assert plan["title"] == "SIP"
    assert [(one["system"], one["code"]) for one in plan["category"][0]["coding"]] == [
        ("https://fhir.inera.se/CodeSystem/typeofcareplan-cs", "SIP"),
        (f"{CS}/pk-plan-type", "coordinated-individual-plan"),
    ]
    assert plan["extension"] == [
        {
            "url": f"{PK}/pk-legal-basis",
            "extension": [
                {
                    "url": "plan",
                    "valueCoding": {
                        "system": f"{CS}/pk-statutory-plan",
                        "version": "2023-04",
                        "code": "individual-plan",
                        "display": "Individuell plan",
                    },
                },
                {
                    "url": "statute",
                    "valueCoding": {
                        "system": f"{CS}/pk-statute",
                        "version": "2023-04",
                        "code": "hsl-2017-30",
                        "display": "hälso- och sjukvårdslagen (2017:30)",
                    },
                },
            ],
        }
    ]


def test_another_providers_plan_is_only_named_in_supporting_info() -> None:
    fhir = written(
        otherPlans=[
            {
                "identifier": {"system": "urn:oid:1.2.3", "value": "7"},
                "title": "Genomförandeplan",
                "providerName": "Kommunen",
                "providerHsaId": GIVER,
                "type": "implementation-plan",
            }
        ]
    )
    (info,) = fhir.plan["supportingInfo"]
    assert info["type"] == "CarePlan"
    assert info["display"] == "Genomförandeplan"
    assert info["identifier"] == {
        "system": "urn:oid:1.2.3",
        "value": "7",
        "assigner": {
            "identifier": {"system": "urn:oid:1.2.752.29.4.19", "value": GIVER},
            "display": "Kommunen",
        },
    }
    assert info["extension"][0]["url"] == f"{PK}/pk-plan-type"
    assert "reference" not in info


def test_that_the_plans_are_to_be_coordinated_is_an_extension() -> None:
    fhir = written(coordinationWished=True)
    assert fhir.extensions(fhir.plan, f"{PK}/pk-coordination-wish") == [{"valueBoolean": True}]


def test_guidelines_that_are_followed_are_instantiated_uris() -> None:
    fhir = written(follows=["https://vardforlopp.example/hoftledsartros"])
    assert fhir.plan["instantiatesUri"] == ["https://vardforlopp.example/hoftledsartros"]


def test_care_giver_and_care_unit_are_custodian_and_the_authors_unit_of_every_part() -> None:
    fhir = written(
        author="eva",
        established="2026-11-01",
        custody={"careGiver": GIVER, "careUnit": UNIT},
        goals=[{"id": "mal", "description": "Orka"}],
    )
    (authored,) = fhir.all("Provenance")
    author, custodian = authored["agent"]
    assert author["who"]["reference"] == fhir.url("PractitionerRole", "eva")
    assert author["onBehalfOf"]["display"] == "Vårdcentralen"
    assert custodian["type"]["coding"][0]["code"] == "custodian"
    assert custodian["who"]["display"] == "Regionen"
    assert [one["reference"] for one in authored["target"]] == [
        fhir.contract_url(),
        fhir.url("PractitionerRole", "eva"),
        fhir.url("RelatedPerson", "dotter"),
        fhir.url("Goal", "mal"),
    ]


def test_a_follow_up_asks_the_five_questions_word_for_word() -> None:
    asked = ("fixedContact", "planning", "overview", "easyContact", "nextTime")
    fhir = written(
        followUps=[
            {
                "id": "uppf",
                "askedBy": "eva",
                "answeredBy": "patient",
                "reason": "plan-updated",
                **{question: {"answer": "yes"} for question in asked},
            }
        ]
    )
    (form,) = fhir.all("QuestionnaireResponse")
    assert form["questionnaire"] == (
        "https://pk-fhir.example/fhir/Questionnaire/pk-uppfoljning|1.0.0"
    )
    assert [(item["linkId"], item["text"]) for item in form["item"]] == [
        ("fixed-contact", "Har du en fast vårdkontakt som stöd för att samordna din vård?"),
        ("planning", "Har du en planering med vården som utgår från vad som är viktigt för dig?"),
        ("overview", "Har du en överblick över dina planer och nästa steg i vården?"),
        ("easy-contact", "Har du enkla sätt att ta kontakt med vården när du behöver?"),
        ("next-time", "Har du och vården tillsammans kommit överens om din nästa tid?"),
        ("reason", "Varför görs uppföljningen?"),
    ]
    assert form["item"][0]["answer"] == [
        {"valueCoding": {"system": f"{CS}/pk-answer", "code": "yes", "display": "ja"}}
    ]


def test_the_next_review_is_a_task_of_the_fast_vardkontakt_about_the_contract() -> None:
    fhir = written(
        reviews=[
            {"id": "nasta", "owner": "eva", "planned": {"end": "2027-05-01"}, "reason": "regular"}
        ]
    )
    task = fhir.part("Task", "nasta")
    assert without_frame(task) == {
        "status": "requested",
        "intent": "plan",
        "code": concept(f"{CS}/pk-task-type", "review", "uppföljning"),
        "focus": {"reference": fhir.contract_url()},
        "for": fhir.patient(),
        "owner": {"reference": fhir.url("PractitionerRole", "eva"), "display": "Eva Ek"},
        "reasonCode": concept(f"{CS}/pk-review-reason", "regular", "regelbunden"),
        "restriction": {"period": {"end": "2027-05-01"}},
    }


def test_the_next_step_is_never_written() -> None:
    fhir = written(
        patientCommitments=[{"id": "ga", "what": "Gå", "planned": {"end": "2026-12-01"}}]
    )
    assert "next" not in str(fhir.bundle).lower()


def test_what_is_not_released_to_the_patient_and_protected_identity_are_security_labels() -> None:
    fhir = written(
        withheldFromPatient=True,
        goals=[{"id": "mal", "description": "Orka", "withheldFromPatient": True}],
        patient={"name": {"text": "Skyddad Person"}, "protection": "sekretessmarkering"},
    )
    hidden = [{"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "NOPAT"}]
    assert fhir.plan["meta"]["security"] == hidden
    assert fhir.part("Goal", "mal")["meta"]["security"] == hidden
    (patient,) = fhir.all("Patient")
    assert [one["code"] for one in patient["meta"]["security"]] == ["sekretessmarkering"]
    assert "Skyddad" not in patient["text"]["div"]


def test_the_sending_system_is_the_source_of_every_resource() -> None:
    fhir = written(sourceSystem=GIVER)
    assert {entry["resource"]["meta"]["source"] for entry in fhir.entries} == {f"urn:hsa:{GIVER}"}


def test_parts_are_updated_by_identifier_and_registers_are_only_added_to() -> None:
    bundle = to_bundle(agreement(), recorded=RECORDED, secret=b"hemlighet")
    requests = [(e["resource"]["resourceType"], e["request"]) for e in bundle["entry"]]
    assert [(kind, one["method"]) for kind, one in requests] == [
        ("Patient", "POST"),
        ("Organization", "POST"),
        ("Organization", "POST"),
        ("Practitioner", "POST"),
        ("CarePlan", "PUT"),
        ("PractitionerRole", "PUT"),
        ("RelatedPerson", "PUT"),
    ]
    patient, unit, *_ = (one for _, one in requests)
    assert unit["ifNoneExist"] == f"identifier=urn:oid:1.2.752.29.4.19%7C{UNIT}"
    assert patient["ifNoneExist"].startswith(
        "identifier=https://pk-fhir.example/fhir/identifier/person%7C"
    )
    assert requests[4][1]["url"] == "CarePlan?identifier=http://journal.example/kontrakt%7C17"


def test_a_known_patient_is_only_referred_to() -> None:
    bundle = to_bundle(agreement(), recorded=RECORDED, patient_reference="Patient/17")
    kinds = {entry["resource"]["resourceType"] for entry in bundle["entry"]}
    assert "Patient" not in kinds
    plan = next(
        e["resource"] for e in bundle["entry"] if e["resource"]["resourceType"] == "CarePlan"
    )
    assert plan["subject"] == {"reference": "Patient/17"}


def test_the_same_person_has_the_same_key_in_every_contract_of_a_deployment_only() -> None:
    def key(secret: bytes | None, value: str = "17") -> str:
        stated = agreement(identifier={"system": "http://journal.example/kontrakt", "value": value})
        patient = to_bundle(stated, recorded=RECORDED, secret=secret)["entry"][0]["resource"]
        return str(patient["identifier"][-1]["value"])

    assert key(b"a") == key(b"a", "18")
    assert key(b"a") != key(b"b")
    assert key(None) != key(None, "18")


def test_a_day_before_time_zones_still_gives_an_instant() -> None:
    fhir = written(agreements=[{"party": "patient", "version": 1, "when": "1885-05-01"}])
    (agreed,) = fhir.all("Provenance")
    assert (agreed["occurredDateTime"], agreed["recorded"]) == (
        "1885-05-01",
        "1885-05-01T00:00:00+00:00",
    )


def test_a_part_that_a_later_version_left_out_is_not_read_back_and_not_listed() -> None:
    stated = agreement(plans=[{"id": "sip", "title": "SIP"}, {"id": "vp", "title": "Vårdplan"}])
    bundle = to_bundle(stated, recorded=RECORDED)
    left = {"system": f"{CS}/pk-record", "code": "left-out"}
    for entry in bundle["entry"]:
        if entry["resource"].get("title") == "SIP":
            entry["resource"]["meta"]["tag"] = [left]
    mapped = to_contract(bundle)
    assert [plan.id for plan in mapped.contract.plans] == ["vp"]
    assert mapped.unexpressed == []

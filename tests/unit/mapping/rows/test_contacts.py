"""Where each part of the agreement stands in FHIR (`docs/mapping.md`): who there is, how they are reached, and who takes part."""

from tests.unit.mapping.agreements import (
    CS,
    PK,
    UNIT,
    concept,
    without_frame,
    written,
)


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

"""Where each part of the agreement stands in FHIR (`docs/mapping.md`): times, follow-ups and what comes next."""

from tests.unit.mapping.agreements import (
    CS,
    PK,
    UNIT,
    concept,
    without_frame,
    written,
)


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


def test_a_day_before_time_zones_still_gives_an_instant() -> None:
    fhir = written(agreements=[{"party": "patient", "version": 1, "when": "1885-05-01"}])
    (agreed,) = fhir.all("Provenance")
    assert (agreed["occurredDateTime"], agreed["recorded"]) == (
        "1885-05-01",
        "1885-05-01T00:00:00+00:00",
    )

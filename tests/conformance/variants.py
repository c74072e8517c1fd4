"""Near-by invalid variants of every example: a small edit, and what is said about it.

`place` is where the error stands, `says` what our validator's text contains, `java` what the text of
the official validator contains (its own words, or the human text of our invariant).
"""

from dataclasses import dataclass, field
from typing import Any

from tests.conformance.edits import (
    Edit,
    append,
    drop,
    in_extension,
    put,
    repeat,
    together,
    without_extension,
    without_part,
)
from tests.conformance.examples import BASE

SYSTEM = f"{BASE}/CodeSystem/"


@dataclass(frozen=True)
class Variant:
    """One resource of one example, made invalid."""

    example: str
    kind: str
    item: str
    name: str
    edit: Edit
    place: str
    says: str
    java: str
    options: dict[str, Any] = field(default_factory=dict)

    @property
    def id(self) -> str:
        return f"{self.example}: {self.name}"


# A wrong type of reference is checked by the official validator only when it is asked to.
TYPED = {"assumeValidRestReferences": True}


def _rule(
    example: str, kind: str, item: str, name: str, edit: Edit, key: str, place: str | None = None
) -> Variant:
    """A variant that breaks one invariant: both validators tell its human text, which ends in its key."""
    return Variant(example, kind, item, name, edit, place or kind, f"({key})", f"({key})")


def _coding(system: str, code: str) -> dict[str, Any]:
    return {"coding": [{"system": SYSTEM + system, "code": code}]}


VARIANTS = (
    # elderly-with-sip
    _rule(
        "elderly-with-sip",
        "CarePlan",
        "",
        "överenskommen tid not discussed",
        without_part("agreed-time"),
        "pk-part-time",
    ),
    _rule(
        "elderly-with-sip",
        "CarePlan",
        "",
        "överenskommelse not discussed",
        without_part("agreement"),
        "pk-part-agreement",
    ),
    _rule(
        "elderly-with-sip",
        "CarePlan",
        "",
        "fast vårdkontakt not discussed",
        without_part("fixed-contact"),
        "pk-part-contact",
    ),
    _rule(
        "elderly-with-sip",
        "CarePlan",
        "",
        "sammanhållen planering not discussed",
        without_part("coordinated-planning"),
        "pk-part-planning",
    ),
    Variant(
        "elderly-with-sip",
        "CarePlan",
        "",
        "an activity in detail",
        put("activity.0", {"detail": {"status": "in-progress", "description": "väga sig"}}),
        "CarePlan.activity[0]",
        "CarePlan.activity.detail",
        "CarePlan.activity.detail: max allowed = 0",
    ),
    _rule(
        "elderly-with-sip",
        "CareTeam",
        "kontakt-eva",
        "a kind of fast kontakt that does not exist",
        put("participant.0.role.0.coding.0.code", "9"),
        "pk-contact-kind",
        "CareTeam.participant[0].role[0]",
    ),
    Variant(
        "elderly-with-sip",
        "Task",
        "vaga",
        "a status in Swedish",
        put("status", "pågår"),
        "Task.status",
        "task-status",
        "task-status",
    ),
    Variant(
        "elderly-with-sip",
        "CarePlan",
        "",
        "the agreement of a Practitioner",
        put("subject", {"reference": "Practitioner/gosta"}),
        "CarePlan.subject",
        "Practitioner",
        "Practitioner",
        TYPED,
    ),
    # cancer-with-contact-nurse
    _rule(
        "cancer-with-contact-nurse",
        "CarePlan",
        "",
        "no indication",
        without_extension("pk-indication"),
        "pk-indication",
    ),
    _rule(
        "cancer-with-contact-nurse",
        "ServiceRequest",
        "cytostatika",
        "two aims",
        append("category", _coding("pk-effort-aim", "preventive")),
        "pk-effort-once",
    ),
    Variant(
        "cancer-with-contact-nurse",
        "Appointment",
        "beh-3",
        "a start without an end",
        drop("end"),
        "Appointment",
        "app-2",
        "app-2",
    ),
    Variant(
        "cancer-with-contact-nurse",
        "ServiceRequest",
        "kylmossa",
        "an intent that a commitment never has",
        put("intent", "reflex-order"),
        "ServiceRequest.intent",
        "pk-effort-intent",
        "pk-effort-intent",
    ),
    # child-in-habilitation
    Variant(
        "child-in-habilitation",
        "Task",
        "sta",
        "the patient's commitment owned by staff",
        put("owner", {"reference": "Practitioner/mia"}),
        "Task.owner",
        "Practitioner",
        "Practitioner",
        TYPED,
    ),
    Variant(
        "child-in-habilitation",
        "QuestionnaireResponse",
        "berattelsen",
        "an answer to a question that is not asked",
        append("item", {"linkId": "favourite-food", "answer": [{"valueString": "pannkakor"}]}),
        "QuestionnaireResponse",
        "favourite-food",
        "favourite-food",
    ),
    _rule(
        "child-in-habilitation",
        "Goal",
        "mal-prata",
        "a reassessment without a date",
        drop("note.0.time"),
        "pk-assessed-when",
    ),
    _rule(
        "child-in-habilitation",
        "Patient",
        "",
        "a personnummer with ten digits",
        put("identifier.0.value", "1701012393"),
        "pk-personnummer-form",
        "Patient.identifier[0]",
    ),
    # psychiatric-care-lpt
    Variant(
        "psychiatric-care-lpt",
        "CarePlan",
        "samordnad",
        "a statutory plan that does not exist",
        in_extension("pk-legal-basis", put("extension.0.valueCoding.code", "tvångsplan")),
        "CarePlan.extension[0].extension[0].value.ofType(Coding)",
        "pk-statutory-plan",
        "pk-statutory-plan",
    ),
    _rule(
        "psychiatric-care-lpt",
        "Appointment",
        "tid-hem",
        "an agreed time that nobody accepted",
        together(
            put("participant.0.status", "needs-action"), put("participant.1.status", "needs-action")
        ),
        "pk-time-booked",
    ),
    Variant(
        "psychiatric-care-lpt",
        "ServiceRequest",
        "depa",
        "every fourth of nothing",
        drop("occurrenceTiming.repeat.periodUnit"),
        "ServiceRequest.occurrence.ofType(Timing).repeat",
        "tim-2",
        "tim-2",
    ),
    # person-with-god-man
    Variant(
        "person-with-god-man",
        "Provenance",
        "",
        "agreed, but to no version",
        without_extension("pk-version"),
        "Provenance",
        "Provenance.extension:version",
        "Provenance.extension:version",
    ),
    _rule(
        "person-with-god-man",
        "RelatedPerson",
        "godman",
        "decides, but represents nobody",
        put("relationship", [{"text": "granne"}]),
        "pk-scope-representative",
    ),
    _rule(
        "person-with-god-man",
        "Practitioner",
        "",
        "an HSA-id without its hyphen",
        put("identifier.0.value", "SE9999999902P303"),
        "pk-hsa-form",
        "Practitioner.identifier[0]",
    ),
    # draft-premature-infant
    _rule(
        "draft-premature-infant",
        "CarePlan",
        "",
        "made active as it is",
        put("status", "active"),
        "pk-indication",
    ),
    Variant(
        "draft-premature-infant",
        "CarePlan",
        "",
        "not said to be a patientkontrakt",
        put("category", [{"text": "Plan"}]),
        "CarePlan",
        "CarePlan.category:patientkontrakt",
        "CarePlan.category:patientkontrakt",
    ),
    # completed-hip-rehabilitation
    _rule(
        "completed-hip-rehabilitation",
        "QuestionnaireResponse",
        "slutuppf",
        "four of five questions",
        drop("item.0"),
        "pk-five-questions",
    ),
    Variant(
        "completed-hip-rehabilitation",
        "Goal",
        "mal-trappa",
        "a status that goals do not have",
        put("lifecycleStatus", "finished"),
        "Goal.lifecycleStatus",
        "goal-status",
        "goal-status",
    ),
    # revoked-family-moved
    Variant(
        "revoked-family-moved",
        "Appointment",
        "tid-dec",
        "booked, with a reason for cancelling",
        put("status", "booked"),
        "Appointment",
        "app-4",
        "app-4",
    ),
    Variant(
        "revoked-family-moved",
        "Task",
        "tecken-bla",
        "a sign for nobody",
        drop("for"),
        "Task",
        "Task.for",
        "Task.for",
    ),
    # protected-identity
    Variant(
        "protected-identity",
        "Patient",
        "",
        "two names",
        repeat("name"),
        "Patient",
        "Patient.name",
        "Patient.name",
    ),
    _rule("protected-identity", "CarePlan", "", "drawn up by nobody", drop("author"), "pk-author"),
    # disagreeing-primary-care
    _rule(
        "disagreeing-primary-care",
        "CarePlan",
        "",
        "in force from no day",
        drop("period"),
        "pk-period",
    ),
    Variant(
        "disagreeing-primary-care",
        "CareTeam",
        "kontakt-amir",
        "two persons as one contact",
        repeat("participant"),
        "CareTeam",
        "CareTeam.participant",
        "CareTeam.participant",
    ),
    # disagreeing-specialist
    _rule(
        "disagreeing-specialist",
        "Goal",
        "mal-blodtryck",
        "a goal and an expectation at once",
        append("category", _coding("pk-goal-category", "expectation")),
        "pk-goal-kind",
    ),
    Variant(
        "disagreeing-specialist",
        "CarePlan",
        "",
        "version 0",
        in_extension("pk-version", put("valuePositiveInt", 0)),
        "CarePlan.extension[0].value.ofType(positiveInt)",
        "whole number from 1",
        "minimum value of 1",
    ),
    # municipal-home-care
    Variant(
        "municipal-home-care",
        "HealthcareService",
        "hemsjukvarden",
        "a service that is neither new nor existing",
        put("characteristic.0.extension.0.valueCoding.code", "planned"),
        "HealthcareService.characteristic[0].extension[0].value.ofType(Coding)",
        "pk-service-status",
        "pk-service-status",
    ),
    Variant(
        "municipal-home-care",
        "CarePlan",
        "genomforande",
        "a plan that belongs to nothing",
        drop("partOf"),
        "CarePlan",
        "CarePlan.partOf",
        "CarePlan.partOf",
    ),
    # minimal
    _rule("minimal", "CarePlan", "", "no title", drop("title"), "pk-title"),
    _rule("minimal", "CarePlan", "", "established on no day", drop("created"), "pk-established"),
    Variant(
        "minimal",
        "CarePlan",
        "",
        "a part discussed to no end",
        in_extension("pk-part-discussed", drop("extension.1")),
        "CarePlan.extension",
        "outcome",
        "outcome",
    ),
    _rule(
        "minimal",
        "CarePlan",
        "",
        "a part twice",
        lambda found: found["extension"].append(found["extension"][-1]),
        "pk-part-twice",
    ),
    # eye-clinic-private
    _rule("eye-clinic-private", "CarePlan", "", "drawn up by nobody", drop("author"), "pk-author"),
    Variant(
        "eye-clinic-private",
        "HealthcareService",
        "ogonmottagningen",
        "provided by a person",
        put("providedBy", {"reference": "Practitioner/petra"}),
        "HealthcareService.providedBy",
        "Practitioner",
        "Practitioner",
        TYPED,
    ),
    # examples/fhir
    _rule(
        "block-inner",
        "Consent",
        "",
        "a block that permits",
        put("provision.type", "permit"),
        "pk-block-deny",
    ),
    _rule(
        "block-inner",
        "Consent",
        "",
        "a block of nobody's data",
        put("provision.actor.0.role.coding.0.code", "IRCP"),
        "pk-block-actor",
    ),
    Variant(
        "block-outer",
        "Consent",
        "",
        "a consent in the place of a block",
        put("category.0", _coding("pk-consent-category", "coherent-record")),
        "Consent.category[0]",
        "pk-block-category",
        "pk-block-category",
    ),
    Variant(
        "block-outer",
        "Consent",
        "",
        "a block of no patient",
        drop("patient"),
        "Consent",
        "Consent.patient",
        "Consent.patient",
    ),
    _rule(
        "consent-coherent-record",
        "Consent",
        "",
        "for no purpose",
        drop("provision.purpose"),
        "pk-consent-permit",
    ),
    Variant(
        "consent-coherent-record",
        "Consent",
        "",
        "opts out",
        put("policyRule.coding.0.code", "OPTOUT"),
        "Consent.policyRule",
        "OPTIN",
        "OPTIN",
    ),
    Variant(
        "seven-answers-patient",
        "QuestionnaireResponse",
        "",
        "an answer that cannot be chosen",
        put("item.0.answer.0.valueCoding", {"system": f"{SYSTEM}pk-degree", "code": "always"}),
        "QuestionnaireResponse.item[0].answer[0]",
        "pk-degree",
        "pk-degree",
    ),
    Variant(
        "seven-answers-patient",
        "QuestionnaireResponse",
        "",
        "about a patient instead of a unit",
        put("subject", {"reference": "Patient/karin"}),
        "QuestionnaireResponse.subject",
        "Patient",
        "Patient",
        TYPED,
    ),
    Variant(
        "seven-answers-provider",
        "QuestionnaireResponse",
        "",
        "one question passed over",
        drop("item.1"),
        "QuestionnaireResponse",
        "agreement",
        "agreement",
    ),
    Variant(
        "seven-answers-provider",
        "QuestionnaireResponse",
        "",
        "a status in Swedish",
        put("status", "klar"),
        "QuestionnaireResponse.status",
        "questionnaire-answers-status",
        "questionnaire-answers-status",
    ),
    _rule(
        "checklist-unit",
        "QuestionnaireResponse",
        "",
        "answers to another form",
        put("questionnaire", f"{BASE}/Questionnaire/pk-uppfoljning|1.0.0"),
        "pk-form-checklista",
        "QuestionnaireResponse.questionnaire",
    ),
    Variant(
        "checklist-unit",
        "QuestionnaireResponse",
        "",
        "a question that is not asked",
        append("item", {"linkId": "coffee", "answer": [{"valueString": "ja"}]}),
        "QuestionnaireResponse",
        "coffee",
        "coffee",
    ),
)

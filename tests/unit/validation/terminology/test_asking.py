"""What each validation may say of codes: how strict displays are, and what a terminology server knows."""

import pytest

from pk_fhir.validation import Validator
from pk_fhir.validation.terminology import Answer, Gathered, Question

SNOMED = "http://snomed.info/sct"
BODY_SITES = "http://hl7.org/fhir/ValueSet/body-site"
PROFILE = {
    "resourceType": "StructureDefinition",
    "id": "sited",
    "url": "https://region.example/fhir/StructureDefinition/sited",
    "name": "Sited",
    "status": "active",
    "fhirVersion": "4.0.1",
    "kind": "resource",
    "abstract": False,
    "type": "Observation",
    "baseDefinition": "http://hl7.org/fhir/StructureDefinition/Observation",
    "derivation": "constraint",
    "differential": {
        "element": [
            {
                "id": "Observation.bodySite",
                "path": "Observation.bodySite",
                "binding": {"strength": "required", "valueSet": BODY_SITES},
            }
        ]
    },
}
VALIDATOR = Validator.for_r4().with_definitions([PROFILE])
MEMBER = Question(BODY_SITES, SNOMED, None, "368208006")
KNOWN = Question("", SNOMED, None, "368208006", "Left arm")


def observation() -> dict:
    site = {"system": SNOMED, "code": "368208006", "display": "Left arm"}
    return {
        "resourceType": "Observation",
        "status": "final",
        "code": {"text": "blodtryck"},
        "bodySite": {"coding": [site]},
    }


def said(answers: dict | None) -> list[tuple[str, str, str]]:
    codes = None if answers is None else Gathered(answers)
    found = VALIDATOR.validate(observation(), [PROFILE["url"]], codes=codes)
    return [(i.severity, i.key, i.expression) for i in found if i.key.startswith("terminology.")]


def test_what_is_not_known_here_is_gathered_as_questions():
    codes = Gathered()
    VALIDATOR.validate(observation(), [PROFILE["url"]], codes=codes)
    assert set(codes.missing) == {MEMBER, KNOWN}


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        (None, [("information", "terminology.undecided", "Observation.bodySite")]),
        ({}, [("information", "terminology.undecided", "Observation.bodySite")]),
        (
            {MEMBER: Answer(None), KNOWN: Answer(None)},
            [("information", "terminology.undecided", "Observation.bodySite")],
        ),
        ({MEMBER: Answer(True), KNOWN: Answer(True)}, []),
        (
            {MEMBER: Answer(False), KNOWN: Answer(True)},
            [("error", "terminology.required", "Observation.bodySite")],
        ),
        (
            {MEMBER: Answer(True), KNOWN: Answer(False, "no such code", "code")},
            [("error", "terminology.server-code", "Observation.bodySite.coding[0].code")],
        ),
        (
            {MEMBER: Answer(True), KNOWN: Answer(False, "Entire arm", "display")},
            [("error", "terminology.server-display", "Observation.bodySite.coding[0].display")],
        ),
    ],
)
def test_an_answer_decides_and_its_lack_is_never_an_error(answers, told):
    assert said(answers) == told


@pytest.mark.parametrize(
    ("options", "severity"),
    [(None, "error"), ({}, "error"), ({"wrong-displays": "warning"}, "warning")],
)
def test_each_call_says_how_wrong_a_wrong_display_is(options, severity):
    coding = {
        "system": "http://terminology.hl7.org/CodeSystem/v3-MaritalStatus",
        "code": "M",
        "display": "Fel",
    }
    resource = {"resourceType": "Patient", "maritalStatus": {"coding": [coding]}}
    found = Validator.for_r4().validate(resource, options=options)
    displays = [each.severity for each in found if each.key == "terminology.wrong-display"]
    assert displays == [severity]


def test_a_hostile_resource_asks_no_more_than_may_be_asked():
    codings = [{"system": SNOMED, "code": str(number)} for number in range(2000)]
    resource = {"resourceType": "Observation", "status": "final", "code": {"coding": codings}}
    codes = Gathered(most=100)
    Validator.for_r4().validate(resource, codes=codes)
    assert len(codes.missing) == 100

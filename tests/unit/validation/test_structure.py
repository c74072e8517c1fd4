"""What makes JSON a FHIR resource at all."""

from typing import Any

import pytest

from pk_fhir.validation import Validator

VALIDATOR = Validator.for_r4()


def found(resource: dict[str, object] | bytes) -> list[tuple[str, str, str]]:
    """Severity, place and key of every error."""
    return [
        (each.severity, each.expression, each.key)
        for each in VALIDATOR.validate(resource)
        if each.severity in ("error", "fatal")
    ]


GOAL: dict[str, object] = {
    "resourceType": "Goal",
    "lifecycleStatus": "active",
    "description": {"text": "Gå till affären utan stöd"},
    "subject": {"reference": "Patient/p1"},
}


def test_a_good_resource_has_no_issues() -> None:
    assert VALIDATOR.validate(GOAL) == []


@pytest.mark.parametrize(
    ("change", "place", "key"),
    [
        ({"lifecycleStatus": None}, "Goal.lifecycleStatus", "primitive-json-type"),
        ({"lifecycleStatus": ["active"]}, "Goal.lifecycleStatus", "structure-array"),
        ({"note": {"text": "x"}}, "Goal.note", "structure-not-an-array"),
        ({"note": []}, "Goal.note", "structure-empty-array"),
        ({"note": [{}]}, "Goal.note[0]", "structure-empty-object"),
        ({"note": [{"id": "a"}]}, "Goal.note[0]", "structure-no-content"),
        ({"note": ["x"]}, "Goal.note[0]", "structure-not-an-object"),
        ({"startDate": "2026-02-30"}, "Goal.start.ofType(date)", "primitive-no-day"),
        ({"_startDate": {"id": "a"}}, "Goal.start.ofType(date)", "structure-no-content"),
        ({"_startDate": "x"}, "Goal.start.ofType(date)", "structure-companion"),
        ({"outcomeCode": [None]}, "Goal.outcomeCode[0]", "structure-not-an-object"),
        ({"contained": [{"resourceType": "Patient"}]}, "Goal.contained[0]", "contained-no-id"),
        ({"contained": [{"resourceType": "Person", "id": "p"}]}, "Goal.contained[0]", "contained-unused"),
        ({"contained": [{"resourceType": "Pateint"}]}, "Goal.contained[0]", "structure-unknown-resource"),
        ({"subject": {"reference": "Location/1"}}, "Goal.subject", "reference-literal"),
        ({"subject": {"reference": "#p"}}, "Goal.subject", "reference-unresolved"),
        ({"statusReason": ""}, "Goal.statusReason", "primitive-empty"),
    ],
)  # fmt: skip
def test_one_thing_wrong_is_told_at_its_place(
    change: dict[str, object], place: str, key: str
) -> None:
    assert ("error", place, key) in found({**GOAL, **change})


def test_a_missing_element_is_told_at_what_lacks_it() -> None:
    without = {key: value for key, value in GOAL.items() if key != "description"}
    assert found(without) == [("error", "Goal", "structure-minimum")]


def test_extensions_may_stand_for_a_required_value() -> None:
    absent = {
        "extension": [
            {
                "url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason",
                "valueCode": "unknown",
            }
        ]
    }
    encounter = {
        "resourceType": "Location",
        "position": {"longitude": 1.5, "_latitude": absent},
    }
    assert found(encounter) == []


def test_an_unknown_property_comes_with_the_name_that_was_meant() -> None:
    [issue] = VALIDATOR.validate({**GOAL, "descripton": {"text": "x"}})
    assert (issue.expression, issue.key) == ("Goal", "structure-unknown-property-near")
    assert "Did you mean 'description'?" in issue.diagnostics


def test_a_choice_is_made_once() -> None:
    twice = {**GOAL, "startDate": "2026-01-01", "startCodeableConcept": {"text": "x"}}
    assert found(twice) == [("error", "Goal", "structure-choice-twice")]


def test_companions_stand_beside_their_values() -> None:
    name = {"given": ["Eva", None], "_given": [None, {"extension": [{"url": "http://example.org/x", "valueString": "y"}]}]}  # fmt: skip
    assert found({"resourceType": "Patient", "name": [name]}) == []
    short = {"given": ["Eva", "Maria"], "_given": [{"id": "a"}]}
    assert ("error", "Patient.name[0].given", "structure-unaligned") in found(
        {"resourceType": "Patient", "name": [short]}
    )


@pytest.mark.parametrize(
    ("companion", "place", "told"),
    [
        ({"id": "a"}, "given", "'_given' repeats and must be a JSON array, not object."),
        ([None, None], "given[1]", "null stands only where the other of 'given' and '_given' has a value."),
    ],
)  # fmt: skip
def test_a_wrong_companion_is_told_by_its_own_name(companion: Any, place: str, told: str) -> None:
    name = {"given": ["Eva", None], "_given": companion}
    issues = Validator.for_r4().validate({"resourceType": "Patient", "name": [name]})
    assert (f"Patient.name[0].{place}", told) in [
        (each.expression, each.diagnostics) for each in issues
    ]


def test_lines_and_columns_are_told_for_bytes() -> None:
    body = b'{\n  "resourceType": "Patient",\n  "birthDate": "1917",\n  "gender": "woman"\n}'
    [issue] = [each for each in VALIDATOR.validate(body) if each.severity == "error"]
    assert (issue.expression, issue.line, issue.column) == ("Patient.gender", 4, 3)


def test_broken_json_is_one_fatal_issue_with_its_place() -> None:
    [issue] = VALIDATOR.validate(b'{"resourceType": "Patient",}')
    assert (issue.severity, issue.line) == ("fatal", 1)


def test_texts_come_in_swedish_too() -> None:
    [issue] = VALIDATOR.validate({"resourceType": "Patient", "active": "ja"}, language="sv")
    assert issue.diagnostics == (
        "'ja' är inget sanningsvärde: skriv true eller false, i JSON utan citattecken."
    )


def test_a_part_of_another_releases_element_is_named_without_the_choice_mark():
    url = (
        "http://hl7.org/fhir/5.0/StructureDefinition/extension-ValueSet.expansion.contains.property"
    )
    parts = [
        {"url": "code", "valueCode": "weight"},
        {"url": "value[x]", "valueDecimal": 1},
    ]
    issues = VALIDATOR.validate(
        {
            "resourceType": "Basic",
            "code": {"text": "x"},
            "extension": [{"url": url, "extension": parts}],
        }
    )
    errors = [(each.code, each.expression, each.key) for each in issues if each.severity == "error"]
    assert errors == [("invalid", "Basic.extension[0].extension[1]", "extension-choice-part")]


CORE = "http://hl7.org/fhir/StructureDefinition/"


def test_a_part_of_an_extension_is_one_that_its_definition_names() -> None:
    nationality = {
        "url": f"{CORE}patient-nationality",
        "extension": [
            {"url": "code", "valueCodeableConcept": {"text": "Sverige"}},
            {"url": "nope", "valueString": "x"},
        ],
    }
    assert found({"resourceType": "Patient", "extension": [nationality]}) == [
        ("error", "Patient.extension[0].extension[1]", "extension-part")
    ]


@pytest.mark.parametrize(("release", "right"), [("5.0", True), ("4.0", False), ("9.0", False)])
def test_an_extension_may_stand_for_an_element_of_another_release(
    release: str, right: bool
) -> None:
    url = f"http://hl7.org/fhir/{release}/StructureDefinition/extension-Patient.contact.name"
    resource = {"resourceType": "Patient", "extension": [{"url": url, "valueString": "x"}]}
    wrong = [("error", "Patient.extension[0]", "extension-release")]
    assert found(resource) == ([] if right else wrong)


def test_the_line_of_an_unknown_property_is_its_own_and_the_place_that_of_its_owner() -> None:
    body = b"""{
 "resourceType": "Patient",
 "contact": [
  {"gender": "female",
   "nam": {"text": "A"}}
 ],
 "birthdat": "2020"
}"""
    assert [
        (issue.expression, issue.line, issue.column)
        for issue in Validator.for_r4().validate(body)
        if issue.key == "structure-unknown-property-near"
    ] == [("Patient.contact[0]", 5, 4), ("Patient", 7, 2)]


def _lines(body: bytes) -> list[tuple[str, int | None]]:
    return [(issue.expression, issue.line) for issue in VALIDATOR.validate(body)]


def test_the_line_of_an_item_is_its_own_whatever_stands_beside_it() -> None:
    body = b"""{
 "resourceType": "Patient",
 "identifier": [
  {
   "value": "1"
  },
  "x",
  [
   {"value": "2"}
  ],
  {
   "value": 3
  }
 ]
}"""
    assert _lines(body) == [
        ("Patient.identifier[1]", 7),
        ("Patient.identifier[2]", 8),
        ("Patient.identifier[3].value", 12),
    ]


def test_the_line_of_an_extension_out_of_its_context_is_its_own() -> None:
    body = b"""{
 "resourceType": "Patient",
 "extension": [
  {
   "url": "http://hl7.org/fhir/StructureDefinition/humanname-own-prefix",
   "valueString": "von"
  }
 ]
}"""
    assert _lines(body) == [("Patient", 4)]

"""Paths through resources: types, choices, primitive extensions, references."""

from typing import Any

import pytest

from pk_fhir import fhirpath
from pk_fhir.definitions import Definitions


def evaluate(text: str, resource: Any, **more: Any) -> list[Any]:
    return fhirpath.compile(text).evaluate(resource, **more)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("name.given", ["Eva", "Maria", "Evis", {"id": "g1"}]),
        ("Patient.name.family", ["Ek"]),
        ("Resource.id", ["p1"]),
        ("Observation.name", []),
        ("name.nothing", []),
        ("deceased", [False]),
        ("deceasedBoolean", []),
        ("deceased is boolean", [True]),
        ("contact.name.family", ["Al"]),
        ("name[1].given[0]", ["Evis"]),
        ("name[7]", []),
        ("`name`.`family`", ["Ek"]),
        ("name.given.first() | name.use", ["Eva", "official", "nickname"]),
        ("contained.name", ["Vårdcentralen"]),
        ("contained is Organization", [True]),
        ("children().count()", [13]),
        ("descendants().where($this is Organization).id", ["o1"]),
        ("repeat(contained).name", ["Vårdcentralen"]),
    ],
)
def test_a_path_gives_the_elements_of_the_json(patient: Any, text: str, expected: list[Any]):
    assert evaluate(text, patient) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("birthDate.extension('http://example.org/birth-time').value > @1980-05-17", []),
        ("birthDate.extension('http://example.org/birth-time').value.type().name", ["dateTime"]),
        ("birthDate.extension.url", ["http://example.org/birth-time"]),
        ("language.exists()", [True]),
        ("language.hasValue()", [False]),
        ("language.extension.value", [True]),
        ("language = 'sv'", []),
        ("language.getValue()", []),
        ("birthDate.value is System.Date and (birthDate is System.Date).not()", [True]),
        ("language.value.exists() or language.extension.value.value.not()", [False]),
        ("name.given.value", ["Eva", "Maria", "Evis"]),
        ("name.value", []),
        ("name.given.where(hasValue()).count()", [3]),
        ("name.given.id", ["g1"]),
        ("name.given.count()", [4]),
        ("birthDate.hasValue() and birthDate.extension.exists()", [True]),
    ],
)
def test_a_primitive_and_its_extensions_are_one_element(
    patient: Any, text: str, expected: list[Any]
):
    assert evaluate(text, patient) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("gender is code", [True]),
        ("gender is string", [True]),
        ("gender.ofType(string)", []),
        ("gender.as(code)", ["female"]),
        ("gender is System.String", [False]),
        ("id is id", [True]),
        ("Patient is DomainResource", [True]),
        ("contact is BackboneElement", [True]),
        ("contact.type().name", ["BackboneElement"]),
        ("birthDate.type().namespace & '.' & birthDate.type().name", ["FHIR.date"]),
        ("1.type().namespace & '.' & 1.type().name", ["System.Integer"]),
        ("name.ofType(HumanName).use", ["official", "nickname"]),
        ("1 'kg' is Quantity", [True]),
        ("'x' is FHIR.string", [False]),
    ],
)
def test_elements_know_their_fhir_type(patient: Any, text: str, expected: list[Any]):
    assert evaluate(text, patient) == expected


def test_a_reference_is_resolved_among_the_contained_and_by_the_caller(patient: Any):
    practitioners = {"Practitioner/d1": {"resourceType": "Practitioner", "id": "d1"}}
    found = evaluate(
        "(managingOrganization | generalPractitioner).resolve().select(type().name & '/' & id)",
        patient,
        resolve=practitioners.get,
    )
    assert found == ["Organization/o1", "Practitioner/d1"]
    assert evaluate("generalPractitioner.resolve()", patient) == []
    assert evaluate("generalPractitioner.where(resolve() is Practitioner).exists()", patient) == [
        False
    ]


def test_references_in_a_bundle_are_resolved_by_full_url():
    def entry(full_url: str, **resource: Any) -> dict[str, Any]:
        return {"fullUrl": full_url, "resource": resource}

    here, there = "https://here.example/fhir", "https://there.example/fhir"
    task = {"resourceType": "Task", "id": "t", "for": {"reference": "Patient/1"}}
    bundle = {
        "resourceType": "Bundle",
        "entry": [
            entry(f"{here}/Patient/1", resourceType="Patient", id="1", gender="male"),
            entry(f"{there}/Patient/1", resourceType="Patient", id="1", gender="female"),
            entry(f"{there}/Task/t", **task),
            entry("urn:uuid:7", resourceType="Goal", id="g", subject={"reference": "urn:uuid:8"}),
            entry("urn:uuid:8", resourceType="Patient", id="8", gender="other"),
        ],
    }
    text = "Bundle.entry.resource.select((for | subject).resolve()).gender"
    assert evaluate(text, bundle) == ["female", "other"]


def test_a_contained_reference_in_an_entry_leads_into_that_entry():
    organization = {"resourceType": "Organization", "id": "o"}
    bundle = {
        "resourceType": "Bundle",
        "entry": [
            {
                "resource": {
                    "resourceType": "Patient",
                    "managingOrganization": {"reference": "#o"},
                    "contained": [organization],
                }
            }
        ],
    }
    assert evaluate("entry.resource.managingOrganization.resolve()", bundle) == [organization]


def test_a_resource_whose_type_nobody_knows_is_walked_by_its_json():
    resource = {"resourceType": "Journey", "step": [{"whenDate": "2026-01-02", "what": "x"}]}
    assert evaluate("step.what", resource) == ["x"]
    assert evaluate("step.when", resource) == ["2026-01-02"]
    assert evaluate("Journey.step.count()", resource) == [1]


def test_types_come_from_the_definitions_that_are_given():
    model = {
        "resourceType": "StructureDefinition",
        "url": "http://hl7.org/fhir/StructureDefinition/Journey",
        "type": "Journey",
        "kind": "resource",
        "derivation": "specialization",
        "baseDefinition": "http://hl7.org/fhir/StructureDefinition/DomainResource",
        "snapshot": {
            "element": [
                {"path": "Journey"},
                {"path": "Journey.day", "max": "1", "type": [{"code": "date"}]},
            ]
        },
    }
    definitions = Definitions.r4().overlay([model])
    journey = {"resourceType": "Journey", "day": "2026-01-02"}
    text = "Journey is DomainResource and day is date and day < @2026-01-03"
    assert evaluate(text, journey, definitions=definitions) == [True]


@pytest.mark.parametrize(
    "resource",
    [
        {"resourceType": "Patient", "name": "text"},
        {"resourceType": "Patient", "name": [1, None, [["x"]], {"given": {"a": [None]}}]},
        {"resourceType": "Patient", "_name": 5, "_birthDate": [1], "birthDate": {"x": 1}},
        {"resourceType": 5},
        {"resourceType": "Patient", "contained": [{"resourceType": []}, "x", None]},
        [],
        "text",
        None,
    ],
)
def test_malformed_json_never_breaks_the_walk(resource: Any):
    text = "descendants().count() + name.given.count() + birthDate.extension.count()"
    result = evaluate(text, resource)
    assert len(result) == 1
    assert isinstance(result[0], int)

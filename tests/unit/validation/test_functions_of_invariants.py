"""What invariants ask of the validator itself: slices of profiles, and hierarchies of codes."""

from typing import Any

import pytest

from pk_fhir.validation import Validator

BASE = "http://hl7.org/fhir/StructureDefinition/"
PHONES = "http://example.org/phones"
ANIMALS: dict[str, Any] = {
    "resourceType": "CodeSystem", "url": "http://example.org/animals", "status": "active", "content": "complete",
    "concept": [{"code": "animal", "concept": [{"code": "dog"}]}, {"code": "fern"}],
}  # fmt: skip


def profile(url: str, *elements: dict[str, Any]) -> dict[str, Any]:
    return {
        "resourceType": "StructureDefinition", "url": url, "name": "P", "status": "draft", "kind": "resource",
        "abstract": False, "type": "Patient", "baseDefinition": f"{BASE}Patient", "derivation": "constraint",
        "differential": {"element": [{"id": "Patient", "path": "Patient"}, *elements]},
    }  # fmt: skip


SLICED = profile(
    PHONES,
    {
        "id": "Patient.telecom", "path": "Patient.telecom",
        "slicing": {"discriminator": [{"type": "value", "path": "system"}], "rules": "open"},
    },
    {"id": "Patient.telecom:phone", "path": "Patient.telecom", "sliceName": "phone"},
    {"id": "Patient.telecom:phone.system", "path": "Patient.telecom.system", "fixedCode": "phone"},
    {
        "id": "Patient.extension:own", "path": "Patient.extension", "sliceName": "own",
        "type": [{"code": "Extension", "profile": [f"{BASE}patient-importance"]}],
    },
    {"id": "Patient.deceased[x]:deceasedBoolean", "path": "Patient.deceased[x]", "sliceName": "deceasedBoolean",
     "type": [{"code": "boolean"}]},
)  # fmt: skip


def holds(expression: str, resource: dict[str, Any]) -> bool:
    rule = {"key": "x-1", "severity": "error", "human": "x", "expression": expression}
    held = profile("http://example.org/p", {"path": "Patient.active"})
    held["differential"]["element"][0]["constraint"] = [rule]
    validator = Validator.for_r4().with_definitions([SLICED, ANIMALS, held])
    issues = validator.validate(resource, profiles=["http://example.org/p"])
    return not [each for each in issues if each.severity == "error"]


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("active is boolean", True),
        # No element is a System type; what an expression writes out is one.
        ("active is Boolean or active is System.Boolean", False),
        ("@2020-01-01 is Date and 1 is Integer and 'a' is String", True),
        # R4 engines take `as String` for `as string`.
        ("(active as Boolean) = true", True),
    ],
)
def test_is_and_as_name_types_as_r4_engines_read_them(expression: str, *, expected: bool) -> None:
    assert holds(expression, {"resourceType": "Patient", "active": True}) is expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        (f"telecom.slice('{PHONES}', 'phone').count() = 2", True),
        (f"telecom.slice('{PHONES}', 'phone').value = 'a@example.org'", False),
        (f"extension.slice('{PHONES}', 'own').count() = 1", True),
        (f"deceased.slice('{PHONES}', 'deceasedBoolean').exists()", True),
        # A slice or a profile that is not there is an error of the expression.
        (f"telecom.slice('{PHONES}', 'fax').empty()", False),
        ("telecom.slice('http://example.org/none', 'phone').empty()", False),
    ],
)
def test_slice_gives_the_values_of_a_slice(expression: str, expected: bool):
    resource = {
        "resourceType": "Patient",
        "telecom": [
            {"system": "phone", "value": "1"},
            {"system": "email", "value": "a@example.org"},
            {"system": "phone", "value": "2"},
        ],
        "extension": [
            {"url": f"{BASE}patient-importance", "valueCodeableConcept": {"text": "x"}},
            {"url": f"{BASE}patient-birthPlace", "valueAddress": {"city": "x"}},
        ],
        "deceasedBoolean": False,
    }
    assert holds(expression, resource) is expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("maritalStatus.subsumes(contact.relationship)", True),
        ("contact.relationship.subsumes(maritalStatus)", False),
        ("contact.relationship.subsumedBy(maritalStatus)", True),
        ("maritalStatus.coding.subsumes(maritalStatus.coding)", True),
        ("maritalStatus.coding.subsumes(communication.language.coding) = false", True),
        # Nothing is known of how codes of two systems stand to each other.
        ("maritalStatus.subsumes(identifier.type).empty()", True),
    ],
)
def test_subsumes_knows_the_hierarchies_that_are_loaded(expression: str, expected: bool):
    def coded(code: str, system: str = ANIMALS["url"]) -> dict[str, Any]:
        return {"coding": [{"system": system, "code": code}]}

    resource = {
        "resourceType": "Patient",
        "identifier": [{"type": coded("MR", "http://terminology.hl7.org/CodeSystem/v2-0203")}],
        "maritalStatus": coded("animal"),
        "contact": [{"relationship": [coded("dog")], "name": {"text": "x"}}],
        "communication": [{"language": coded("fern")}],
    }
    assert holds(expression, resource) is expected

"""What has been found right once is known again, and nothing else is taken for it."""

from typing import Any

import pytest

from pk_fhir.validation import Validator
from pk_fhir.validation.layouts import MOST_LAYOUTS, layout_of
from pk_fhir.validation.remembered import LONGEST_KEPT, MOST_KEPT, Right

VALIDATOR = Validator.for_r4()
SLOT = VALIDATOR._program.shape("CodeableConcept").slots["coding"]
ACTIVE = {"system": "http://terminology.hl7.org/CodeSystem/condition-clinical", "code": "active"}


def told(resource: dict[str, Any]) -> list[tuple[str, str]]:
    """The keys and places of the errors of a resource, which is validated three times."""
    found = [
        [
            (each.key, each.expression)
            for each in VALIDATOR.validate(resource)
            if each.severity == "error"
        ]
        for _ in range(3)
    ]
    assert found[0] == found[1] == found[2]
    return found[0]


def condition(**elements: Any) -> dict[str, Any]:
    return {
        "resourceType": "Condition",
        "subject": {"reference": "Patient/1"},
        "clinicalStatus": {"coding": [ACTIVE]},
    } | elements


def test_a_coding_is_right_by_the_element_that_holds_it() -> None:
    assert told(condition()) == []
    assert told(condition(verificationStatus={"coding": [ACTIVE]})) == [
        ("terminology.required", "Condition.verificationStatus")
    ]


@pytest.mark.parametrize(
    ("more", "key"),
    [
        ({"userSelected": 1}, "primitive-json-type"),
        ({"version": 1}, "primitive-json-type"),
        ({"display": "Inactive"}, "terminology.wrong-display"),
        ({"extension": []}, "structure-empty-array"),
        ({"unknown": "x"}, "structure-unknown-property"),
        ({"code": "acitve"}, "terminology.unknown-code"),
    ],
)
def test_a_coding_with_anything_else_is_looked_at(more: dict[str, Any], key: str) -> None:
    assert told(condition(clinicalStatus={"coding": [ACTIVE | {"userSelected": True}]})) == []
    found = told(condition(clinicalStatus={"coding": [ACTIVE | more]}))
    assert key in {each for each, _ in found}


def test_an_id_told_twice_is_told_each_time() -> None:
    twice = {"coding": [ACTIVE | {"id": "a"}, ACTIVE | {"id": "a"}]}
    assert told(condition(clinicalStatus=twice)) == [
        ("structure-id-twice", "Condition.clinicalStatus.coding[1]")
    ]


def test_only_short_strings_are_kept_and_never_more_than_there_is_room_for() -> None:
    right = Right()
    for content in (("system", 1), ("system", True), ("x" * (LONGEST_KEPT + 1),)):
        right.add(SLOT, content)
        assert not right.has(SLOT, content)
    for number in range(MOST_KEPT + 1):
        right.add(SLOT, (str(number),))
    assert not right.has(SLOT, ("0",))
    assert right.has(SLOT, (str(MOST_KEPT),))
    assert not right.has(SLOT, ([],))


def test_what_is_wrong_about_names_is_told_for_every_object_that_has_them() -> None:
    name = {"family": "A", "familly": "B"}
    patient = {"resourceType": "Patient", "name": [name, dict(name)]}
    assert told(patient) == [
        ("structure-unknown-property-near", "Patient.name[0]"),
        ("structure-unknown-property-near", "Patient.name[1]"),
    ]


def test_of_hostile_names_no_more_is_kept_than_of_others() -> None:
    shape = VALIDATOR._program.shape("HumanName")
    for number in range(MOST_LAYOUTS * 2):
        value = {"family": "A", f"_x{number}": {}}
        assert layout_of(shape, value) is None
    assert len(shape.layouts) <= MOST_LAYOUTS
    assert all(shape.properties.keys() >= set(names) for names in shape.layouts)

"""The operations of a terminology server, on what is here."""

import pytest

from pk_fhir.fhir.outcome import FhirError
from pk_fhir.validation.terminology.operations import (
    Coded,
    Wanted,
    expand,
    lookup,
    subsumes,
    validate_code,
)

from .conftest import SYSTEM, VALUE_SET

WHOLE = SYSTEM + "whole"
NOW = "2024-05-01T10:00:00Z"


def test_an_expansion_lists_pages_and_translates(terminology):
    wanted = Wanted(filter="i", offset=1, count=2, language="sv")
    made = expand(terminology, VALUE_SET + "whole", wanted, timestamp=NOW)
    assert made["url"] == VALUE_SET + "whole"
    assert "compose" not in made
    # Animal, Lion and Bird have an i in what they are called.
    assert made["expansion"] == {
        "timestamp": NOW,
        "total": 3,
        "offset": 1,
        "parameter": [{"name": "version", "valueUri": f"{WHOLE}|1.0"}],
        "contains": [
            {"system": WHOLE, "version": "1.0", "code": "lion", "display": "Lion"},
            {"system": WHOLE, "version": "1.0", "code": "bird", "display": "Bird"},
        ],
    }


def test_an_expansion_can_leave_out_what_is_inactive_and_tell_designations(terminology):
    wanted = Wanted(active_only=True, designations=True, language="sv-SE")
    contains = expand(terminology, VALUE_SET + "whole", wanted, timestamp=NOW)["expansion"][
        "contains"
    ]
    assert [each["code"] for each in contains] == ["a", "cat", "lion", "bird", "abs"]
    assert contains[0] == {
        "system": WHOLE,
        "version": "1.0",
        "code": "a",
        "display": "Djur",
        "designation": [{"language": "sv", "value": "Djur"}],
    }
    assert contains[-1]["abstract"] is True


@pytest.mark.parametrize(("name", "kind"), [("nowhere", "not-found"), ("snomed", "unprocessable")])
def test_what_cannot_be_expanded_is_refused(terminology, name, kind):
    with pytest.raises(FhirError) as refused:
        expand(terminology, VALUE_SET + name, timestamp=NOW)
    assert refused.value.kind == kind


@pytest.mark.parametrize(
    ("coded", "name", "parameters"),
    [
        (Coded("cat", WHOLE), "whole", {"result": True, "display": "Cat"}),
        (Coded("cat"), "whole", {"result": True, "display": "Cat"}),
        (
            Coded("cat", WHOLE, display="Dog"),
            "whole",
            {
                "result": False,
                "message": f"'Dog' is not a display of {WHOLE}#cat. Right: 'Cat', 'Katt'.",
                "display": "Cat",
            },
        ),
        (
            Coded("cat", WHOLE),
            "named",
            {
                "result": False,
                "message": f"'cat' is not in the value set '{VALUE_SET}named', and a code from it is required.",
                "display": "Cat",
            },
        ),
        (Coded("cat", WHOLE), None, {"result": True, "display": "Cat"}),
        (
            Coded("dog", WHOLE),
            None,
            {"result": False, "message": f"'dog' is not a code of {WHOLE}|1.0."},
        ),
    ],
)
def test_a_code_is_validated_with_the_reason(terminology, coded, name, parameters):
    made = validate_code(terminology, coded, VALUE_SET + name if name else None)
    assert {
        each["name"]: each.get("valueBoolean", each.get("valueString"))
        for each in made["parameter"]
    } == parameters


def test_a_code_without_system_and_value_set_cannot_be_validated(terminology):
    with pytest.raises(FhirError) as refused:
        validate_code(terminology, Coded("cat"))
    assert refused.value.kind == "invalid"


def test_a_look_up_tells_everything_of_a_code(terminology):
    assert lookup(terminology, WHOLE, "cat") == {
        "resourceType": "Parameters",
        "parameter": [
            {"name": "name", "valueString": WHOLE},
            {"name": "version", "valueString": "1.0"},
            {"name": "display", "valueString": "Cat"},
            {
                "name": "designation",
                "part": [
                    {"name": "language", "valueCode": "sv"},
                    {"name": "value", "valueString": "Katt"},
                ],
            },
            {
                "name": "property",
                "part": [
                    {"name": "code", "valueCode": "parent"},
                    {"name": "value", "valueCode": "a"},
                ],
            },
            {
                "name": "property",
                "part": [
                    {"name": "code", "valueCode": "child"},
                    {"name": "value", "valueCode": "lion"},
                ],
            },
            {
                "name": "property",
                "part": [
                    {"name": "code", "valueCode": "legs"},
                    {"name": "value", "valueInteger": 4},
                ],
            },
        ],
    }


@pytest.mark.parametrize(("system", "code"), [(WHOLE, "dog"), ("http://nowhere.test", "cat")])
def test_an_unknown_code_is_not_found(terminology, system, code):
    with pytest.raises(FhirError) as refused:
        lookup(terminology, system, code)
    assert refused.value.kind == "not-found"


@pytest.mark.parametrize(
    ("one", "other", "outcome"),
    [
        ("a", "lion", "subsumes"),
        ("lion", "a", "subsumed-by"),
        ("cat", "cat", "equivalent"),
        ("cat", "bird", "not-subsumed"),
    ],
)
def test_codes_subsume_what_lies_below_them(terminology, one, other, outcome):
    assert subsumes(terminology, WHOLE, one, other) == outcome

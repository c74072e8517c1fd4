"""The functions that FHIR adds, with a caller that answers about codes and profiles."""

from typing import Any

import pytest

from pk_fhir import fhirpath

STRUCTURE = "http://hl7.org/fhir/StructureDefinition/"


class Codes:
    """A terminology of two codes, where ``animal`` subsumes ``dog``."""

    def member_of(self, coded: Any, value_set: str) -> bool | None:
        code = coded if isinstance(coded, str) else coded.get("code")
        return {"animals": code in ("dog", "animal")}.get(value_set)

    def subsumes(self, general: dict[str, Any], special: dict[str, Any]) -> bool | None:
        return (general["code"], special["code"]) == ("animal", "dog")


class Profiles:
    """One profile, to which active patients conform, and one slice of names."""

    def conforms(self, resource: dict[str, Any], profile: str) -> bool | None:
        return resource.get("active") is True if profile == "http://example.org/active" else None

    def in_slice(self, element: fhirpath.Node, structure: str, name: str) -> bool | None:
        assert (structure, element.path) == ("http://example.org/active", "Patient.name")
        return None if name == "unclear" else bool(element.value.get("use") == name)


def evaluate(text: str, resource: dict[str, Any], **more: Any) -> list[Any]:
    return fhirpath.compile(text).evaluate(resource, **more)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("code.coding.first().memberOf('animals')", [True]),
        ("code.coding.last().memberOf('animals')", [False]),
        ("code.coding.first().code.memberOf('animals')", [True]),
        ("code.coding.first().memberOf('plants')", []),
        ("code.coding[1].subsumes(code.coding[0])", [True]),
        ("code.coding[0].subsumedBy(code.coding[1])", [True]),
        ("code.coding[0].subsumes(code.coding[1])", [False]),
        ("code.coding[0].subsumes(code.coding[0])", [True]),
    ],
)
def test_codes_are_asked_of_the_terminology(text: str, expected: list[Any]):
    coding = [{"code": "dog"}, {"code": "animal"}, {"code": "fern"}]
    resource = {"resourceType": "Observation", "code": {"coding": coding}}
    assert evaluate(text, resource, terminology=Codes()) == expected


def test_profiles_are_asked_of_the_validator(patient: Any):
    assert evaluate("conformsTo('http://example.org/active')", patient, profiles=Profiles()) == [
        True
    ]
    found = "name.slice('http://example.org/active', 'official').family"
    assert evaluate(found, patient, profiles=Profiles()) == ["Ek"]
    with pytest.raises(fhirpath.FhirPathError, match=r"slice\(\) cannot be answered here"):
        evaluate(found.replace("official", "unclear"), patient, profiles=Profiles())


def test_base_types_need_no_validator(patient: Any):
    assert evaluate(f"conformsTo('{STRUCTURE}Patient')", patient) == [True]
    assert evaluate(f"conformsTo('{STRUCTURE}DomainResource|4.0.1')", patient) == [True]
    assert evaluate(f"conformsTo('{STRUCTURE}Person')", patient) == [False]
    for url, message in {
        "http://example.org/none": "does not know the profile",
        f"{STRUCTURE}bmi": "needs a validator",
    }.items():
        with pytest.raises(fhirpath.FhirPathError, match=message):
            evaluate(f"conformsTo('{url}')", patient)


@pytest.mark.parametrize(
    ("div", "valid"),
    [
        ("<p>Hej <b>du</b></p>", True),
        ("<table><tr><td colspan='2'>x</td></tr></table>", True),
        ("<img src='#a' alt='bild'/>", True),
        ("<p> </p>", False),
        ("", False),
        ("<script>alert(1)</script>x", False),
        ("<p onclick='x()'>x</p>", False),
        ("<iframe src='x'>x</iframe>", False),
        ("<p>open", False),
        ("<?php x ?>x", False),
        ("&nbsp;x", False),
    ],
)
def test_html_checks_allow_what_a_narrative_may_have(div: str, *, valid: bool):
    text = f'<div xmlns="http://www.w3.org/1999/xhtml">{div}</div>'
    resource = {"resourceType": "Patient", "text": {"status": "generated", "div": text}}
    assert evaluate("text.div.htmlChecks()", resource) == [valid]


def test_html_checks_want_a_div_in_the_namespace_and_no_entities():
    bomb = '<!DOCTYPE x [<!ENTITY a "aaa">]><div xmlns="http://www.w3.org/1999/xhtml">&a;</div>'
    for text in ("<div>x</div>", '<p xmlns="http://www.w3.org/1999/xhtml">x</p>', "x", bomb):
        resource = {"resourceType": "Patient", "text": {"div": text}}
        assert evaluate("text.div.htmlChecks()", resource) == [False]


def test_modifier_extensions_that_are_not_known_stop_the_evaluation(patient: Any):
    modified = patient | {"modifierExtension": [{"url": "http://example.org/m"}]}
    assert evaluate("checkModifiers('http://example.org/m').id", modified) == ["p1"]
    assert evaluate("checkModifiers().id", patient) == ["p1"]
    with pytest.raises(fhirpath.FhirPathError, match=r"http://example\.org/m is not understood"):
        evaluate("checkModifiers('http://example.org/n')", modified)


def test_an_element_tells_its_definition(patient: Any):
    text = "name.first().elementDefinition().select(path & ' ' & max)"
    assert evaluate(text, patient) == ["Patient.name *"]
    assert evaluate("deceased.elementDefinition().type.code", patient) == ["boolean", "dateTime"]


def test_extensions_are_found_by_url(patient: Any):
    text = "birthDate.extension('http://example.org/birth-time').value is dateTime"
    assert evaluate(text, patient) == [True]
    assert evaluate("extension('http://example.org/birth-time')", patient) == []
    assert evaluate("extension({})", patient) == []
    assert evaluate("birthDate.hasExtension('http://example.org/birth-time')", patient) == [True]

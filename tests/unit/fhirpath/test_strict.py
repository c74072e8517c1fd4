"""Strict expressions: paths that do not exist are errors that say what was meant."""

from typing import Any

import pytest

from pk_fhir import fhirpath
from pk_fhir.fhirpath import model_of
from pk_fhir.fhirpath.check import check

UNORDERED = "needs an order, and this collection has none: use where() or sort()"


@pytest.mark.parametrize(
    ("text", "message", "position"),
    [
        ("name.givn", "HumanName has no element givn: did you mean given?", 5),
        ("deceasedBoolean", "Patient has no element deceasedBoolean: did you mean deceased?", 0),
        ("Observation.name", "the path starts with Observation, and the context is Patient", 0),
        ("birthDate.name", "date has no element name", 10),
        ("name.where(fmily = 'Ek')", "HumanName has no element fmily: did you mean family?", 11),
        ("(deceased as dateTime).year", "dateTime has no element year", 23),
        ("extension('x').valu", "Extension has no element valu: did you mean value?", 15),
        ("children().first()", f"first() {UNORDERED}", 11),
        ("descendants()[0]", f"an index {UNORDERED}", 13),
        ("name.select(given | x)", "HumanName has no element x", 20),
        ("contact.nme.exists()", "Patient.contact has no element nme: did you mean name?", 8),
        ("gender.ofType(cod)", "cod is no type that is known here", 14),
        ("gender.ofType(System.Code)", "System.Code is no type that is known here", 21),
        ("'a'.b", "System.String has no element b", 4),
        ("name.count().given", "System.Integer has no element given", 13),
        ("birthDate.vlue", "date has no element vlue", 10),
        ("(1 'mg').code", "System.Quantity has no element code", 9),
        ("name.where(use)", "where() takes a boolean here, and gets code", 11),
        ("iif('a', 1, 2)", "iif() takes a boolean here, and gets System.String", 4),
        ("photo.upper()", "upper() takes a string, and is asked of Attachment", 6),
        ("photo.title.abs()", "abs() takes a number or a quantity, and is asked of string", 12),
        (
            "photo.size.sqrt().length()",
            "length() takes a string, and is asked of System.Decimal",
            18,
        ),
        (
            "photo.title.startsWith(1)",
            "startsWith() takes a string here, and gets System.Integer",
            23,
        ),
        ("photo.skip('a')", "skip() takes an integer here, and gets System.String", 11),
        ("photo.toInteger()", "toInteger() takes a simple value, and is asked of Attachment", 6),
        (
            "photo.resolve()",
            "resolve() takes a reference or its text, and is asked of Attachment",
            6,
        ),
        (
            "photo.title.precision()",
            "precision() takes a number, a quantity, a date or a time, and is asked of string",
            12,
        ),
        (
            "photo.memberOf('x')",
            "memberOf() takes a code, a Coding or a CodeableConcept, and is asked of Attachment",
            6,
        ),
    ],
)
def test_a_path_that_does_not_exist_is_an_error_with_its_place(
    patient: Any, text: str, message: str, position: int
):
    with pytest.raises(fhirpath.FhirPathError) as caught:
        fhirpath.compile(text, strict=True).evaluate(patient)
    assert (caught.value.message, caught.value.position) == (message, position)


@pytest.mark.parametrize(
    "text",
    [
        "name.given",
        "Patient.name.first().given[0]",
        "DomainResource.text",
        "Resource.meta.profile",
        "birthDate.extension('x').value.code",
        "contained.anything",
        "managingOrganization.resolve().name",
        "descendants().whatever",
        "name.where(use = 'official').sort(family).first().given",
        "(name | telecom).use",
        "contact.relationship.coding.where($this.code = 'x').system",
        "iif(active, name, contact.name).family",
        "%resource.name.family",
        "name.given.select($this.substring(0, 1))",
        "deceased.ofType(dateTime).extension.url",
        "birthDate.value + 1 day",
        "$this.as(DomainResource).name.given",
        "name.select($index + 1)",
        "birthDate.substring(0, 4)",
        "name.where(use.exists() and given.count() > 1)",
        "iif({}, 1, photo.size).abs()",
        "(1 'mg').value + 1",
    ],
)
def test_a_path_that_exists_is_evaluated(patient: Any, text: str):
    strict = fhirpath.compile(text, strict=True).evaluate(patient)
    assert strict == fhirpath.compile(text).evaluate(patient)


def test_the_resource_around_an_element_may_be_any():
    expression = fhirpath.compile("%resource.description.exists() or %context.foo")
    with pytest.raises(fhirpath.FhirPathError) as caught:
        check(expression.tree, "Extension", model_of())
    assert caught.value.message == "Extension has no element foo"

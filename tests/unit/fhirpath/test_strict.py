"""Strict expressions: paths that do not exist are errors that say what was meant."""

from typing import Any

import pytest

from pk_fhir import fhirpath


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
        ("children().first()", "first() needs an order, and this collection has none", 11),
        ("descendants()[0]", "an index needs an order, and this collection has none", 13),
        ("name.select(given | x)", "HumanName has no element x", 20),
        ("contact.nme.exists()", "Patient.contact has no element nme: did you mean name?", 8),
        ("gender.ofType(cod)", "cod is no type that is known here", 14),
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
    ],
)
def test_a_path_that_exists_is_evaluated(patient: Any, text: str):
    strict = fhirpath.compile(text, strict=True).evaluate(patient)
    assert strict == fhirpath.compile(text).evaluate(patient)

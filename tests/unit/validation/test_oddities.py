"""What is right by its type, and yet most likely a mistake, is told as a warning."""

from typing import Any

import pytest

from pk_fhir.validation import Validator

XHTML = 'xmlns="http://www.w3.org/1999/xhtml"'
URN = "urn:uuid:c757873d-ec9a-4326-a141-556f43239520"


def warnings(resource: dict[str, Any]) -> list[tuple[str | None, str | None]]:
    issues = Validator.for_r4().validate(resource)
    assert not [each for each in issues if each.severity in ("error", "fatal")]
    return [(each.expression, each.key) for each in issues if each.severity == "warning"]


@pytest.mark.parametrize("text", [" x", "x ", "\tx", "x\n", " "])
def test_a_text_with_blanks_around_it(text: str):
    assert warnings({"resourceType": "Patient", "name": [{"family": text, "given": [text]}]}) == [
        ("Patient.name[0].family", "text-blanks"),
        ("Patient.name[0].given[0]", "text-blanks"),
    ]


@pytest.mark.parametrize(
    ("date", "odd"),
    [("1799-12-31", True), ("1800", False), ("2020-02-29", False), ("2101-01-01", True), ("0198-01-01", True)],
)  # fmt: skip
def test_a_year_far_from_ours(date: str, odd: bool):
    told = [("Patient.birthDate", "date-far")] if odd else []
    assert warnings({"resourceType": "Patient", "birthDate": date}) == told


@pytest.mark.parametrize(("text", "odd"), [("a <b>c</b>", True), ("a < b", False), ("*a*", False)])
def test_tags_in_markdown(text: str, odd: bool):
    basic = {"resourceType": "Goal", "lifecycleStatus": "active", "description": {"text": "x"}, "subject": {"display": "x"}}  # fmt: skip
    told = [("Goal.note[0].text", "markdown-tag")] if odd else []
    assert warnings({**basic, "note": [{"text": text}]}) == told


@pytest.mark.parametrize(
    ("attributes", "odd"),
    [
        ("", True),
        (' lang="en" xml:lang="en"', True),
        (' lang="sv"', False),
        (" xml:lang='sv' lang='sv'", False),
        (' lang="sv" xml:lang="en"', True),
    ],
)
def test_a_narrative_that_does_not_say_the_language_of_its_resource(attributes: str, odd: bool):
    text = {"status": "generated", "div": f"<div {XHTML}{attributes}>x</div>"}
    told = [("Patient", "narrative-language")] if odd else []
    assert warnings({"resourceType": "Patient", "language": "sv", "text": text}) == told


@pytest.mark.parametrize(
    ("reference", "key"),
    [
        ({"reference": "Organization/1"}, None),
        ({"reference": "Organization"}, "reference-odd"),
        ({"reference": "organization/1"}, "reference-odd"),
        ({"reference": "http://x.se/o"}, None),
        ({"reference": URN}, None),
        ({"type": "Organization"}, "reference-says-nothing"),
        ({"display": "x"}, None),
        ({"identifier": {"value": "1"}}, None),
    ],
)
def test_a_reference_that_leads_nowhere(reference: dict[str, Any], key: str | None):
    told = [("Patient.managingOrganization", key)] if key else []
    assert warnings({"resourceType": "Patient", "managingOrganization": reference}) == told


def test_a_urn_that_a_bundle_does_not_have():
    patient = {"resourceType": "Patient", "id": "1", "managingOrganization": {"reference": URN}}
    entry = {"fullUrl": "http://x.se/fhir/Patient/1", "resource": patient}
    assert warnings({"resourceType": "Bundle", "type": "collection", "entry": [entry]}) == [
        ("Bundle.entry[0].resource.managingOrganization", "reference-urn-missing")
    ]


@pytest.mark.parametrize(
    ("attachment", "odd"),
    [
        ({"title": "x"}, True),
        ({"title": "x", "url": "http://x.se/a"}, False),
        ({"title": "x", "contentType": "text/plain"}, False),
        ({"title": "x", "data": "YQ==", "contentType": "text/plain"}, False),
    ],
)
def test_an_attachment_of_nothing(attachment: dict[str, Any], odd: bool):
    told = [("Patient.photo[0]", "attachment-empty")] if odd else []
    assert warnings({"resourceType": "Patient", "photo": [attachment]}) == told

"""Rules found by comparing instances with HL7's validator: each says what is wrong, and what is not."""

from typing import Any

import pytest

from pk_fhir.validation import Validator

XHTML = "http://www.w3.org/1999/xhtml"
PATIENT = {"resourceType": "Patient", "id": "p", "active": True}
PLAN = {
    "resourceType": "CarePlan",
    "status": "active",
    "intent": "plan",
    "subject": {"reference": "Patient/1"},
}
OBSERVATION = {
    "resourceType": "Observation",
    "status": "final",
    "code": {"text": "x"},
    "subject": {"reference": "Patient/1"},
}


def found(resource: dict[str, Any], options: dict[str, Any] | None = None, **more: Any) -> Any:
    issues = Validator.for_r4().validate(resource, options=options, **more)
    return [(i.expression, i.key) for i in issues if i.severity in ("error", "fatal")]


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("<b>x</b>", True),
        ("<script>x</script>", True),
        ("<a href='x'>y</a>", True),
        ("a < b", False),
        ("a<b", False),
        ("List<String>", False),
        ("Per <a@b.se> <c@d.se>", False),
        ("a<br/>b<br/>", False),
    ],
)
def test_a_string_with_a_tag_that_goes_on_is_refused_for_security(text: str, wrong: bool):
    told = found({"resourceType": "Patient", "name": [{"text": text}]}, {"security-checks": True})
    assert told == ([("Patient.name[0].text", "content-html")] if wrong else [])


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("a <br> b", True),
        ("</p>", True),
        ("<!-- x -->", True),
        ("<b-c>", True),
        ("<br/>", False),
        ("<b", False),
        ("\\<b>", False),
        ("<http://x.se>", False),
        ("<www.x.se>", False),
    ],
)
def test_markdown_without_html_has_no_tags(text: str, wrong: bool):
    resource = {"resourceType": "Communication", "status": "completed", "note": [{"text": text}]}
    told = found(resource, {"noHtmlInMarkdown": True})
    assert told == ([("Communication.note[0].text", "content-html")] if wrong else [])


@pytest.mark.parametrize(
    ("inside", "key"),
    [
        ("<em>a<span><em>b</em></span></em>", "narrative-place"),
        ("<em>a<strong>b</strong></em>", None),
        ('<a href=" http://x.se">a</a>', "narrative-target"),
        ('<a href="ldap://x">a</a>', None),
        ('<a href="javascript:x">a</a>', "narrative-link"),
        ('<pre xml:space="preserve">a</pre>', None),
    ],
)
def test_narrative(inside: str, key: str | None):
    div = f'<div xmlns="{XHTML}">{inside}</div>'
    told = found({**PATIENT, "text": {"status": "generated", "div": div}})
    assert told == ([("Patient.text.div", key)] if key else [])


@pytest.mark.parametrize(
    ("beside", "used"),
    [
        ({"instantiatesUri": ["#p"]}, True),
        ({"supportingInfo": [{"reference": "#p"}]}, True),
        ({"note": [{"text": "#p"}]}, False),
        ({"identifier": [{"value": "#p"}]}, False),
        ({"author": {"display": "#p"}}, False),
    ],
)
def test_a_contained_resource_is_referred_to_by_what_leads_somewhere(
    beside: dict[str, Any], used: bool
):
    told = found({**PLAN, "contained": [PATIENT], **beside})
    assert told == ([] if used else [("CarePlan.contained[0]", "contained-unused")])


def test_what_a_contained_resource_may_not_have_is_told_at_its_container():
    patient = {**PATIENT, "meta": {"versionId": "1"}}
    resource = {**OBSERVATION, "contained": [patient], "subject": {"reference": "#p"}}
    assert found(resource) == [("Observation", "contained-version")]


def test_contained_resources_are_left_alone_where_that_is_asked_for():
    resource = {
        **OBSERVATION,
        "contained": [{**PATIENT, "gender": "x"}],
        "subject": {"reference": "#p"},
    }
    wrong = [("Observation.contained[0].gender", "terminology.required")]
    assert (found(resource, {}), found(resource, {"validateContains": "IGNORE"})) == (wrong, [])


def test_that_a_target_exists_says_nothing_of_its_type():
    resource = {**OBSERVATION, "subject": {"reference": "Medication/1"}}
    there = {"Medication/1": {"resourceType": "Medication", "id": "1"}}.get
    wrong = [("Observation.subject", "reference-target")]
    assert found(resource, {"validateReference": "CHECK_EXISTS"}, resolve=there) == []
    assert found(resource, {"validateReference": "CHECK_EXISTS_AND_TYPE"}, resolve=there) == wrong


@pytest.mark.parametrize(
    ("resource", "needed"),
    [
        (OBSERVATION, True),
        ({**OBSERVATION, "subject": {"identifier": {"value": "1"}}}, False),
        ({**OBSERVATION, "subject": {"reference": "#p"}, "contained": [PATIENT]}, False),
    ],
)
def test_an_entry_that_refers_has_a_full_url_by_the_suites_policy(
    resource: dict[str, Any], needed: bool
):
    entry = {"resource": resource, "request": {"method": "POST", "url": "Observation"}}
    bundle = {"resourceType": "Bundle", "type": "transaction", "entry": [entry]}
    wrong = [("Bundle.entry[0]", "bundle.full-url-missing")]
    assert (found(bundle), found(bundle, {})) == ([], wrong if needed else [])


def test_an_attachment_has_the_hash_that_it_states():
    attachment = {
        "contentType": "text/plain",
        "data": "YQ==",
        "hash": "hvfkN/qlp/zhXR3cuerq6jd2Z7g=",
    }
    right = {"resourceType": "Patient", "photo": [attachment]}
    wrong = {"resourceType": "Patient", "photo": [{**attachment, "hash": "YQ=="}]}
    assert (found(right), found(wrong)) == ([], [("Patient.photo[0]", "attachment-hash")])


@pytest.mark.parametrize("system", ["https://unitsofmeasure.org", "http://unitsofmeasure.org/"])
def test_the_system_of_units_is_written_right(system: str):
    resource = {**OBSERVATION, "valueQuantity": {"value": 1, "system": system, "code": "kg"}}
    assert found(resource) == [
        ("Observation.value.ofType(Quantity)", "terminology.system-form"),
    ]


def system(**more: Any) -> dict[str, Any]:
    return {
        "resourceType": "CodeSystem",
        "url": "http://x.se/cs",
        "version": "1",
        "status": "active",
        "content": "complete",
        "concept": [{"code": "a"}, {"code": "b"}],
        **more,
    }


def judged(code: dict[str, Any], include: dict[str, Any], codes: dict[str, Any]) -> Any:
    value_set = {
        "resourceType": "ValueSet",
        "url": "http://x.se/vs",
        "status": "active",
        "compose": {"include": [include]},
    }
    profile = {
        "resourceType": "StructureDefinition",
        "url": "http://x.se/p",
        "name": "P",
        "status": "active",
        "kind": "resource",
        "abstract": False,
        "type": "Observation",
        "baseDefinition": "http://hl7.org/fhir/StructureDefinition/Observation",
        "derivation": "constraint",
        "differential": {
            "element": [
                {
                    "id": "Observation.code",
                    "path": "Observation.code",
                    "binding": {"strength": "required", "valueSet": "http://x.se/vs"},
                }
            ]
        },
    }
    validator = Validator.for_r4().with_definitions([codes, value_set, profile])
    resource = {**OBSERVATION, "code": {"coding": [code]}}
    issues = validator.validate(resource, ["http://x.se/p"])
    return [(i.expression, i.key) for i in issues if i.severity == "error"]


CODE = "Observation.code"


@pytest.mark.parametrize(
    ("code", "include", "codes", "told"),
    [
        ({"code": "A"}, {}, system(), []),
        (
            {"code": "A"},
            {},
            system(caseSensitive=True),
            [
                (f"{CODE}.coding[0].code", "terminology.unknown-code"),
                (CODE, "terminology.required-suggest"),
            ],
        ),
        (
            {"code": "a", "version": "2"},
            {"version": "1"},
            system(),
            [
                (f"{CODE}.coding[0].version", "terminology.other-version"),
                (CODE, "terminology.required"),
            ],
        ),
        (
            {"code": "zz"},
            {"filter": [{"property": "concept", "op": "is-a", "value": "a"}]},
            system(content="fragment"),
            [],
        ),
        ({"code": "a", "system": None}, {"concept": [{"code": "a"}]}, system(), []),
        ({"code": "a", "system": None}, {}, system(), [(CODE, "terminology.required")]),
    ],
)
def test_codings(code: Any, include: Any, codes: Any, told: Any):
    coding = {"system": "http://x.se/cs", **code}
    coding = {key: value for key, value in coding.items() if value is not None}
    assert judged(coding, {"system": "http://x.se/cs", **include}, codes) == told

"""Rules at the edge of what R4's datatypes allow, found by mutants that HL7's validator judged otherwise."""

from typing import Any

import pytest

from pk_fhir.validation import Validator

XHTML = '<div xmlns="http://www.w3.org/1999/xhtml">'
OWN = {"url": "http://example.org/a", "valueString": "x"}
NULL_FLAVOR = "http://hl7.org/fhir/StructureDefinition/iso21090-nullFlavor"
CORE = "http://hl7.org/fhir/StructureDefinition/"
TYPES_CHECKED = {"assumeValidRestReferences": True}


def errors(**patient: Any) -> list[tuple[str | None, str | None]]:
    resource = {"resourceType": "Patient", **patient}
    issues = Validator.for_r4().validate(resource, options=TYPES_CHECKED)
    return [(i.expression, i.key) for i in issues if i.severity in ("error", "fatal")]


@pytest.mark.parametrize(
    ("reference", "told"),
    [
        ("Organization/1", []),
        ("Patient/1", ["reference-literal"]),
        ("/Patient/1", ["reference-literal"]),
        ("/Organization/1", []),
        ("Patient/1/", ["reference-literal"]),
        ("Patient/1?x=y", ["reference-literal"]),
        ("Patient/å", ["reference-literal"]),
        ("http://x.se/fhir/Patient/1", ["reference-literal"]),
        ("http://x.se/fhir/Nope/1", []),
        ("Nope/1", ["reference-literal"]),
    ],
)
def test_a_reference_in_an_odd_form_is_still_held_to_the_type_that_it_names(
    reference: str, told: list[str]
):
    found = errors(managingOrganization={"reference": reference})
    assert found == [("Patient.managingOrganization", key) for key in told]


def test_an_address_elsewhere_may_be_of_the_type_that_is_stated():
    elsewhere = {"reference": "http://x.se/fhir/Nope/1", "type": "Organization"}
    assert errors(managingOrganization=elsewhere) == []


def test_a_security_label_stands_once():
    label = {"system": "http://terminology.hl7.org/CodeSystem/v3-ActReason", "code": "HTEST"}
    other = {**label, "code": "TREAT"}
    assert errors(meta={"security": [label, other]}) == []
    assert errors(meta={"security": [label, other, label]}) == [
        ("Patient.meta.security[2]", "meta-label-twice")
    ]


@pytest.mark.parametrize(("code", "told"), [("UNK", []), ("XXX", ["terminology.required"])])
def test_a_binding_to_a_value_set_of_v3_by_the_release_of_r4_holds(code: str, told: list[str]):
    found = errors(_birthDate={"extension": [{"url": NULL_FLAVOR, "valueCode": code}]})
    place = "Patient.birthDate.extension[0].value.ofType(code)"
    assert found == [(place, key) for key in told]


def test_no_extension_stands_for_an_id() -> None:
    assert errors(id="a", _id={"extension": [OWN]}) == []
    assert errors(_id={"extension": [OWN]}) == [("Patient.id", "structure-id-value")]


def test_a_narrative_and_the_url_of_an_extension_have_no_extensions():
    narrative = {"status": "generated", "div": f"{XHTML}x</div>", "_div": {"extension": [OWN]}}
    assert errors(text=narrative) == [("Patient.text.div", "structure-no-extensions")]
    unnamed = {"_url": {"extension": [OWN]}, "valueString": "x"}
    assert errors(extension=[unnamed]) == [("Patient.extension[0].url", "structure-no-extensions")]
    named = {"_url": {"id": "a"}, "url": OWN["url"], "valueString": "x"}
    assert errors(extension=[named]) == [("Patient.extension[0].url", "structure-no-id")]
    assert errors(id="a", _id={"id": "b"}) == []
    assert errors(meta={"versionId": "1", "_versionId": {"extension": [OWN]}}) == []


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ('<bdo dir="rtl">x</bdo>', []),
        ('<bdo dir="rtl">x<bdo dir="ltr">y</bdo></bdo>', ["narrative-place"]),
        ('<a href="data:,x">x</a>', []),
        ('<a href="data:,">x</a>', ["narrative-target"]),
        ('<a href="data:text/plain;base64,">x</a>', ["narrative-target"]),
    ],
)
def test_directions_do_not_nest_and_data_in_a_link_is_there(content: str, told: list[str]):
    found = errors(text={"status": "generated", "div": f"{XHTML}{content}</div>"})
    assert found == [("Patient.text.div", key) for key in told]


def test_a_contained_resource_that_only_refers_to_itself_is_not_referred_to():
    basic = {"resourceType": "Basic", "id": "c", "code": {"text": "x"}}
    itself = {**basic, "subject": {"reference": "#c"}}
    up = {**basic, "subject": {"reference": "#"}}
    assert errors(contained=[itself]) == [("Patient.contained[0]", "contained-unused")]
    assert errors(contained=[up]) == []
    assert ("Patient.contained[0]", "contained-unused") in errors(contained=[itself, None, 1, "x"])
    parts = [{"resourceType": "Organization", "id": "d", "name": "x"}, {"resourceType": "Organization", "id": "e", "name": "y", "partOf": {"reference": "#d"}}]  # fmt: skip
    assert errors(contained=parts, managingOrganization={"reference": "#e"}) == []


@pytest.mark.parametrize(
    ("stated", "right"), [("Patient", True), ("Group", False), ("Nope", False)]
)
def test_the_type_that_a_reference_states_is_one_that_its_profile_allows(stated: str, right: bool):
    only_patients = {"code": "Reference", "targetProfile": [f"{CORE}Patient"]}
    profile = {
        "resourceType": "StructureDefinition",
        "url": "http://x.se/task",
        "name": "P",
        "status": "active",
        "kind": "resource",
        "abstract": False,
        "type": "Task",
        "baseDefinition": f"{CORE}Task",
        "derivation": "constraint",
        "differential": {
            "element": [
                {"id": "Task", "path": "Task"},
                {"id": "Task.for", "path": "Task.for", "type": [only_patients]},
            ]
        },
    }
    task = {
        "resourceType": "Task",
        "status": "requested",
        "intent": "plan",
        "for": {"reference": "urn:uuid:0ce67135-e9ee-501c-b743-479271c730f8", "type": stated},
    }
    found = Validator.for_r4().with_definitions([profile]).validate(task, ["http://x.se/task"])
    told = [(each.expression, each.key) for each in found if each.severity == "error"]
    assert told == ([] if right else [("Task.for", "reference-stated")])


UCUM = "http://unitsofmeasure.org"
PERCENT = {"value": 1, "system": UCUM, "code": "%"}


@pytest.mark.parametrize(
    ("limits", "right"),
    [
        ({"low": PERCENT}, True),
        ({"low": PERCENT, "high": {**PERCENT, "value": 2}}, True),
        ({"low": {"value": 1}}, False),
        ({"low": {**PERCENT, "code": "mg"}}, False),
        ({"low": PERCENT, "high": {"value": 2}}, False),
    ],
)
def test_the_limits_of_a_probability_are_percentages(limits: dict[str, Any], right: bool):
    risk = {
        "resourceType": "RiskAssessment",
        "status": "final",
        "subject": {"reference": "Patient/1"},
        "prediction": [{"probabilityRange": limits}],
    }
    found = [i for i in Validator.for_r4().validate(risk) if i.severity == "error"]
    place = "RiskAssessment.prediction[0].probability.ofType(Range)"
    told = [(each.expression, each.diagnostics.partition(":")[0]) for each in found]
    assert told == ([] if right else [(place, "ras-1")])


@pytest.mark.parametrize(("name", "value"), [("code", "<b>x</b>"), ("system", "http://x/<b>x</b>")])
def test_html_stands_in_no_text_where_security_is_asked_for(name: str, value: str):
    coding = {"system": "http://x.se/z", "code": "y", name: value}
    resource = {"resourceType": "Patient", "maritalStatus": {"coding": [coding]}}
    issues = Validator.for_r4().validate(resource, options={"security-checks": True})
    assert [(i.expression, i.key) for i in issues if i.severity == "error"] == [
        (f"Patient.maritalStatus.coding[0].{name}", "content-html")
    ]


@pytest.mark.parametrize(
    ("display", "told"), [("Gift", []), ("Married", []), ("Ogift", ["terminology.wrong-display"])]
)
def test_a_display_that_a_profile_s_value_set_gives_is_right(display: str, told: list[str]):
    system = "http://terminology.hl7.org/CodeSystem/v3-MaritalStatus"
    concept = {"code": "M", "display": "Gift"}
    value_set = {
        "resourceType": "ValueSet",
        "url": "http://x.se/vs",
        "status": "active",
        "compose": {"include": [{"system": system, "concept": [concept]}]},
    }
    bound = {"strength": "extensible", "valueSet": "http://x.se/vs"}
    profile = {
        "resourceType": "StructureDefinition",
        "url": "http://x.se/p",
        "name": "P",
        "status": "active",
        "kind": "resource",
        "abstract": False,
        "type": "Patient",
        "baseDefinition": "http://hl7.org/fhir/StructureDefinition/Patient",
        "derivation": "constraint",
        "differential": {
            "element": [
                {"id": "Patient", "path": "Patient"},
                {"id": "Patient.maritalStatus", "path": "Patient.maritalStatus", "binding": bound},
            ]
        },
    }
    coding = {"system": system, "code": "M", "display": display}
    patient = {"resourceType": "Patient", "maritalStatus": {"coding": [coding]}}
    validator = Validator.for_r4().with_definitions([value_set, profile])
    found = validator.validate(patient, profiles=["http://x.se/p"])
    assert [(i.expression, i.key) for i in found if i.severity == "error"] == [
        ("Patient.maritalStatus.coding[0].display", key) for key in told
    ]


@pytest.mark.parametrize(
    ("element", "key"),
    [
        ({"birthDate": "２０２０-01-01"}, "primitive-date"),  # noqa: RUF001 - digits of another script
        ({"birthDate": "٢٠٢٠"}, "primitive-date"),
        ({"deceasedDateTime": "2020-01-01T1０:00:00Z"}, "primitive-dateTime"),  # noqa: RUF001 - as above
        ({"identifier": [{"system": "urn:oid:1.2.٣"}]}, "primitive-oid"),
        ({"photo": [{"contentType": "image/png", "data": "YQ\u00a0=="}]}, "primitive-base64Binary"),
        ({"photo": [{"contentType": "image/png", "data": "Y Q=="}]}, "primitive-base64Binary"),
        ({"photo": [{"url": "oid:1.2.752.129"}]}, "primitive-oid"),
        ({"photo": [{"url": "uuid:c757873d-ec9a-4326-a141-556f43239520"}]}, "primitive-uuid"),
        ({"birthDate": "2019-02-29"}, "primitive-no-day"),
        ({"deceasedDateTime": "2021-04-31T10:00:00Z"}, "primitive-no-day"),
        ({"multipleBirthInteger": "1"}, "primitive-no-number"),
        ({"active": "true"}, "primitive-no-boolean"),
    ],
)
def test_digits_and_blanks_are_those_of_ascii_and_days_those_of_the_calendar(element, key):
    found = Validator.for_r4().validate({"resourceType": "Patient", **element})
    assert [issue.key for issue in found] == [key]


def _extension(name: str, context: tuple[str, str], *invariants: str) -> dict[str, Any]:
    return {
        "resourceType": "StructureDefinition",
        "url": f"http://x.test/{name}",
        "name": name,
        "status": "active",
        "kind": "complex-type",
        "abstract": False,
        "context": [{"type": context[0], "expression": context[1]}],
        "contextInvariant": list(invariants),
        "type": "Extension",
        "baseDefinition": CORE + "Extension",
        "derivation": "constraint",
        "differential": {"element": [{"id": "Extension", "path": "Extension"}]},
    }


@pytest.mark.parametrize(
    ("invariant", "holds"),
    [
        ("extension.count() = 1", True),
        ("$this = 'Ek'", True),
        ("%extension.value = 'x'", True),
        ("extension.count() = 2", False),
    ],
)
def test_a_context_invariant_sees_what_stands_beside_a_primitive(invariant, holds):
    definition = _extension("a", ("element", "HumanName.family"), invariant)
    beside = {"extension": [{"url": "http://x.test/a", "valueString": "x"}]}
    patient = {"resourceType": "Patient", "name": [{"family": "Ek", "_family": beside}]}
    found = Validator.for_r4().with_definitions([definition]).validate(patient)
    wanted = [] if holds else [("Patient.name[0].family", "extension-context-invariant")]
    assert [(issue.expression, issue.key) for issue in found] == wanted


def test_an_extension_may_be_in_that_of_a_primitive_if_its_context_is_that_extension():
    outer = _extension("outer", ("element", "Element"))
    inner = _extension("inner", ("extension", "http://x.test/outer"))
    within = {"url": "http://x.test/inner", "valueString": "x"}
    beside = {"extension": [{"url": "http://x.test/outer", "extension": [within]}]}
    patient = {"resourceType": "Patient", "birthDate": "2020", "_birthDate": beside}
    assert Validator.for_r4().with_definitions([outer, inner]).validate(patient) == []

"""Verdicts of HL7's own validator on small cases, written down after asking it (bench/mutants asks it more)."""

import pytest

from pk_fhir.validation import Validator

VALIDATOR = Validator.for_r4()
DIV = '<div xmlns="http://www.w3.org/1999/xhtml">x</div>'
URN = "urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0"
TEST = "http://fuzz.test/"


def errors(resource: dict, *definitions: dict, profile: str | None = None) -> list[tuple[str, str]]:
    validator = VALIDATOR.with_definitions(definitions) if definitions else VALIDATOR
    found = validator.validate(resource, [profile] if profile else [])
    return [(i.key, i.expression) for i in found if i.severity in ("error", "fatal")]


def in_bundle(reference: str, kind: str = "collection") -> dict:
    patient = {
        "resourceType": "Patient",
        "text": {"status": "generated", "div": DIV},
        "managingOrganization": {"reference": reference},
    }
    entry = {"fullUrl": URN, "resource": patient}
    if kind != "collection":
        entry["request"] = {"method": "POST", "url": "Patient"}
    return {"resourceType": "Bundle", "type": kind, "entry": [entry]}


PLACE = "Bundle.entry[0].resource.managingOrganization"


@pytest.mark.parametrize("kind", ["collection", "transaction", "batch"])
@pytest.mark.parametrize(
    ("reference", "wrong"),
    [
        ("Organization", True),
        ("1", True),
        ("a/b/c", True),
        ("Organization/1/2", True),
        ("Organization/1", False),
        ("Organization/1/_history/2", False),
        (URN[:-1] + "9", False),
        ("http://x.y/z", False),
    ],
)
def test_a_relative_reference_in_a_bundle_is_a_type_and_an_id(kind, reference, wrong):
    told = [("reference-relative", PLACE)] if wrong else []
    assert errors(in_bundle(reference, kind)) == told


def limited(**limits: object) -> dict:
    value = {"id": "Observation.value[x]", "path": "Observation.value[x]"}
    return {
        "resourceType": "StructureDefinition",
        "url": TEST + "limited",
        "name": "Limited",
        "status": "active",
        "kind": "resource",
        "abstract": False,
        "type": "Observation",
        "baseDefinition": "http://hl7.org/fhir/StructureDefinition/Observation",
        "derivation": "constraint",
        "differential": {"element": [{**value, "type": [{"code": "Quantity"}], **limits}]},
    }


@pytest.mark.parametrize(
    ("value", "code", "key"),
    [
        (5, "mg", None),
        (0.5, "mg", "value-below"),
        (500, "ug", "value-below"),
        (1000, "ug", None),
        (5, "kg", None),
        # What measures something else, or is no unit, cannot be compared.
        (0.5, "mL", "value-incomparable"),
        (0.5, "nope", "value-incomparable"),
    ],
)
def test_a_limit_of_a_quantity_holds_in_other_units_too(value, code, key):
    ucum = "http://unitsofmeasure.org"
    limit = {"value": 1, "system": ucum, "code": "mg"}
    observation = {
        "resourceType": "Observation",
        "status": "final",
        "code": {"text": "x"},
        "valueQuantity": {"value": value, "system": ucum, "code": code},
    }
    found = errors(observation, limited(minValueQuantity=limit), profile=TEST + "limited")
    assert found == ([(key, "Observation.value.ofType(Quantity)")] if key else [])


def test_a_supplement_is_no_system():
    whole = {"resourceType": "CodeSystem", "url": TEST + "cs", "content": "complete"}
    whole |= {"status": "active", "concept": [{"code": "a"}]}
    more = {"resourceType": "CodeSystem", "url": TEST + "more", "content": "supplement"}
    more |= {"status": "active", "supplements": TEST + "cs", "concept": [{"code": "a"}]}
    coding = {"system": TEST + "more", "code": "a"}
    observation = {"resourceType": "Observation", "status": "final", "code": {"coding": [coding]}}
    assert errors(observation, whole, more) == [
        ("terminology.supplement-as-system", "Observation.code.coding[0].system")
    ]


def test_an_answer_without_its_system_is_not_among_the_codes_of_a_whole_system():
    codes = {"resourceType": "CodeSystem", "url": TEST + "cs", "content": "complete"}
    codes |= {"status": "active", "concept": [{"code": "a"}]}
    values = {"resourceType": "ValueSet", "url": TEST + "vs", "status": "active"}
    values |= {"compose": {"include": [{"system": TEST + "cs"}]}}
    form = {"resourceType": "Questionnaire", "url": TEST + "q", "status": "active"}
    form |= {"item": [{"linkId": "1", "type": "choice", "answerValueSet": TEST + "vs"}]}
    answers = [{"linkId": "1", "answer": [{"valueCoding": {"code": "a"}}]}]
    response = {"resourceType": "QuestionnaireResponse", "status": "completed"}
    response |= {"questionnaire": TEST + "q", "item": answers}
    assert errors(response, codes, values, form) == [
        ("answers.value-set", "QuestionnaireResponse.item[0].answer[0]")
    ]


def test_the_context_of_an_extension_is_a_path_of_a_definition():
    def extension(name: str, path: str) -> dict:
        return {
            "resourceType": "StructureDefinition",
            "url": TEST + name,
            "name": "E",
            "status": "active",
            "kind": "complex-type",
            "abstract": False,
            "context": [{"type": "element", "expression": path}],
            "type": "Extension",
            "baseDefinition": "http://hl7.org/fhir/StructureDefinition/Extension",
            "derivation": "constraint",
            "differential": {
                "element": [
                    {"id": "Extension.url", "path": "Extension.url", "fixedUri": TEST + name},
                    {
                        "id": "Extension.value[x]",
                        "path": "Extension.value[x]",
                        "type": [{"code": "string"}],
                    },
                ]
            },
        }

    def observation(name: str) -> dict:
        held = {"extension": [{"url": TEST + name, "valueString": "x"}]}
        whole = {"resourceType": "Observation", "status": "final", "code": {"text": "x"}}
        return {**whole, "valueString": "x", "_valueString": held}

    assert errors(observation("a"), extension("a", "Observation.value[x]")) == []
    told = errors(observation("b"), extension("b", "Observation.valueString"))
    assert [key for key, _ in told] == ["extension-context"]


@pytest.mark.parametrize(
    "expression",
    ["family.nope(", "family.nope()", "family + 1", "1 / 'x'", "%nope", "family.matches('(')"],
)
@pytest.mark.parametrize("severity", ["error", "warning"])
def test_an_invariant_that_cannot_be_evaluated_does_not_hold(expression, severity):
    rule = {"key": "x-1", "severity": severity, "human": "h", "expression": expression}
    profile = limited() | {"url": TEST + "ruled", "type": "Patient"}
    profile["baseDefinition"] = "http://hl7.org/fhir/StructureDefinition/Patient"
    element = {"id": "Patient.name", "path": "Patient.name", "constraint": [rule]}
    profile["differential"] = {"element": [element]}
    validator = VALIDATOR.with_definitions([profile])
    patient = {"resourceType": "Patient", "name": [{"family": "x"}]}
    told = validator.validate(patient, [profile["url"]])
    assert [(i.severity, i.key, i.expression) for i in told] == [
        (severity, "invariant-broken", "Patient.name[0]")
    ]
    assert validator.validate({"resourceType": "Patient"}, [profile["url"]]) == []


@pytest.mark.parametrize(("size", "wrong"), [(3, False), (99, True), (4, True)])
def test_an_attachment_has_the_size_that_it_states(size, wrong):
    photo = {"contentType": "image/png", "data": "AAAA", "size": size}
    told = [("attachment-size", "Patient.photo[0]")] if wrong else []
    assert errors({"resourceType": "Patient", "photo": [photo]}) == told


@pytest.mark.parametrize(
    ("patient", "told"),
    [
        ({"gender": "male", "_gender": {"id": "a"}}, []),
        ({"name": [{"given": ["x"], "_given": [{"id": "a"}]}]}, []),
        ({"name": [{"given": ["x", "y"], "_given": [None, {"id": "a"}]}]}, []),
        ({"_birthDate": {"id": "a"}}, [("structure-no-content", "Patient.birthDate")]),
        (
            {"name": [{"given": ["x", None], "_given": [{"id": "a"}, {"id": "b"}]}]},
            [("structure-no-content", "Patient.name[0].given[1]")],
        ),
        ({"link": [{"id": "a"}]}, [("structure-no-content", "Patient.link[0]")]),
    ],
)
def test_an_id_needs_a_value_beside_it_and_a_value_may_have_one(patient, told):
    found = errors({"resourceType": "Patient", **patient})
    assert [each for each in found if each[0] == "structure-no-content"] == told
    assert bool(found) == bool(told)


def test_an_element_of_xml_may_have_an_id_beside_its_value():
    xml = b'<Patient xmlns="http://hl7.org/fhir"><gender id="a" value="male"/></Patient>'
    assert VALIDATOR.validate(xml) == []

"""FHIR XML in and out: the same resource both ways, and nothing dangerous gets in."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pk_fhir.definitions import Definitions
from pk_fhir.fhir import json as fhir_json
from pk_fhir.fhir.outcome import FhirError
from pk_fhir.fhir.xml import Positions, dump_xml, parse_lenient, parse_xml

VALID = Path(__file__).parents[4] / "shared" / "bench-validation" / "valid"
SHAPES = Definitions.r4()
FHIR = 'xmlns="http://hl7.org/fhir"'
DIV = '<div xmlns="http://www.w3.org/1999/xhtml"><p>Å &amp; <b>ä</b> <br/></p></div>'


def issues(body, language="en"):
    data = body.encode() if isinstance(body, str) else body
    return [
        (i.severity, i.key, i.expression, i.line)
        for i in parse_lenient(data, SHAPES, language=language)[1]
    ]


RESOURCE = {
    "resourceType": "Observation",
    "id": "o1",
    "text": {"status": "generated", "div": DIV},
    "contained": [{"resourceType": "Patient", "id": "p", "active": True}],
    "extension": [{"url": "http://x.test/e", "valueDecimal": "1.50"}],
    "status": "final",
    "_status": {"id": "s", "extension": [{"url": "http://x.test/s", "valueString": "x\ny"}]},
    "code": {"id": "c", "coding": [{"system": "http://loinc.org", "code": "1-8"}], "text": "a  b"},
    "subject": {"reference": "#p"},
    "performer": [{"display": "one"}, {"display": "two"}],
    "valueQuantity": {"value": "10.00", "unit": "kg"},
    "component": [
        {"code": {"text": "x"}, "valueInteger": 3},
        {"code": {"text": "y"}, "valueBoolean": False},
    ],
}


def resource():
    from decimal import Decimal  # noqa: PLC0415 - only here

    made = {**RESOURCE}
    made["extension"] = [{"url": "http://x.test/e", "valueDecimal": Decimal("1.50")}]
    made["valueQuantity"] = {"value": Decimal("10.00"), "unit": "kg"}
    return made


def test_a_resource_comes_through_both_ways_without_loss():
    written = dump_xml(resource(), SHAPES)
    assert repr(parse_xml(written, SHAPES)) == repr(resource())
    assert dump_xml(parse_xml(written, SHAPES), SHAPES) == written


def test_elements_are_written_in_the_order_of_the_definition():
    given_backwards = dict(reversed(resource().items()))
    assert dump_xml(given_backwards, SHAPES) == dump_xml(resource(), SHAPES)


def test_repeated_values_and_what_stands_beside_them_keep_in_step():
    patient = {
        "resourceType": "Patient",
        "name": [
            {
                "given": ["A", None, "C"],
                "_given": [None, {"id": "b"}, {"extension": [{"url": "u:x", "valueCode": "c"}]}],
            },
            {"_given": [{"id": "only"}]},
        ],
    }
    assert parse_xml(dump_xml(patient, SHAPES), SHAPES) == patient


def test_comments_are_passed_over_and_prefixes_do_not_matter():
    body = (
        '<?xml version="1.0"?><!-- x --><f:Patient xmlns:f="http://hl7.org/fhir" '
        'xmlns:h="http://www.w3.org/1999/xhtml"><!-- y --><f:text><f:status value="generated"/>'
        "<h:div><h:p>x</h:p></h:div></f:text><f:active value='true'/></f:Patient>"
    )
    assert parse_xml(body.encode(), SHAPES) == {
        "resourceType": "Patient",
        "text": {
            "status": "generated",
            "div": '<div xmlns="http://www.w3.org/1999/xhtml"><p>x</p></div>',
        },
        "active": True,
    }


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (f"<Patient {FHIR}>\n<foo/></Patient>", [("error", "xml-unknown-element", "Patient", 2)]),
        (
            f"<Patient {FHIR} x='1'/>",
            [
                ("error", "xml-unknown-attribute", "Patient", 1),
                ("error", "xml-empty", "Patient", 1),
            ],
        ),
        (
            f"<Patient {FHIR}>\n<gender value='male'/>\n<active value='true'/></Patient>",
            [("error", "xml-order", "Patient.active", 3)],
        ),
        (
            f"<Patient {FHIR}><active value='true'/><active value='true'/></Patient>",
            [("error", "xml-repeated", "Patient", 1)],
        ),
        (
            f"<Patient {FHIR}>word<active value='true'/></Patient>",
            [("error", "xml-text", "Patient", 1)],
        ),
        (f"<Patient {FHIR}><active/></Patient>", [("error", "xml-empty", "Patient.active", 1)]),
        (f"<Patient {FHIR}><name/></Patient>", [("error", "xml-empty", "Patient.name[0]", 1)]),
        (
            f"<Patient {FHIR}><name><id value='x'/></name></Patient>",
            [
                ("error", "xml-attribute-as-element", "Patient.name[0]", 1),
                ("error", "xml-empty", "Patient.name[0]", 1),
            ],
        ),
        (
            "<Patient><active value='true'/></Patient>",
            [("error", "xml-namespace", "Patient", 1), ("error", "xml-namespace", "Patient", 1)],
        ),
        (
            f"<Patient {FHIR}><contained/></Patient>",
            [("error", "xml-one-resource", "Patient.contained[0]", 1)],
        ),
        (f"<Patient {FHIR}>\n<active", [("fatal", "xml-syntax", "", 2)]),
        ("", [("fatal", "xml-syntax", "", 1)]),
        (b"<Patient>\xff</Patient>", [("fatal", "xml-encoding", "", 1)]),
        (
            f"<?xml version='1.0' encoding='ISO-8859-1'?><Patient {FHIR}/>",
            [("fatal", "xml-encoding", "", 1)],
        ),
        (
            f"<Patient {FHIR}>" + "<extension url='x'>" * 150 + "</extension>" * 150 + "</Patient>",
            [("fatal", "xml-too-deep", "", 1)],
        ),
    ],
)
def test_wrong_form_is_told_with_its_line(body, found):
    assert issues(body) == found


@pytest.mark.parametrize(
    "prologue",
    [
        '<!DOCTYPE Patient [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!-- x --><?y?> <!DOCTYPE Patient SYSTEM "http://127.0.0.1/x.dtd">',
        '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>',
    ],
)
def test_a_document_type_is_never_read(prologue):
    body = f'{prologue}<Patient {FHIR}><birthDate value="&x;"/></Patient>'
    assert issues(body) == [("fatal", "xml-doctype", "", 1)]


def test_a_resource_names_no_schema() -> None:
    xsi = "xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' xsi:schemaLocation='http://hl7.org/fhir a.xsd'"
    _, found = parse_lenient(
        f"<Patient {FHIR} {xsi}><active value='true'/></Patient>".encode(), Definitions.r4()
    )
    assert [each.diagnostics for each in found] == [
        "There is no attribute 'xsi:schemaLocation' on <Patient>. Take it away."
    ]


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("<activ value='true'/>", "There is no element 'activ' in <Patient>. Did you mean 'active'?"),
        ("<active Value='true' id='a'/>", "There is no attribute 'Value' on <active>. Did you mean 'value'?"),
        ("<name family='x'><text value='x'/></name>", "There is no attribute 'family' on <name>: write it as an element in <name>."),
        ("<active foo='x' value='true'/>", "There is no attribute 'foo' on <active>. Take it away."),
        ("<active xmlns:y='http://y.se' y:z='x' value='true' xml:lang='sv'/>", "There is no attribute 'y:z' on <active>. Take it away."),
        ("<active xml:lang='sv' value='true'/>", "There is no attribute 'xml:lang' on <active>. Take it away."),
        ("<name id='a'><text value='x'/><id value='x'/></name>", "There is no element 'id' in <name>: 'id' is an attribute in XML, where there is one."),
        ("<gender value='male'/><active value='true'/>", "The element 'active' comes too late: it stands before 'gender'."),
        ("<active value='true'/><active value='true'/>", "The element 'active' does not repeat: <Patient> has at most one."),
        ("", "The element 'Patient' is empty. Leave it out, or give it a value."),
        ("\u00a0<active value='true'/>", "There is text between the elements: '\u00a0'. Values stand in the attribute 'value'."),
    ],
)  # fmt: skip
def test_the_text_tells_what_to_change(body: str, told: str) -> None:
    _, found = parse_lenient(f"<Patient {FHIR}>{body}</Patient>".encode(), Definitions.r4())
    assert found[0].diagnostics == told


def test_the_strict_reader_refuses_with_everything_that_is_wrong():
    with pytest.raises(FhirError) as refused:
        parse_xml(f"<Patient {FHIR}><foo/><active/></Patient>".encode(), SHAPES, language="sv")
    assert refused.value.kind == "invalid"
    assert [i.diagnostics for i in refused.value.issues] == [
        "Det finns inget element 'foo' i <Patient>.",
        "Elementet 'active' är tomt. Utelämna det eller ge det ett värde.",
    ]


@pytest.mark.parametrize(
    ("wrong", "place"),
    [
        ({"nope": 1}, "Patient.nope"),
        ({"name": [3]}, "Patient.name"),
        ({"active": {"a": 1}}, "Patient.active"),
        ({"text": {"div": "<div>"}}, "Patient.text.div"),
        ({"gender": "\x00"}, "Patient.gender"),
        ({"contained": [{"id": "x"}]}, "Patient.contained"),
    ],
)
def test_what_has_no_place_in_xml_is_not_written(wrong, place):
    with pytest.raises(FhirError) as refused:
        dump_xml({"resourceType": "Patient", **wrong}, SHAPES)
    assert refused.value.kind == "unprocessable"
    assert refused.value.issues[0].expression == place


def test_values_without_the_form_of_their_type_stay_for_the_validator():
    body = f'<Patient {FHIR}><active value="yes"/><multipleBirthInteger value="01"/></Patient>'
    assert parse_xml(body.encode(), SHAPES) == {
        "resourceType": "Patient",
        "active": "yes",
        "multipleBirthInteger": "01",
    }


def test_locations_are_found_in_the_text():
    positions = Positions(
        f'<Bundle {FHIR}>\n <entry>\n  <resource><Patient>\n   <name/>  <name>\n<given value="x"/>'
        '</name>\n <deceasedBoolean value="true"/></Patient></resource></entry></Bundle>'.encode()
    )
    assert [
        positions.find(f"Bundle.entry[0].resource{rest}")
        for rest in ("", ".name[1].given[0]", ".deceased.ofType(boolean)", ".name[1].family")
    ] == [(3, 13), (5, 1), (6, 2), (4, 13)]


@given(st.binary())
def test_any_bytes_give_a_value_or_an_issue(data):
    value, found = parse_lenient(b"<" + data, SHAPES)
    assert value is not None or found[-1].severity == "fatal"


@pytest.mark.skipif(not VALID.is_dir(), reason="the bench's resources are not beside this project")
def test_real_resources_come_through_both_ways():
    for path in sorted(VALID.glob("*.json")):
        value = fhir_json.parse(path.read_bytes())
        written = dump_xml(value, SHAPES)
        again = parse_xml(written, SHAPES)
        assert dump_xml(again, SHAPES) == written, path.name
        assert _without_narrative(again) == _without_narrative(value), path.name


def _without_narrative(value):
    if isinstance(value, dict):
        return {k: _without_narrative(v) for k, v in value.items() if k != "div"}
    return [_without_narrative(each) for each in value] if isinstance(value, list) else value


def test_the_place_of_each_element_is_where_its_tag_begins() -> None:
    body = """<Patient xmlns="http://hl7.org/fhir">
  <name><text value="å"/></name><name
    id="1"
    foo="x"><text
      value="b"/></name><gender value="male"/><active value="true"/>
</Patient>""".encode()
    _, issues = parse_lenient(body, Definitions.r4())
    assert [(each.key, each.line, each.column) for each in issues] == [
        ("xml-unknown-attribute", 2, 33),
        ("xml-order", 5, 47),
    ]
    positions = Positions(body)
    places = [positions.find(f"Patient.{each}") for each in ("name[0].text", "name[1]", "gender")]
    assert places == [(2, 9), (2, 33), (5, 25)]


def test_places_are_told_of_what_expat_does_not_read() -> None:
    body = b"<?xml version='1.1'?>\n<Patient xmlns='http://hl7.org/fhir'>\n<foo/></Patient>"
    _, issues = parse_lenient(body, Definitions.r4())
    assert [(each.key, each.line) for each in issues] == [("xml-unknown-element", 3)]

"""FHIR JSON in and out: nothing is lost, and nothing doubtful gets in."""

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pk_fhir.fhir.json import Limits, Positions, dump, parse, parse_lenient, pretty
from pk_fhir.fhir.outcome import FhirError, Issue

VALID = Path(__file__).parents[4] / "shared" / "bench-validation" / "valid"

_numbers = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**30), max_value=10**30)
_text = st.text(
    st.characters(
        exclude_categories=("Cs",),
        exclude_characters=[chr(n) for n in range(32) if chr(n) not in "\t\r\n"]
        + ["\ufffe", "\uffff"],
    )
)
_scalars = (
    st.booleans() | st.integers() | _text | _numbers.filter(lambda n: n.as_tuple().exponent < 0)
)
_json = st.recursive(
    _scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_text, inner, max_size=4),
    max_leaves=20,
)


@given(st.dictionaries(_text, _json))
def test_what_is_dumped_is_parsed_back_the_same(value):
    again = parse(dump(value))
    assert repr(again) == repr(value)
    assert parse(pretty(value)) == again


@given(st.dictionaries(_text, _json, min_size=1), st.data())
def test_a_key_given_twice_is_always_found(value, data):
    name = data.draw(st.sampled_from(sorted(value)))
    twice = b"{" + dump({name: 1})[1:-1] + b"," + dump(value)[1:]
    issues = parse_lenient(twice)[1]
    assert [issue.key for issue in issues] == ["json-duplicate-key"]


@pytest.mark.parametrize(
    ("written", "kept"),
    [("1.50", "1.50"), ("100", "100"), ("-0.0", "-0.0"), ("0.00", "0.00"), ("1e5", "1E+5")],
)
def test_numbers_keep_their_precision(written, kept):
    assert dump(parse(b'{"value":%s}' % written.encode())) == b'{"value":%s}' % kept.encode()


def test_keys_keep_their_order():
    data = b'{"resourceType":"Patient","z":1,"a":{"c":1,"b":2}}'
    assert dump(parse(data)) == data


def test_a_byte_order_mark_is_passed_over():
    assert parse(b'\xef\xbb\xbf{"a":1}') == {"a": 1}


@pytest.mark.parametrize(
    ("data", "key", "line", "column"),
    [
        (b'{"a":NaN}', "json-syntax", 1, 6),
        (b'{"a":-Infinity}', "json-syntax", 1, 7),
        (b'{"a":1,}', "json-syntax", 1, 8),
        (b'{\n"a":01}', "json-syntax", 2, 6),
        (b'{"a":1} {}', "json-syntax", 1, 10),
        (b'{"a":', "json-syntax", 1, 6),
        (b"", "json-syntax", 1, 1),
        (b"[1]", "json-not-object", 1, 1),
        (b"null", "json-not-object", 1, 1),
        (b'{"a":"\xc3\x28"}', "json-encoding", 1, 7),
        (b'{"a":"\\ud800 and more"}', "json-syntax", 1, 13),
        (b'{"a":1e999999999}', "json-number", 1, 6),
        (b'{"a":' + b"[" * 200 + b"]" * 200 + b"}", "json-too-deep", 1, 1),
        (b'{"a":' + b"[" * 20000 + b"]" * 20000 + b"}", "json-too-deep", 1, 1),
    ],
)
def test_what_is_not_json_is_refused_with_its_place(data, key, line, column):
    with pytest.raises(FhirError) as refused:
        parse(data)
    assert refused.value.kind == "invalid"
    (issue,) = refused.value.issues
    assert (issue.severity, issue.key, issue.line, issue.column) == ("fatal", key, line, column)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b'{"a":1,}', "Detta är inte JSON: ett kommatecken står efter det sista."),
        (b'{"a":', "Detta är inte JSON: texten slutar för tidigt."),
        (b"{a:1}", "Detta är inte JSON: namnet på en egenskap står inte inom dubbla citattecken."),
        (b'{"a":"\\ud800"}', "Detta är inte JSON: en sträng innehåller ett halvt surrogatpar."),
    ],
)
def test_why_it_is_no_json_is_said_in_swedish_too(data, said):
    assert parse_lenient(data, language="sv")[1][0].diagnostics == said


def test_too_many_bytes_are_refused_as_too_large():
    with pytest.raises(FhirError) as refused:
        parse(b'{"a":"0123456789"}', limits=Limits(max_bytes=10))
    assert refused.value.kind == "too-large"
    assert refused.value.issues[0].diagnostics == "The body has 18 bytes, and at most 10 are read."


def test_a_repeated_key_is_an_error_and_the_rest_is_still_read():
    data = b'{"resourceType":"Patient","name":[{"family":"\xc3\x85",\n"family" : "B"}]}'
    value, issues = parse_lenient(data, language="sv")
    assert value == {"resourceType": "Patient", "name": [{"family": "B"}]}
    assert issues == [
        Issue(
            severity="error",
            code="invalid",
            expression="Patient.name[0]",
            diagnostics="Egenskapen 'family' anges mer än en gång i samma objekt. Behåll en av dem.",
            key="json-duplicate-key",
            line=2,
            column=1,
        )
    ]


@pytest.mark.parametrize(
    "data",
    [
        b'{"a":":","b":"\\":","c":"x\\\\"}',
        b'{"a"\t:1,"b"\n :2,"c"  :  3}',
        b'{"a":"{\\"b\\":1}"}',
    ],
)
def test_colons_and_quotes_in_strings_are_not_taken_for_keys(data):
    assert parse_lenient(data)[1] == []


def test_an_escaped_key_is_the_same_key():
    assert [i.key for i in parse_lenient(b'{"b":1,"\\u0062":":"}')[1]] == ["json-duplicate-key"]


def test_a_colon_written_as_an_escape_does_not_hide_a_repeated_key():
    assert [i.key for i in parse_lenient(b'{"a":1,"a":"\\u003A"}')[1]] == ["json-duplicate-key"]
    assert [i.key for i in parse_lenient(b'{"a":1,"a":2,"b":"\\u003a"}')[1]] == [
        "json-duplicate-key"
    ]
    assert parse_lenient(b'{"a":1,"b":"\\u003a"}')[1] == []


def test_wide_is_not_deep_and_deep_is_told_among_much_else():
    wide = b'{"a":[' + b",".join([b"{}"] * 500) + b"]"
    assert parse_lenient(wide + b"}")[1] == []
    deep = b'"b":' + b"[" * 120 + b"]" * 120
    assert [i.key for i in parse_lenient(wide + b"," + deep + b"}")[1]] == ["json-too-deep"]


def test_locations_are_found_in_the_text():
    positions = Positions(
        b'{"resourceType":"CarePlan",\n'
        b' "\xc3\xa5":1, "activity":[\n'
        b'  {}, {"reference":{}}],\n'
        b' "valueQuantity":{\n  "value":1.5}, "_id":{}}'
    )
    found = {
        location: positions.find(location)
        for location in (
            "CarePlan",
            "CarePlan.activity",
            "CarePlan.activity[1]",
            "CarePlan.activity[1].reference",
            "CarePlan.activity[1].missing",
            "CarePlan.activity[9]",
            "CarePlan.value.ofType(Quantity).value",
            "CarePlan.value.value",
            "CarePlan.activity[1]/*Task/x*/.reference",
            "CarePlan.id",
        )
    }
    assert found == {
        "CarePlan": (1, 1),
        "CarePlan.activity": (2, 9),
        "CarePlan.activity[1]": (3, 7),
        "CarePlan.activity[1].reference": (3, 8),
        "CarePlan.activity[1].missing": (3, 7),
        "CarePlan.activity[9]": (2, 9),
        "CarePlan.value.ofType(Quantity).value": (5, 3),
        "CarePlan.value.value": (5, 3),
        "CarePlan.activity[1]/*Task/x*/.reference": (3, 8),
        "CarePlan.id": (5, 17),
    }


@given(st.binary())
def test_any_bytes_give_a_value_or_an_issue(data):
    value, issues = parse_lenient(data)
    assert (value is not None) or [issue.severity for issue in issues] == ["fatal"]
    assert Positions(data).find("Patient.name[0]") is None or data


@pytest.mark.skipif(not VALID.is_dir(), reason="the bench's resources are not beside this project")
def test_real_resources_are_read_without_loss():
    for path in sorted(VALID.glob("*.json"))[:50]:
        data = path.read_bytes()
        value = parse(data)
        assert parse(dump(value)) == value
        assert dump(value) == dump(parse(pretty(value)))


def test_decimals_are_decimals_and_integers_integers():
    assert parse(b'{"a":1.0,"b":1}') == {"a": Decimal("1.0"), "b": 1}


@pytest.mark.parametrize(
    ("sent", "column"),
    [
        (rb'{"a":"x\u0000"}', 8),
        (rb'{"a":"\u001F"}', 7),
        (rb'{"a":"\b"}', 7),
        (rb'{"a":"\\\f"}', 9),
        (rb'{"a":"\uFFFE"}', 7),
        ('{"a":"\uffff"}'.encode(), 7),
    ],
)
def test_a_character_that_no_string_may_hold_is_refused_with_its_place(
    sent: bytes, column: int
) -> None:
    _, [issue] = parse_lenient(sent)
    assert (issue.key, issue.line, issue.column) == ("json-no-text", 1, column)


@pytest.mark.parametrize("sent", [rb'{"a":"\t\r\n\u0009\u000A"}', rb'{"a":"\\u0000 \\b \\\\f"}', rb'{"a":"\u00e5\ufffd"}'])  # fmt: skip
def test_tabs_line_breaks_and_escaped_backslashes_are_text(sent: bytes) -> None:
    assert parse_lenient(sent)[1] == []

"""Errors have a place, and hostile expressions an end."""

import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pk_fhir import fhirpath

ONE = "use first(), or select() for each"


@pytest.mark.parametrize(
    ("text", "message", "position"),
    [
        ("", "the expression is empty", 0),
        ("name.", "the end stands where a name is expected", 5),
        ("name..given", "`.` stands where a name is expected", 5),
        ("(1 + 2", "the end stands where `)` is expected", 6),
        ("1 2", "`2` stands where the end or an operator is expected", 2),
        ("'abc", "this string has no end", 0),
        ("1 /* 2", "this comment has no end", 2),
        ('"abc"', "strings stand in single quotes", 0),
        ("'\\q'", "\\q is no escape: use \\\\q for a backslash", 0),
        ("@2020-13-01", "@2020-13-01 is not a day or time that exists", 0),
        ("name.frist()", "there is no function frist(): did you mean first()?", 5),
        ("name.first(1)", "first() takes 0 arguments", 5),
        ("substring()", "substring() takes 1 to 2 arguments", 0),
        ("name is 5", "`5` stands where the name of a type is expected", 8),
        ("ofType(1)", "the name of a type is expected", 7),
        ("is(CDA.Thing)", "CDA.Thing is no type: the namespaces are FHIR and System", 7),
    ],
)
def test_what_cannot_be_compiled_says_where_and_why(text: str, message: str, position: int):
    with pytest.raises(fhirpath.FhirPathError) as caught:
        fhirpath.compile(text)
    assert (caught.value.message, caught.value.position) == (message, position)
    assert str(caught.value) == f"{message} (at character {position + 1})"


@pytest.mark.parametrize(
    ("text", "message", "position"),
    [
        ("(1 | 2) + 1", f"`+` takes single items, and got 2: {ONE}", 8),
        ("1 + 'a'", "`+` does not fit Integer and String", 2),
        ("2 'mg' + true", "`+` does not fit Quantity and Boolean", 7),
        ("2 'mg' < true", "Quantity and Boolean cannot be compared with `<`", 7),
        ("1 > 'a'", "Integer and String cannot be compared with `>`", 2),
        ("'on ' & @2026-01-05", "`&` joins strings: use toString()", 6),
        (
            "(1 | 2) and true",
            "a boolean is wanted here, and there are 2 items: use exists() or all()",
            8,
        ),
        ("(1 | 2).single()", "single() got 2 items: use first(), or a where() that leaves one", 8),
        ("'a'.memberOf('x')", "memberOf() needs a terminology service, and none was given", 4),
        (
            "%foo",
            "the variable %foo is not defined: hand it in, or use defineVariable()",
            0,
        ),
        ("defineVariable('context', 1)", "the variable %context is already defined", 0),
        ("('a' | 'b').upper()", f"upper() takes a single item, and got 2: {ONE}", 12),
        ("1.upper()", "upper() takes a string, and got Integer: use toString()", 2),
        ("'a'.sqrt()", "sqrt() takes a number, and got String: use toDecimal()", 4),
        ("'a'.substring('b')", "substring() takes an integer, and got String: use toInteger()", 4),
        (
            "('a' | 'b').allTrue()",
            "allTrue() takes booleans: ask something of each item first, as in select(... .exists())",
            12,
        ),
        ("(1 | 'a').sort()", "String and Integer cannot be compared with `sort()`", 10),
        ("'a'.encode('rot13')", "'rot13' is no encoding: use hex, base64 or urlbase64", 4),
        ("'a'.matches('(')", "the pattern '(' cannot be read: missing ) at position 1", 4),
    ],
)
def test_what_cannot_be_answered_says_why(text: str, message: str, position: int | None):
    expression = fhirpath.compile(text)
    with pytest.raises(fhirpath.FhirPathError) as caught:
        expression.evaluate({"resourceType": "Patient"})
    assert (caught.value.message, caught.value.position) == (message, position)


@pytest.mark.parametrize(
    "text",
    [
        "(" * 5000 + "1" + ")" * 5000,
        "-" * 5000 + "1",
        ".".join(["a"] * 5000),
        " + ".join(["1"] * 5000),
        "a" + "[0]" * 5000,
        "1" * 5000,
        "'x'" * 200_000,
        "(1 | 2).repeat($this + 1)",
        "(1 | 2).repeatAll($this)",
        "('a' | 'b').aggregate($total & $total & 'aaaaaaaaaaaaaaaaaaaaaaa', %long)",
        "('" + "a" * 5000 + "!').matches('^(a|a)*$')",
        "%long.replace('', %long)",
        "now() + 999999999999 years",
        "@T10 + 99999999999999999999999999999999999999 hours",
    ],
    ids=lambda text: text[:24],
)
def test_a_hostile_expression_ends_soon_in_an_error(text: str):
    start = time.perf_counter()
    with pytest.raises(fhirpath.FhirPathError):
        fhirpath.compile(text).evaluate({}, variables={"long": "a" * 1_500_000})
    # Some two seconds on an idle machine; without limits, hours.
    assert time.perf_counter() - start < 120


@pytest.mark.parametrize("text", ["2.power(100000)", "9999999.exp()", "(2.0).power(99999.5)"])
def test_a_number_that_grows_too_large_is_no_number(text: str):
    assert fhirpath.compile(text).evaluate({}) == []


def test_long_flat_chains_are_no_deep_nesting():
    text = " or ".join([f"name.family = '{i}'" for i in range(2000)])
    assert fhirpath.compile(f"{text} or true").evaluate({"resourceType": "Patient"}) == [True]
    options = " | ".join(f"'{i}'" for i in range(3000))
    assert fhirpath.compile(f"'2999' in ({options})").evaluate({}) == [True]


def test_deep_data_is_walked_or_refused_but_never_breaks():
    deep: dict[str, Any] = {"resourceType": "Questionnaire"}
    item = deep
    for number in range(3000):
        item["item"] = [{"linkId": str(number)}]
        item = item["item"][0]
    assert fhirpath.compile("descendants().linkId.count()").evaluate(deep) == [3000]
    for text in ("item ~ item", "item.distinct()"):
        with pytest.raises(fhirpath.FhirPathError, match="nested too deep"):
            fhirpath.compile(text).evaluate(deep)


PIECES = st.sampled_from(
    [
        "name", "given", "family", ".", "(", ")", "[", "]", "{}", "'a'", "1", "1.5", "@2020", "4 days",
        "1 'kg'", "$this", "$index", "%resource", " and ", " or ", " | ", " = ", " ~ ", " < ", " + ",
        " - ", " is ", " as ", "String", "where(", "select(", "exists()", "first()", "count()", ",",
        "matches(", "toString()", "repeat(", "descendants()", "type()", "aggregate(", "$total", " in ",
        "lowBoundary()", "sort(-", "iif(", "not()", "extension('x')", "resolve()", "trace('t')",
    ]
)  # fmt: skip


@given(st.lists(PIECES, max_size=14).map("".join))
def test_no_expression_crashes(text: str):
    resource = {"resourceType": "Patient", "name": [{"given": ["a", "b"], "family": "c"}]}
    for strict in (False, True):
        try:
            result = fhirpath.compile(text, strict=strict).evaluate(resource)
        except fhirpath.FhirPathError:
            continue
        assert isinstance(result, list)


@pytest.mark.parametrize(
    ("text", "swedish"),
    [
        (
            "(1 | 2) + 1",
            "`+` tar en enda sak på var sida, och fick 2: använd first(), eller select() för var och en (vid tecken 9)",
        ),
        ("name.nope()", "det finns ingen funktion nope() (vid tecken 6)"),
        ("name.wher(true)", "det finns ingen funktion wher(): menade du where()? (vid tecken 6)"),
        ("1 +", "slutet står där ett uttryck väntas (vid tecken 4)"),
        ("'abc", "strängen har inget slut (vid tecken 1)"),
        ("", "uttrycket är tomt (vid tecken 1)"),
        ("`` = 1", "ett namn är inte tomt (vid tecken 1)"),
    ],
)
def test_it_is_said_in_swedish_too(text, swedish):
    with pytest.raises(fhirpath.FhirPathError) as caught:
        fhirpath.compile(text).evaluate({"resourceType": "Patient"})
    assert caught.value.text("sv") == swedish
    assert str(caught.value) == caught.value.text("en") != swedish

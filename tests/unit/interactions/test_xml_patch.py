"""XML Patch: https://hl7.org/fhir/R4/http.html#patch, RFC 5261."""

from contextlib import suppress
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pk_fhir.fhir.outcome import FhirError
from pk_fhir.interactions.patch import patched
from pk_fhir.interactions.xml_patch import read_xml_patch

NARRATIVE = '<div xmlns="http://www.w3.org/1999/xhtml"><p>En <b>text</b> till</p></div>'
PATIENT: dict[str, Any] = {
    "resourceType": "Patient",
    "id": "a",
    "text": {"status": "additional", "div": NARRATIVE},
    "extension": [{"url": "urn:x", "valueDecimal": Decimal("1.50")}],
    "identifier": [{"system": "urn:a", "value": "1"}, {"system": "urn:b", "value": "2"}],
    "active": True,
    "name": [{"family": "Ek", "given": ["Anna", "Eva"]}],
}


def changed(*operations: str) -> dict[str, Any]:
    declared = 'xmlns:f="http://hl7.org/fhir" xmlns="http://hl7.org/fhir"'
    document = f"<diff {declared}>{''.join(operations)}</diff>"
    return patched(PATIENT, read_xml_patch(document.encode()))


@pytest.mark.parametrize(
    ("operation", "expected"),
    [
        ('<replace sel="f:Patient/f:active/@value">false</replace>', {"active": False}),
        ('<replace sel="/Patient/active/@value">false</replace>', {"active": False}),
        ('<remove sel="f:Patient/f:active"/>', {"active": None}),
        ('<add sel="f:Patient"><gender value="female"/></add>', {"gender": "female"}),
        (
            '<add sel="f:Patient/f:name/f:given[1]" pos="after"><given value="Maj"/></add>',
            {"name": [{"family": "Ek", "given": ["Anna", "Maj", "Eva"]}]},
        ),
        (
            """<add sel="f:Patient/f:name[1]/f:given[@value='Eva']" pos="before"><given value="Maj"/></add>""",
            {"name": [{"family": "Ek", "given": ["Anna", "Maj", "Eva"]}]},
        ),
        (
            """<replace sel="f:Patient/f:identifier[f:system/@value='urn:b']/f:value/@value">3</replace>""",
            {
                "identifier": [
                    {"system": "urn:a", "value": "1"},
                    {"system": "urn:b", "value": "3"},
                ]
            },
        ),
        (
            '<replace sel="f:Patient/f:identifier[1]"><identifier><value value="4"/></identifier></replace>',
            {"identifier": [{"value": "4"}, {"system": "urn:b", "value": "2"}]},
        ),
        ('<remove sel="f:Patient/f:identifier[2]"/>', {"identifier": [PATIENT["identifier"][0]]}),
        (
            '<add sel="f:Patient/f:name" type="@id">n1</add>',
            {"name": [{"id": "n1", **PATIENT["name"][0]}]},
        ),
        (
            '<remove xmlns:h="http://www.w3.org/1999/xhtml" sel="f:Patient/f:text/h:div/h:p/h:b"/>',
            {"text": {"status": "additional", "div": NARRATIVE.replace("<b>text</b>", "")}},
        ),
    ],
)
def test_one_place_changes_and_nothing_else(operation: str, expected: dict[str, Any]) -> None:
    whole = {**PATIENT, **expected}
    assert changed(operation) == {name: each for name, each in whole.items() if each is not None}
    # All operations may run again, when another writes at the same time.
    assert changed(operation, '<add sel="f:Patient"><birthDate value="1979"/></add>')["name"]


@pytest.mark.parametrize(
    ("operation", "kind", "words"),
    [
        ('<remove sel="f:Patient/f:gender"/>', "unprocessable", "names a place that the resource does not have"),
        ('<remove sel="f:Patient/f:identifier"/>', "unprocessable", "finds 2 places, and must find one"),
        ('<remove sel="f:Patient"/>', "unprocessable", "leaves no resource"),
        ('<remove sel="//f:name"/>', "invalid", "no selector of an XML Patch"),
        ('<remove sel="f:Patient/f:name[count(//*) > 1]"/>', "invalid", "no selector of an XML Patch"),
        ('<remove sel=""/>', "invalid", "no selector of an XML Patch"),
        ('<remove sel="g:Patient"/>', "invalid", "does not declare the prefix 'g'"),
        ('<add sel="f:Patient/f:active" type="@value">false</add>', "unprocessable", "names a place"),
        ('<add sel="f:Patient">text</add>', "invalid", "To add takes elements"),
        ('<add sel="f:Patient" pos="after"><active value="true"/></add>', "unprocessable", "names a place"),
        ('<replace sel="f:Patient/f:name"/>', "invalid", "to replace an element takes one"),
    ],
)  # fmt: skip
def test_a_refusal_says_which_operation_and_why(operation: str, kind: str, words: str) -> None:
    with pytest.raises(FhirError) as refused:
        changed('<remove sel="f:Patient/f:active"/>', operation)
    [issue] = refused.value.issues
    assert refused.value.kind == kind
    assert issue.diagnostics.startswith("Operation 2 of the patch: ")
    assert words in issue.diagnostics


def test_what_then_is_no_resource_is_refused() -> None:
    with pytest.raises(FhirError) as refused:
        changed('<add sel="f:Patient"><nothing value="1"/></add>')
    assert refused.value.kind == "unprocessable"
    assert "nothing" in refused.value.issues[0].diagnostics


@pytest.mark.parametrize(
    "document",
    [
        b"<diff/>",
        b"no xml",
        b"<diff><move sel='a'/></diff>",
        b"<diff><add/></diff>",
        b'<!DOCTYPE diff [<!ENTITY x "y">]><diff><remove sel="a"/></diff>',
    ],
)
def test_what_is_no_patch_is_refused(document: bytes) -> None:
    with pytest.raises(FhirError) as refused:
        read_xml_patch(document)
    assert refused.value.kind == "invalid"


@given(st.text("fP:at/@[]='\".*1x ", max_size=40))
def test_a_selector_finds_something_or_is_refused(selector: str) -> None:
    escaped = selector.replace('"', "&quot;")
    with suppress(FhirError):
        changed(f'<remove sel="{escaped}"/>')


def test_no_selector_takes_long_to_read() -> None:
    """One that could be read in ever so many ways would not end."""
    for selector in ("a" * 2000, "a." * 999 + "[", "a/" * 999, "a[a/" * 400, "*[1]" * 499 + "!"):
        with pytest.raises(FhirError):
            changed(f'<remove sel="{selector}"/>')

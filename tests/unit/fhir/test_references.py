"""References and canonicals say where something is, in several ways."""

import pytest

from pk_fhir.fhir.references import Canonical, Reference, canonical, parse


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Patient/1", {"kind": "relative", "type": "Patient", "id": "1"}),
        (
            "https://x.test/fhir/Patient/1/_history/2",
            {
                "kind": "absolute",
                "base": "https://x.test/fhir/",
                "type": "Patient",
                "id": "1",
                "version": "2",
            },
        ),
        ("Patient/1#part", {"kind": "relative", "type": "Patient", "id": "1", "fragment": "part"}),
        ("#p", {"kind": "contained", "id": "p"}),
        ("urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0", {"kind": "urn"}),
        (
            "Patient?identifier=a|b",
            {"kind": "search", "type": "Patient", "query": "identifier=a|b"},
        ),
        ("https://x.test/anything", {"kind": "url"}),
    ],
)
def test_a_reference_tells_its_parts(text, parts):
    assert parse(text) == Reference(text=text, **parts)


@pytest.mark.parametrize("text", ["", "Patient", "patient/1", "Patient/å", "Patient/1 2", "a b:c"])
def test_other_texts_are_no_references(text):
    assert parse(text) is None


def test_relative_and_absolute_turn_into_each_other():
    base = "https://x.test/fhir"
    there = parse("Patient/1").on(base)
    assert there.text == "https://x.test/fhir/Patient/1"
    assert there.within(base + "/") == parse("Patient/1")
    assert there.within("https://y.test/fhir") == there
    assert parse("urn:oid:1.2.3").on(base).text == "urn:oid:1.2.3"
    assert there.local == "Patient/1"


def test_a_canonical_has_version_and_part():
    assert canonical("http://x.test/a|1.0#b") == Canonical("http://x.test/a", "1.0", "b")
    assert canonical("http://x.test/a") == Canonical("http://x.test/a")

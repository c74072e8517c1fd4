"""The same findings in every form: for a person, a program, code scanning, CI and a browser."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree, html

from pk_fhir.fhir.outcome import Issue
from pk_fhir.validation.report import Checked, render
from pk_fhir.validation.report.text import WIDTH, excerpt, file

BAD = Checked(
    "a dir/bad.json",
    b'{"resourceType":"Patient",\n  "gender": "mal\xc3\xa5"}',
    [
        Issue(severity="warning", code="invalid", expression="Patient", diagnostics="Say <more>."),
        Issue(
            severity="error",
            code="code-invalid",
            expression="Patient.gender",
            diagnostics="'malå' is no code.",
            key="terminology.required",
            line=2,
            column=3,
        ),
    ],
)
GOOD = Checked("good.json", b"{}", [])


def test_text_shows_the_line_with_a_caret_and_counts_at_the_end():
    assert render("text", [BAD, GOOD]).splitlines() == [
        "a dir/bad.json:2:3: error: 'malå' is no code.",
        "    Patient.gender",
        '      "gender": "malå"}',
        "      ^",
        "a dir/bad.json: warning: Say <more>.",
        "    Patient",
        "Files: 2, with errors: 1. Errors: 1, warnings: 1, notes: 0.",
    ]


def test_text_speaks_swedish():
    assert (
        render("text", [BAD], language="sv").splitlines()[0].startswith("a dir/bad.json:2:3: fel:")
    )


def test_colour_is_added_where_it_is_asked_for():
    assert "\x1b[31merror\x1b[0m" in file(BAD, "en", colour=True)


@given(st.text(max_size=400), st.integers(1, 500))
def test_a_long_line_is_cut_around_the_place(line, column):
    shown = excerpt([line], 1, column)
    assert shown[1].endswith("^")
    assert len(shown[0]) <= WIDTH + 2
    assert len(shown[1]) <= len(shown[0]) + 1
    assert "\x1b" not in shown[0]


def test_json_has_every_field():
    assert json.loads(render("json", [BAD, GOOD], version="1.0")) == {
        "version": "1.0",
        "summary": {"files": 2, "invalid": 1, "errors": 1, "warnings": 1, "notes": 0},
        "files": [
            {
                "file": "a dir/bad.json",
                "valid": False,
                "issues": [
                    {
                        "severity": "warning",
                        "code": "invalid",
                        "expression": "Patient",
                        "diagnostics": "Say <more>.",
                        "key": "",
                        "line": None,
                        "column": None,
                    },
                    {
                        "severity": "error",
                        "code": "code-invalid",
                        "expression": "Patient.gender",
                        "diagnostics": "'malå' is no code.",
                        "key": "terminology.required",
                        "line": 2,
                        "column": 3,
                    },
                ],
            },
            {"file": "good.json", "valid": True, "issues": []},
        ],
    }


def test_sarif_places_each_result_in_its_file():
    whole = json.loads(render("sarif", [BAD, GOOD], version="1.0"))
    assert whole["version"] == "2.1.0"
    (run,) = whole["runs"]
    assert run["tool"]["driver"]["rules"] == [{"id": "invalid"}, {"id": "terminology.required"}]
    assert run["results"][1] == {
        "ruleId": "terminology.required",
        "ruleIndex": 1,
        "level": "error",
        "message": {"text": "'malå' is no code."},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": "a%20dir/bad.json"},
                    "region": {"startLine": 2, "startColumn": 3},
                },
                "logicalLocations": [{"fullyQualifiedName": "Patient.gender"}],
            }
        ],
    }
    assert "region" not in run["results"][0]["locations"][0]["physicalLocation"]


def test_junit_fails_the_case_of_an_invalid_file():
    root = etree.fromstring(render("junit", [BAD, GOOD]).encode())
    assert dict(root.attrib) == {
        "name": "pk-fhir validate",
        "tests": "2",
        "failures": "1",
        "errors": "0",
    }
    bad, good = root.findall(".//testcase")
    assert bad.get("name") == "a dir/bad.json"
    assert bad.find("failure").get("message") == "'malå' is no code."
    assert "Say <more>." in bad.find("system-out").text
    assert len(good) == 0


def test_html_is_one_page_in_the_readers_language():
    page = html.document_fromstring(render("html", [BAD, GOOD], language="sv"))
    assert page.get("lang") == "sv"
    assert [each.text for each in page.iter("h2")] == ["a dir/bad.json"]
    assert [each.text for each in page.iter("th")] == ["Allvarlighet", "Rad", "Plats", "Meddelande"]
    assert "Say <more>." in page.text_content()


@pytest.mark.parametrize("form", ["text", "json", "sarif", "junit", "html"])
def test_nothing_found_and_hostile_text_are_both_rendered(form):
    assert render(form, [])
    hostile = "\x1b[2J\x00<script>&\ud7ff]]>\"'"
    issue = Issue(severity="fatal", code="invalid", expression=hostile, diagnostics=hostile, line=1)
    written = render(form, [Checked(hostile, hostile.encode(), [issue])])
    assert "<script>" not in written or form in ("text", "json", "sarif")
    assert "\x1b" not in written
    if form == "junit":
        etree.fromstring(written.encode())

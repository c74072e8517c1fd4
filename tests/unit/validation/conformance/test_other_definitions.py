"""Search parameters, operations, guides, measures and their reports, and the values that R4's own types limit."""

import base64

import pytest

from .definitions import CORE, TEST, canonical, errors

BASE = f"{TEST}SearchParameter/base"
SEARCH = {"description": "d", "code": "c", "base": ["Patient"], "type": "token"}


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ({"expression": "Patient.active"}, []),
        ({"expression": "Patient.active("}, [("definition-expression", "expression")]),
        ({"expression": "Patient.actve"}, [("definition-expression", "expression")]),
        (
            {"base": ["Patient", "Practitioner"], "expression": "Patient.name | Practitioner.name"},
            [],
        ),
        ({"type": "composite"}, [("search-parameter-components", "")]),
        ({"derivedFrom": BASE}, []),
        ({"derivedFrom": BASE, "base": ["Group"]}, [("search-parameter-base", "")]),
        ({"derivedFrom": BASE, "type": "string"}, [("search-parameter-type", "")]),
    ],
)
def test_a_search_parameter_selects_something(more, found):
    above = canonical("SearchParameter", "base", **SEARCH)
    assert errors(canonical("SearchParameter", "sp", **{**SEARCH, **more}), above) == found


@pytest.mark.parametrize(
    ("kind", "found"),
    [
        ("token", []),
        ("string", [("capability-search-type", "rest[0].resource[0].searchParam[0]")]),
    ],
)
def test_a_search_parameter_of_a_server_is_of_its_type(kind, found):
    defined = canonical("SearchParameter", "sp", **SEARCH)
    searched = {"name": "c", "definition": f"{TEST}SearchParameter/sp", "type": kind}
    served = canonical(
        "CapabilityStatement",
        "cs",
        date="2020",
        kind="instance",
        implementation={"description": "d"},
        fhirVersion="4.0.1",
        format=["json"],
        rest=[{"mode": "server", "resource": [{"type": "Patient", "searchParam": [searched]}]}],
    )
    assert errors(served, defined) == found


@pytest.mark.parametrize(
    ("profile", "key"),
    [
        (CORE + "Parameters", None),
        (CORE + "Patient", "operation-profile-type"),
        (TEST + "none", "operation-profile-unknown"),
    ],
)
def test_an_operation_takes_parameters(profile, key):
    kept = {"kind": "operation", "code": "c", "system": True, "type": False, "instance": False}
    asked = canonical("OperationDefinition", "od", inputProfile=profile, **kept)
    assert errors(asked) == ([(key, "inputProfile")] if key else [])


@pytest.mark.parametrize(
    ("more", "key"),
    [
        ({}, None),
        ({"uri": "http://a.test/guide"}, "guide-uri"),
        ({"uri": "http://a.test/ImplementationGuide/g|"}, "guide-no-version"),
        ({"uri": "http://a.test/ImplementationGuide/g|1.0.0"}, "guide-version"),
        ({"packageId": "guide"}, "guide-package"),
    ],
)
def test_a_guide_depends_on_packages(more, key):
    uri = "http://a.test/ImplementationGuide/g"
    guide = canonical(
        "ImplementationGuide",
        "ig",
        packageId="a.b",
        fhirVersion=["4.0.1"],
        dependsOn=[{"uri": uri, "packageId": "a.g", **more}],
    )
    assert errors(guide) == ([(key, "dependsOn[0]")] if key else [])


LIBRARY = f"{TEST}Library/lib"
ELM = b'<library><statements><def name="InPopulation"/></statements></library>'


def library(*kinds: str) -> dict:
    data = base64.b64encode(ELM).decode()
    return canonical(
        "Library",
        "lib",
        type={"text": "x"},
        content=[{"contentType": each, "data": data} for each in kinds],
    )


@pytest.mark.parametrize(
    ("named", "kinds", "expression", "key"),
    [
        ([LIBRARY], ["application/elm+xml"], "InPopulation", None),
        ([LIBRARY], ["application/elm+xml"], 'N."InPopulation"', None),
        ([LIBRARY], ["application/elm+xml"], "Nobody", "measure-no-such-name"),
        ([LIBRARY], ["application/elm+xml"], "Other.InPopulation", "measure-no-such-library"),
        ([LIBRARY], ["text/cql"], "InPopulation", "measure-not-compiled"),
        ([], ["application/elm+xml"], "InPopulation", "measure-no-library"),
    ],
)
def test_the_criteria_of_a_measure_stand_in_its_library(named, kinds, expression, key):
    criteria = {"language": "text/cql", "expression": expression}
    kept = {"library": named} if named else {}
    measure = canonical("Measure", "m", group=[{"population": [{"criteria": criteria}]}], **kept)
    told = [(key, "group[0].population[0].criteria")] if key else []
    assert errors(measure, library(*kinds)) == told


@pytest.mark.parametrize(
    ("scoring", "score", "found"),
    [
        ("proportion", {"value": 0.5}, []),
        ("proportion", None, [("measure-score-needed", "")]),
        ("proportion", {"value": 1.5}, [("measure-score-range", ".measureScore.value")]),
        (
            "proportion",
            {"value": 1, "unit": "d"},
            [("measure-score-unit", ".measureScore.unit")],
        ),
        ("ratio", {"value": 5, "unit": "d"}, []),
        ("ratio", {"unit": "d"}, [("measure-score-value", ".measureScore")]),
        ("composite", None, []),
    ],
)
def test_a_report_has_the_score_that_its_measure_asks_for(scoring, score, found):
    system = "http://terminology.hl7.org/CodeSystem/measure-scoring"
    kept = {"scoring": {"coding": [{"system": system, "code": scoring}]}}
    measure = canonical("Measure", "m", group=[{"description": "d"}], **kept)
    group = {"measureScore": score} if score else {"id": "g", "code": {"text": "c"}}
    report = {
        "resourceType": "MeasureReport",
        "status": "complete",
        "type": "summary",
        "measure": f"{TEST}Measure/m",
        "period": {"start": "2020", "end": "2021"},
        "group": [group],
    }
    assert errors(report, measure) == [(key, f"group[0]{place}") for key, place in found]


@pytest.mark.parametrize("name", ["quantity", "timingRange"])
def test_a_simple_quantity_is_not_compared(name):
    compared = {"value": 1, "comparator": "<"}
    inner = compared if name == "quantity" else {"low": compared}
    activity = {"resourceType": "ActivityDefinition", "status": "draft", name: inner}
    place = "quantity" if name == "quantity" else "timing.ofType(Range).low"
    assert errors(activity) == [("structure-maximum", place)]


@pytest.mark.parametrize(
    ("code", "right"), [("json", True), ("text/plain", True), ("ojson", False)]
)
def test_a_format_is_a_media_type_or_a_short_name(code, right):
    server = canonical("CapabilityStatement", "c", date="2020", kind="requirements")
    server |= {"fhirVersion": "4.0.1", "format": [code], "rest": [{"mode": "server"}]}
    server["description"] = "d"
    assert errors(server) == ([] if right else [("terminology.required", "format[0]")])


@pytest.mark.parametrize(
    ("kind", "name"), [("SearchParameter", "base"), ("OperationDefinition", "parameter")]
)
@pytest.mark.parametrize("value", [5, 1.5, True, {"a": 1}])
def test_what_is_no_array_is_told_and_not_read_as_one(kind, name, value):
    assert name in {place for _, place in errors(canonical(kind, "odd", **{name: value}))}

"""Value sets, code systems and concept maps: they agree with the code systems that they are about."""

import pytest

from .definitions import CORE, TEST, canonical, errors

SYSTEM = f"{TEST}CodeSystem/cs"
PROPERTIES = "http://hl7.org/fhir/concept-properties#"
CODES = canonical(
    "CodeSystem",
    "cs",
    version="1",
    content="complete",
    count=2,
    hierarchyMeaning="is-a",
    concept=[{"code": "a"}, {"code": "b"}],
    property=[
        {"code": "number", "type": "integer"},
        {"code": "coded", "type": "Coding"},
        {"code": "day", "type": "dateTime"},
        {"code": "yes", "type": "boolean"},
    ],
)
INCLUDE = "compose.include[0]"


def included(**more: object) -> dict:
    return canonical("ValueSet", "vs", compose={"include": [{"system": SYSTEM, **more}]})


@pytest.mark.parametrize(
    ("include", "found"),
    [
        ({}, None),
        ({"system": f"{SYSTEM}|1"}, "value-set-system-version"),
        ({"system": "http://hl7.org/fhir/ValueSet/marital-status"}, "value-set-system-value-set"),
        ({"system": f"{TEST}CodeSystem/more"}, "value-set-supplement"),
    ],
)
def test_a_value_set_includes_code_systems(include, found):
    more = canonical("CodeSystem", "more", content="supplement", supplements=SYSTEM)
    told = [(found, INCLUDE)] if found else []
    assert errors(included(**include), CODES, more) == told


@pytest.mark.parametrize(
    ("name", "operator", "value", "found"),
    [
        ("concept", "is-a", "a", None),
        ("concept", "is-a", "z", "value-set-filter-code"),
        ("concept", "in", "a,b", None),
        ("concept", "in", "a,z", "value-set-filter-code"),
        ("concept", "regex", "a.*", "value-set-filter-op"),
        ("code", "regex", "a.*", None),
        ("code", "regex", "a(", "value-set-filter-regex"),
        ("yes", "=", "true", None),
        ("yes", "=", "ja", "value-set-filter-boolean"),
        ("day", "exists", "2020", "value-set-filter-boolean"),
        ("day", "=", "gt2020", None),
        ("day", "=", "today", "value-set-filter-dateTime"),
        ("number", "=", "5", None),
        ("number", "=", "five", "value-set-filter-integer"),
        ("coded", "=", "http://a.test#b", None),
        ("coded", "=", "http://a.test|b", None),
        ("coded", "=", "b", "value-set-filter-Coding"),
    ],
)
def test_a_filter_asks_what_its_property_can_answer(name, operator, value, found):
    asked = included(filter=[{"property": name, "op": operator, "value": value}])
    told = [(found, f"{INCLUDE}.filter[0]")] if found else []
    assert errors(asked, CODES) == told


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ({}, []),
        ({"count": 3}, [("code-system-count", "count")]),
        ({"content": "not-present"}, [("code-system-no-content", "concept[0]")]),
        ({"content": "supplement"}, [("code-system-supplement", "content")]),
        (
            {"property": [{"code": "p", "type": "code", "uri": "p"}]},
            [("code-system-property-uri", "property[0]")],
        ),
        (
            {"property": [{"code": "p", "type": "code", "uri": f"{PROPERTIES}order"}]},
            [("code-system-property-unknown", "property[0]")],
        ),
        (
            {"property": [{"code": "p", "type": "string", "uri": f"{PROPERTIES}status"}]},
            [("code-system-property-standard", "property[0]")],
        ),
        (
            {
                "property": [{"code": "up", "type": "code", "uri": f"{PROPERTIES}parent"}],
                "concept": [{"code": "a", "property": [{"code": "up", "valueCode": "z"}]}],
                "count": 1,
            },
            [("code-system-property-code", "concept[0].property[0]")],
        ),
    ],
)
def test_a_code_system_is_what_it_says(more, found):
    assert errors({**CODES, **more}) == found


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ({}, []),
        ({"content": "complete"}, [("code-system-supplement-content", "content")]),
        ({"caseSensitive": True}, [("code-system-supplement-case", "caseSensitive")]),
        ({"count": 5}, [("code-system-count-supplement", "count")]),
        ({"hierarchyMeaning": "part-of"}, [("code-system-supplement-hierarchy", "")]),
        ({"concept": [{"code": "z"}]}, [("code-system-supplement-code", "concept[0]")]),
    ],
)
def test_a_supplement_says_more_of_codes_that_there_are(more, found):
    plain = {"content": "supplement", "supplements": SYSTEM, "concept": [{"code": "a"}]}
    assert errors(canonical("CodeSystem", "more", **{**plain, **more}), CODES) == found


@pytest.mark.parametrize(
    ("include", "right"),
    [
        ([{"system": SYSTEM}], True),
        ([{"system": SYSTEM, "concept": [{"code": "a"}]}], False),
        ([{"system": SYSTEM}, {"system": "http://hl7.org/fhir/name-use"}], False),
    ],
)
def test_the_value_set_of_all_codes_has_them_all(include, right):
    url = f"{TEST}ValueSet/all"
    every = canonical("ValueSet", "all", compose={"include": include})
    told = [] if right else [("code-system-value-set", "")]
    assert errors({**CODES, "valueSet": url}, every) == told


@pytest.mark.parametrize(
    ("more", "group", "found"),
    [
        ({}, {}, []),
        ({}, {"element": [{"code": "z"}]}, [("concept-map-source-code", "element[0].code")]),
        ({}, {"element": [{"code": "z"}], "sourceVersion": "9"}, []),
        ({"sourceCanonical": CORE + "Patient"}, {}, [("concept-map-not-value-set", None)]),
    ],
)
def test_a_map_is_between_codes_that_there_are(more, group, found):
    plain = {"source": SYSTEM, "target": SYSTEM, "element": [{"code": "a"}]}
    mapped = canonical("ConceptMap", "cm", group=[{**plain, **group}], **more)
    told = [(key, f"group[0].{place}" if place else "source") for key, place in found]
    assert errors(mapped, CODES) == told

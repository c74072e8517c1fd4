"""Whatever stands where in codes, forms and Bundles, the rules about them end with issues, not with a crash."""

import copy

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pk_fhir.validation import Validator
from pk_fhir.validation.terminology.bindings import MAX_VALUE_SET

SYSTEM, VALUE_SET = "http://loc.test/CodeSystem/c", "http://loc.test/ValueSet/v"
QUESTIONNAIRE = "http://loc.test/Questionnaire/q"
URN = "urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e"

DEFINITIONS = [
    {
        "resourceType": "CodeSystem",
        "url": SYSTEM,
        "content": "complete",
        "concept": [
            {
                "code": "a",
                "designation": [{"language": "sv", "value": "A"}],
                "property": [{"code": "parent", "valueCode": "b"}],
                "concept": [{"code": "b", "display": "B"}],
            }
        ],
    },
    {
        "resourceType": "ValueSet",
        "url": VALUE_SET,
        "compose": {
            "include": [
                {
                    "system": SYSTEM,
                    "filter": [{"property": "concept", "op": "is-a", "value": "a"}],
                    "valueSet": [VALUE_SET],
                },
                {"system": SYSTEM, "concept": [{"code": "a", "designation": [{"value": "x"}]}]},
            ],
            "exclude": [{"system": SYSTEM, "concept": [{"code": "c"}]}],
        },
        "expansion": {"contains": [{"system": SYSTEM, "code": "a", "contains": [{"code": "b"}]}]},
    },
    {
        "resourceType": "Questionnaire",
        "url": QUESTIONNAIRE,
        "status": "active",
        "derivedFrom": [QUESTIONNAIRE],
        "effectivePeriod": {"start": "2020-01-01"},
        "item": [
            {
                "linkId": "1",
                "type": "choice",
                "answerOption": [{"valueCoding": {"system": SYSTEM, "code": "a"}}],
                "enableWhen": [{"question": "2", "operator": ">", "answerInteger": 1}],
            },
            {"linkId": "2", "type": "choice", "answerValueSet": VALUE_SET, "maxLength": 3},
            {
                "linkId": "g",
                "type": "group",
                "item": [
                    {
                        "linkId": "3",
                        "type": "quantity",
                        "extension": [
                            {
                                "url": "http://hl7.org/fhir/StructureDefinition/minValue",
                                "valueQuantity": {"value": 1, "code": "kg"},
                            }
                        ],
                    }
                ],
            },
        ],
    },
    {
        "resourceType": "StructureDefinition",
        "url": "http://loc.test/StructureDefinition/p",
        "name": "P",
        "status": "draft",
        "kind": "resource",
        "abstract": False,
        "type": "Basic",
        "baseDefinition": "http://hl7.org/fhir/StructureDefinition/Basic",
        "derivation": "constraint",
        "differential": {
            "element": [
                {
                    "id": "Basic.code",
                    "path": "Basic.code",
                    "binding": {
                        "strength": "extensible",
                        "valueSet": VALUE_SET,
                        "extension": [{"url": MAX_VALUE_SET, "valueCanonical": VALUE_SET}],
                    },
                }
            ]
        },
    },
]
BASIC = {
    "resourceType": "Basic",
    "meta": {"profile": ["http://loc.test/StructureDefinition/p"], "tag": [{"system": SYSTEM}]},
    "code": {"coding": [{"system": SYSTEM, "code": "a", "display": "x", "version": "1"}]},
}
RESPONSE = {
    "resourceType": "QuestionnaireResponse",
    "questionnaire": QUESTIONNAIRE,
    "status": "completed",
    "authored": "2020-01-01",
    "item": [
        {"linkId": "1", "answer": [{"valueCoding": {"system": SYSTEM, "code": "a"}}]},
        {"linkId": "2", "answer": [{"valueCoding": {"code": "b"}, "item": [{"linkId": "3"}]}]},
        {"linkId": "g", "item": [{"linkId": "3", "answer": [{"valueQuantity": {"value": 1}}]}]},
    ],
}
BUNDLE = {
    "resourceType": "Bundle",
    "type": "document",
    "link": [{"relation": "self", "url": "http://x.test/Patient?_type=Patient"}],
    "entry": [
        {
            "fullUrl": URN + "0",
            "resource": {
                "resourceType": "Composition",
                "author": [{"reference": URN + "1"}],
                "section": [{"entry": [{"reference": URN + "1"}], "section": [{"focus": {}}]}],
            },
            "search": {"mode": "match"},
        },
        {"fullUrl": URN + "1", "resource": {"resourceType": "Patient", "id": "a", "url": "x"}},
    ],
}
SUBJECTS = [*DEFINITIONS, BASIC, RESPONSE, BUNDLE]
ANYTHING = st.sampled_from(
    [None, True, 0, -1, 1.5, "", "x", "#x", "2020", [], {}, [None], [[]], [{}], {"x": 1}, [1, "a"]]
)


def places(value, path=()):
    if path:
        yield path
    if isinstance(value, dict):
        for name, each in value.items():
            yield from places(each, (*path, name))
    elif isinstance(value, list):
        for index, each in enumerate(value):
            yield from places(each, (*path, index))


@st.composite
def changed(draw):
    """All subjects with some of their parts, anywhere, replaced by something else."""
    subjects = copy.deepcopy(SUBJECTS)
    every = list(places(subjects))
    for place in draw(st.lists(st.sampled_from(every), min_size=1, max_size=4)):
        holder = subjects
        try:
            for step in place[:-1]:
                holder = holder[step]
            holder[place[-1]] = draw(ANYTHING)
        except (KeyError, IndexError, TypeError):
            continue
    return [each for each in subjects if isinstance(each, dict)]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(changed())
def test_whatever_stands_where_ends_with_issues(subjects):
    validator = Validator.for_r4().with_definitions(subjects)
    for subject in subjects:
        for issue in validator.validate(subject):
            assert issue.severity in ("fatal", "error", "warning", "information")
            assert issue.diagnostics

"""A small code system in several states, and value sets over it."""

import pytest

from pk_fhir.definitions.registry import Definitions
from pk_fhir.validation.terminology import Terminology

SYSTEM = "http://loc.test/CodeSystem/"
VALUE_SET = "http://loc.test/ValueSet/"


def code_system(name, content="complete", **more):
    return {
        "resourceType": "CodeSystem",
        "url": SYSTEM + name,
        "version": "1.0",
        "status": "active",
        "content": content,
        "caseSensitive": True,
        "concept": [
            {
                "code": "a",
                "display": "Animal",
                "designation": [{"language": "sv", "value": "Djur"}],
                "concept": [
                    {
                        "code": "cat",
                        "display": "Cat",
                        "property": [{"code": "legs", "valueInteger": 4}],
                        "concept": [{"code": "lion", "display": "Lion"}],
                    },
                    {"code": "bird", "display": "Bird"},
                ],
            },
            {
                "code": "old",
                "display": "Old",
                "property": [{"code": "status", "valueCode": "retired"}],
            },
            {
                "code": "abs",
                "display": "Abstract",
                "property": [{"code": "notSelectable", "valueBoolean": True}],
            },
        ],
        **more,
    }


def value_set(name, *include, **more):
    return {
        "resourceType": "ValueSet",
        "url": VALUE_SET + name,
        "version": "1.0",
        "name": name.title(),
        "status": "active",
        "compose": {"include": list(include), **more},
    }


def filtered(*filters):
    return {
        "system": SYSTEM + "whole",
        "filter": [{"property": p, "op": o, "value": v} for p, o, v in filters],
    }


WHOLE = {"system": SYSTEM + "whole"}
SNOMED = {"system": "http://snomed.info/sct"}


@pytest.fixture(scope="session")
def terminology():
    return Terminology(
        Definitions.r4().overlay(
            [
                code_system("whole"),
                code_system("part", "fragment"),
                code_system("sample", "example"),
                code_system("any-case", caseSensitive=False),
                code_system(
                    "whole", "supplement", url=SYSTEM + "more", supplements=SYSTEM + "whole"
                )
                | {
                    "concept": [
                        {"code": "cat", "designation": [{"language": "sv", "value": "Katt"}]}
                    ]
                },
                value_set("whole", WHOLE),
                value_set("part", {"system": SYSTEM + "part"}),
                value_set("sample", {"system": SYSTEM + "sample"}),
                value_set("any-case", {"system": SYSTEM + "any-case"}),
                value_set("named", WHOLE | {"concept": [{"code": "a"}, {"code": "ghost"}]}),
                value_set("snomed", SNOMED),
                value_set("mixed", WHOLE, SNOMED),
                value_set("without-cats", WHOLE, exclude=[filtered(("concept", "is-a", "cat"))]),
                value_set("imports", {"valueSet": [VALUE_SET + "whole", VALUE_SET + "named"]}),
                value_set("missing-import", {"valueSet": [VALUE_SET + "nowhere"]}),
                value_set("circle", {"valueSet": [VALUE_SET + "circle"]}),
                value_set("active", WHOLE, inactive=False),
                value_set("version", WHOLE | {"version": "2.0"}),
                {
                    "resourceType": "ValueSet",
                    "url": VALUE_SET + "expanded",
                    "expansion": {
                        "contains": [
                            {
                                "system": SYSTEM + "whole",
                                "code": "a",
                                "abstract": True,
                                "contains": [{"system": SYSTEM + "whole", "code": "cat"}],
                            }
                        ]
                    },
                },
                *(
                    value_set(f"filter-{index}", filtered(*filters))
                    for index, filters in enumerate(FILTERS)
                ),
            ]
        )
    )


FILTERS = [
    [("concept", "is-a", "cat")],
    [("concept", "descendent-of", "cat")],
    [("concept", "is-not-a", "a")],
    [("concept", "generalizes", "lion")],
    [("code", "regex", "[ab].*")],
    [("code", "in", "cat, bird")],
    [("code", "not-in", "cat,bird,a")],
    [("legs", "=", "4")],
    [("legs", "exists", "true")],
    [("legs", "exists", "false"), ("concept", "is-a", "a")],
    [("parent", "=", "cat")],
    [("concept", "is-a", "a"), ("code", "regex", "c.*")],
]

"""$expand, $validate-code, $lookup and $subsumes, over our definitions and what a care provider has stored."""

from typing import Any

import httpx
import pytest

pytestmark = pytest.mark.anyio

GENDER = "http://hl7.org/fhir/administrative-gender"
GENDERS = "http://hl7.org/fhir/ValueSet/administrative-gender"
FRUIT, FRUITS = "urn:example:fruit", "urn:example:fruits"
SYSTEM = {
    "resourceType": "CodeSystem", "id": "fruit", "url": FRUIT, "name": "Fruit", "status": "active",
    "content": "complete", "hierarchyMeaning": "is-a",
    "concept": [
        {
            "code": "citrus",
            "display": "Citrus",
            "concept": [
                {
                    "code": "lemon",
                    "display": "Lemon",
                    "designation": [{"language": "sv", "value": "Citron"}],
                }
            ],
        },
        {"code": "pear", "display": "Pear"},
    ],
}  # fmt: skip
GENDER_SET = {
    "resourceType": "ValueSet", "status": "active", "compose": {"include": [{"system": GENDER}]},
}  # fmt: skip
SET = {
    "resourceType": "ValueSet", "id": "fruits", "url": FRUITS, "status": "active",
    "compose": {"include": [{"system": FRUIT}]},
}  # fmt: skip


@pytest.fixture
async def stored(fhir: httpx.AsyncClient) -> httpx.AsyncClient:
    for resource in (SYSTEM, SET):
        answer = await fhir.put(f"/{resource['resourceType']}/{resource['id']}", json=resource)
        assert answer.status_code == 201, answer.text
    return fhir


def sent(**values: Any) -> dict[str, Any]:
    return {
        "resourceType": "Parameters",
        "parameter": [{"name": name, **value} for name, value in values.items()],
    }


def listed(answer: httpx.Response) -> list[dict[str, Any]]:
    assert answer.status_code == 200, answer.text
    contains: list[dict[str, Any]] = answer.json()["expansion"]["contains"]
    return contains


def refusal(answer: httpx.Response) -> tuple[int, str]:
    assert answer.json()["resourceType"] == "OperationOutcome"
    return answer.status_code, answer.json()["issue"][0]["code"]


async def test_a_value_set_of_fhir_is_expanded(fhir: httpx.AsyncClient) -> None:
    contains = listed(await fhir.get("/ValueSet/$expand", params={"url": GENDERS}))
    assert sorted(each["code"] for each in contains) == ["female", "male", "other", "unknown"]
    assert {each["system"] for each in contains} == {GENDER}


async def test_a_stored_value_set_is_expanded_by_url_by_id_and_as_it_is_sent(
    stored: httpx.AsyncClient,
) -> None:
    whole = [
        {"system": FRUIT, "code": "citrus", "display": "Citrus"},
        {"system": FRUIT, "code": "lemon", "display": "Lemon"},
        {"system": FRUIT, "code": "pear", "display": "Pear"},
    ]
    assert listed(await stored.get("/ValueSet/$expand", params={"url": FRUITS})) == whole
    assert listed(await stored.get("/ValueSet/fruits/$expand")) == whole
    for body in (
        sent(url={"valueUri": FRUITS}),
        sent(valueSet={"resource": {key: SET[key] for key in SET if key != "url"}}),
    ):
        assert listed(await stored.post("/ValueSet/$expand", json=body)) == whole


async def test_an_expansion_is_filtered_paged_and_told_in_a_language(
    stored: httpx.AsyncClient,
) -> None:
    asked = {"filter": "citr", "displayLanguage": "sv-SE", "includeDesignations": "true"}
    assert listed(await stored.get("/ValueSet/fruits/$expand", params=asked)) == [
        {"system": FRUIT, "code": "citrus", "display": "Citrus"},
        {
            "system": FRUIT,
            "code": "lemon",
            "display": "Citron",
            "designation": [{"language": "sv", "value": "Citron"}],
        },
    ]
    paged = await stored.get("/ValueSet/fruits/$expand", params={"offset": 1, "count": 1})
    assert [each["code"] for each in listed(paged)] == ["lemon"]
    assert (paged.json()["expansion"]["total"], paged.json()["expansion"]["offset"]) == (3, 1)


async def test_what_cannot_be_expanded_is_refused_with_its_reason(
    stored: httpx.AsyncClient,
) -> None:
    unknown = await stored.get("/ValueSet/$expand", params={"url": "urn:example:none"})
    assert refusal(unknown) == (404, "not-found")
    open_ended = {
        **SET, "url": "urn:example:open", "compose": {"include": [{"system": "urn:example:far"}]},
    }  # fmt: skip
    body = sent(valueSet={"resource": open_ended})
    assert refusal(await stored.post("/ValueSet/$expand", json=body)) == (422, "not-supported")
    for wrong in ({}, {"url": FRUITS, "count": "-1"}, {"url": FRUITS, "activeOnly": "perhaps"},
                  {"url": FRUITS, "colour": "red"}, {"url": FRUITS, "valueSet": "x"}):  # fmt: skip
        assert (await stored.get("/ValueSet/$expand", params=wrong)).status_code == 400, wrong


async def test_value_sets_that_include_each_other_do_no_harm(fhir: httpx.AsyncClient) -> None:
    for one, other in (("a", "b"), ("b", "a")):
        include = [{"valueSet": [f"urn:example:{other}"]}]
        resource = {
            "resourceType": "ValueSet", "id": one, "url": f"urn:example:{one}", "status": "draft",
            "compose": {"include": include},
        }  # fmt: skip
        assert (await fhir.put(f"/ValueSet/{one}", json=resource)).status_code == 201
    assert (await fhir.get("/ValueSet/a/$expand")).status_code in (200, 422)
    asked = {"url": "urn:example:a", "system": FRUIT, "code": "pear"}
    assert (await fhir.get("/ValueSet/$validate-code", params=asked)).status_code in (200, 422)


async def test_codes_are_validated_against_a_value_set(stored: httpx.AsyncClient) -> None:
    right = {"resourceType": "Parameters", "parameter": [
        {"name": "result", "valueBoolean": True}, {"name": "display", "valueString": "Pear"},
    ]}  # fmt: skip
    asked = {"url": FRUITS, "system": FRUIT, "code": "pear"}
    assert (await stored.get("/ValueSet/$validate-code", params=asked)).json() == right
    codings = [{"system": GENDER, "code": "male"}, {"system": FRUIT, "code": "pear"}]
    body = sent(codeableConcept={"valueCodeableConcept": {"coding": codings}})
    assert (await stored.post("/ValueSet/fruits/$validate-code", json=body)).json() == right
    wrong = await stored.get("/ValueSet/$validate-code", params={**asked, "code": "plum"})
    assert (wrong.status_code, wrong.json()["parameter"][0]) == (
        200,
        {"name": "result", "valueBoolean": False},
    )
    assert "plum" in wrong.json()["parameter"][1]["valueString"]


async def test_codes_are_validated_against_a_code_system(stored: httpx.AsyncClient) -> None:
    for path, asked in (
        ("/CodeSystem/$validate-code", {"url": FRUIT, "code": "pear"}),
        ("/CodeSystem/fruit/$validate-code", {"code": "pear"}),
    ):
        answer = await stored.get(path, params=asked)
        assert answer.json()["parameter"] == [
            {"name": "result", "valueBoolean": True},
            {"name": "display", "valueString": "Pear"},
        ]
    wrong = await stored.get("/CodeSystem/fruit/$validate-code", params={"code": "plum"})
    assert wrong.json()["parameter"][0] == {"name": "result", "valueBoolean": False}
    unknown = {"url": "urn:example:none", "code": "x"}
    answer = await stored.get("/CodeSystem/$validate-code", params=unknown)
    assert refusal(answer) == (404, "not-found")


@pytest.mark.parametrize(
    ("system", "right", "wrong"),
    [
        ("http://unitsofmeasure.org", "mg", "mgg"),
        ("urn:ietf:bcp:47", "sv-SE", "zz-"),
        ("urn:ietf:bcp:13", "text/plain", "text"),
    ],
)
async def test_systems_that_are_rules_and_not_lists(
    fhir: httpx.AsyncClient, system: str, right: str, wrong: str
) -> None:
    for code, result in ((right, True), (wrong, False)):
        asked = {"url": system, "code": code}
        answer = await fhir.get("/CodeSystem/$validate-code", params=asked)
        assert answer.json()["parameter"][0] == {"name": "result", "valueBoolean": result}


async def test_a_code_is_looked_up(stored: httpx.AsyncClient) -> None:
    answer = await stored.get("/CodeSystem/$lookup", params={"system": FRUIT, "code": "lemon"})
    assert answer.json() == {
        "resourceType": "Parameters",
        "parameter": [
            {"name": "name", "valueString": "Fruit"},
            {"name": "display", "valueString": "Lemon"},
            {
                "name": "designation",
                "part": [
                    {"name": "language", "valueCode": "sv"},
                    {"name": "value", "valueString": "Citron"},
                ],
            },
            {
                "name": "property",
                "part": [
                    {"name": "code", "valueCode": "parent"},
                    {"name": "value", "valueCode": "citrus"},
                ],
            },
        ],
    }
    body = sent(coding={"valueCoding": {"system": FRUIT, "code": "lemon"}})
    assert (await stored.post("/CodeSystem/$lookup", json=body)).json() == answer.json()
    for wrong in ({"system": FRUIT, "code": "plum"}, {"system": "urn:example:none", "code": "x"}):
        answer = await stored.get("/CodeSystem/$lookup", params=wrong)
        assert refusal(answer) == (404, "not-found")
    assert (await stored.get("/CodeSystem/$lookup", params={"code": "x"})).status_code == 400


@pytest.mark.parametrize(
    ("one", "other", "outcome"),
    [
        ("citrus", "lemon", "subsumes"),
        ("lemon", "citrus", "subsumed-by"),
        ("pear", "pear", "equivalent"),
        ("pear", "lemon", "not-subsumed"),
    ],
)
async def test_two_codes_are_compared(
    stored: httpx.AsyncClient, one: str, other: str, outcome: str
) -> None:
    told = {"resourceType": "Parameters", "parameter": [{"name": "outcome", "valueCode": outcome}]}
    asked = {"codeA": one, "codeB": other}
    typed = await stored.get("/CodeSystem/$subsumes", params={**asked, "system": FRUIT})
    assert typed.json() == told
    assert (await stored.get("/CodeSystem/fruit/$subsumes", params=asked)).json() == told


async def test_another_provider_does_not_see_what_is_stored_here(
    stored: httpx.AsyncClient,
) -> None:
    elsewhere = "http://test/providers/v2/fhir/ValueSet/$expand"
    assert refusal(await stored.get(elsewhere, params={"url": FRUITS})) == (404, "not-found")
    scopes = {"x-scopes": "system/Patient.rs"}
    refused = await stored.get("/ValueSet/$expand", params={"url": FRUITS}, headers=scopes)
    assert refused.status_code == 403


ABSTRACT = {
    "resourceType": "CodeSystem", "id": "tools", "url": "urn:example:tools", "version": "2", "name": "Tools",
    "status": "active", "content": "complete", "date": "2026-01-01",
    "concept": [
        {
            "code": "cutting",
            "display": "Cutting",
            "definition": "Those that cut",
            "property": [{"code": "notSelectable", "valueBoolean": True}],
            "concept": [
                {
                    "code": "saw",
                    "display": "Saw",
                    "designation": [
                        {"language": "sv", "value": "Såg"},
                        {"language": "de", "value": "Säge"},
                    ],
                }
            ],
        }
    ],
}  # fmt: skip
TOOLS = {
    "resourceType": "ValueSet", "id": "tools", "url": "urn:example:vs-tools", "status": "active", "date": "2026-02-01",
    "compose": {"include": [{"system": "urn:example:tools"}, {"system": FRUIT}]},
}  # fmt: skip


@pytest.fixture
async def tools(stored: httpx.AsyncClient) -> httpx.AsyncClient:
    for resource in (ABSTRACT, TOOLS):
        answer = await stored.put(f"/{resource['resourceType']}/{resource['id']}", json=resource)
        assert answer.status_code == 201, answer.text
    return stored


@pytest.mark.parametrize(
    ("asked", "codes"),
    [
        ({}, ["cutting", "saw", "citrus", "lemon", "pear"]),
        ({"excludeNotForUI": "true"}, ["saw", "citrus", "lemon", "pear"]),
        ({"exclude-system": FRUIT}, ["cutting", "saw"]),
        ({"exclude-system": "urn:example:tools|2"}, ["citrus", "lemon", "pear"]),
        ({"filter": "sÅg"}, ["saw"]),
        ({"count": 0}, []),
        ({"offset": 3, "count": 5}, ["lemon", "pear"]),
        ({"check-system-version": "urn:example:tools|2"}, ["cutting", "saw", "citrus", "lemon", "pear"]),
        ({"excludeNested": "true", "excludePostCoordinated": "false", "date": "2026-03-01", "contextDirection": "incoming"}, ["cutting", "saw", "citrus", "lemon", "pear"]),
    ],
)  # fmt: skip
async def test_each_parameter_of_an_expansion(
    tools: httpx.AsyncClient, asked: dict[str, Any], codes: list[str]
) -> None:
    """https://hl7.org/fhir/R4/valueset-operation-expand.html"""
    contains = listed(await tools.get("/ValueSet/tools/$expand", params=asked))
    assert [each["code"] for each in contains] == codes


async def test_an_expansion_says_how_it_was_made(tools: httpx.AsyncClient) -> None:
    asked = {"includeDesignations": "true", "designation": "de", "includeDefinition": "true", "activeOnly": "true"}  # fmt: skip
    answer = (await tools.get("/ValueSet/tools/$expand", params=asked)).json()
    saw = answer["expansion"]["contains"][1]
    assert saw["designation"] == [{"language": "de", "value": "Säge"}]
    assert answer["compose"] == TOOLS["compose"]
    assert answer["expansion"]["identifier"].startswith("urn:uuid:")
    named = {each["name"]: each for each in answer["expansion"]["parameter"]}
    assert named["version"]["valueUri"] == "urn:example:tools|2"
    assert named["activeOnly"] == {"name": "activeOnly", "valueBoolean": True}


async def test_the_one_resource_that_is_asked_about_may_be_the_body(
    fhir: httpx.AsyncClient,
) -> None:
    """https://hl7.org/fhir/R4/operations.html#executing: the other parameters stand in the address."""
    assert [
        each["code"]
        for each in listed(await fhir.post("/ValueSet/$expand?filter=fem", json=GENDER_SET))
    ] == ["female"]
    asked = await fhir.post(f"/ValueSet/$validate-code?system={GENDER}&code=male", json=GENDER_SET)
    assert asked.json()["parameter"][0] == {"name": "result", "valueBoolean": True}
    asked = await fhir.post("/CodeSystem/$validate-code?code=lime", json=SYSTEM)
    assert asked.json()["parameter"][0] == {"name": "result", "valueBoolean": False}
    assert refusal(await fhir.post("/ValueSet/$expand", json=SYSTEM)) == (400, "invalid")


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"date": "2025-12-01"}, 422),
        ({"date": "soon"}, 400),
        ({"system-version": "urn:example:tools|1"}, 422),
        ({"force-system-version": "urn:example:tools"}, 400),
        ({"contextDirection": "sideways"}, 400),
        ({"excludeNested": "perhaps"}, 400),
    ],
)
async def test_what_an_expansion_cannot_do_is_said(
    tools: httpx.AsyncClient, asked: dict[str, Any], status: int
) -> None:
    assert (await tools.get("/ValueSet/tools/$expand", params=asked)).status_code == status


async def test_the_value_set_that_an_element_is_bound_to(fhir: httpx.AsyncClient) -> None:
    for context in (
        "Patient.gender",
        "http://hl7.org/fhir/StructureDefinition/Patient#Patient.gender",
    ):
        contains = listed(await fhir.get("/ValueSet/$expand", params={"context": context}))
        assert sorted(each["code"] for each in contains) == ["female", "male", "other", "unknown"]
    right = {"context": "Patient.gender", "code": "female", "system": GENDER}
    answer = await fhir.get("/ValueSet/$validate-code", params=right)
    assert answer.json()["parameter"][0]["valueBoolean"] is True
    wrong = await fhir.get("/ValueSet/$expand", params={"context": "Patient.name"})
    assert refusal(wrong) == (404, "not-found")


async def test_a_code_that_only_groups_others(tools: httpx.AsyncClient) -> None:
    """`abstract`, `displayLanguage` and `date` of https://hl7.org/fhir/R4/codesystem-operation-validate-code.html"""
    for path in ("/CodeSystem/tools/$validate-code", "/ValueSet/tools/$validate-code"):
        asked = {"code": "cutting"} | ({"system": "urn:example:tools"} if "Value" in path else {})
        refused = (await tools.get(path, params=asked)).json()["parameter"]
        assert refused[0] == {"name": "result", "valueBoolean": False}
        assert "only groups others" in refused[1]["valueString"]
        allowed = await tools.get(path, params={**asked, "abstract": "true"})
        assert allowed.json()["parameter"][0]["valueBoolean"] is True
        swedish = {**asked, "code": "saw", "displayLanguage": "sv", "date": "2026-01-01"}
        told = (await tools.get(path, params=swedish)).json()["parameter"]
        assert told == [
            {"name": "result", "valueBoolean": True},
            {"name": "display", "valueString": "Såg"},
        ]


async def test_a_part_of_what_is_known_of_a_code(tools: httpx.AsyncClient) -> None:
    """https://hl7.org/fhir/R4/codesystem-operation-lookup.html, with each of its parameters"""
    asked = {
        "system": "urn:example:tools",
        "code": "saw",
        "displayLanguage": "sv",
        "property": "parent",
        "version": "2",
    }
    answer = await tools.get("/CodeSystem/$lookup", params=asked)
    assert answer.json()["parameter"] == [
        {"name": "name", "valueString": "Tools"},
        {"name": "version", "valueString": "2"},
        {"name": "display", "valueString": "Såg"},
        {
            "name": "property",
            "part": [
                {"name": "code", "valueCode": "parent"},
                {"name": "value", "valueCode": "cutting"},
            ],
        },
    ]
    whole = await tools.get(
        "/CodeSystem/$lookup", params={"system": "urn:example:tools", "code": "cutting"}
    )
    properties = [
        part["part"][0]["valueCode"]
        for part in whole.json()["parameter"]
        if part["name"] == "property"
    ]
    assert properties == ["definition", "child", "notSelectable"]
    other = await tools.get("/CodeSystem/$lookup", params={**asked, "version": "1"})
    assert refusal(other) == (404, "not-found")


async def test_codes_are_compared_as_codings_and_in_a_version(tools: httpx.AsyncClient) -> None:
    body = sent(
        codingA={"valueCoding": {"system": "urn:example:tools", "code": "cutting"}},
        codingB={"valueCoding": {"system": "urn:example:tools", "code": "saw"}},
        version={"valueString": "2"},
    )
    answer = await tools.post("/CodeSystem/$subsumes", json=body)
    assert answer.json()["parameter"] == [{"name": "outcome", "valueCode": "subsumes"}]
    two = sent(
        codingA={"valueCoding": {"system": "urn:example:tools", "code": "saw"}},
        codingB={"valueCoding": {"system": FRUIT, "code": "pear"}},
    )
    assert (await tools.post("/CodeSystem/$subsumes", json=two)).status_code == 400

"""$contract, $to-contract and $populate on the whole application: every example, on both databases."""

import base64
import json
import re
from typing import Any

import httpx
import pytest
from tests.integration.api.test_contracts import NAMES, created, example, settled

from pk_fhir.definitions import Definitions
from pk_fhir.validation import Validator

pytestmark = pytest.mark.anyio

FHIR = {"accept": "application/fhir+json"}
CONTRACT = {"accept": "application/json"}
FOLLOW_UP = "https://pk-fhir.example/fhir/Questionnaire/pk-uppfoljning"
STORY = "https://pk-fhir.example/fhir/Questionnaire/pk-min-berattelse"

_VALIDATOR = Validator.ours()


def errors(resource: dict[str, Any]) -> list[str]:
    found = _VALIDATOR.validate(resource)
    return [f"{i.expression}: {i.diagnostics}" for i in found if i.severity in ("error", "fatal")]


async def kept(http: httpx.AsyncClient, name: str) -> str:
    """The FHIR address of an example's CarePlan."""
    location = (await created(http, example(name))).headers["location"]
    return "/fhir/CarePlan/" + location.rpartition("/")[2]


@pytest.mark.parametrize("name", NAMES)
async def test_every_example_is_given_out_as_a_valid_document(
    http: httpx.AsyncClient, name: str
) -> None:
    plan = await kept(http, name)
    answer = await http.get(f"{plan}/$contract", headers=FHIR)
    document = answer.json()
    assert (answer.status_code, document["type"]) == (200, "document")
    assert errors(document) == []
    composition = document["entry"][0]["resource"]
    assert composition["resourceType"] == "Composition"
    assert composition["section"][0]["title"] == "Överenskommelsen"
    there = {entry["fullUrl"] for entry in document["entry"]}
    named = re.findall(r'"reference": "(http[^"]+)"', json.dumps(composition["section"]))
    assert named
    assert set(named) <= there
    # What leaves comes back: the document is the same contract.
    back = await http.post("/fhir/$to-contract", json=document, headers=CONTRACT)
    assert settled(back.json()["contract"]) == settled(example(name))


async def test_the_document_is_also_xml_and_asked_for_by_post(http: httpx.AsyncClient) -> None:
    plan = await kept(http, "elderly-with-sip")
    xml = await http.post(f"{plan}/$contract", headers={"accept": "application/fhir+xml"})
    assert xml.headers["content-type"] == "application/fhir+xml; charset=utf-8"
    assert '<title value="Mål och förväntningar"/>' in xml.text


async def test_the_contract_itself_is_asked_for_as_application_json(
    http: httpx.AsyncClient,
) -> None:
    plan = await kept(http, "elderly-with-sip")
    answer = await http.get(f"{plan}/$contract", headers=CONTRACT)
    assert answer.headers["content-type"] == "application/json"
    assert answer.json()["unexpressed"] == []
    assert settled(answer.json()["contract"]) == settled(example("elderly-with-sip"))


async def test_another_care_plan_is_no_contract(http: httpx.AsyncClient) -> None:
    other = {
        "resourceType": "CarePlan",
        "status": "active",
        "intent": "plan",
        "subject": {"display": "Någon"},
    }
    made = (await http.post("/fhir/CarePlan", json=other)).json()
    for ident in (made["id"], "missing"):
        answer = await http.get(f"/fhir/CarePlan/{ident}/$contract", headers=FHIR)
        assert answer.status_code == 404
        assert answer.json()["resourceType"] == "OperationOutcome"


async def test_to_contract_answers_a_binary_to_who_asks_for_fhir(http: httpx.AsyncClient) -> None:
    sent = example("person-with-god-man")
    bundle = (await http.post("/contracts/$to-fhir", json=sent)).json()
    parameters = {
        "resourceType": "Parameters",
        "parameter": [{"name": "resource", "resource": bundle}],
    }
    binary = (await http.post("/fhir/$to-contract", json=parameters, headers=FHIR)).json()
    assert (binary["resourceType"], binary["contentType"]) == ("Binary", "application/json")
    said = json.loads(base64.b64decode(binary["data"]))
    assert said == {"contract": sent, "unexpressed": []}


async def patient_of(http: httpx.AsyncClient, plan: str) -> str:
    return str((await http.get(plan)).json()["subject"]["reference"])


async def populated(http: httpx.AsyncClient, **given: Any) -> dict[str, dict[str, Any]]:
    """The resources of the answer, by name."""
    parameter = [
        {"name": name, **value} if isinstance(value, dict) else {"name": name, "valueUri": value}
        for name, value in given.items()
    ]
    answer = await http.post(
        "/fhir/Questionnaire/$populate",
        json={"resourceType": "Parameters", "parameter": parameter},
        headers=FHIR,
    )
    assert answer.status_code == 200, answer.text
    return {part["name"]: part["resource"] for part in answer.json()["parameter"]}


def answered(response: dict[str, Any]) -> dict[str, Any]:
    return {
        item["linkId"]: next(iter(item["answer"][0].values()))
        for item in response["item"]
        if "answer" in item
    }


async def test_a_follow_up_begins_with_what_the_contract_says(http: httpx.AsyncClient) -> None:
    plan = await kept(http, "elderly-with-sip")
    subject = {"reference": await patient_of(http, plan)}
    found = await populated(http, canonical=FOLLOW_UP, subject={"valueReference": subject})
    response = found["response"]
    assert errors(response) == []
    assert response["status"] == "in-progress"
    assert response["questionnaire"] == f"{FOLLOW_UP}|1.0.0"
    assert response["subject"] == subject
    form = Definitions.ours().get(FOLLOW_UP)
    assert form is not None
    assert [item["linkId"] for item in response["item"]] == [
        item["linkId"] for item in form["item"]
    ]
    said, contract = answered(response), example("elderly-with-sip")
    # The five answers are the patient's own: none of them is there.
    assert not {"fixed-contact", "planning", "overview", "easy-contact", "next-time"} & said.keys()
    assert contract["story"]["whatMatters"] in said["planning-comment"]
    assert contract["goals"][0]["description"] in said["planning-comment"]
    assert "fast vårdkontakt" in said["fixed-contact-comment"]
    assert said["reason"]["system"].endswith("/CodeSystem/pk-review-reason")
    assert found["issues"]["issue"][0]["severity"] == "information"


async def test_my_story_begins_with_what_was_told_before(http: httpx.AsyncClient) -> None:
    plan = await kept(http, "elderly-with-sip")
    subject = {"reference": await patient_of(http, plan)}
    found = await populated(http, canonical=STORY, subject={"valueReference": subject})
    story = example("elderly-with-sip")["story"]
    assert answered(found["response"])["what-matters"] == story["whatMatters"]


async def test_with_local_false_only_what_is_given_is_used(http: httpx.AsyncClient) -> None:
    plan = await kept(http, "elderly-with-sip")
    subject = {"valueReference": {"reference": await patient_of(http, plan)}}
    given = {"canonical": STORY, "subject": subject, "local": {"valueBoolean": False}}
    empty = await populated(http, **given)
    assert answered(empty["response"]) == {}
    content = {"name": "content", "valueReference": {"reference": plan.removeprefix("/fhir/")}}
    context = {"part": [{"name": "name", "valueString": "plan"}, content]}
    filled = await populated(http, **given, context=context)
    assert "what-matters" in answered(filled["response"])


async def test_a_form_that_is_sent_proposes_its_own_answers(http: httpx.AsyncClient) -> None:
    form = {
        "resourceType": "Questionnaire",
        "url": "http://example.org/form",
        "status": "active",
        "item": [
            {
                "linkId": "g",
                "type": "group",
                "item": [
                    {"linkId": "a", "type": "boolean", "initial": [{"valueBoolean": True}]},
                    {"linkId": "d", "type": "display", "text": "Läs detta"},
                ],
            }
        ],
    }
    found = await populated(
        http, questionnaire={"resource": form}, subject={"valueReference": {"display": "x", "identifier": {"value": "1"}}}
    )  # fmt: skip
    item = {"linkId": "a", "answer": [{"valueBoolean": True}]}
    assert found["response"]["item"] == [{"linkId": "g", "item": [item]}]


@pytest.mark.parametrize(
    ("query", "status", "words"),
    [
        ("subject=Patient/1", 400, "Say which form in one way"),
        (f"canonical={STORY}", 400, "Give subject"),
        ("canonical=http://example.org/none&subject=Patient/1", 404, "no Questionnaire"),
        (f"canonical={STORY}&subject=Patient/missing", 404, "no Patient with this id"),
        (f"canonical={STORY}&subject=Organization/1&x=1", 400, "not known here"),
    ],
)
async def test_what_cannot_be_populated_is_told(
    http: httpx.AsyncClient, query: str, status: int, words: str
) -> None:
    answer = await http.get(f"/fhir/Questionnaire/$populate?{query}", headers=FHIR)
    assert answer.status_code == status
    assert words in answer.json()["issue"][0]["diagnostics"]

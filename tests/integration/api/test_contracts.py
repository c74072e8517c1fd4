"""Contracts in the words of care, kept as FHIR: whole answers, on both databases."""

import asyncio
import copy
import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from pk_fhir.messages import text

EXAMPLES = Path(__file__).parents[3] / "examples"
NAMES = sorted(path.parent.name for path in EXAMPLES.glob("*/contract.json"))

pytestmark = pytest.mark.anyio


def example(name: str) -> dict[str, Any]:
    return json.loads((EXAMPLES / name / "contract.json").read_text())


def settled(contract: dict[str, Any]) -> dict[str, Any]:
    """Who takes part is a set: registers and relatives have no order of their own once they are kept."""
    unordered = ("organizations", "professionals", "relatives", "plans")
    return contract | {
        name: sorted(contract[name], key=lambda one: json.dumps(one, sort_keys=True))
        for name in unordered
        if name in contract
    }


async def created(http: httpx.AsyncClient, contract: dict[str, Any]) -> httpx.Response:
    answer = await http.post("/contracts", json=contract)
    assert answer.status_code == 201, answer.text
    return answer


@pytest.mark.parametrize("name", NAMES)
async def test_every_example_is_kept_and_read_as_it_was_sent(http, name):
    sent = example(name)
    answer = await created(http, sent)
    assert settled(answer.json()) == settled(sent)
    read = await http.get(answer.headers["location"])
    assert settled(read.json()) == settled(sent)
    assert read.headers["etag"] == answer.headers["etag"]
    assert "link" not in read.headers


async def test_the_same_contract_twice_is_a_conflict_that_says_what_to_do(http):
    first = await created(http, example("minimal"))
    second = await http.post("/contracts", json=example("minimal"))
    assert second.status_code == 409
    [error] = second.json()["errors"]
    assert error["key"] == "pk-identifier-in-use"
    assert f"PUT {first.headers['location']}" in error["message"]


async def test_an_identifier_with_separators_of_searches_is_as_taken_as_any_other(http):
    sent = example("minimal")
    sent["identifier"] = {"system": "urn:oid:1.2.3", "value": "17|8,9$\\ ÅÄ"}
    await created(http, sent)
    again = await http.post(
        "/contracts", json={**sent, "title": "Ett annat"}, headers={"accept-language": "sv"}
    )
    assert again.status_code == 409
    [error] = again.json()["errors"]
    assert error["key"] == "pk-identifier-in-use"
    assert error["message"].startswith("Ett kontrakt med denna identifierare finns här")


async def test_an_alternative_stays_one_and_what_is_chosen_is_a_commitment_of_its_own(http):
    sent = example("elderly-with-sip")
    before = await created(http, sent)
    where, headers = before.headers["location"], {"if-match": before.headers["etag"]}
    place = next(
        index
        for index, each in enumerate(sent["careCommitments"])
        if each.get("standing") == "alternative" and each["status"] == "completed"
    )
    changed = copy.deepcopy(sent)
    changed["careCommitments"][place]["standing"] = "committed"
    refused = await http.put(where, json=changed, headers=headers)
    assert refused.status_code == 422, refused.text
    assert [(each["pointer"], each["key"]) for each in refused.json()["errors"]] == [
        (f"/careCommitments/{place}/standing", "pk-standing-fixed")
    ]
    chosen = copy.deepcopy(sent)
    chosen["careCommitments"].append(
        {"id": "valt", "what": "Det som valdes", "chosenFrom": sent["careCommitments"][place]["id"]}
    )
    kept = await http.put(where, json=chosen, headers=headers)
    assert kept.status_code == 200, kept.text


async def test_every_problem_is_told_at_once_in_the_language_asked_for(http):
    contract = example("minimal")
    contract["discussed"] = [
        part for part in contract["discussed"] if part["part"] != "agreed-time"
    ]
    contract["indications"] = []
    answer = await http.post("/contracts", json=contract, headers={"accept-language": "sv"})
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    errors = {error["key"]: error for error in answer.json()["errors"]}
    assert errors["pk-part-time"]["pointer"] == "/discussed"
    assert "överenskommen tid" in errors["pk-part-time"]["message"]
    assert errors["pk-indication"]["pointer"] == "/indications"


@pytest.mark.parametrize(
    ("body", "status", "says"),
    [
        (b"{", 400, "line"),
        (b'{"status": "draft", "status": "active"}', 400, "status"),
        (b"[]", 400, "object"),
        (b"null", 400, "object"),
        (b'\xff\xfe{"a": 1}', 400, "JSON"),
        (b'{"identifier": {"system": "urn:x", "value": "1"}, "statuss": "draft"}', 422, "status"),
    ],
)
async def test_what_is_no_contract_is_refused_with_its_place(http, body, status, says):
    answer = await http.post("/contracts", content=body)
    assert answer.status_code == status, answer.text
    assert says in answer.text


async def test_a_new_version_closes_what_it_leaves_out_and_deletes_nothing(http):
    sent = example("elderly-with-sip")
    before = await created(http, sent)
    changed = copy.deepcopy(sent)
    gone = changed["patientCommitments"].pop()
    changed["version"] = sent["version"] + 1
    where = before.headers["location"]
    answer = await http.put(where, json=changed, headers={"if-match": before.headers["etag"]})
    assert answer.status_code == 200, answer.text
    assert settled(answer.json()) == settled(changed)
    assert settled((await http.get(where)).json()) == settled(changed)
    plan = (await http.get(f"/fhir/CarePlan/{where.rsplit('/', 1)[1]}")).json()
    tasks = (await http.get("/fhir/Task", params={"patient": plan["subject"]["reference"]})).json()
    closed = [
        entry["resource"]
        for entry in tasks["entry"]
        if entry["resource"]["identifier"][0]["value"].endswith(f".{gone['id']}")
    ]
    assert [task["status"] for task in closed] == ["cancelled"]
    assert closed[0]["meta"]["tag"][0]["code"] == "left-out"


async def test_who_agreed_to_an_earlier_version_stays_visible(http):
    sent = example("elderly-with-sip")
    before = await created(http, sent)
    changed = {**copy.deepcopy(sent), "version": sent["version"] + 1, "agreements": []}
    answer = await http.put(
        before.headers["location"], json=changed, headers={"if-match": before.headers["etag"]}
    )
    assert answer.status_code == 200, answer.text
    key = lambda agreement: (agreement["party"], agreement["version"])  # noqa: E731
    assert sorted(answer.json()["agreements"], key=key) == sorted(sent["agreements"], key=key)


async def test_an_update_needs_the_etag_over_all_resources(http):
    sent = example("minimal")
    before = await created(http, sent)
    where, etag = before.headers["location"], before.headers["etag"]
    changed = {**sent, "title": "Nytt namn"}
    assert (await http.put(where, json=changed)).status_code == 428
    # A change of one of its resources through the FHIR interface changes the contract's ETag.
    team = (await http.get("/fhir/CareTeam")).json()["entry"][0]["resource"]
    team["name"] = "Annat namn"
    updated = await http.put(f"/fhir/CareTeam/{team['id']}", json=team)
    assert updated.status_code == 200, updated.text
    stale = await http.put(where, json=changed, headers={"if-match": etag})
    assert stale.status_code == 412


async def test_of_many_updates_of_one_version_one_is_made(http):
    sent = example("minimal")
    before = await created(http, sent)
    where, headers = before.headers["location"], {"if-match": before.headers["etag"]}
    answers = await asyncio.gather(
        *(
            http.put(where, json={**sent, "title": f"Namn {number}"}, headers=headers)
            for number in range(8)
        )
    )
    statuses = sorted(answer.status_code for answer in answers)
    assert statuses == [200] + [412] * 7
    winner = next(answer for answer in answers if answer.status_code == 200)
    assert (await http.get(where)).json() == winner.json()


async def test_an_unchanged_update_writes_nothing_but_the_agreement_itself(http):
    sent = example("elderly-with-sip")
    before = await created(http, sent)
    answer = await http.put(
        before.headers["location"], json=sent, headers={"if-match": before.headers["etag"]}
    )
    assert answer.status_code == 200
    history = (await http.get("/fhir/_history", params={"_count": "500"})).json()
    changed = {
        entry["resource"]["resourceType"]
        for entry in history["entry"]
        if entry["resource"]["meta"]["versionId"] != "1"
    }
    assert changed == {"CarePlan"}


async def test_a_contract_keeps_its_identifier_and_never_goes_back_a_version(http):
    sent = {**example("minimal"), "version": 3}
    before = await created(http, sent)
    headers = {"if-match": before.headers["etag"]}
    other = copy.deepcopy(sent)
    other["identifier"]["value"] = "another"
    for changed, key in (
        (other, "pk-identifier-fixed"),
        ({**sent, "version": 2}, "pk-version-back"),
    ):
        answer = await http.put(before.headers["location"], json=changed, headers=headers)
        assert answer.status_code == 422
        assert [error["key"] for error in answer.json()["errors"]] == [key]


async def test_fhir_that_a_contract_cannot_say_is_listed_and_never_lost_in_silence(http):
    sent = example("minimal")
    where = (await created(http, sent)).headers["location"]
    address = f"/fhir/CarePlan/{where.rsplit('/', 1)[1]}"
    plan = (await http.get(address)).json()
    plan["extension"].append({"url": "https://vendor.example/x", "valueString": "eget"})
    assert (await http.put(address, json=plan)).status_code == 200
    read = await http.get(where)
    assert f"<{where}/unexpressed>" in read.headers["link"]
    unsaid = (await http.get(f"{where}/unexpressed")).json()
    assert [entry["path"] for entry in unsaid] == [
        f"CarePlan.extension[{len(plan['extension']) - 1}]"
    ]
    swedish = await http.get(f"{where}/unexpressed", headers={"accept-language": "sv"})
    assert [(entry["path"], entry["reason"]) for entry in swedish.json()] == [
        (entry["path"], text("map-extension", "sv")) for entry in unsaid
    ]
    headers = {"if-match": read.headers["etag"]}
    refused = await http.put(where, json=sent, headers=headers)
    assert refused.status_code == 409
    assert [error["key"] for error in refused.json()["errors"]] == ["pk-would-be-lost"]
    accepted = await http.put(where, json=sent, headers={**headers, "prefer": "handling=lenient"})
    assert accepted.status_code == 200


async def test_a_person_whose_number_changes_stays_one_person(http):
    first = example("minimal")
    old = first["patient"]["identifiers"][0]
    new = {"kind": "personnummer", "value": "197909212388"}
    await created(http, first)
    second = copy.deepcopy(first)
    second["identifier"]["value"] = "the-second"
    second["patient"]["identifiers"] = [new, old]
    await created(http, second)
    systems = "http://electronichealth.se/identifier/"
    for number in (old, new):
        answer = await http.post(
            "/contracts/_search",
            json={"identifier": {"system": systems + number["kind"], "value": number["value"]}},
        )
        values = {each["contract"]["identifier"]["value"] for each in answer.json()["contracts"]}
        assert values == {first["identifier"]["value"], "the-second"}
    patients = (await http.get("/fhir/Patient")).json()
    assert patients["total"] == 1


async def test_a_persons_contracts_are_found_by_any_spelling_of_the_number(http):
    sent = example("cancer-with-contact-nurse")
    await created(http, sent)
    value = sent["patient"]["identifiers"][0]["value"]
    for system, spelling in (
        ("urn:oid:1.2.752.129.2.1.3.1", value),
        ("http://electronichealth.se/identifier/personnummer", f"{value[:8]}-{value[8:]}"),
    ):
        answer = await http.post(
            "/contracts/_search", json={"identifier": {"system": system, "value": spelling}}
        )
        assert [settled(each["contract"]) for each in answer.json()["contracts"]] == [settled(sent)]
    none = await http.post(
        "/contracts/_search",
        json={
            "identifier": {"system": "urn:oid:1.2.752.129.2.1.3.1", "value": value},
            "status": ["draft"],
        },
    )
    assert none.json() == {"contracts": []}


async def test_each_care_provider_keeps_its_own(http):
    sent = example("minimal")
    first = await created(http, sent)
    second = await http.post("/providers/kommun/contracts", json=sent)
    assert second.status_code == 201
    assert second.headers["location"].startswith("/providers/kommun/contracts/")
    assert (await http.get(f"/providers/kommun{first.headers['location']}")).status_code == 404
    assert (await http.get("/providers/nobody/contracts/1")).status_code == 404


async def test_what_is_no_contract_here_is_not_found(http):
    plan = {
        "resourceType": "CarePlan",
        "status": "active",
        "intent": "plan",
        "subject": {"display": "Någon"},
    }
    other = (await http.post("/fhir/CarePlan", json=plan)).json()
    for address in (other["id"], "missing", "a%2Fb"):
        answer = await http.get(f"/contracts/{address}")
        assert (answer.status_code, answer.headers["content-type"]) == (
            404,
            "application/problem+json",
        )


async def test_both_directions_of_the_mapping_without_keeping_anything(http):
    sent = example("person-with-god-man")
    bundle = await http.post("/contracts/$to-fhir", json=sent)
    assert bundle.headers["content-type"] == "application/fhir+json"
    back = await http.post("/fhir/$to-contract", content=bundle.content)
    assert back.json() == {"contract": sent, "unexpressed": []}
    assert (await http.get("/fhir/CarePlan")).json()["total"] == 0


@pytest.mark.parametrize(
    "body", ['{"resourceType": "Patient"}', '{"resourceType": "Bundle", "entry": [3, {}]}', "{}"]
)
async def test_fhir_without_a_care_plan_is_no_contract(http, body):
    answer = await http.post("/fhir/$to-contract", content=body)
    assert answer.status_code == 422
    assert "CarePlan" in answer.json()["issue"][0]["diagnostics"]


async def test_the_schema_has_swedish_and_english_words(http):
    schema = (await http.get("/contracts/schema")).json()
    assert schema["properties"]["title"]["title"] == "Title"
    assert schema["properties"]["title"]["x-title-sv"] == "Rubrik"

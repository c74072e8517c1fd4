"""What the specification says of each entry: https://hl7.org/fhir/R4/http.html#transaction, by its sections."""

from typing import Any

import httpx
import pytest
from tests.integration.api_fhir.test_bundles import bundle, entry, goal, located, patient

pytestmark = pytest.mark.anyio

UUID = "urn:uuid:0b7f1c2e-7f0e-4a6e-9b3a-3d1f2a4c5e60"


def statuses(answer: httpx.Response) -> list[str]:
    assert answer.status_code == 200, answer.text
    return [each["response"]["status"][:3] for each in answer.json()["entry"]]


async def test_an_entry_of_a_batch_that_cannot_be_read_has_its_own_answer(
    fhir: httpx.AsyncClient,
) -> None:
    """#brules: the failure of one changes nothing for the others."""
    broken = [
        entry("JUMP", "Patient", patient()),
        {"resource": patient()},
        {"resource": patient(), "request": {"method": "PUT"}},
        entry("POST", "Patient"),
        entry("POST", "Patient", patient(), ifNoneExists="identifier=a|b"),
        "nothing",
        entry("POST", "Nonsense", {"resourceType": "Nonsense"}),
        entry("POST", "Patient", {"resourceType": {}}),
    ]
    answer = await fhir.post(
        "/", json=bundle("batch", *broken, entry("POST", "Patient", patient()))
    )
    assert statuses(answer) == [*["400"] * 6, "404", "400", "201"]
    places = [each["response"].get("outcome") for each in answer.json()["entry"]]
    assert [found["issue"][0]["expression"] for found in places if found] == [
        ["Bundle.entry[0].request.method"],
        ["Bundle.entry[1]"],
        ["Bundle.entry[2].request.url"],
        ["Bundle.entry[3].resource"],
        ["Bundle.entry[4].request"],
        ["Bundle.entry[5]"],
        ["Bundle.entry[6].request.url"],
        ["Bundle.entry[7].resource"],
    ]
    for wrong in ({"entry": {}}, {"nonsense": 1}):
        whole = await fhir.post("/", json={"resourceType": "Bundle", "type": "batch", **wrong})
        assert whole.status_code == 400


async def test_an_entry_goes_where_its_resource_says_when_its_url_does_not(
    fhir: httpx.AsyncClient,
) -> None:
    """HAPI FHIR's client writes no url when it is handed resources, and not a Bundle."""
    answer = await fhir.post(
        "/",
        json=bundle(
            "transaction",
            {"resource": patient(), "request": {"method": "POST"}},
            {"resource": {**patient(), "id": "known"}, "request": {"method": "PUT"}},
        ),
    )
    assert statuses(answer) == ["201", "201"]
    made, known = (each["response"]["location"] for each in answer.json()["entry"])
    assert "/Patient/" in made
    assert known.endswith("/Patient/known/_history/1")
    for request in ({"method": "PUT"}, {"method": "PATCH"}, {"method": "POST", "url": None}):
        entries = bundle("transaction", {"resource": patient(), "request": request})
        refused = await fhir.post("/", json=entries)
        assert refused.status_code == 400
        assert refused.json()["issue"][0]["expression"] == ["Bundle.entry[0].request.url"]


async def test_a_batch_runs_in_the_order_of_a_transaction(fhir: httpx.AsyncClient) -> None:
    """#brules, and it is answered in the order in which it was asked."""
    answer = await fhir.post(
        "/",
        json=bundle(
            "batch",
            entry("HEAD", "Patient/anna"),
            entry("POST", "Patient/_search?_id=anna"),
            entry("GET", "Patient/anna"),
            entry("PUT", "Patient/anna", patient(id="anna")),
        ),
    )
    assert statuses(answer) == ["200", "200", "200", "201"]
    head, search, read, _ = answer.json()["entry"]
    assert ("resource" in head, search["resource"]["total"]) == (False, 1)
    assert head["response"]["etag"] == read["response"]["etag"] == 'W/"1"'


@pytest.mark.parametrize("kind", ["batch", "transaction"])
async def test_what_comes_back_of_what_was_written(fhir: httpx.AsyncClient, kind: str) -> None:
    """#transaction-response: a resource may be included in the entry, as the Prefer header says."""
    sent = bundle(kind, entry("PUT", "Patient/anna", patient(id="anna")))
    for prefer, resource, outcome in (
        ("return=representation", "Patient", None),
        ("return=OperationOutcome", None, "OperationOutcome"),
        ("return=minimal", None, None),
        ("", None, None),
    ):
        [answer] = (await fhir.post("/", json=sent, headers={"prefer": prefer})).json()["entry"]
        told = answer["response"].get("outcome", {}).get("resourceType")
        assert (answer.get("resource", {}).get("resourceType"), told) == (resource, outcome)
        if resource:
            stored = (await fhir.get("/Patient/anna")).json()
            assert answer["resource"] == stored


async def test_an_id_in_the_bundle_is_what_others_refer_to(fhir: httpx.AsyncClient) -> None:
    """#trules: references to a resource that gets a new id follow it, without a fullUrl too."""
    answer = await fhir.post(
        "/",
        json=bundle(
            "transaction",
            entry("POST", "Goal", goal("Patient/foo")),
            entry("POST", "Patient", patient(id="foo")),
        ),
    )
    made, person = located(answer)
    assert (await fhir.get(f"/{made}")).json()["subject"] == {"reference": person}
    assert person != "Patient/foo"


async def test_a_reference_without_a_base_is_seen_from_this_server(
    fhir: httpx.AsyncClient,
) -> None:
    """https://hl7.org/fhir/R4/bundle.html#references: where the entry that holds it has no address itself."""
    answer = await fhir.post(
        "/",
        json=bundle(
            "transaction",
            {**entry("POST", "Patient", patient()), "fullUrl": f"{fhir.base_url}Patient/foo"},
            entry("POST", "Goal", goal("Patient/foo")),
            {**entry("POST", "Goal", goal("Patient/foo")), "fullUrl": UUID},
        ),
    )
    person, *goals = located(answer)
    for made in goals:
        assert (await fhir.get(f"/{made}")).json()["subject"] == {"reference": person}


async def test_addresses_and_links_follow_and_names_stay(fhir: httpx.AsyncClient) -> None:
    """#trules: elements of type uri and url and the narrative are replaced, canonicals are not.

    Nor is a uuid, though it is named there: no reference is one.
    """
    div = (
        f'<div xmlns="http://www.w3.org/1999/xhtml"><a href="{UUID}">a</a>'
        "<a href='http://old.example/fhir/Binary/2'>b</a><a href=\"Binary/2\">c</a>"
        f'<a id="here" href="#here">{UUID}</a></div>'
    )
    document: dict[str, Any] = {
        "resourceType": "DocumentReference",
        "status": "current",
        "text": {"status": "additional", "div": div},
        "identifier": [{"system": "urn:ietf:rfc:3986", "value": UUID}],
        "extension": [
            {"url": "http://example.org/uri", "valueUri": UUID},
            {"url": "http://example.org/canonical", "valueCanonical": UUID},
            {"url": "http://example.org/uuid", "valueUuid": UUID},
            {"url": "http://old.example/fhir/Binary/2", "valueBoolean": True},
        ],
        "content": [
            {"attachment": {"url": UUID}},
            {"attachment": {"url": "http://old.example/fhir/Binary/2"}},
        ],
    }
    binary = {"resourceType": "Binary", "contentType": "text/plain", "data": "aGVq"}
    answer = await fhir.post(
        "/",
        json=bundle(
            "transaction",
            entry("POST", "DocumentReference", document, full_url="http://old.example/fhir/DocumentReference/1"),
            entry("POST", "Binary", binary, full_url=UUID),
            entry("POST", "Binary", binary, full_url="http://old.example/fhir/Binary/2"),
        ),
    )  # fmt: skip
    made, first, second = located(answer)
    stored = (await fhir.get(f"/{made}")).json()
    assert [each["attachment"]["url"] for each in stored["content"]] == [first, second]
    assert [next(iter(list(each.values())[1:])) for each in stored["extension"]] == [
        first,
        UUID,
        UUID,
        True,
    ]
    assert stored["extension"][3]["url"] == "http://old.example/fhir/Binary/2"
    assert stored["identifier"][0]["value"] == UUID
    assert stored["text"]["div"] == (
        f'<div xmlns="http://www.w3.org/1999/xhtml"><a href="{first}">a</a><a href=\'{second}\'>b</a>'
        f'<a href="{second}">c</a><a id="here" href="#here">{UUID}</a></div>'
    )


async def test_a_patch_refers_to_what_the_transaction_creates(fhir: httpx.AsyncClient) -> None:
    await fhir.put("/Patient/anna", json=patient(id="anna"))
    await fhir.put("/Goal/g", json={**goal("Patient/anna"), "id": "g"})
    parts = [
        {"name": "type", "valueCode": "replace"},
        {"name": "path", "valueString": "Goal.subject"},
        {"name": "value", "valueReference": {"reference": UUID}},
    ]
    change = {"resourceType": "Parameters", "parameter": [{"name": "operation", "part": parts}]}
    answer = await fhir.post(
        "/",
        json=bundle(
            "transaction",
            entry("PATCH", "Goal/g", change),
            entry("POST", "Patient", {"resourceType": "Patient"}, full_url=UUID),
        ),
    )
    person = located(answer)[1]
    assert (await fhir.get("/Goal/g")).json()["subject"] == {"reference": person}
    wrong = {"resourceType": "Parameters", "parameter": [{"name": "operation", "part": parts[:1]}]}
    refused = await fhir.post("/", json=bundle("transaction", entry("PATCH", "Goal/g", wrong)))
    [issue] = refused.json()["issue"]
    assert (refused.status_code, issue["expression"]) == (400, ["Bundle.entry[0].resource.parameter[0]"])  # fmt: skip


async def test_a_history_is_followed(fhir: httpx.AsyncClient) -> None:
    """#other-bundles: from its oldest entry to its newest, with the ids that the resources have."""
    await fhir.put("/Patient/anna", json=patient(id="anna", active=True))
    await fhir.put("/Patient/anna", json=patient(id="anna", active=False))
    await fhir.put("/Patient/bo", json=patient(id="bo"))
    await fhir.delete("/Patient/bo")
    past = (await fhir.get("/_history")).json()
    path = "/providers/v2/fhir"
    answer = await fhir.post(f"http://test{path}", json=past)
    assert statuses(answer) == ["204", "201", "200", "201"]
    there = await fhir.get(f"http://test{path}/Patient/anna")
    assert (there.json()["active"], there.headers["etag"]) == (False, 'W/"2"')
    assert (await fhir.get(f"http://test{path}/Patient/bo")).status_code == 410

"""The RESTful interface, rule by rule of https://hl7.org/fhir/R4/http.html: status, headers and body of each answer."""

import json
import re
from typing import Any

import httpx
import msgspec
import pytest
from tests.integration.api_fhir.conftest import RULES, client_of, make_service

from pk_fhir.store import Store
from pk_fhir.validation import Validator

pytestmark = pytest.mark.anyio

FHIR = "application/fhir+json"
XML = "application/fhir+xml"
UTF_8 = "; charset=utf-8"
PATIENT = {"resourceType": "Patient", "id": "a", "active": True, "name": [{"family": "Testsson"}]}
HTTP_DATE = r"\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT"


@pytest.fixture
async def client(fhir: httpx.AsyncClient) -> httpx.AsyncClient:
    fhir.headers["accept"] = FHIR
    answer = await fhir.put("/Patient/a", json=PATIENT)
    assert answer.status_code == 201
    return fhir


def refused(answer: httpx.Response, status: int) -> dict[str, Any]:
    """The one issue of a refusal, whose body must be an OperationOutcome."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == FHIR + UTF_8
    outcome = answer.json()
    assert outcome["resourceType"] == "OperationOutcome"
    issue: dict[str, Any] = outcome["issue"][0]
    assert issue["severity"] in ("error", "fatal")
    assert issue["diagnostics"]
    return issue


async def test_create_answers_where_and_which_version(client: httpx.AsyncClient) -> None:
    """#create: 201, Location with the version, ETag, Last-Modified; an id that is sent is ignored."""
    answer = await client.post("/Patient", json={**PATIENT, "id": "mine"})
    made = answer.json()
    assert answer.status_code == 201
    assert made["id"] != "mine"
    assert made["meta"]["versionId"] == "1"
    assert answer.headers["location"] == f"http://test/fhir/Patient/{made['id']}/_history/1"
    assert answer.headers["etag"] == 'W/"1"'
    assert re.fullmatch(HTTP_DATE, answer.headers["last-modified"])
    assert (await client.get(f"/Patient/{made['id']}")).json() == made


@pytest.mark.parametrize(
    ("prefer", "body"),
    [
        ("return=minimal", None),
        ("return=representation", "Patient"),
        ("return=OperationOutcome", "OperationOutcome"),
        ("return=representation; handling=strict", "Patient"),
        ("handling=lenient, return=minimal", None),
        ("respond-async", "Patient"),
        ("return=nonsense", "Patient"),
    ],
)
async def test_prefer_says_what_comes_back(
    client: httpx.AsyncClient, prefer: str, body: str | None
) -> None:
    """#ops: of a create, an update and a patch alike."""
    patch = {"content-type": "application/json-patch+json"}
    change = [{"op": "replace", "path": "/active", "value": False}]
    for answer, status in (
        (await client.post("/Patient", json=PATIENT, headers={"prefer": prefer}), 201),
        (await client.put("/Patient/a", json=PATIENT, headers={"prefer": prefer}), 200),
        (await client.patch("/Patient/a", json=change, headers={**patch, "prefer": prefer}), 200),
    ):
        assert answer.status_code == status
        assert answer.headers["etag"]
        assert answer.headers["location"]
        assert (answer.json()["resourceType"] if answer.content else None) == body


@pytest.mark.parametrize(
    ("asked", "kind"),
    [
        ("json", FHIR), ("xml", XML), ("application/fhir%2Bjson", FHIR), ("application/fhir+json", FHIR),
        ("application/json", FHIR), ("text/json", FHIR), ("text/xml", XML), ("application/xml", XML),
        ("application/fhir+json;fhirVersion=4.0", FHIR), ("application/fhir%2Bxml;fhirVersion%3D4.0", XML),
        ("application/fhir%2Bjson; fhirVersion=3.0", None), ("html", None), ("ttl", None), ("application/fhir+json;fhirVersion=3.0", None), ("*/*", None),
    ],
)  # fmt: skip
async def test_format_wins_over_accept(
    client: httpx.AsyncClient, asked: str, kind: str | None
) -> None:
    """#parameters, #version-parameter"""
    answer = await client.get(f"/Patient/a?_format={asked}", headers={"accept": "image/png"})
    if kind is None:
        refused(answer, 406)
    else:
        assert (answer.status_code, answer.headers["content-type"]) == (200, kind + UTF_8)
        # What is kept of it is asked for again before it is used, and is of this format and reader.
        assert answer.headers["cache-control"] == "private, no-cache"
        assert answer.headers["vary"] == "Accept, Accept-Language, Authorization"


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("*/*", FHIR), ("", FHIR), ("application/fhir+json", FHIR), ("application/fhir+xml", XML),
        ("application/json", FHIR), ("text/xml", XML), ("application/*", FHIR),
        ("application/fhir+xml;q=0.5, application/fhir+json;q=0.9", FHIR),
        ("application/fhir+xml;q=0.9, application/fhir+json;q=0.5", XML),
        ("application/fhir+xml, application/fhir+json", XML),
        ("text/html, */*;q=0.1", FHIR), ("application/fhir+json;q=0, */*", XML),
        ("application/fhir+json; fhirVersion=4.0", FHIR), ("application/fhir+json; fhirVersion=3.0", None),
        ("application/fhir+json;q=0", None), ("text/html", None), ("image/png", None),
    ],
)  # fmt: skip
async def test_accept_is_weighed(client: httpx.AsyncClient, accept: str, kind: str | None) -> None:
    """#mime-type: also before anything is written."""
    answer = await client.get("/Patient/a", headers={"accept": accept})
    made = await client.post("/Patient", json=PATIENT, headers={"accept": accept})
    if kind is None:
        refused(answer, 406)
        refused(made, 406)
        assert (await client.get("/Patient?_summary=count")).json()["total"] == 1
    else:
        assert answer.headers["content-type"] == made.headers["content-type"] == kind + UTF_8


@pytest.mark.parametrize("accept", ["", "*/*"])
async def test_who_takes_anything_is_answered_as_they_write(
    client: httpx.AsyncClient, accept: str
) -> None:
    content = b'<Patient xmlns="http://hl7.org/fhir"><active value="true"/></Patient>'
    sent = {"content-type": "text/xml", "accept": accept}
    made = await client.post("/Patient", content=content, headers=sent)
    assert (made.status_code, made.headers["content-type"]) == (201, XML + UTF_8)
    told = await client.post("/Patient", content=b"<Patient>", headers=sent)
    assert (told.status_code, told.headers["content-type"]) == (400, XML + UTF_8)
    asked = await client.post("/Patient?_format=json", content=content, headers=sent)
    assert (asked.status_code, asked.headers["content-type"]) == (201, FHIR + UTF_8)


@pytest.mark.parametrize(
    ("content_type", "status"),
    [
        ("application/fhir+json", 201), ("application/fhir+json; charset=utf-8", 201),
        ("application/fhir+json;charset=UTF-8", 201), ("application/json", 201), ("text/json", 201),
        ("application/fhir+json; fhirVersion=4.0", 201), ("application/fhir+json; fhirVersion=3.0", 415),
        ("application/fhir+json; charset=iso-8859-1", 415), ("text/plain", 415), ("application/pdf", 415),
    ],
)  # fmt: skip
async def test_what_a_body_may_be(
    client: httpx.AsyncClient, content_type: str, status: int
) -> None:
    headers = {"content-type": content_type}
    answer = await client.post("/Patient", content=json.dumps(PATIENT), headers=headers)
    assert answer.status_code == status
    if status == 415:
        refused(answer, 415)


async def test_conditional_reads_answer_304_or_the_resource(client: httpx.AsyncClient) -> None:
    """#cread"""
    path = "/Patient/a"
    changed = (await client.get(path)).headers["last-modified"]
    for headers, status in (
        ({"if-none-match": 'W/"1"'}, 304),
        ({"if-none-match": '"1"'}, 304),
        ({"if-none-match": 'W/"7", W/"1"'}, 304),
        ({"if-none-match": "*"}, 304),
        ({"if-none-match": 'W/"2"'}, 200),
        ({"if-modified-since": changed}, 304),
        ({"if-modified-since": "Wed, 21 Oct 2099 07:28:00 GMT"}, 304),
        ({"if-modified-since": "Wed, 21 Oct 2015 07:28:00 GMT"}, 200),
        ({"if-modified-since": "yesterday"}, 200),
        ({"if-none-match": 'W/"2"', "if-modified-since": changed}, 200),
    ):
        answer = await client.get(path, headers=headers)
        assert answer.status_code == status, headers
        assert answer.headers["etag"] == 'W/"1"'
        assert bool(answer.content) == (status == 200)


async def test_versions_guard_updates(client: httpx.AsyncClient) -> None:
    """#concurrency, and If-None-Match: * for a create by PUT that overwrites nothing"""
    for headers, status in (
        ({"if-match": 'W/"1"'}, 200),
        ({"if-match": 'W/"1"'}, 412),
        ({"if-match": '"2"'}, 200),
        ({"if-match": "*"}, 200),
        ({"if-match": "nonsense"}, 400),
        ({"if-none-match": "*"}, 412),
        ({"if-none-match": 'W/"4"'}, 412),
        ({"if-none-match": 'W/"1"'}, 200),
    ):
        answer = await client.put("/Patient/a", json=PATIENT, headers=headers)
        assert answer.status_code == status, headers
    new = {**PATIENT, "id": "new"}
    refused(await client.put("/Patient/new", json=new, headers={"if-match": 'W/"1"'}), 412)
    refused(await client.delete("/Patient/new", headers={"if-match": 'W/"1"'}), 412)
    made = await client.put("/Patient/new", json=new, headers={"if-none-match": "*"})
    assert made.status_code == 201
    entry = {
        "resource": new,
        "request": {"method": "PUT", "url": "Patient/new", "ifNoneMatch": "*"},
    }
    bundle = {"resourceType": "Bundle", "type": "transaction", "entry": [entry]}
    refused(await client.post("/", json=bundle), 412)


async def test_delete_and_what_remains(client: httpx.AsyncClient) -> None:
    """#delete: 204 and again 204; 410 after; history keeps it; an update brings it back."""
    first = await client.delete("/Patient/a")
    assert (first.status_code, first.content, first.headers["etag"]) == (204, b"", 'W/"2"')
    assert (await client.delete("/Patient/a")).status_code == 204
    assert refused(await client.get("/Patient/a"), 410)["code"] == "deleted"
    refused(await client.get("/Patient/a/_history/2"), 410)
    assert (await client.get("/Patient/a/_history/1")).status_code == 200
    assert (await client.get("/Patient?_id=a")).json()["total"] == 0
    history = (await client.get("/Patient/a/_history")).json()
    assert [each["request"]["method"] for each in history["entry"]] == ["DELETE", "PUT"]
    assert "resource" not in history["entry"][0]
    back = await client.put("/Patient/a", json=PATIENT)
    assert (back.status_code, back.headers["etag"]) == (201, 'W/"3"')


async def test_history_and_its_parameters(client: httpx.AsyncClient) -> None:
    """#history"""
    await client.put("/Patient/a", json={**PATIENT, "active": False})
    for id_, entry in (
        ("l", [{"item": {"reference": "Patient/a"}}]),
        ("none-of-them", [{"item": {"display": "x"}}]),
    ):
        body = {
            "resourceType": "List",
            "id": id_,
            "status": "current",
            "mode": "working",
            "entry": entry,
        }
        assert (await client.put(f"/List/{id_}", json=body)).status_code == 201
    whole = (await client.get("/Patient/a/_history")).json()
    assert (whole["type"], whole["total"]) == ("history", 2)
    newest = whole["entry"][0]
    assert newest["fullUrl"] == "http://test/fhir/Patient/a"
    assert newest["request"] == {"method": "PUT", "url": "Patient/a"}
    assert newest["response"]["etag"] == 'W/"2"'
    assert newest["response"]["lastModified"] == newest["resource"]["meta"]["lastUpdated"]
    for query, expected in (
        ("_count=1", 1),
        ("_count=0", 0),
        ("_since=2999-01-01T00:00:00Z", 0),
        ("_since=2000-01-01T00:00:00Z", 2),
        ("_at=2999-01-01T00:00:00Z", 1),
        # A version that was current at some point of the period.
        ("_at=2999", 1),
        (f"_at={newest['resource']['meta']['lastUpdated'][:4]}", 2),
        ("_at=2000", 0),
        ("_at=ge2000&_at=lt2999", 2),
        ("_at=gt2999&_at=le3000", 1),
        ("_at=le2000", 0),
        ("_summary=count", 0),
        ("_list=l", 2),
        ("_list=List/none-of-them", 0),
        ("_sort=-_lastUpdated", 2),
    ):
        page = (await client.get(f"/Patient/a/_history?{query}")).json()
        assert len(page.get("entry", [])) == expected, query
    cut = (await client.get("/Patient/a/_history?_elements=gender&_count=1")).json()
    assert set(cut["entry"][0]["resource"]) == {"resourceType", "id", "meta"}
    refused(await client.get("/Patient/a/_history?_at=soon"), 400)
    refused(await client.get("/Patient/a/_history?_list=$current"), 400)
    refused(await client.get("/Patient/a/_history?_list=unknown"), 404)
    refused(await client.get("/Patient/a/_history?_since=soon"), 400)
    refused(await client.get("/Patient/a/_history?nonsense=1"), 400)
    refused(await client.get("/Patient/a/_history?_count=1&_count=2"), 400)
    other = await client.get("/Patient/a/_history?_sort=_lastUpdated")
    refused(other, 400)
    assert "newest" in other.json()["issue"][0]["diagnostics"]


async def test_history_is_paged_there_and_back(client: httpx.AsyncClient) -> None:
    """#paging: what is written while somebody pages is on none of the pages."""
    for number in range(6):
        await client.put("/Patient/a", json={**PATIENT, "active": bool(number % 2)})

    async def page(url: str) -> tuple[list[str], dict[str, str]]:
        found = (await client.get(url)).json()
        assert found["total"] == 7
        numbers = [each["resource"]["meta"]["versionId"] for each in found["entry"]]
        return numbers, {each["relation"]: each["url"] for each in found["link"]}

    first, links = await page("/Patient/a/_history?_count=3&_pretty=true")
    assert (first, sorted(links)) == (["7", "6", "5"], ["first", "next", "self"])
    assert links["first"].endswith("/Patient/a/_history?_count=3&_pretty=true")
    await client.put("/Patient/a", json=PATIENT)
    second, links = await page(links["next"])
    third, last = await page(links["next"])
    assert (second, third, sorted(last)) == (["4", "3", "2"], ["1"], ["first", "previous", "self"])
    back, links = await page(last["previous"])
    start, links = await page(links["previous"])
    assert (back, start, sorted(links)) == (second, first, ["first", "next", "self"])
    assert (await page(links["next"]))[0] == second
    refused(await client.get(links["next"].replace("/Patient/a/", "/Patient/")), 404)


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("GET", "/Patient/a/$meta-add", "POST"),
        ("POST", "/Patient/a", "DELETE, GET, PATCH, PUT, HEAD"),
        ("PUT", "/Patient/a/_history/1", "GET, HEAD"),
        ("DELETE", "/", "GET, POST, HEAD"),
        ("PUT", "/metadata", "GET, HEAD"),
        ("PUT", "/Patient/_search", "GET, POST, HEAD"),
    ],
)
async def test_a_method_that_a_path_lacks(
    client: httpx.AsyncClient, method: str, path: str, allowed: str
) -> None:
    answer = await client.request(method, path, json=PATIENT)
    refused(answer, 405)
    assert answer.headers["allow"] == allowed


async def test_what_nobody_may_do_says_what_may_be_done(client: httpx.AsyncClient) -> None:
    for path, allowed in (("/AuditEvent/x", "GET, HEAD"), ("/AuditEvent?_id=x", "GET, POST, HEAD")):
        answer = await client.delete(path)
        refused(answer, 405)
        assert answer.headers["allow"] == allowed


async def test_options_says_what_may_be_done_and_head_is_a_read_without_a_body(
    client: httpx.AsyncClient,
) -> None:
    options = await client.options("/Patient/a")
    assert options.status_code == 204
    assert options.headers["allow"] == "DELETE, GET, PATCH, PUT, HEAD, OPTIONS"
    assert "application/json-patch+json" in options.headers["accept-patch"]
    for path in ("/Patient/a", "/Patient?_id=a", "/metadata", "/Patient/a/_history"):
        head, get = await client.head(path), await client.get(path)
        assert (head.status_code, head.content) == (200, b"")
        assert head.headers["content-type"] == get.headers["content-type"]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/Patient/", 200), ("/Patient/a/", 200), ("/Patient/a/_history/", 200), ("/metadata/", 200),
        ("/Patient/missing", 404), ("/Patient/a_b", 404), ("/Patient/%C3%A5", 404), ("/Patient/" + "x" * 65, 404),
        ("/Nonsense", 404), ("/Nonsense/1", 404), ("/patient/a", 404), ("/Patient/a/_history/x", 404),
        ("/Patient/a/_history/99", 404), ("/Patient/a/b/c/d", 404), ("/$nonsense", 404), ("/Patient/$nonsense", 404),
        ("/Patient/metadata", 404),
    ],
)  # fmt: skip
async def test_an_address_is_answered_with_its_last_slash_and_refused_where_it_is_none(
    client: httpx.AsyncClient, path: str, status: int
) -> None:
    answer = await client.get(path)
    assert answer.status_code == status
    if status == 404:
        assert refused(answer, 404)["code"] in ("not-found", "not-supported")


async def test_ids_are_those_of_the_specification(client: httpx.AsyncClient) -> None:
    """https://hl7.org/fhir/R4/datatypes.html#id"""
    for ident, status in (
        ("x" * 64, 201),
        ("A-z.0", 201),
        ("x" * 65, 400),
        ("a_b", 400),
        ("å", 400),
    ):
        answer = await client.put(f"/Patient/{ident}", json={**PATIENT, "id": ident})
        assert answer.status_code == status, ident
    refused(await client.put("/Patient/b", json=PATIENT), 400)
    refused(await client.put("/Patient/b", json={"resourceType": "Patient"}), 400)
    refused(await client.post("/Goal", json=PATIENT), 400)
    refused(await client.post("/Patient", json={"active": True}), 400)
    for method, path in (("POST", "/Patient"), ("PUT", "/Patient?_id=nobody")):
        for ident in ({}, 5, ["b"], False):
            answer = await client.request(method, path, json={**PATIENT, "id": ident})
            assert refused(answer, 400)["code"] == "value"


@pytest.mark.parametrize(
    ("media", "body", "status"),
    [
        ("application/json-patch+json", [{"op": "replace", "path": "/active", "value": False}], 200),
        ("application/json-patch+json", [{"op": "test", "path": "/active", "value": False}], 422),
        ("application/json-patch+json", [{"op": "jump", "path": "/active"}], 400),
        ("application/json-patch+json", [{"op": "replace", "path": "/nowhere/1", "value": 1}], 422),
        ("application/json-patch+json", [{"op": "replace", "path": "/id", "value": "b"}], 422),
        ("application/merge-patch+json", {"active": False}, 200),
        ("application/merge-patch+json", {"active": "no"}, 422),
        ("application/merge-patch+json", {"id": "b"}, 422),
        ("application/merge-patch+json", ["active"], 400),
        ("application/json", {"active": False}, 200),
        ("application/json", {"resourceType": "Patient", "active": False}, 400),
        (FHIR, {"active": False}, 400),
        ("text/plain", {"active": False}, 415),
        ("application/json", [{"op": "replace", "path": "/active", "value": False}], 415),
        ("application/xml-patch+xml", {}, 400),
        (FHIR, {"resourceType": "Parameters", "parameter": [{"name": "operation", "part": [
            {"name": "type", "valueCode": "replace"}, {"name": "path", "valueString": "Patient.active"},
            {"name": "value", "valueBoolean": False}]}]}, 200),
        (FHIR, {"resourceType": "Patient"}, 400),
    ],
)  # fmt: skip
async def test_patches_of_each_kind(
    client: httpx.AsyncClient, media: str, body: Any, status: int
) -> None:
    """#patch: on a resource, and on the one that a condition finds"""
    headers = {"content-type": media}
    for path in ("/Patient/a", "/Patient?_id=a"):
        answer = await client.patch(path, content=json.dumps(body), headers=headers)
        assert answer.status_code == status, answer.text
        if status == 200:
            assert answer.json()["active"] is False
    if status == 200:
        missing = await client.patch("/Patient/no", content=json.dumps(body), headers=headers)
        refused(missing, 404)
        stale = {**headers, "if-match": 'W/"1"'}
        refused(await client.patch("/Patient/a", content=json.dumps(body), headers=stale), 412)


async def test_conditional_writes_do_what_their_search_finds(client: httpx.AsyncClient) -> None:
    """#ccreate, #cond-update, #3.1.0.7.1"""
    number = {"system": "urn:example:n", "value": "1"}
    body = {"resourceType": "Patient", "active": True, "identifier": [number]}
    query, several = "identifier=urn:example:n|1", "active=true"
    first = await client.post("/Patient", json=body, headers={"if-none-exist": query})
    again = await client.post("/Patient", json=body, headers={"if-none-exist": f"Patient?{query}"})
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.headers["location"] == first.headers["location"]
    assert again.json() == first.json()
    # fhirpy's way: the condition in the address, as that of an update.
    addressed = await client.post(f"/Patient?{query}&_format=json", json=body)
    assert (addressed.status_code, addressed.json()) == (200, first.json())
    refused(await client.post("/Patient?nonsense=1", json=body), 400)
    refused(await client.post("/Patient?identifier=", json=body), 400)
    refused(
        await client.post(f"/Patient?{query}", json=body, headers={"if-none-exist": query}), 400
    )
    many = await client.post("/Patient", json=body, headers={"if-none-exist": several})
    assert refused(many, 412)["code"] == "multiple-matches"
    ident = first.json()["id"]
    assert (await client.put(f"/Patient?{query}", json=body)).status_code == 200
    refused(await client.put(f"/Patient?{query}", json={**body, "id": "other"}), 400)
    refused(await client.put(f"/Patient?{several}", json=body), 412)
    made = await client.put("/Patient?identifier=urn:example:n|2", json={**body, "identifier": [{**number, "value": "2"}]})  # fmt: skip
    assert made.status_code == 201
    refused(await client.put("/Patient", json=body), 412)
    refused(await client.delete("/Patient"), 412)
    refused(await client.delete(f"/Patient?{several}"), 412)
    assert (await client.delete(f"/Patient?{query}")).status_code == 204
    assert (await client.delete(f"/Patient?{query}")).status_code == 204
    assert (await client.get(f"/Patient/{ident}")).status_code == 410


async def test_what_settings_allow_and_require(store: Store) -> None:
    """#cond-delete, #concurrency"""
    rules = msgspec.structs.replace(RULES, conditional_delete_multiple=True, if_match_required=True)
    async with client_of(make_service(store, rules)) as client:
        for id_ in ("a", "b", "c"):
            body = {"resourceType": "Basic", "id": id_, "code": {"text": id_}, "language": "sv"}
            assert (await client.put(f"/Basic/{id_}", json=body)).status_code == 201
        stated = (await client.get("/metadata?_elements=rest")).json()["rest"][0]["resource"]
        assert {each["conditionalDelete"] for each in stated} == {"multiple", "not-supported"}
        patch = {"content-type": "application/json-patch+json"}
        refused(await client.put("/Basic/c", json=body), 428)
        refused(await client.patch("/Basic/c", json=[], headers=patch), 428)
        told = await client.put("/Basic/c", json=body, headers={"if-match": 'W/"1"'})
        assert told.status_code == 200
        assert (await client.delete("/Basic?_id=a,b")).status_code == 204
        assert (await client.get("/Basic?_summary=count")).json()["total"] == 1
        # Who may delete need not be one who may change.
        scopes = {"x-scopes": "system/Basic.rds"}
        assert (await client.delete("/Basic?_id=c", headers=scopes)).status_code == 204
        assert (await client.put("/Basic/c", json=body)).status_code == 201
        assert (await client.delete("/Basic/c", headers=scopes)).status_code == 204
        assert (await client.get("/Basic/c")).status_code == 410
        entries = [
            {
                "resource": {"resourceType": "Basic", "code": {"text": "x"}},
                "request": {"method": "POST", "url": "Basic"},
            }
        ] * 100
        await client.post("/", json={"resourceType": "Bundle", "type": "batch", "entry": entries})
        refused(await client.delete("/Basic?code:text=x"), 412)
        assert (await client.get("/Basic?_summary=count")).json()["total"] == 100


async def test_search_by_post_is_search_by_get(client: httpx.AsyncClient) -> None:
    """#search: the parameters of address and form together, of a type, a compartment, and everything"""
    for post, get in (
        (("/Patient/_search", {"_id": "a"}), "/Patient?_id=a"),
        (("/Patient/_search?active=true", {"_id": "a"}), "/Patient?active=true&_id=a"),
        (("/_search", {"_id": "a", "_type": "Patient"}), "/?_id=a&_type=Patient"),
        (("/Patient/a/Goal/_search", {"lifecycle-status": "active"}), "/Patient/a/Goal?lifecycle-status=active"),
    ):  # fmt: skip
        asked = await client.post(post[0], data=post[1])
        assert asked.json() == (await client.get(get)).json()
        # As HAPI FHIR's client may ask, too.
        in_address = await client.get(
            post[0].partition("?")[0], params=httpx.QueryParams(get.partition("?")[2])
        )
        assert in_address.json() == asked.json()
    refused(await client.post("/Patient/_search", json={"_id": "a"}), 415)


async def test_unknown_parameters_strict_and_lenient(client: httpx.AsyncClient) -> None:
    """#handling and https://hl7.org/fhir/R4/search.html#errors"""
    refused(await client.get("/Patient?nonsense=1"), 400)
    strict = {"prefer": "handling=strict"}
    refused(await client.get("/Patient?nonsense=1", headers=strict), 400)
    lenient = await client.get("/Patient?nonsense=1&_id=a", headers={"prefer": "handling=lenient"})
    bundle = lenient.json()
    assert [link["url"] for link in bundle["link"]] == ["http://test/fhir/Patient?_id=a"]
    modes = [entry["search"]["mode"] for entry in bundle["entry"]]
    assert modes == ["match", "outcome"]
    assert bundle["entry"][1]["resource"]["issue"][0]["severity"] == "warning"


async def test_what_the_server_can_do(client: httpx.AsyncClient) -> None:
    """#capabilities, with each mode"""
    for mode in ("", "?mode=full", "?mode=normative"):
        assert (await client.get(f"/metadata{mode}")).json()[
            "resourceType"
        ] == "CapabilityStatement"
    # The same until something that it tells of changes: its date too.
    known = await client.get("/metadata")
    assert (await client.get("/metadata")).json() == known.json()
    again = await client.get("/metadata", headers={"if-none-match": known.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert (await client.get("/metadata?_summary=true")).headers["etag"] != known.headers["etag"]
    codes = await client.get("/metadata?mode=terminology")
    assert codes.json()["resourceType"] == "TerminologyCapabilities"
    assert [
        each for each in Validator.for_r4().validate(codes.content) if each.severity == "error"
    ] == []
    systems = [each["uri"] for each in codes.json()["codeSystem"]]
    assert "http://hl7.org/fhir/administrative-gender" in systems
    refused(await client.get("/metadata?mode=nonsense"), 400)


async def test_where_a_bundle_is_posted(client: httpx.AsyncClient) -> None:
    refused(await client.post("/", json=PATIENT), 400)
    refused(await client.post("/", json={"resourceType": "Bundle", "type": "collection"}), 400)
    for kind in ("transaction", "batch"):
        answer = await client.post("/", json={"resourceType": "Bundle", "type": kind})
        assert answer.json() == {"resourceType": "Bundle", "type": f"{kind}-response"}

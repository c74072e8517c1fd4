"""create, read, vread, update, delete, history: https://hl7.org/fhir/R4/http.html."""

import httpx
import pytest

pytestmark = pytest.mark.anyio

PATIENT = {
    "resourceType": "Patient",
    "identifier": [
        {"system": "http://electronichealth.se/identifier/personnummer", "value": "197701172392"}
    ],
    "name": [{"family": "Testsson", "given": ["Åke"]}],
}


async def test_a_resource_is_created_and_read(fhir: httpx.AsyncClient) -> None:
    created = await fhir.post("/Patient", json=PATIENT)
    assert created.status_code == 201
    body = created.json()
    ident = body.pop("id")
    meta = body.pop("meta")
    assert body == PATIENT
    assert created.headers["location"] == f"http://test/fhir/Patient/{ident}/_history/1"
    assert created.headers["etag"] == 'W/"1"'
    assert meta["versionId"] == "1"
    read = await fhir.get(f"/Patient/{ident}")
    assert (read.status_code, read.content) == (200, created.content)
    assert read.headers["content-type"].startswith("application/fhir+json")
    assert read.headers["last-modified"] == created.headers["last-modified"]


async def test_decimals_order_and_extensions_are_kept(fhir: httpx.AsyncClient) -> None:
    text = (
        '{"resourceType":"Observation","status":"final","code":{"text":"Vikt"},'
        '"extension":[{"url":"http://example.org/x","valueDecimal":1.50}],'
        '"valueQuantity":{"value":72.00,"unit":"kg"}}'
    )
    created = await fhir.post("/Observation", content=text.encode())
    assert created.status_code == 201
    sent = text.removeprefix('{"resourceType":"Observation",')
    assert created.text.endswith("}," + sent)


async def test_an_update_makes_a_version_and_history_has_them_all(fhir: httpx.AsyncClient) -> None:
    first = (await fhir.post("/Patient", json=PATIENT)).json()
    path = f"/Patient/{first['id']}"
    changed = {**PATIENT, "id": first["id"], "gender": "male"}
    second = await fhir.put(path, json=changed, headers={"If-Match": 'W/"1"'})
    assert (second.status_code, second.headers["etag"]) == (200, 'W/"2"')
    stale = await fhir.put(path, json=changed, headers={"If-Match": 'W/"1"'})
    assert stale.status_code == 412
    assert (await fhir.delete(path)).status_code == 204
    assert (await fhir.get(path)).status_code == 410
    assert (await fhir.delete(path)).status_code == 204
    assert (await fhir.get(f"{path}/_history/1")).json() == first
    assert (await fhir.get(f"{path}/_history/3")).status_code == 410
    history = (await fhir.get(f"{path}/_history")).json()
    assert history["type"] == "history"
    assert history["total"] == 3
    assert [
        (entry["request"]["method"], entry["response"]["status"], entry["response"]["etag"])
        for entry in history["entry"]
    ] == [("DELETE", "204", 'W/"3"'), ("PUT", "200", 'W/"2"'), ("POST", "201", 'W/"1"')]
    again = await fhir.put(path, json=changed)
    assert (again.status_code, again.headers["etag"]) == (201, 'W/"4"')


async def test_history_pages_go_through_every_version_once(fhir: httpx.AsyncClient) -> None:
    for n in range(7):
        await fhir.put(f"/Patient/p{n}", json={**PATIENT, "id": f"p{n}"})
    seen = []
    url: str | None = "/Patient/_history?_count=3"
    while url:
        page = (await fhir.get(url)).json()
        seen += [entry["resource"]["id"] for entry in page["entry"]]
        url = next((link["url"] for link in page["link"] if link["relation"] == "next"), None)
    assert seen == [f"p{n}" for n in reversed(range(7))]


async def test_a_changed_page_link_is_refused(fhir: httpx.AsyncClient) -> None:
    for n in range(3):
        await fhir.put(f"/Patient/p{n}", json={**PATIENT, "id": f"p{n}"})
    page = (await fhir.get("/_history?_count=1")).json()
    url = page["link"][1]["url"]
    assert (await fhir.get(url)).status_code == 200
    assert (await fhir.get(url[:-4] + "AAAA")).status_code == 400
    assert (await fhir.get(url, headers={"x-subject": "somebody-else"})).status_code == 404


async def test_conditional_read(fhir: httpx.AsyncClient) -> None:
    created = await fhir.post("/Patient", json=PATIENT)
    path = f"/Patient/{created.json()['id']}"
    same = await fhir.get(path, headers={"If-None-Match": 'W/"1"'})
    assert (same.status_code, same.content, same.headers["etag"]) == (304, b"", 'W/"1"')
    other = await fhir.get(path, headers={"If-None-Match": 'W/"2"'})
    assert other.status_code == 200
    since = {"If-Modified-Since": created.headers["last-modified"]}
    assert (await fhir.get(path, headers=since)).status_code == 304
    long_ago = {"If-Modified-Since": "Mon, 01 Jan 2024 00:00:00 GMT"}
    assert (await fhir.get(path, headers=long_ago)).status_code == 200


async def test_what_breaks_a_rule_of_fhir_is_refused_with_every_issue(
    fhir: httpx.AsyncClient,
) -> None:
    answer = await fhir.post("/CarePlan", json={"resourceType": "CarePlan", "status": "hej"})
    assert answer.status_code == 422
    places = {issue["expression"][0] for issue in answer.json()["issue"]}
    assert {"CarePlan.status"} <= places
    assert len(places) >= 1


async def test_a_reference_to_nothing_is_refused_with_its_place(fhir: httpx.AsyncClient) -> None:
    goal = {
        "resourceType": "Goal",
        "lifecycleStatus": "active",
        "description": {"text": "Gå ut"},
        "subject": {"reference": "Patient/nobody"},
    }
    answer = await fhir.post("/Goal", json=goal)
    assert answer.status_code == 422
    (issue,) = answer.json()["issue"]
    assert issue["expression"] == ["Goal.subject.reference"]
    assert "Patient/nobody" in issue["diagnostics"]


async def test_what_is_referred_to_is_not_deleted(fhir: httpx.AsyncClient) -> None:
    await fhir.put("/Patient/anna", json={**PATIENT, "id": "anna"})
    goal = {
        "resourceType": "Goal",
        "lifecycleStatus": "active",
        "description": {"text": "Gå ut"},
        "subject": {"reference": "Patient/anna"},
    }
    made = (await fhir.post("/Goal", json=goal)).json()
    refused = await fhir.delete("/Patient/anna")
    assert refused.status_code == 409
    assert f"Goal/{made['id']}" in refused.json()["issue"][0]["diagnostics"]
    assert (await fhir.delete(f"/Goal/{made['id']}")).status_code == 204
    assert (await fhir.delete("/Patient/anna")).status_code == 204


async def test_a_delete_of_what_never_was_has_nothing_to_do(fhir: httpx.AsyncClient) -> None:
    """https://hl7.org/fhir/R4/http.html#delete"""
    answer = await fhir.delete("/Patient/unknown")
    assert (answer.status_code, answer.content) == (204, b"")
    assert (await fhir.get("/Patient/unknown")).status_code == 404


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/Nonsense/1", 404),
        ("GET", "/Patient/unknown", 404),
        ("GET", "/Patient/unknown/_history", 404),
        ("GET", "/Patient/unknown/_history/1", 404),
        ("PATCH", "/Patient/a/_history", 405),
        ("POST", "/Patient/a", 405),
        ("GET", "/Patient/a?nonsense=1", 400),
        ("GET", "/Patient/a?_format=pdf", 406),
        ("GET", "/Patient/a?x=%zz%ff", 400),
        ("GET", "/a/b/c/d/e/f", 404),
    ],
)
async def test_what_is_not_there_or_not_understood(
    fhir: httpx.AsyncClient, method: str, path: str, status: int
) -> None:
    answer = await fhir.request(method, path)
    assert answer.status_code == status
    assert answer.json()["resourceType"] == "OperationOutcome"


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b"", "application/fhir+json", 400),
        (b"{", "application/fhir+json", 400),
        (b"[]", "application/fhir+json", 400),
        (b'{"resourceType":"Goal"}', "application/fhir+json", 400),
        (b"{}", "application/fhir+json", 400),
        (b'{"resourceType":"Patient","active":true,"active":false}', "application/json", 400),
        (b'{"resourceType":"Patient","language":"\\ud800"}', "application/json", 400),
        (b'{"resourceType":"Patient","language":"\xff"}', "application/json", 400),
        (b'{"resourceType":"Patient","active":null}', "application/json", 422),
        (b'{"resourceType":"Patient","active":"ja"}', "application/json", 422),
        (b"[" * 100_000, "application/json", 400),
        (b"hello", "text/plain", 415),
    ],
)
async def test_a_bad_body_is_refused(
    fhir: httpx.AsyncClient, body: bytes, content_type: str, status: int
) -> None:
    answer = await fhir.post("/Patient", content=body, headers={"content-type": content_type})
    assert answer.status_code == status, answer.text
    assert answer.json()["resourceType"] == "OperationOutcome"


async def test_prefer_says_what_comes_back(fhir: httpx.AsyncClient) -> None:
    minimal = await fhir.post("/Patient", json=PATIENT, headers={"Prefer": "return=minimal"})
    assert (minimal.status_code, minimal.content) == (201, b"")
    outcome = await fhir.post(
        "/Patient", json=PATIENT, headers={"Prefer": "return=OperationOutcome"}
    )
    assert outcome.status_code == 201
    assert outcome.json()["resourceType"] == "OperationOutcome"


async def test_head_is_get_without_a_body(fhir: httpx.AsyncClient) -> None:
    created = await fhir.post("/Patient", json=PATIENT)
    head = await fhir.head(f"/Patient/{created.json()['id']}")
    assert (head.status_code, head.content, head.headers["etag"]) == (200, b"", 'W/"1"')


async def test_elements_and_summary_leave_out_and_say_so(fhir: httpx.AsyncClient) -> None:
    await fhir.put("/Patient/anna", json={**PATIENT, "id": "anna"})
    cut = (await fhir.get("/Patient/anna?_elements=name")).json()
    assert set(cut) == {"resourceType", "id", "meta", "name"}
    assert cut["meta"]["tag"][0]["code"] == "SUBSETTED"
    pretty = await fhir.get("/Patient/anna?_pretty=true")
    assert pretty.text.startswith('{\n  "resourceType"')

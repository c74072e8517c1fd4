"""Binary in its own media type (https://hl7.org/fhir/R4/binary.html#rest), and bodies that are compressed."""

import base64
import gzip
import json

import httpx
import pytest

pytestmark = pytest.mark.anyio

PDF = b"%PDF-1.7\n\x00\xff\xfe not text"
FHIR = "application/fhir+json"
AS_PDF = {"content-type": "application/pdf"}


async def created(fhir: httpx.AsyncClient, **headers: str) -> str:
    answer = await fhir.post("/Binary", content=PDF, headers={**AS_PDF, **headers, "accept": FHIR})
    assert answer.status_code == 201, answer.text
    assert answer.json()["contentType"] == "application/pdf"
    assert base64.b64decode(answer.json()["data"]) == PDF
    return f"/Binary/{answer.json()['id']}"


async def test_what_is_posted_comes_back_byte_for_byte(fhir: httpx.AsyncClient) -> None:
    path = await created(fhir)
    for accept in ("application/pdf", "*/*", "image/png", "application/*;q=0.5", "text/html"):
        answer = await fhir.get(path, headers={"accept": accept})
        assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
        assert answer.content == PDF
        assert answer.headers["etag"] == 'W/"1"'
        assert answer.headers["content-security-policy"] == "sandbox; default-src 'none'"
    version = await fhir.get(f"{path}/_history/1", headers={"accept": "application/pdf"})
    assert version.content == PDF


async def test_a_file_may_be_named_when_it_is_sent(fhir: httpx.AsyncClient) -> None:
    """As Medplum's client does; only a Binary is a file."""
    named = await fhir.post("/Binary?_filename=a%20b.pdf", content=PDF, headers=AS_PDF)
    assert named.status_code == 201
    for path in ("/Binary?nonsense=1", "/Patient?_filename=a.pdf"):
        refused = await fhir.post(path, json={"resourceType": path[1:].partition("?")[0]})
        assert refused.status_code == 400


@pytest.mark.parametrize(
    "asked",
    [
        {"headers": {"accept": FHIR}},
        {"headers": {"accept": "application/fhir+xml"}},
        {"headers": {"accept": "application/fhir+json, */*;q=0.1"}},
        {"headers": {"accept": "application/json"}},
        {"params": {"_format": "json"}, "headers": {"accept": "*/*"}},
        {"params": {"_summary": "true"}, "headers": {"accept": "*/*"}},
    ],
)
async def test_who_asks_for_fhir_gets_the_resource(fhir: httpx.AsyncClient, asked: dict) -> None:
    answer = await fhir.get(await created(fhir), **asked)
    assert answer.status_code == 200
    assert "fhir+" in answer.headers["content-type"]


async def test_the_security_context_goes_both_ways_and_must_be_there(
    fhir: httpx.AsyncClient,
) -> None:
    await fhir.put("/Patient/anna", json={"resourceType": "Patient", "id": "anna"})
    path = await created(fhir, **{"x-security-context": "Patient/anna"})
    own = await fhir.get(path, headers={"accept": "application/pdf"})
    assert own.headers["x-security-context"] == "Patient/anna"
    resource = (await fhir.get(path, headers={"accept": FHIR})).json()
    assert resource["securityContext"] == {"reference": "Patient/anna"}
    # It is hers, and nobody else's.
    for patient, status in (("anna", 200), ("bo", 404)):
        seen = await fhir.get(path, headers={"x-role": "patient", "x-patient": patient})
        assert seen.status_code == status
    for unclear in ("anna", "http://elsewhere.example/fhir/Patient/anna"):
        refused = await fhir.post(
            "/Binary", content=b"a", headers={**AS_PDF, "x-security-context": unclear}
        )
        assert refused.status_code == 400
    nothing = {"x-security-context": "Patient/nobody", **AS_PDF}
    assert (await fhir.post("/Binary", content=PDF, headers=nothing)).status_code == 422


async def test_an_update_in_its_own_media_type(fhir: httpx.AsyncClient) -> None:
    path = await created(fhir)
    changed = await fhir.put(path, content=b"hej", headers={"content-type": "text/plain"})
    assert changed.status_code == 200
    answer = await fhir.get(path, headers={"accept": "*/*"})
    assert (answer.content, answer.headers["content-type"]) == (b"hej", "text/plain")
    stale = {"content-type": "text/plain", "if-match": 'W/"1"'}
    assert (await fhir.put(path, content=b"x", headers=stale)).status_code == 412


@pytest.mark.parametrize(
    ("media", "body"),
    [
        ("application/json", b'{"a": 1}'), ("application/fhir+json", b'{"resourceType": "Patient"}'),
        ("application/xml", b"<a/>"), ("text/xml", b"<a"),
    ],
)  # fmt: skip
async def test_fhir_and_what_looks_like_it_is_content_too(
    fhir: httpx.AsyncClient, media: str, body: bytes
) -> None:
    """#rest: the data is accepted as is, except where it is a Binary itself."""
    headers = {"content-type": media}
    made = await fhir.post("/Binary", content=body, headers={**headers, "accept": "image/png"})
    assert (made.status_code, made.json()["contentType"]) == (201, media)
    path = f"/Binary/{made.json()['id']}"
    assert (await fhir.get(path, headers={"accept": "*/*"})).content == body
    resource = await fhir.get(path, headers={"accept": FHIR})
    assert resource.json()["resourceType"] == "Binary"


async def test_who_sends_a_document_in_xml_is_told_of_it_in_json(fhir: httpx.AsyncClient) -> None:
    sent = {"content-type": "text/xml", "accept": "*/*"}
    made = await fhir.post("/Binary", content=b"<a/>", headers=sent)
    assert made.json()["contentType"] == "text/xml"


async def test_a_resource_is_still_a_resource(fhir: httpx.AsyncClient) -> None:
    body = {"resourceType": "Binary", "contentType": "text/plain", "data": "aGVq"}
    made = await fhir.post("/Binary", json=body)
    answer = await fhir.get(f"/Binary/{made.json()['id']}", headers={"accept": "*/*"})
    assert answer.content == b"hej"
    refused = await fhir.post("/Patient", content=b"x", headers={"content-type": "text/plain"})
    assert refused.status_code == 415


@pytest.mark.parametrize("media", ["nonsense", "text/", "text/plain; x"])
async def test_a_content_type_that_is_none_is_refused(fhir: httpx.AsyncClient, media: str) -> None:
    answer = await fhir.post("/Binary", content=b"x", headers={"content-type": media})
    assert answer.status_code == 415


async def test_what_is_not_there_is_told_in_fhir(fhir: httpx.AsyncClient) -> None:
    answer = await fhir.get("/Binary/none", headers={"accept": "image/png"})
    assert answer.status_code == 404
    assert answer.json()["resourceType"] == "OperationOutcome"


async def test_a_body_may_be_compressed(fhir: httpx.AsyncClient) -> None:
    body = json.dumps({"resourceType": "Patient", "active": True}).encode()
    headers = {"content-type": FHIR, "content-encoding": "gzip"}
    made = await fhir.post("/Patient", content=gzip.compress(body), headers=headers)
    assert (made.status_code, made.json()["active"]) == (201, True)
    bomb = gzip.compress(b" " * 64_000_000)
    cases = ((bomb, "gzip", 413), (body, "gzip", 400), (body, "br", 415))
    for content, encoding, status in cases:
        answer = await fhir.post(
            "/Patient", content=content, headers={**headers, "content-encoding": encoding}
        )
        assert answer.status_code == status
    cut = await fhir.post("/Patient", content=gzip.compress(body)[:-5], headers=headers)
    assert cut.status_code == 400

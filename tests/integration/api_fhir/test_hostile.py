"""What no client should send: refused with a place, on both databases; never a 5xx."""

import random

import httpx
import pytest

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    "path",
    [
        "/Patient/%00",
        "/Patient/a%00b/_history",
        "/Patient/a/_history/%00",
        "/Patient/a/_history/99999999999999999999",
        "/Patient/%F0%9F%98%80",
        "/Patient/" + "a" * 5000,
        "/Patient?name=%00",
        "/Patient?_id=%00",
        "/Patient?identifier=%00|%00",
        "/Patient?birthdate=%00",
        "/Patient?general-practitioner=%00",
        "/Patient?_lastUpdated=%00",
        "/Patient?_count=99999999999999999999",
        "/Patient?_count=-1",
        "/Patient?_sort=%00",
        "/Patient?name=%ED%A0%80",
        "/Patient?%00=%00",
        "/Patient?_cursor=%00",
        "/Patient?_cursor=AAAA",
        "/_history?_page=%00",
        "/_history?_page=AAAA",
        "/_history?_since=%00",
        "/_history?_since=99999-01-01",
        "/_history?_at=0001-01-01",
        "/Patient/%00/$everything",
        "/Patient/a/$everything?_page=x",
        "/Patient/%00/CarePlan",
        "/Patient?name=" + "å" * 4000,
        "/Observation?value-quantity=1e400",
        "/Observation?value-quantity=ap1e-400||%00",
        "/Patient?" + "&".join("name=a" for _ in range(1500)),
    ],
)
async def test_an_odd_url_never_makes_an_error_of_ours(fhir: httpx.AsyncClient, path: str) -> None:
    answer = await fhir.get(path)
    assert answer.status_code < 500, answer.text
    assert answer.json()["resourceType"] in ("OperationOutcome", "Bundle")


BODIES = [
    b'{"resourceType":"Patient","name":[{"family":"a\\u0000b"}]}',
    b'{"resourceType":"Patient","identifier":[{"system":"\\u0000","value":"\\u0000"}]}',
    b'{"resourceType":"Patient","id":"\\u0000"}',
    b'{"resourceType":"Patient","link":[{"other":{"reference":"Patient/\\u0000"},"type":"refer"}]}',
    b'{"resourceType":"Patient","meta":{"tag":[{"code":"\\u0000"}]}}',
    b'{"resourceType":"Patient","meta":[]}',
    b'{"resourceType":"Patient","meta":"x"}',
    b'{"resourceType":"Patient","identifier":{}}',
    b'{"resourceType":"Patient","identifier":[1]}',
    b'{"resourceType":"Patient","link":[null]}',
    b'{"resourceType":["Patient"]}',
    b'{"resourceType":null}',
    b'{"resourceType":"Patient","id":1}',
    b'{"resourceType":"Patient","contained":[1]}',
    b'{"resourceType":"Patient","birthDate":"99999-99-99"}',
    b'{"resourceType":"Patient","multipleBirthInteger":1e999}',
    b'{"resourceType":"Patient","multipleBirthInteger":99999999999999999999999999}',
    b'{"resourceType":"Provenance","target":[1],"agent":[1],"recorded":"x"}',
    b'{"resourceType":"Provenance","agent":{"type":1}}',
    b'{"resourceType":"Appointment","participant":"x"}',
    b'{"resourceType":"CarePlan","category":[{"coding":{"a":1}}],"subject":"Patient/a"}',
    b'{"resourceType":"Bundle","type":"transaction","entry":{}}',
    b'{"resourceType":"Bundle","type":"transaction","entry":[null]}',
    b'{"resourceType":"Bundle","type":"transaction","entry":[{"request":{"method":"PUT","url":"Patient/\\u0000"},"resource":{"resourceType":"Patient","id":"\\u0000"}}]}',
    b'{"resourceType":"Bundle","type":"transaction","entry":[{"request":{"method":"POST","url":"Patient","ifNoneExist":"\\u0000"},"resource":{"resourceType":"Patient"}}]}',
    b'{"resourceType":"Bundle","type":"transaction","entry":[{"request":{"method":"DELETE","url":"Patient?identifier=\\u0000"}}]}',
    b'{"resourceType":"Bundle","type":"batch","entry":[{"request":{"method":"GET","url":"Patient?name=%zz\\u00e5"}}]}',
    b'{"resourceType":"Bundle","type":"batch","entry":[{"request":{"method":"GET","url":""}}]}',
    b'{"resourceType":"Parameters","parameter":[{"name":"operation"}]}',
    b'{"resourceType":"Observation","status":"final","code":{"text":"x"},"valueQuantity":{"value":1e999}}',
]


@pytest.mark.parametrize("body", BODIES)
async def test_an_odd_body_never_makes_an_error_of_ours(
    fhir: httpx.AsyncClient, body: bytes
) -> None:
    for method, path in (
        ("POST", "/"),
        ("POST", "/Patient"),
        ("PUT", "/Patient/a"),
        ("POST", "/Provenance"),
        ("POST", "/Appointment"),
        ("POST", "/CarePlan"),
        ("POST", "/Observation"),
        ("PATCH", "/Patient/a"),
        ("POST", "/Patient/$validate"),
        ("POST", "/Patient/_search"),
    ):
        answer = await fhir.request(
            method, path, content=body, headers={"content-type": "application/fhir+json"}
        )
        assert answer.status_code < 500, (method, path, answer.text)


async def test_odd_headers_never_make_an_error_of_ours(fhir: httpx.AsyncClient) -> None:
    body = {"resourceType": "Patient"}
    for headers in (
        {"If-Match": "nonsense"},
        {"If-Match": 'W/"99999999999999999999999"'},
        {"If-None-Exist": ""},
        {"If-None-Exist": "name=%00"},
        {"If-None-Exist": "nonsense=1"},
        {"Idempotency-Key": ""},
        {"Idempotency-Key": "a b"},
        {"Prefer": ";;;=,"},
        {"Accept": ";;;q=x,,"},
        {"Content-Type": ";;;"},
        {"If-Modified-Since": "yesterday"},
    ):
        for method, path in (("POST", "/Patient"), ("PUT", "/Patient/a"), ("GET", "/Patient/a")):
            answer = await fhir.request(
                method,
                path,
                json=None if method == "GET" else {**body, "id": "a"},
                headers=headers,
            )
            assert answer.status_code < 500, (method, path, headers, answer.text)


async def test_broken_pieces_of_a_good_body(fhir: httpx.AsyncClient) -> None:
    good = (
        b'{"resourceType":"Patient","id":"a","meta":{"tag":[{"system":"urn:x","code":"y"}]},'
        b'"identifier":[{"system":"urn:example:x","value":"1"}],"active":true,'
        b'"name":[{"family":"Testsson","given":["\xc3\x85ke"]}],"birthDate":"1977-01-17",'
        b'"link":[{"other":{"reference":"Patient/b"},"type":"seealso"}]}'
    )
    chance = random.Random(20261125)  # noqa: S311 - repeatable
    for _ in range(300):
        body = bytearray(good)
        for _ in range(chance.randrange(1, 4)):
            place = chance.randrange(len(body))
            body[place : place + chance.randrange(3)] = bytes(
                chance.choices(b'{}[]",:\\0a\x00\xff\xc3', k=chance.randrange(3))
            )
        answer = await fhir.put("/Patient/a", content=bytes(body))
        assert answer.status_code < 500, (bytes(body), answer.text)

"""The attack list of ../shared/trust-and-portal.md, as far as it concerns this interface.

Anna's app may read what is hers. Whatever it tries, Bo's data are as if they had never been.
"""

from typing import Any

import httpx
import pytest

pytestmark = pytest.mark.anyio

P = {"x-role": "patient", "x-patient": "anna", "x-scopes": "patient/*.rs", "x-subject": "anna"}
WRITES = {**P, "x-scopes": "patient/*.cruds"}
T = {"x-role": "system"}
NUMBER = "http://electronichealth.se/identifier/personnummer"


def plan(ident: str, patient: str, **more: Any) -> dict[str, Any]:
    return {
        "resourceType": "CarePlan",
        "id": ident,
        "status": "active",
        "intent": "plan",
        "subject": {"reference": f"Patient/{patient}"},
        **more,
    }


@pytest.fixture
async def world(fhir: httpx.AsyncClient) -> httpx.AsyncClient:
    nopat = {
        "security": [
            {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "NOPAT"}
        ]
    }
    bodies: list[dict[str, Any]] = [
        {"resourceType": "Organization", "id": "unit", "name": "Vårdcentralen Exempel"},
        {"resourceType": "Patient", "id": "anna", "name": [{"family": "Testsson"}],
         "identifier": [{"system": NUMBER, "value": "197701172392"}]},
        {"resourceType": "Patient", "id": "bo", "name": [{"family": "Provström"}],
         "identifier": [{"system": NUMBER, "value": "197701182383"}]},
        plan("hers", "anna", author={"reference": "Organization/unit"}),
        plan("held", "anna", meta=nopat),
        plan("his", "bo", author={"reference": "Organization/unit"}),
        plan("gone", "bo"),
        {"resourceType": "Group", "id": "both", "type": "person", "actual": True,
         "member": [{"entity": {"reference": "Patient/anna"}}, {"entity": {"reference": "Patient/bo"}}]},
        {"resourceType": "CareTeam", "id": "team", "status": "active", "subject": {"reference": "Patient/anna"},
         "participant": [{"member": {"reference": "Patient/bo"}}]},
        {"resourceType": "Provenance", "id": "about-bo", "target": [{"reference": "CarePlan/his"}],
         "recorded": "2026-11-02T10:00:00+01:00", "agent": [{"who": {"reference": "Organization/unit"}}]},
        {"resourceType": "Basic", "id": "basic", "code": {"text": "x"}, "subject": {"reference": "Patient/bo"}},
        {"resourceType": "List", "id": "list", "status": "current", "mode": "working",
         "subject": {"reference": "Patient/bo"}},
    ]  # fmt: skip
    for body in bodies:
        answer = await fhir.put(f"/{body['resourceType']}/{body['id']}", json=body)
        assert answer.status_code == 201, answer.text
    assert (await fhir.delete("/CarePlan/gone")).status_code == 204
    return fhir


def shape(answer: httpx.Response) -> tuple[int, str, list[str]]:
    headers = [name for name in answer.headers if name != "content-length"]
    return answer.status_code, answer.text, headers


UNSEEN = [
    "CarePlan/his",
    "CarePlan/held",
    "CarePlan/gone",
    "Patient/bo",
    "Group/both",
    "Provenance/about-bo",
    "Basic/basic",
    "List/list",
]


@pytest.mark.parametrize("path", UNSEEN)
async def test_a_read_is_as_of_an_id_that_never_was(world: httpx.AsyncClient, path: str) -> None:
    type_ = path.partition("/")[0]
    for tail in ("", "/_history", "/_history/1", "/_history/2"):
        for more in ({}, {"If-None-Match": 'W/"1"'}, {"If-Modified-Since": "Thu, 01 Jan 2099 00:00:00 GMT"}):  # fmt: skip
            headers = {**P, **more}
            mine = await world.get(f"/{path}{tail}", headers=headers)
            never = await world.get(f"/{type_}/never{tail}", headers=headers)
            assert shape(mine) == shape(never)
            assert mine.status_code == 404


@pytest.mark.parametrize("path", ["CarePlan/his", "CarePlan/gone"])
async def test_a_write_is_as_of_an_id_that_never_was(world: httpx.AsyncClient, path: str) -> None:
    ident = path.partition("/")[2]
    match = {**WRITES, "If-Match": 'W/"7"'}
    deleted = await world.delete(f"/{path}", headers=match)
    assert shape(deleted) == shape(await world.delete("/CarePlan/never", headers=match))
    assert deleted.status_code == 412
    deleted = await world.delete(f"/{path}", headers=WRITES)
    assert shape(deleted) == shape(await world.delete("/CarePlan/never", headers=WRITES))
    assert deleted.status_code == 204
    assert (
        await world.put(f"/{path}", json=plan(ident, "anna"), headers=WRITES)
    ).status_code == 404
    patch = [{"op": "replace", "path": "/subject/reference", "value": "Patient/anna"}]
    answer = await world.patch(
        f"/{path}", json=patch, headers={**WRITES, "content-type": "application/json-patch+json"}
    )
    assert answer.status_code == 404


def ids(answer: httpx.Response) -> list[str]:
    assert answer.status_code == 200, answer.text
    return sorted(entry["resource"]["id"] for entry in answer.json().get("entry", []))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("CarePlan", ["hers"]),
        ("CarePlan?subject=Patient/bo", []),
        ("CarePlan?subject=bo", []),
        ("CarePlan?subject=http://test/fhir/Patient/bo", []),
        (f"CarePlan?subject:identifier={NUMBER}|197701182383", []),
        ("CarePlan?subject=urn:uuid:00000000-0000-4000-8000-000000000001", []),
        (f"CarePlan?subject:Patient.identifier={NUMBER}|197701182383", []),
        ("CarePlan?subject:Patient.name=Provström", []),
        ("Patient?_id=anna,bo", ["anna"]),
        ("CareTeam?_include=*", ["anna", "team"]),
        ("CareTeam?_include=CareTeam:participant", ["team"]),
        ("Organization?_revinclude=Provenance:agent", ["unit"]),
        ("Organization?_has:Provenance:agent:_id=about-bo", []),
        ("Group", []),
        ("Provenance", []),
        ("Patient/bo/CarePlan", []),
    ],
)
async def test_a_search_finds_what_is_hers_alone(
    world: httpx.AsyncClient, query: str, expected: list[str]
) -> None:
    answer = await world.get(f"/{query}", headers=P)
    found = ids(answer)
    if "_include=*" in query:
        assert set(found) <= {"anna", "team", "unit"}
    elif "_revinclude" in query:
        assert found == ["unit"]
    else:
        assert found == expected
    for word in ("Provström", '"his"', '"held"', "197701182383"):
        assert word not in answer.text


async def test_totals_count_what_is_seen(world: httpx.AsyncClient) -> None:
    for query in ("_summary=count", "_total=accurate", "_total=estimate", "_count=0"):
        assert (await world.get(f"/CarePlan?{query}", headers=P)).json()["total"] == 1


async def test_everything_of_another_is_not_there(world: httpx.AsyncClient) -> None:
    assert (await world.get("/Patient/bo/$everything", headers=P)).status_code == 404
    assert (await world.get("/CarePlan/his/$everything", headers=P)).status_code == 404
    mine = await world.get("/Patient/anna/$everything", headers=P)
    assert set(ids(mine)) == {"anna", "hers", "team", "unit"}


async def test_scopes_are_asked_for_each_type_and_letter(world: httpx.AsyncClient) -> None:
    reads = {**P, "x-scopes": "patient/CarePlan.r"}
    searches = {**P, "x-scopes": "patient/CarePlan.s"}
    assert (await world.get("/CarePlan/hers", headers=reads)).status_code == 200
    assert (await world.get("/CarePlan", headers=reads)).status_code == 403
    assert (await world.get("/CarePlan/_history", headers=reads)).status_code == 403
    assert (await world.get("/_history", headers=reads)).status_code == 403
    assert (await world.get("/CarePlan", headers=searches)).status_code == 200
    assert (await world.get("/CarePlan/hers", headers=searches)).status_code == 403
    assert (await world.get("/Patient/anna", headers=reads)).status_code == 403
    hidden = await world.get("/CarePlan?_include=CarePlan:subject", headers=searches)
    assert ids(hidden) == ["hers"]
    for code in ("about-bo", "never"):
        answer = await world.get(f"/Organization?_has:Provenance:agent:_id={code}", headers={**P, "x-scopes": "patient/Organization.s"})  # fmt: skip
        assert answer.status_code == 403


async def test_a_bundle_opens_nothing_more(world: httpx.AsyncClient) -> None:
    entries = [{"request": {"method": "GET", "url": url}} for url in ("CarePlan/his", "CarePlan?subject=Patient/bo", "CarePlan/hers")]  # fmt: skip
    answer = await world.post(
        "/", json={"resourceType": "Bundle", "type": "batch", "entry": entries}, headers=P
    )
    first, second, third = answer.json()["entry"]
    assert first["response"]["status"].startswith("404")
    assert second["resource"]["total"] == 0
    assert third["response"]["status"].startswith("200")


async def test_conditions_meet_only_what_is_seen(world: httpx.AsyncClient) -> None:
    condition = f"identifier={NUMBER}|197701182383"
    for ident in ("197701182383", "197909212388"):
        condition = f"identifier={NUMBER}|{ident}"
        answer = await world.delete(f"/Patient?{condition}", headers=WRITES)
        assert (answer.status_code, answer.content) == (204, b"")
        reference = {"reference": f"Patient?{condition}"}
        entry = {"request": {"method": "POST", "url": "CarePlan"}, "resource": {**plan("x", "anna"), "subject": reference}}  # fmt: skip
        bundle = {"resourceType": "Bundle", "type": "transaction", "entry": [entry]}
        refused = await world.post("/", json=bundle, headers=WRITES)
        assert refused.status_code == 422
        assert "finds nothing" in refused.json()["issue"][0]["diagnostics"]
    assert (await world.get("/Patient/bo")).status_code == 200


async def test_a_resource_is_not_moved_to_or_from_another(world: httpx.AsyncClient) -> None:
    moved = await world.put("/CarePlan/hers", json=plan("hers", "bo"), headers=WRITES)
    assert moved.status_code == 403
    for patient in ("bo", "never"):
        made = await world.post("/CarePlan", json=plan("x", patient), headers=WRITES)
        assert made.status_code == 403
        assert "Patient" not in made.text
    bodies = []
    for target in ("his", "other"):
        body = plan("x", "anna", partOf=[{"reference": f"CarePlan/{target}"}])
        answer = await world.post("/CarePlan", json=body, headers=WRITES)
        assert answer.status_code == 422
        bodies.append(answer.text.replace(target, "?"))
    assert bodies[0] == bodies[1]


async def test_another_tenant_has_ids_of_its_own(world: httpx.AsyncClient) -> None:
    other = "http://test/providers/v2/fhir"
    assert (await world.get(f"{other}/CarePlan/his")).status_code == 404
    assert ids(await world.get(f"{other}/CarePlan")) == []
    made = await world.put(
        f"{other}/Patient/bo", json={"resourceType": "Patient", "id": "bo", "active": True}
    )
    assert made.status_code == 201
    assert "active" not in (await world.get("/Patient/bo")).json()


async def test_a_page_link_is_its_owners(world: httpx.AsyncClient) -> None:
    page = (await world.get("/CarePlan?_count=1")).json()
    link = next(link["url"] for link in page["link"] if link["relation"] == "next")
    assert (await world.get(link)).status_code == 200
    assert (await world.get(link, headers=P)).status_code == 404
    assert (await world.get(link[:-3] + "AAA")).status_code == 400


async def test_links_keep_the_configured_base(world: httpx.AsyncClient) -> None:
    forged = {"Host": "evil.example", "X-Forwarded-Host": "evil.example"}
    page = await world.get("/CarePlan?_count=1", headers=forged)
    created = await world.post("/Patient", json={"resourceType": "Patient"}, headers=forged)
    assert "evil" not in page.text
    assert created.headers["location"].startswith("http://test/fhir/")


async def test_no_personal_number_in_an_error(world: httpx.AsyncClient) -> None:
    for path in (
        f"Patient?identifer={NUMBER}|197701182383",
        "Patient/19770118-2383x?x=197701182383",
        "CarePlan?date=197701182383",
        "Nonsense197701182383/1",
    ):
        answer = await world.get(f"/{path}")
        assert answer.status_code in (400, 404)
        assert "197701182383" not in answer.text

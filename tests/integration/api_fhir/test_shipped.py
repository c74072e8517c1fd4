"""The product's own definitions are resources: whoever reads the CapabilityStatement finds what it names.

https://hl7.org/fhir/R4/capabilitystatement.html
"""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.serving import asgi_client

from pk_fhir.app import opened, prepare
from pk_fhir.config import Settings
from pk_fhir.definitions import Definitions
from pk_fhir.fhir import json as fhir_json
from pk_fhir.interactions.service import Service
from pk_fhir.interactions.shipped import ship, shipped_of

pytestmark = pytest.mark.anyio

CONTRACT = "https://pk-fhir.example/fhir/StructureDefinition/pk-contract"


@pytest.fixture
async def client(database_url: str, tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    settings = Settings(database_url=database_url, data_dir=tmp_path)
    async with (
        # As each of several workers is; one process alone stores them as it opens.
        opened(settings, prepared=await prepare(settings)) as app,
        asgi_client(app, settings.base_url + "/fhir") as found,
    ):
        yield found


def canonicals(statement: dict[str, Any]) -> Iterator[tuple[str, str]]:
    [rest] = statement["rest"]
    for stated in [rest, *rest["resource"]]:
        for url in stated.get("supportedProfile", ()):
            yield "StructureDefinition", url
        for operation in stated.get("operation", ()):
            yield "OperationDefinition", operation["definition"]
        for parameter in stated.get("searchParam", ()):
            if parameter.get("definition", "").startswith("https://pk-fhir.example/"):
                yield "SearchParameter", parameter["definition"]


async def test_what_the_statement_names_is_found(client: httpx.AsyncClient) -> None:
    statement = (await client.get("/metadata")).json()
    named = set(canonicals(statement))
    assert ("StructureDefinition", CONTRACT) in named
    for type_, url in named:
        found = (await client.get(f"/{type_}", params={"url": url})).json()
        assert [entry["resource"]["url"] for entry in found["entry"]] == [url], url
    # It is served as it was published.
    read = fhir_json.parse((await client.get("/StructureDefinition/pk-contract")).content)
    published = Definitions.ours().get(CONTRACT)
    assert published is not None
    assert {**read, "meta": None} == {**published, "meta": None}


async def test_nobody_changes_them_and_loading_the_same_again_is_no_change(
    client: httpx.AsyncClient,
) -> None:
    path = "/Questionnaire/pk-uppfoljning"
    stored = (await client.get(path)).json()
    again = await client.put(path, json=stored)
    assert (again.status_code, again.headers["etag"], again.json()) == (200, 'W/"1"', stored)
    patch = [{"op": "add", "path": "/copyright", "value": "Vi"}]
    as_patch = {"content-type": "application/json-patch+json"}
    for refused in (
        await client.put(path, json={**stored, "title": "En annan"}),
        await client.patch(path, json=patch, headers=as_patch),
        await client.delete(path),
        await client.delete("/Questionnaire", params={"url": stored["url"]}),
    ):
        assert (refused.status_code, refused.headers["allow"][:3]) == (405, "GET")
        assert "only a new release" in refused.json()["issue"][0]["diagnostics"]
    assert (await client.get(f"{path}/_history")).json()["total"] == 1
    # What is like it, under a name of its own, is the care provider's.
    own = {**stored, "id": "vara-fragor", "url": "http://example.org/Questionnaire/vara-fragor"}
    assert (await client.put("/Questionnaire/vara-fragor", json=own)).status_code == 201


async def test_they_are_searched_and_paged_with_what_a_care_provider_stores(
    client: httpx.AsyncClient,
) -> None:
    own = {
        "resourceType": "CodeSystem",
        "url": "http://example.org/CodeSystem/ours",
        "status": "active",
        "content": "complete",
    }
    assert (await client.post("/CodeSystem", json=own)).status_code == 201
    shipped = sum(1 for entry in Definitions.ours().source.entries if entry.kind == "CodeSystem")
    found: list[str] = []
    link: str | None = "/CodeSystem?_sort=url&_count=10&_total=accurate&_elements=url"
    while link is not None:
        page = (await client.get(link)).json()
        assert page["total"] == shipped + 1
        found += [entry["resource"]["url"] for entry in page["entry"]]
        link = next((each["url"] for each in page["link"] if each["relation"] == "next"), None)
    assert found == sorted(found)
    assert len(set(found)) == shipped + 1


async def test_a_release_brings_its_form_to_each_care_provider_and_no_start_changes_what_is_the_same(
    service: Service, fhir: httpx.AsyncClient
) -> None:
    ours = [
        each for each in shipped_of(Definitions.ours(), ()) if each["resourceType"] == "ValueSet"
    ]
    theirs = {**ours[0], "url": "http://example.org/ValueSet/theirs"}
    path = f"/ValueSet/{theirs['id']}"
    assert (await fhir.put(path, json=theirs)).status_code == 201
    for newer in (ours, ours, [*ours[:-1], {**ours[-1], "title": "Nästa utgåva"}]):
        await ship(service, newer)
    history = (await fhir.get(f"/ValueSet/{ours[-1]['id']}/_history")).json()
    titles = [entry["resource"]["title"] for entry in history["entry"]]
    assert titles == ["Nästa utgåva", ours[-1]["title"]]
    assert (await fhir.get("/ValueSet/_history?_summary=count")).json()["total"] == len(ours) + 1
    # An id that a care provider had given to something of its own stays with it.
    assert (await fhir.get(path)).json()["url"] == theirs["url"]
    assert (await fhir.delete(path)).status_code == 204
    other = f"/providers/v2/fhir/ValueSet/{theirs['id']}"
    assert (await fhir.get(f"http://test{other}")).json()["url"] == ours[0]["url"]


async def test_a_package_of_a_region_gives_its_own_form_of_one_of_ours() -> None:
    ours = Definitions.ours()
    over = ours.overlay([{**(ours.get(CONTRACT) or {}), "version": "9.0.0"}])
    urls = {each["url"] for each in shipped_of(over, ())}
    assert urls == {each["url"] for each in shipped_of(ours, ())} - {CONTRACT}


R4 = "http://hl7.org/fhir"


async def test_r4s_own_are_read_and_found_though_nobody_stored_them(
    fhir: httpx.AsyncClient,
) -> None:
    read = await fhir.get("/StructureDefinition/Patient")
    patient = read.json()
    assert (read.status_code, read.headers["etag"]) == (200, 'W/"1"')
    assert patient["url"] == f"{R4}/StructureDefinition/Patient"
    assert patient["meta"]["tag"][0]["code"] == "SUBSETTED"
    assert len(patient["snapshot"]["element"]) > 40
    assert (await fhir.get("/StructureDefinition/Patient/_history/1")).json() == patient
    for asked in (
        {"url": patient["url"]},
        {"url": f"{patient['url']}|4.0.1", "_count": "5"},
        {"url": patient["url"], "version": "4.0.1", "_id": "Patient"},
        {"_id": "Patient", "_format": "json"},
    ):
        found = (await fhir.get("/StructureDefinition", params=asked)).json()
        assert [entry["resource"] for entry in found["entry"]] == [patient], asked
        assert found["entry"][0]["fullUrl"].endswith("/StructureDefinition/Patient")
    counted = await fhir.get(f"/StructureDefinition?url={patient['url']}&_summary=count")
    assert (counted.json()["total"], "entry" in counted.json()) == (1, False)
    bundle = {
        "resourceType": "Bundle",
        "type": "transaction",
        "entry": [{"request": {"method": "GET", "url": "StructureDefinition/Patient"}}],
    }
    [entry] = (await fhir.post("/", json=bundle)).json()["entry"]
    assert entry["resource"] == patient
    expanded = await fhir.get("/ValueSet/administrative-gender/$expand")
    assert len(expanded.json()["expansion"]["contains"]) == 4
    for kind, id_ in (("SearchParameter", "Patient-name"), ("CodeSystem", "administrative-gender")):
        assert (await fhir.get(f"/{kind}/{id_}")).json()["id"] == id_


@pytest.mark.parametrize(
    "asked",
    [
        "url=http://hl7.org/fhir/StructureDefinition/Patient&version=5.0.0",
        "url=http://hl7.org/fhir/StructureDefinition/Patient|5.0.0",
        "url=http://hl7.org/fhir/StructureDefinition/Patient&_id=Person",
        "url=http://hl7.org/fhir/StructureDefinition/Patient&status=draft",
        "url=http://hl7.org/fhir/ValueSet/administrative-gender",
        "_id=nobody",
        "name=Patient",
    ],
)
async def test_what_is_asked_beside_their_names_is_asked_of_the_store(
    fhir: httpx.AsyncClient, asked: str
) -> None:
    assert "entry" not in (await fhir.get(f"/StructureDefinition?{asked}")).json()


async def test_what_a_care_provider_stored_comes_before_r4s_own(fhir: httpx.AsyncClient) -> None:
    path, url = "/ValueSet/administrative-gender", f"{R4}/ValueSet/administrative-gender"
    own = {"resourceType": "ValueSet", "id": path.rpartition("/")[2], "url": url, "status": "draft"}
    assert (await fhir.put(path, json=own)).status_code == 201
    for answer in (await fhir.get(path), await fhir.get(f"{path}/_history/1")):
        assert answer.json()["status"] == "draft"
    found = (await fhir.get("/ValueSet", params={"url": url})).json()
    assert [entry["resource"]["status"] for entry in found["entry"]] == ["draft"]
    assert (await fhir.delete(path)).status_code == 204
    assert (await fhir.get(path)).status_code == 410


async def test_r4s_own_are_for_whom_scopes_open_them(fhir: httpx.AsyncClient) -> None:
    patient = {"x-role": "patient", "x-patient": "a", "x-scopes": "patient/StructureDefinition.rs"}
    path = "/StructureDefinition/Patient"
    assert (await fhir.get(path, headers=patient)).status_code == 200
    narrowed = {"x-scopes": "system/StructureDefinition.rs?status=draft"}
    assert (await fhir.get(path, headers=narrowed)).status_code == 404
    other = {"x-scopes": "system/ValueSet.rs"}
    assert (await fhir.get(path, headers=other)).status_code == 403

"""SearchParameters that are posted take effect, here and in another process, and never in silence.

https://hl7.org/fhir/R4/searchparameter.html, https://hl7.org/fhir/R4/async.html
"""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from tests.integration.api_fhir.conftest import RULES, client_of, make_service

from pk_fhir.interactions import reindexing
from pk_fhir.interactions.parameter_sets import ParameterSets
from pk_fhir.interactions.service import Service
from pk_fhir.store import Store

pytestmark = pytest.mark.anyio

BROTHER = "http://example.org/SearchParameter/mothers-name"
EVERY = 0.05


def parameter(**changed: Any) -> dict[str, Any]:
    return {
        "resourceType": "SearchParameter",
        "url": BROTHER,
        "name": "MothersName",
        "status": "active",
        "description": "Mors flicknamn",
        "code": "mothers-name",
        "base": ["Patient"],
        "type": "string",
        "expression": "Patient.extension('http://hl7.org/fhir/StructureDefinition/patient-mothersMaidenName').value",
        **changed,
    }


def patient(name: str) -> dict[str, Any]:
    url = "http://hl7.org/fhir/StructureDefinition/patient-mothersMaidenName"
    return {"resourceType": "Patient", "extension": [{"url": url, "valueString": name}]}


def quick(service: Service) -> Service:
    service.parameters.every = EVERY
    return service


@pytest.fixture
def service(store: Store) -> Service:
    return quick(make_service(store))


@pytest.fixture
async def other(store: Store) -> AsyncIterator[httpx.AsyncClient]:
    """The same database as another process sees it: with a service of its own."""
    async with client_of(quick(make_service(store))) as client:
        yield client


async def ended(client: httpx.AsyncClient, begun: httpx.Response) -> dict[str, Any]:
    """What a work of $reindex came to."""
    assert begun.status_code == 202, begun.text
    for _ in range(3000):
        answer = await client.get(begun.headers["content-location"])
        if answer.status_code == 200:
            return {part["name"]: part for part in answer.json()["parameter"]}
        assert answer.status_code == 202
        assert " of " in answer.headers["x-progress"]
        assert answer.headers["retry-after"] == "1"
        await asyncio.sleep(0.02)
    raise AssertionError("it never ended")


async def names(client: httpx.AsyncClient, query: str) -> list[str]:
    answer = await client.get(f"/Patient?{query}")
    assert answer.status_code == 200, answer.text
    return [e["resource"]["extension"][0]["valueString"] for e in answer.json().get("entry", [])]


async def test_a_posted_parameter_is_refused_until_what_was_stored_is_indexed(
    fhir: httpx.AsyncClient, other: httpx.AsyncClient
) -> None:
    for name in ("Ek", "Alm"):
        assert (await fhir.post("/Patient", json=patient(name))).status_code == 201
    unknown = await fhir.get("/Patient?mothers-name=ek")
    assert "has no search parameter" in unknown.json()["issue"][0]["diagnostics"]
    assert (await fhir.post("/SearchParameter", json=parameter())).status_code == 201

    for query in ("mothers-name=ek", "_sort=mothers-name", "_has:Patient:link:mothers-name=a"):
        refused = await fhir.get(f"/Patient?{query}")
        assert (
            refused.status_code,
            refused.json()["issue"][0]["details"]["coding"][0]["code"],
        ) == (
            400,
            "search.not-indexed",
        )
    lenient = await fhir.get("/Patient?mothers-name=ek", headers={"prefer": "handling=lenient"})
    outcome = lenient.json()["entry"][-1]["resource"]
    assert "not indexed" in outcome["issue"][0]["diagnostics"]
    assert "mothers-name" not in await stated(fhir)

    done = await ended(fhir, await fhir.post("/$reindex"))
    assert done["state"]["valueCode"] == "completed"
    assert (done["total"]["valueInteger"], done["done"]["valueInteger"]) == (2, 2)
    await asyncio.sleep(2 * EVERY)
    for client in (fhir, other):
        assert await names(client, "mothers-name=ek") == ["Ek"]
        assert await names(client, "_sort=mothers-name") == ["Alm", "Ek"]
        assert (await stated(client))["mothers-name"] == BROTHER
    # What the other process writes is found too.
    assert (await other.post("/Patient", json=patient("Asp"))).status_code == 201
    assert await names(fhir, "mothers-name=as") == ["Asp"]


async def test_a_write_of_a_process_that_does_not_know_yet_is_made_again_with_the_new_rows(
    fhir: httpx.AsyncClient, store: Store
) -> None:
    unaware = make_service(store)
    unaware.parameters.every = 3600
    async with client_of(unaware) as other:
        assert (await other.post("/Patient", json=patient("Ask"))).status_code == 201
        assert (await fhir.post("/SearchParameter", json=parameter())).status_code == 201
        # Indexing anew waits for nobody: whoever writes from now on writes by the new parameter.
        await ended(fhir, await fhir.post("/$reindex"))
        both = {
            "resourceType": "Bundle",
            "type": "transaction",
            "entry": [
                {"request": {"method": "POST", "url": "Patient"}, "resource": patient(name)}
                for name in ("Alm", "Asp")
            ],
        }
        assert (await other.post("/", json=both)).status_code == 200
        assert sorted(await names(fhir, "mothers-name=a")) == ["Alm", "Ask", "Asp"]
        # The same for one who would post a second of the same code.
        assert (await fhir.delete("/SearchParameter?code=mothers-name")).status_code == 204
        [again, second] = [
            await client.post("/SearchParameter", json=parameter(url=f"http://example.org/{n}"))
            for n, client in enumerate((fhir, other))
        ]
        assert (again.status_code, second.status_code) == (201, 422)


async def stated(client: httpx.AsyncClient) -> dict[str, str]:
    rest = (await client.get("/metadata")).json()["rest"][0]
    [found] = [each for each in rest["resource"] if each["type"] == "Patient"]
    return {each["name"]: each["definition"] for each in found["searchParam"]}


async def test_a_changed_parameter_waits_again_and_a_deleted_one_is_unknown(
    fhir: httpx.AsyncClient,
) -> None:
    await fhir.post("/Patient", json={**patient("Ek"), "language": "sv"})
    await fhir.put("/SearchParameter/m", json={**parameter(), "id": "m"})
    await ended(fhir, await fhir.post("/SearchParameter/m/$reindex"))
    assert await names(fhir, "mothers-name=ek") == ["Ek"]
    # Words about it change nothing.
    renamed = {**parameter(description="Moderns flicknamn"), "id": "m"}
    await fhir.put("/SearchParameter/m", json=renamed)
    assert await names(fhir, "mothers-name=ek") == ["Ek"]

    other = {**parameter(expression="Patient.language"), "id": "m"}
    assert (await fhir.put("/SearchParameter/m", json=other)).status_code == 200
    assert (await fhir.get("/Patient?mothers-name=sv")).status_code == 400
    await ended(fhir, await fhir.post("/SearchParameter/m/$reindex"))
    assert await names(fhir, "mothers-name=sv") == ["Ek"]
    assert await names(fhir, "mothers-name=ek") == []

    await fhir.delete("/SearchParameter/m")
    gone = await fhir.get("/Patient?mothers-name=sv")
    assert "has no search parameter" in gone.json()["issue"][0]["diagnostics"]
    # What was written while it was away has no rows: it waits once more.
    await fhir.put("/SearchParameter/m", json=other)
    assert (await fhir.get("/Patient?mothers-name=sv")).status_code == 400


async def test_a_draft_is_kept_and_changes_nothing(fhir: httpx.AsyncClient) -> None:
    draft = parameter(status="draft")
    made = await fhir.post("/SearchParameter", json=draft)
    assert made.status_code == 201, made.text
    answer = await fhir.get("/Patient?mothers-name=a")
    assert "has no search parameter" in answer.json()["issue"][0]["diagnostics"]


async def test_r4s_own_definition_posted_again_changes_nothing(fhir: httpx.AsyncClient) -> None:
    from pk_fhir.definitions import Definitions  # noqa: PLC0415 - read where it is used

    own = Definitions.r4().get("http://hl7.org/fhir/SearchParameter/Patient-birthDate") or next(
        each
        for each in Definitions.r4().all("SearchParameter")
        if each["code"] == "active" and each["base"] == ["Patient"]
    )
    assert (
        await fhir.post("/SearchParameter", json={**own, "status": "active"})
    ).status_code == 201
    assert (await fhir.get(f"/Patient?{own['code']}=true")).status_code == 200


@pytest.mark.parametrize(
    ("changed", "place", "words"),
    [
        ({"expression": "Patient.name.where("}, "expression", "at character 20"),
        ({"expression": "Patient.nmae"}, "expression", "Patient has no element nmae"),
        ({"expression": "Patient.name", "type": "date"}, "expression", "leads to HumanName"),
        ({"expression": "Patient.name.bogus()"}, "expression", "no function bogus()"),
        ({"code": "_sort"}, "code", "One cannot search by the name _sort"),
        ({"code": "a.b"}, "code", "One cannot search by the name a.b"),
        (
            {"base": ["Medication"], "expression": "Medication.code"},
            "base",
            "None of the types is served",
        ),
        ({"type": "special"}, "type", "special"),
        ({"type": "composite"}, "", "two components or more"),
    ],
)
async def test_what_could_never_find_anything_is_refused_with_its_place(
    fhir: httpx.AsyncClient, changed: dict[str, Any], place: str, words: str
) -> None:
    answer = await fhir.post("/SearchParameter", json=parameter(**changed))
    assert answer.status_code == 422, answer.text
    [issue] = [each for each in answer.json()["issue"] if each["severity"] == "error"]
    assert issue["expression"] == [f"SearchParameter.{place}".rstrip(".")]
    assert words in issue["diagnostics"]
    assert (await fhir.get("/SearchParameter")).json()["total"] == 0


async def test_two_parameters_of_one_code_are_refused(fhir: httpx.AsyncClient) -> None:
    first = await fhir.post("/SearchParameter", json=parameter())
    second = await fhir.post("/SearchParameter", json=parameter(url="http://example.org/other"))
    assert second.status_code == 422
    assert f"SearchParameter/{first.json()['id']}" in second.json()["issue"][0]["diagnostics"]


async def test_work_that_was_left_is_taken_up_where_it_was(
    fhir: httpx.AsyncClient, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("Ek", "Alm", "Asp"):
        await fhir.post("/Patient", json=patient(name))
    await fhir.post("/SearchParameter", json=parameter())
    real, calls = reindexing.reindex, 0

    async def breaks_after_one(*args: Any, **more: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == 2:
            raise asyncio.CancelledError
        return await real(*args, **{**more, "at_once": 1})

    monkeypatch.setattr(reindexing, "reindex", breaks_after_one)
    begun = await fhir.post("/$reindex")
    await asyncio.gather(*service.parameters.tasks, return_exceptions=True)
    stopped = await fhir.get(begun.headers["content-location"])
    assert (stopped.status_code, stopped.headers["x-progress"]) == (202, "1 of 3 resources")
    assert (await fhir.post("/$reindex?type=Goal")).status_code == 409

    # The lease of the one who is gone runs out.
    later = service.now() + 61_000_000
    monkeypatch.setattr("pk_fhir.interactions.reindexing._now", lambda _service: later)
    reindexing.go_on(service)
    done = await ended(fhir, begun)
    assert done["done"]["valueInteger"] == 3
    assert calls == 2 + 3
    assert sorted(await names(fhir, "mothers-name=a")) == ["Alm", "Asp"]


async def test_work_can_be_cancelled_and_only_a_system_asks_for_it(
    fhir: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    await fhir.post("/Patient", json=patient("Ek"))
    await fhir.post("/SearchParameter", json=parameter())

    async def never(*_args: Any, **_more: Any) -> None:
        await asyncio.sleep(60)

    monkeypatch.setattr(reindexing, "reindex", never)
    begun = await fhir.post("/$reindex")
    cancelled = await fhir.delete(begun.headers["content-location"])
    assert cancelled.status_code == 202
    done = await ended(fhir, begun)
    assert done["state"]["valueCode"] == "cancelled"
    assert (await fhir.get("/Patient?mothers-name=ek")).status_code == 400
    for role in ("staff", "patient"):
        refused = await fhir.post("/$reindex", headers={"x-role": role})
        assert refused.status_code == 403
    assert (await fhir.get("/$reindex-progress?job=none")).status_code == 404
    assert (await fhir.get("/$reindex-progress")).status_code == 400
    assert (await fhir.post("/$reindex?type=Nonsense")).status_code == 400
    assert (await fhir.post("/SearchParameter/none/$reindex")).status_code == 404


async def test_a_process_asks_the_store_once_in_a_while_only(
    fhir: httpx.AsyncClient, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    service.parameters.every = 60
    asked = 0
    real = ParameterSets.refresh

    async def counted(self: ParameterSets, store: Store, tenant: str) -> None:
        nonlocal asked
        before = self._known[tenant].asked_again
        await real(self, store, tenant)
        asked += self._known[tenant].asked_again != before

    monkeypatch.setattr(ParameterSets, "refresh", counted)
    for _ in range(5):
        await fhir.get("/Patient")
        await fhir.post("/Patient", json={"resourceType": "Patient"})
    assert asked == 1
    assert RULES.tenants.keys() == {"v1", "v2"}

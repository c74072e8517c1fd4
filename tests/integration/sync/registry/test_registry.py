"""Sources are registered and removed while the service runs: by another process, and over HTTP."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from msgspec import structs
from starlette.requests import Request
from tests.integration.api_fhir.conftest import make_service
from tests.integration.view.servers import FhirServer, answer, scripted, served
from tests.serving import asgi_client
from tests.unit.view import three_sources as given

from pk_fhir.access.caller import Caller
from pk_fhir.api.admin import sources_router
from pk_fhir.app import opened, registry
from pk_fhir.config import Settings, SourceSettings
from pk_fhir.store import Store
from pk_fhir.store.follows import Follows
from pk_fhir.store.replicas import Replicas
from pk_fhir.store.source_registry import register, unregister
from pk_fhir.sync import ExternalSources, ReplicaKeeper, Source
from pk_fhir.sync.following import Follower
from pk_fhir.view import identity
from pk_fhir.web.handlers import add_handlers

pytestmark = pytest.mark.anyio

PERSON = {"system": given.PERSONNUMMER, "value": given.NUMBER}
NEW = {
    "name": "kommunen",
    "title": "Exempelby kommun",
    "baseUrl": "https://fhir.kommun.example/r4/",
}


@pytest.fixture(autouse=True)
def _looked_at_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "EVERY_SECONDS", 0.05)


def client_of(app: FastAPI) -> httpx.AsyncClient:
    return asgi_client(app, "http://127.0.0.1:8000", timeout=60)


async def until(holds: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(60):
        while not await holds():  # noqa: ASYNC110 - what is waited for happens in another process
            await asyncio.sleep(0.05)


async def test_what_another_process_registers_and_removes_is_read_and_left_without_a_restart(
    database_url: str, tmp_path: Path
) -> None:
    settings = Settings(database_url=database_url, data_dir=tmp_path)
    with served(FhirServer(given.home_care().resources)) as server:
        stated = SourceSettings(
            name="kommunen",
            title="Kommunen",
            base_url=server.url,
            allow_private_address=True,
            follow_seconds=1,
        )
        async with opened(settings) as app, client_of(app) as client:
            other = await Store.open(database_url)

            async def keys() -> list[str]:
                view = (await client.post("/view/_search", json=PERSON)).json()
                return [source["key"] for source in view["sources"] if source["state"] == "fresh"]

            async def is_read() -> bool:
                return "kommunen" in await keys()

            async def is_left() -> bool:
                return "kommunen" not in await keys()

            async def is_followed() -> bool:
                return (await Follows(other.database).of("kommunen")).turned_at is not None

            assert await is_left()
            await register(other.database, "kommunen", stated.model_dump_json(), 1)
            await until(is_read)
            await until(is_followed)
            await unregister(other.database, "kommunen")
            await until(is_left)
            await other.close()


async def test_an_administrator_registers_sees_and_removes_a_source(
    database_url: str, tmp_path: Path
) -> None:
    settings = Settings(database_url=database_url, data_dir=tmp_path)
    shown = {
        "name": "kommunen",
        "title": "Exempelby kommun",
        "baseUrl": "https://fhir.kommun.example/r4",
        "hsaId": None,
        "release": "R4",
        "registered": "database",
        "authentication": "client-credentials",
        "clientCertificate": False,
        "askFor": ["CareTeam", "Goal"],
        "timeoutSeconds": 10.0,
        "connections": 8,
        "requestsPerSecond": 2.5,
        "followSeconds": None,
        "subscribe": False,
        "push": None,
        "followedAt": None,
        "personsRead": 0,
        "problem": None,
        "personsSetAside": 0,
        "setAsideSince": None,
        "inQuarantine": 0,
        "leftAloneUntil": None,
        "leftAloneBecause": None,
    }
    how = {
        "kind": "client-credentials",
        "secret": "KOMMUN",
        "clientId": "pk",
        "tokenUrl": "https://idp.example/token",
    }
    asked = {"authentication": how, "askFor": ["Goal", "CareTeam"], "requestsPerSecond": 2.5}
    async with opened(settings) as app, client_of(app) as client:
        made = await client.post("/admin/sources", json=NEW | asked)
        assert (made.status_code, made.json()) == (201, shown)
        assert (await client.get("/admin/sources")).json() == [shown]
        assert (await client.get("/admin/sources/kommunen")).json() == shown
        again = await client.post("/admin/sources", json=NEW)
        assert again.status_code == 409
        assert (await client.get("/admin/quarantine")).json() == []
        gone = await client.delete("/admin/sources/kommunen")
        assert (gone.status_code, gone.content) == (204, b"")
        for method, path in (("GET", ""), ("DELETE", ""), ("POST", "/check"), ("POST", "/pull")):
            for name in ("kommunen", "%00"):
                missing = await client.request(method, f"/admin/sources/{name}{path}")
                assert missing.status_code == 404, path
        assert (await client.get("/admin/quarantine?source=%00")).json() == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"baseUrl": "http://fhir.kommun.example"},
        {"baseUrl": "https://anna@fhir.kommun.example"},
        {"baseUrl": "file:///etc/passwd"},
        {"name": "Not A Name"},
        {"title": " "},
        {"hsaId": "SE1"},
        {"askFor": ["Patient"]},
        {"baseUrl": "https://fhir.kommun.example:99999/r4"},
        {"allow_private_address": True},
        {"push": {"which": "all"}},
        {"subscribe": True},
        {"authentication": {"kind": "bearer", "secret_file": "/etc/passwd"}},
        {"authentication": {"kind": "bearer", "secret": "../HOME"}},
        {"authentication": {"kind": "signed-assertion", "secret": "KEY"}},
    ],
)
async def test_what_may_not_be_registered_over_http_is_refused_and_nothing_is(
    sqlite_url: str, tmp_path: Path, wrong: dict[str, Any]
) -> None:
    settings = Settings(database_url=sqlite_url, data_dir=tmp_path)
    async with opened(settings) as app, client_of(app) as client:
        answered = await client.post("/admin/sources", json=NEW | wrong)
        assert answered.status_code == 422
        assert answered.headers["content-type"] == "application/problem+json"
        assert (await client.get("/admin/sources")).json() == []


async def test_a_source_of_the_configuration_is_checked_and_read_but_not_removed(
    sqlite_url: str, tmp_path: Path
) -> None:
    page = answer(b"<html>Logga in</html>", Content_Type="text/html")
    with served(FhirServer(given.home_care().resources)) as server:
        async with scripted(page) as broken:
            sources = [
                SourceSettings(name=name, title=name, base_url=url, allow_private_address=True)
                for name, url in (("hel", server.url), ("trasig", broken))
            ]
            settings = Settings(database_url=sqlite_url, data_dir=tmp_path, sources=sources)
            async with opened(settings) as app, client_of(app) as client:
                assert (await client.delete("/admin/sources/hel")).status_code == 409
                taken = await client.post("/admin/sources", json={**NEW, "name": "hel"})
                assert taken.status_code == 409
                asked = {"Accept-Language": "sv"}
                found = await client.post("/admin/sources/trasig/check", headers=asked)
                assert [each["code"] for each in found.json()] == [
                    "source.no-statement.limited",
                    "source.search.fails",
                ]
                assert {each["level"] for each in found.json()} == {"limited", "fails"}
                pulled = await client.post("/admin/sources/hel/pull")
                assert pulled.status_code == 202

                async def is_followed() -> bool:
                    shown = (await client.get("/admin/sources/hel")).json()
                    return shown["followedAt"] is not None and shown["personsRead"] > 0

                await until(is_followed)
                await client.post("/view/_search", json=PERSON)

                async def is_held() -> bool:
                    held = (await client.get("/admin/quarantine?source=trasig")).json()
                    return [(h["source"], h["reason"], h["bytes"]) for h in held] == [
                        ("trasig", "not-fhir", 21)
                    ]

                await until(is_held)
                shown = (await client.get("/admin/sources/trasig")).json()
                assert shown["inQuarantine"] == 1


async def test_only_administrators_are_answered(store: Store) -> None:
    class Staff:
        async def caller(self, request: Request) -> Caller:
            del request
            return Caller(tenant="v1", subject="anna", role="staff")

    nothing: Any = None
    gate: Any = Staff()
    app = FastAPI()
    add_handlers(app, make_service(store))
    app.include_router(sources_router(nothing, nothing, gate))
    async with client_of(app) as client:
        for method, path in (
            ("GET", "sources"),
            ("POST", "sources"),
            ("GET", "sources/x"),
            ("DELETE", "sources/x"),
            ("POST", "sources/x/check"),
            ("POST", "sources/x/pull"),
            ("GET", "quarantine"),
        ):
            answered = await client.request(method, f"/admin/{path}", json=NEW)
            assert answered.status_code == 403, path


async def test_a_turn_that_is_broken_off_leaves_the_source_to_others_at_once(store: Store) -> None:
    asked = asyncio.Event()

    async def hang(_: asyncio.StreamWriter) -> None:
        asked.set()
        await asyncio.sleep(30)

    async with scripted(hang) as url:
        source = Source(key="s", name="Källan", base_url=url, allow_private=True)
        async with (
            ExternalSources([source]) as external,
            Follower(external, store.database, clock=lambda: 1_000_000) as follower,
        ):
            turn = asyncio.create_task(follower.turn(source))
            await asked.wait()
            assert await follower.follows.claim("s", 1_000_000, 2_000_000) is None
            turn.cancel()
            with pytest.raises(asyncio.CancelledError):
                await turn
            assert await follower.follows.claim("s", 1_000_000, 2_000_000) is not None


async def test_a_source_that_gets_the_name_of_another_one_begins_empty() -> None:
    person = identity.person([(given.PERSONNUMMER, given.NUMBER)])
    with served(FhirServer(given.home_care().resources)) as server:
        first = Source(key="s", name="Källan", base_url=server.url, allow_private=True)
        async with ExternalSources([first]) as external:
            [before] = await external.ask_all(person, 60)
            replaced = external.replaced
            external.replace([structs.replace(first, name="Källan igen")])
            [same] = await external.kept(person)
            external.replace([structs.replace(first, base_url="http://127.0.0.1:9/fhir")])
            [other] = await external.kept(person)
    assert (before.state, same.state, same.resources) == ("fresh", "fresh", before.resources)
    assert (other.state, other.resources) == ("timed-out", [])
    assert replaced.is_set()


async def test_what_another_address_answered_is_not_shown_after_a_restart_either(
    store: Store,
) -> None:
    person = identity.person([(given.PERSONNUMMER, given.NUMBER)])
    keeper = ReplicaKeeper(Replicas(store.database), b"a secret of at least sixteen bytes")
    with served(FhirServer(given.home_care().resources)) as server:
        first = Source(key="s", name="Källan", base_url=server.url, allow_private=True)
        async with ExternalSources([first], keeper=keeper) as external:
            await external.refresh(first, person)
    answers = []
    for url in (server.url, "http://127.0.0.1:9/fhir"):
        configured = structs.replace(first, base_url=url)
        async with ExternalSources([configured], keeper=keeper) as external:
            answers += await external.ask_all(person, 60)
    assert [answer.state for answer in answers] == ["stale", "failed"]

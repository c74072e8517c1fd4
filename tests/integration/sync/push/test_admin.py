"""`/admin/sync`: what waits, what was given up, and both versions of a conflict, for administrators."""

from collections.abc import Callable
from typing import Any

import anyio
import httpx
import pytest
from fastapi import FastAPI
from starlette.requests import Request
from tests.integration.api_fhir.conftest import make_service
from tests.integration.sync.push.conftest import Served
from tests.integration.sync.push.test_two_servers import create, goals_there, meet
from tests.serving import asgi_client

from pk_fhir.access.caller import Caller
from pk_fhir.api.admin import sync_router
from pk_fhir.interactions.service import Service
from pk_fhir.store import Store
from pk_fhir.sync.push import Patience, Relay
from pk_fhir.web.handlers import add_handlers

pytestmark = pytest.mark.anyio


@pytest.fixture
def service(store: Store) -> Service:
    return make_service(store)


async def test_what_was_given_up_is_shown_and_sent_again(
    ours: httpx.AsyncClient, peer: Served, relay: Callable[..., Relay]
) -> None:
    peer.stop()
    await create(ours)
    sender = relay(patience=Patience(first=1, longest=1, given_up=0))
    await anyio.sleep(0.01)
    await sender.turn(sender.targets[0])
    told = (await ours.get("/admin/sync")).json()
    assert told["subscribers"] == []
    [server] = told["servers"]
    [letter] = server.pop("givenUp")
    assert server == {
        "server": "there",
        "name": "There-kliniken",
        "rule": "all contracts",
        "waiting": 0,
        "conflicts": 0,
        "failuresInARow": 1,
        "leftAloneUntil": None,
        "lastProblem": "unreachable",
    }
    assert (letter["provider"], letter["problem"]) == ("here", "unreachable")
    again = await ours.post("/admin/sync/replay", json={})
    assert again.json() == {"changes": letter["changes"]}
    peer.start()
    await sender.turn(sender.targets[0])
    [server] = (await ours.get("/admin/sync")).json()["servers"]
    assert (server["waiting"], server["givenUp"], server["failuresInARow"]) == (0, [], 0)
    nowhere = await ours.post("/admin/sync/replay", json={"server": "nowhere"})
    assert nowhere.status_code == 404


async def test_a_conflict_is_shown_in_both_versions_and_settled(
    ours: httpx.AsyncClient, theirs: httpx.AsyncClient, relay: Callable[..., Relay]
) -> None:
    sender = relay()
    conflict = await meet(ours, theirs, sender)
    [found] = (await ours.get("/admin/sync/conflicts")).json()
    assert found["ours"]["description"] == {"text": "Vårt."}
    assert found["theirs"]["description"] == {"text": "Deras."}
    assert (found["id"], found["server"], found["resource"], found["differ"]) == (
        conflict.id,
        "there",
        f"Goal/{conflict.resource}",
        ["description"],
    )
    address = f"/admin/sync/conflicts/{conflict.id}"
    assert (await ours.post(address, json={"choice": "mine"})).status_code == 422
    settled = await ours.post(address, json={"choice": "ours"})
    assert settled.json() == {"id": conflict.id, "state": "ours"}
    assert (await ours.get("/admin/sync/conflicts")).json() == []
    assert (await ours.post(address, json={"choice": "ours"})).status_code == 404
    await sender.turn(sender.targets[0])
    assert "Vårt." in await goals_there(theirs)


async def test_only_administrators_are_answered(service: Service) -> None:
    class Staff:
        async def caller(self, request: Request) -> Caller:
            del request
            return Caller(tenant="v1", subject="anna", role="staff")

    app = FastAPI()
    add_handlers(app, service)
    gate: Any = Staff()
    app.include_router(sync_router(service, list, gate))
    async with asgi_client(app) as client:
        for method, path in (
            ("GET", ""),
            ("GET", "/conflicts"),
            ("POST", "/replay"),
            ("POST", "/conflicts/x"),
        ):
            body = {"choice": "ours"} if "x" in path else {}
            answer = await client.request(method, f"/admin/sync{path}", json=body)
            assert answer.status_code == 403, path

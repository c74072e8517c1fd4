"""What staff see of a care provider whose records are on another server, and when it is not asked at all."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from starlette.types import ASGIApp, Receive, Scope, Send
from tests.integration.access.conftest import (
    ANNA,
    NUMBER,
    U1,
    X1,
    Clock,
    P,
    World,
    X,
    block,
    consent,
    goal,
    owned,
    patient,
    relation,
)
from tests.integration.access.test_sharing import goals, notes, source
from tests.integration.api_fhir.conftest import make_service
from tests.serving import asgi_client, serving

from pk_fhir.access.caller import Caller
from pk_fhir.api.fhir import FhirInterface
from pk_fhir.interactions.service import Rules
from pk_fhir.store import Store
from pk_fhir.sync import ExternalSources, Source

pytestmark = pytest.mark.anyio

K, K1, K2 = "SE2120000003-K", "SE2120000003-K1", "SE2120000003-K2"


class Counted:
    """The other server, and how often it was asked."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.asked = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        # That a server starts and ends is no question.
        self.asked += scope["type"] == "http"
        await self.app(scope, receive, send)


class Anybody:
    """Lets everybody in, as a system."""

    async def caller(self, _request: Any) -> Caller:
        return Caller(
            tenant="kommun", subject="s", role="system", scopes=frozenset({"system/*.cruds"})
        )


@pytest.fixture
async def other(tmp_path: Path) -> AsyncIterator[tuple[Counted, str]]:
    store = await Store.open(f"sqlite:///{tmp_path / 'other.db'}")
    base = "http://test/providers/kommun/fhir"
    service = make_service(store, Rules(tenants={"kommun": base}, owners={"kommun": K}))
    app = Counted(FhirInterface(service, Anybody()))
    async with asgi_client(app, base) as client:
        for body in (
            patient("k", ANNA),
            goal("k1", "k", "Från hemtjänsten"),
            goal("k2", "k", "Från rehab"),
            goal("k0", "k", "Utan enhet"),
            owned("pk1", "Goal/k1", K, K1),
            owned("pk2", "Goal/k2", K, K2),
        ):
            answer = await client.put(f"/{body['resourceType']}/{body['id']}", json=body)
            assert answer.status_code == 201, answer.text
    app.asked = 0
    with serving(app) as origin:
        yield app, f"{origin}/providers/kommun/fhir"
    await store.close()


@pytest.fixture
async def wide(
    world: World, other: tuple[Counted, str], clock: Clock
) -> AsyncIterator[tuple[World, Counted]]:
    counted, base = other
    outside = Source(key="kommun", name="Kommunen", hsa_id=K, base_url=base, allow_private=True)
    async with ExternalSources([outside], clock=lambda: clock.now) as external:
        world.sources = msgspec.structs.replace(world.sources, external=external)
        world.service.rules.elsewhere[K] = "Kommunen"
        yield world.again(), counted


async def test_without_consent_the_other_server_is_not_asked(wide: tuple[World, Counted]) -> None:
    world, counted = wide
    view = await world.view(ANNA, X)
    assert source(view, "kommun")[0] == "not-authorised"
    assert counted.asked == 0


async def test_with_consent_what_has_a_known_owner_is_shown(wide: tuple[World, Counted]) -> None:
    world, _ = wide
    await world.put(consent("s", "a", X1), "v2")
    await world.put(relation("r", "a", X1), "v2")
    view = await world.view(ANNA, X)
    assert {"Från hemtjänsten", "Från rehab"} <= set(goals(view))
    assert "Utan enhet" not in str(view)
    assert notes(view) == ["view.note.unknown-owner"]
    assert source(view, "kommun")[0] == "fresh"
    assert not view["complete"]


async def test_a_block_of_a_unit_or_of_the_provider_hides_there_too(
    wide: tuple[World, Counted],
) -> None:
    world, counted = wide
    await world.put(consent("s", "a", X1), "v2")
    await world.put(relation("r", "a", X1), "v2")
    await world.put(block("b", "anna", "inner", K1))
    view = await world.view(ANNA, X)
    assert "Från hemtjänsten" not in str(view)
    assert "Från rehab" in goals(view)
    assert notes(view) == ["view.note.blocked", "view.note.unknown-owner"]
    await world.put(block("b", "anna", "outer", K))
    counted.asked = 0
    view = await world.view(ANNA, X)
    assert source(view, "kommun")[0] == "blocked"
    assert counted.asked == 0
    # The patient's own view is not behind the patient's own blocks.
    assert "Från hemtjänsten" in goals(await world.view(ANNA, P))


async def test_the_reading_of_another_server_is_in_the_patients_log(
    wide: tuple[World, Counted],
) -> None:
    world, _ = wide
    await world.view(ANNA, X)
    mine = (await world.http.get("/log/me", headers=P)).json()["entries"]
    about = [entry for entry in mine if "Kommunen" in entry["owners"]]
    assert [(entry["refused"], entry["reason"]) for entry in about] == [
        (True, "ditt samtycke saknas")
    ]
    assert NUMBER not in str(mine)
    assert U1 not in str(about)

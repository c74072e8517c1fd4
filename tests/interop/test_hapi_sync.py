"""Two-way sync with HAPI FHIR: contracts go there once, what changed there is met, deletions follow."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest
import sqlalchemy as sa

from pk_fhir.access.caller import Caller
from pk_fhir.app import opened, sources_of
from pk_fhir.app.services import service_of
from pk_fhir.config import ProviderSettings, PushSettings, Settings, SourceSettings
from pk_fhir.store import Store
from pk_fhir.store.outbox import Outbox
from pk_fhir.store.push_tables import pushed
from pk_fhir.store.pushed import PushedResources
from pk_fhir.sync.push import Patience, Relay, settle

pytestmark = [pytest.mark.hapi, pytest.mark.anyio]

CONTRACT = Path(__file__).parents[2] / "examples" / "municipal-home-care" / "contract.json"
# The parts whose identifiers the contract makes: nobody else at the server has them.
OWN = ("CarePlan", "CareTeam", "Goal", "Task", "ServiceRequest", "Appointment")
ADMIN = Caller(tenant="here", subject="anna", role="admin", scopes=frozenset({"user/*.cruds"}))


@pytest.fixture
def settings(empty_hapi: str, tmp_path: Path) -> Settings:
    return Settings(
        database_url=f"sqlite:///{tmp_path / 'here.db'}",
        data_dir=tmp_path,
        providers=[ProviderSettings(name="here", title="Region Exempel")],
        relay=False,
        sources=[
            SourceSettings(
                name="hapi",
                title="HAPI-kliniken",
                base_url=empty_hapi,
                allow_private_address=True,
                timeout_seconds=60,
                push=PushSettings(),
            )
        ],
    )


@pytest.fixture
async def ours(settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    async with opened(settings) as application:
        transport = httpx.ASGITransport(application)
        async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
            yield client


@pytest.fixture
async def theirs(empty_hapi: str) -> AsyncIterator[httpx.AsyncClient]:
    headers = {"Content-Type": "application/fhir+json", "Cache-Control": "no-cache"}
    async with httpx.AsyncClient(base_url=empty_hapi, headers=headers, timeout=60) as client:
        yield client


@pytest.fixture
async def relay(
    ours: httpx.AsyncClient,  # noqa: ARG001 - our server has opened the database
    settings: Settings,
) -> AsyncIterator[Relay]:
    store = await Store.open(settings.database_url)
    sources = await sources_of(settings, store)
    patience = Patience(first=1, longest=1)
    async with Relay(service_of(settings, store, sources), sources, patience=patience) as made:
        yield made
    await store.close()


async def drain(relay: Relay) -> None:
    while sum([await relay.turn(target) for target in relay.targets]):
        pass
    states = {state for (_, state) in await Outbox(relay.database).counts()}
    assert states <= {"sent", "conflict"}, await Outbox(relay.database).dead()


async def sent_by(relay: Relay) -> dict[tuple[str, str], str]:
    """Where each of our resources is at HAPI."""
    rows = await relay.service.store.fetch(
        sa.select(pushed.c.type, pushed.c.id, pushed.c.remote_id)
    )
    return {(type_, ident): f"{type_}/{remote}" for type_, ident, remote in rows if remote}


async def described(client: httpx.AsyncClient, path: str, text: str) -> dict[str, Any]:
    """Change a goal's description at a server."""
    resource: dict[str, Any] = (await client.get(path)).json() | {"description": {"text": text}}
    answer = await client.put(path, content=orjson.dumps(resource))
    assert answer.status_code == 200, answer.text
    return resource


async def test_contracts_go_there_and_what_changed_there_is_met(
    ours: httpx.AsyncClient, theirs: httpx.AsyncClient, relay: Relay
) -> None:
    created = await ours.post("/contracts", content=CONTRACT.read_bytes())
    assert created.status_code == 201, created.text
    await drain(relay)
    there = await sent_by(relay)
    assert {type_ for type_, _ in there} >= {"CarePlan", "CareTeam", "Goal", "Patient", "Task"}
    for path in there.values():
        assert (await theirs.get(path)).status_code == 200, path
    versions = {path: (await theirs.get(path)).headers["etag"] for path in there.values()}

    # Nothing new is nothing sent.
    await relay.sweep()
    await drain(relay)
    again = {path: (await theirs.get(path)).headers["etag"] for path in there.values()}
    assert again == versions

    goal = next(ident for type_, ident in there if type_ == "Goal")
    await described(ours, f"/fhir/Goal/{goal}", "Vårt.")
    await drain(relay)
    at_hapi = there["Goal", goal]
    assert (await theirs.get(at_hapi)).json()["description"]["text"] == "Vårt."

    # Both sides change it: nobody's words are lost until a person decides.
    await described(theirs, at_hapi, "Deras.")
    await described(ours, f"/fhir/Goal/{goal}", "Vårt igen.")
    await drain(relay)
    assert (await theirs.get(at_hapi)).json()["description"]["text"] == "Deras."
    [conflict] = await PushedResources(relay.database).conflicts()
    assert (conflict.type, conflict.resource) == ("Goal", goal)
    await settle(relay.service, ADMIN, conflict.id, "theirs")
    await drain(relay)
    assert (await ours.get(f"/fhir/Goal/{goal}")).json()["description"]["text"] == "Deras."

    # What is deleted here is deleted there.
    bundle = {
        "resourceType": "Bundle",
        "type": "transaction",
        "entry": [
            {"request": {"method": "DELETE", "url": f"{type_}/{ident}"}}
            for type_, ident in there
            if type_ in (*OWN, "Provenance", "QuestionnaireResponse", "RelatedPerson")
        ],
    }
    deleted = await ours.post("/fhir", json=bundle)
    assert deleted.status_code == 200, deleted.text
    await drain(relay)
    plan = next(path for (type_, _), path in there.items() if type_ == "CarePlan")
    assert (await theirs.get(plan)).status_code == 410
    assert (await theirs.get(at_hapi)).status_code == 410

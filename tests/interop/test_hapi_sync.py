"""Two-way sync with HAPI FHIR: contracts go there once, what changed there is met, deletions follow."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest
import sqlalchemy as sa
from tests.integration.sync.ends import answering, drain, following, relays, sending

from pk_fhir.access.caller import Caller
from pk_fhir.config import ProviderSettings, Settings
from pk_fhir.contract.identifiers import PERSONNUMMER
from pk_fhir.store.outbox import WAITING, Outbox
from pk_fhir.store.push_tables import pushed
from pk_fhir.store.pushed import PushedResources
from pk_fhir.sync import Person
from pk_fhir.sync.check import check_source
from pk_fhir.sync.push import Decision, Relay, settle

pytestmark = [pytest.mark.hapi, pytest.mark.anyio]

EXAMPLES = Path(__file__).parents[2] / "examples"
CONTRACT = EXAMPLES / "municipal-home-care" / "contract.json"
CANCER = EXAMPLES / "cancer-with-contact-nurse" / "contract.json"
# The parts whose identifiers the contract makes: nobody else at the server has them.
OWN = ("CarePlan", "CareTeam", "Goal", "Task", "ServiceRequest", "Appointment")
ADMIN = Caller(tenant="here", subject="anna", role="admin", scopes=frozenset({"user/*.cruds"}))


@pytest.fixture
def settings(empty_hapi: str, tmp_path: Path) -> Settings:
    database = f"sqlite:///{tmp_path / 'here.db'}"
    made = sending(database, tmp_path, "hapi", empty_hapi, timeout_seconds=60)
    # The care giver of the examples' records, whichever that is.
    return made.model_copy(update={"providers": [ProviderSettings(name="here", title="Region")]})


@pytest.fixture
async def ours(settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    async with answering(settings) as client:
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
    async with relays(settings) as make:
        yield make()


async def drained(relay: Relay) -> None:
    """Send all; where HAPI fails for a moment, what waits is tried again as a relay at work does."""
    outbox = Outbox(relay.database)
    async with asyncio.timeout(120):
        await drain(relay)
        while WAITING in {state for (_, state) in await outbox.counts()}:
            await asyncio.sleep(0.2)
            await drain(relay)
    states = {state for (_, state) in await outbox.counts()}
    assert states <= {"sent", "conflict"}, await outbox.dead()


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
    await drained(relay)
    there = await sent_by(relay)
    assert {type_ for type_, _ in there} >= {"CarePlan", "CareTeam", "Goal", "Patient", "Task"}
    for path in there.values():
        assert (await theirs.get(path)).status_code == 200, path
    versions = {path: (await theirs.get(path)).headers["etag"] for path in there.values()}

    # Nothing new is nothing sent.
    await relay.sweep()
    await drained(relay)
    again = {path: (await theirs.get(path)).headers["etag"] for path in there.values()}
    assert again == versions

    goal = next(ident for type_, ident in there if type_ == "Goal")
    await described(ours, f"/fhir/Goal/{goal}", "Vårt.")
    await drained(relay)
    at_hapi = there["Goal", goal]
    assert (await theirs.get(at_hapi)).json()["description"]["text"] == "Vårt."

    # Both sides change it: nobody's words are lost until a person decides.
    await described(theirs, at_hapi, "Deras.")
    await described(ours, f"/fhir/Goal/{goal}", "Vårt igen.")
    await drained(relay)
    assert (await theirs.get(at_hapi)).json()["description"]["text"] == "Deras."
    [conflict] = await PushedResources(relay.database).conflicts()
    assert (conflict.type, conflict.resource) == ("Goal", goal)
    await settle(relay.service, ADMIN, conflict.id, Decision("theirs"))
    await drained(relay)
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
    await drained(relay)
    plan = next(path for (type_, _), path in there.items() if type_ == "CarePlan")
    assert (await theirs.get(plan)).status_code == 410
    assert (await theirs.get(at_hapi)).status_code == 410
    # So is what stood there for the contract alone, the roles before those who had them.
    for type_ in ("PractitionerRole", "Practitioner"):
        for path in [path for (kind, _), path in there.items() if kind == type_]:
            assert (await theirs.get(path)).status_code == 410, path


async def test_two_patients_of_one_number_at_hapi_wait_for_a_person_at_once(
    ours: httpx.AsyncClient, theirs: httpx.AsyncClient, relay: Relay
) -> None:
    stated = orjson.loads(CANCER.read_bytes())
    created = await ours.post("/contracts", json=stated)
    assert created.status_code == 201, created.text
    [entry] = (await ours.get("/fhir/Patient")).json()["entry"]
    twin = {"resourceType": "Patient", "identifier": entry["resource"]["identifier"]}
    alike = [f"Patient/{(await theirs.post('/Patient', json=twin)).json()['id']}" for _ in "12"]
    await drained(relay)
    [conflict] = await PushedResources(relay.database).conflicts()
    assert (conflict.type, sorted(conflict.may_be)) == ("Patient", sorted(alike))
    await settle(relay.service, ADMIN, conflict.id, Decision("there", alike[1]))
    await drained(relay)
    there = await sent_by(relay)
    plans = [path for (type_, _), path in there.items() if type_ == "CarePlan"]
    subjects = {(await theirs.get(path)).json()["subject"]["reference"] for path in plans}
    assert subjects == {alike[1]}


async def test_what_is_deleted_at_hapi_is_gone_here_at_the_next_turn(
    settings: Settings, theirs: httpx.AsyncClient
) -> None:
    """HAPI states a history of each type, in which deletions are."""
    number = "197909212388"
    subject = {"identifier": [{"system": PERSONNUMMER, "value": number}]}
    created = await theirs.post("/Patient", json={"resourceType": "Patient", **subject})
    about = {"reference": f"Patient/{created.json()['id']}"}
    paths = []
    for words in ("Gå ut varje dag", "Sova gott"):
        goal = {
            "resourceType": "Goal",
            "lifecycleStatus": "active",
            "description": {"text": words},
            "subject": about,
        }
        paths.append(f"Goal/{(await theirs.post('/Goal', json=goal)).json()['id']}")
    async with following(settings) as (external, follower):
        [source] = external.sources
        told = [found.key for found in await check_source(source)]
        assert "source.changes.history-type.works" in told

        async def kept() -> set[str]:
            [known] = await external.kept(Person.of([(PERSONNUMMER, number)]))
            return {f"{each['resourceType']}/{each['id']}" for each in known.resources}

        assert (await follower.turn(source)).problem is None
        assert set(paths) <= await kept()
        # What others deleted a moment ago is told, and concerns nobody who is kept.
        assert (await follower.turn(source)).persons == 0
        assert (await theirs.delete(f"/{paths[0]}")).status_code == 200
        turn = await follower.turn(source)
        assert (turn.changed, turn.deleted, turn.persons, turn.problem) == (0, 1, 1, None)
        assert await kept() & set(paths) == {paths[1]}

        # The record with its Patient: what is left to tell of the person is its past.
        assert (await theirs.delete(f"/{paths[1]}")).status_code == 200
        assert (await theirs.delete(f"/{about['reference']}")).status_code == 200
        assert (await follower.turn(source)).persons == 1
        assert await kept() == set()

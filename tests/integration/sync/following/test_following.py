"""A source is followed: what changed there is read again, and what cannot be known of is found in time."""

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest
from tests.integration.sync.push.conftest import Served, contract, peer

from pk_fhir.app.background import external_of
from pk_fhir.app.services import service_of
from pk_fhir.config import ProviderSettings, Settings
from pk_fhir.contract import parse
from pk_fhir.contract.identifiers import spellings
from pk_fhir.interactions.service import Service
from pk_fhir.store import Store
from pk_fhir.sync import ExternalSources, Person, Source
from pk_fhir.sync.following import Follower

__all__ = ["peer"]
pytestmark = pytest.mark.anyio

ELDERLY, CANCER = contract("elderly-with-sip"), contract("cancer-with-contact-nurse")


def person(of: dict[str, Any]) -> Person:
    [stated, *_] = parse(json.dumps(of).encode()).patient.identifiers
    return Person(identifiers=tuple((system, stated.value) for system in spellings(stated.system)))


@pytest.fixture
async def theirs(peer: Served) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=peer.origin, timeout=30) as client:
        yield client


@pytest.fixture
def source(peer: Served) -> Source:
    return Source(key="there", name="Exempelby", base_url=peer.base, allow_private=True)


class World(msgspec.Struct):
    """A follower over our database, and what the view would read."""

    service: Service
    external: ExternalSources
    follower: Follower

    async def goals(self, of: dict[str, Any]) -> set[str]:
        """The goals that are kept of a person, by their words; the source is not asked."""
        [kept] = await self.external.kept(person(of))
        return {
            each["description"]["text"] for each in kept.resources if each["resourceType"] == "Goal"
        }

    async def kept(self, of: dict[str, Any]) -> set[str]:
        """What is kept of a person, by type and id."""
        [kept] = await self.external.kept(person(of))
        return {f"{each['resourceType']}/{each['id']}" for each in kept.resources}


@pytest.fixture
def opened(database_url: str, tmp_path: Path, source: Source) -> Callable[..., Any]:
    """Opens the world again and again: each time as after a restart."""
    settings = Settings(
        database_url=database_url,
        data_dir=tmp_path,
        providers=[ProviderSettings(name="here", title="Region Exempel")],
    )

    @asynccontextmanager
    async def open_world(**changed: Any) -> AsyncIterator[World]:
        store = await Store.open(settings.database_url)
        one = msgspec.structs.replace(source, **changed)
        service = service_of(settings, store, [one])
        async with (
            external_of(service, [one]) as external,
            Follower(external, store.database, clock=service.now) as follower,
        ):
            yield World(service, external, follower)
        await store.close()

    return open_world


async def write(theirs: httpx.AsyncClient, of: dict[str, Any]) -> None:
    answer = await theirs.post("/contracts", json=of)
    assert answer.status_code == 201, answer.text


async def goals_there(theirs: httpx.AsyncClient) -> list[dict[str, Any]]:
    return [e["resource"] for e in (await theirs.get("/fhir/Goal")).json()["entry"]]


async def test_everybody_is_read_first_and_then_only_what_changed(
    theirs: httpx.AsyncClient, opened: Callable[..., Any], source: Source
) -> None:
    await write(theirs, ELDERLY)
    await write(theirs, CANCER)
    async with opened() as world:
        first = await world.follower.turn(source)
        assert (first.persons, first.problem) == (2, None)
        assert {goal["description"] for goal in ELDERLY["goals"]} <= await world.goals(ELDERLY)
        again = await world.follower.turn(source)
        assert (again.changed, again.persons) == (0, 0)

    goal = next(
        g for g in await goals_there(theirs) if g["description"]["text"] in str(ELDERLY["goals"])
    )
    changed = goal | {"description": {"text": "Ändrat hos dem."}}
    assert (await theirs.put(f"/fhir/Goal/{goal['id']}", json=changed)).status_code == 200
    async with opened() as world:
        turn = await world.follower.turn(source)
        assert (turn.changed, turn.persons) == (1, 1)
        assert "Ändrat hos dem." in await world.goals(ELDERLY)


async def test_a_source_that_is_away_is_followed_from_where_it_was(
    theirs: httpx.AsyncClient,
    opened: Callable[..., Any],
    source: Source,
    peer: Served,
) -> None:
    await write(theirs, ELDERLY)
    async with opened() as world:
        await world.follower.turn(source)
    await write(theirs, CANCER)
    peer.stop()
    async with opened() as world:
        away = await world.follower.turn(source)
        assert (away.persons, away.problem) == (0, "CarePlan: unreachable")
        assert await world.goals(ELDERLY)
    peer.start()
    async with opened() as world:
        back = await world.follower.turn(source)
        assert (back.persons, back.problem) == (1, None)
        assert {goal["description"] for goal in CANCER["goals"]} <= await world.goals(CANCER)


async def test_a_deletion_is_found_when_everybody_is_read_again(
    theirs: httpx.AsyncClient, opened: Callable[..., Any], source: Source
) -> None:
    await write(theirs, ELDERLY)
    async with opened() as world:
        await world.follower.turn(source)
    async with opened() as world:
        gone = await first_that_can_go(theirs)
        assert gone in await world.kept(ELDERLY)
        quiet = await world.follower.turn(source)
        assert quiet.changed == 0
        assert gone in await world.kept(ELDERLY)
        sure = await world.follower.turn(msgspec.structs.replace(source, reconcile_seconds=0.0))
        assert sure.reconciled == 1
        assert gone not in await world.kept(ELDERLY)


async def first_that_can_go(theirs: httpx.AsyncClient) -> str:
    """Delete something that nothing refers to; which it was."""
    for kind in ("Provenance", "AppointmentResponse", "Task"):
        for entry in (await theirs.get(f"/fhir/{kind}")).json().get("entry", []):
            path = f"{kind}/{entry['resource']['id']}"
            if (await theirs.delete(f"/fhir/{path}")).status_code == 204:
                return path
    return pytest.fail("something refers to everything")


async def test_one_process_at_a_time_follows_a_source(
    theirs: httpx.AsyncClient, opened: Callable[..., Any], source: Source
) -> None:
    await write(theirs, ELDERLY)
    async with opened() as one:
        now = one.service.now()
        follows = one.follower.follows
        assert await follows.claim("there", now, now + 60_000_000) is not None
        assert (await one.follower.turn(source)).elsewhere
        later = one.service.now() + 61_000_000
        assert await follows.claim("there", later, later) is not None

"""A second server of this kind that is followed, and a follower over our database on each database in turn."""

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

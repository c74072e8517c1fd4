"""Whom a source cannot tell of is tried again, and holds up nobody else."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from tests.integration.view.servers import FhirServer, served

from pk_fhir.contract.identifiers import spellings
from pk_fhir.store import Store
from pk_fhir.store.replicas import Replicas
from pk_fhir.store.set_aside import Asides, SetAside
from pk_fhir.sync import ExternalSources, Person, ReplicaKeeper, Source
from pk_fhir.sync.following import Follower, Turn

pytestmark = pytest.mark.anyio

START = int(datetime(2026, 5, 4, 12, tzinfo=UTC).timestamp() * 1_000_000)
MINUTE = 60_000_000
SYSTEM = "http://electronichealth.se/identifier/personnummer"
WELL, ILL = "197909212388", "197701172392"


def record(number: str) -> list[dict[str, Any]]:
    """A Patient with a goal."""
    meta = {"versionId": "1", "lastUpdated": "2026-05-01T12:00:00+00:00"}
    identifier = [{"system": SYSTEM, "value": number}]
    name = "ill" if number == ILL else "well"
    subject = {"reference": f"Patient/{name}"}
    return [
        {"resourceType": "Patient", "id": name, "meta": meta, "identifier": identifier},
        {"resourceType": "Goal", "id": f"goal-{name}", "meta": meta, "subject": subject},
    ]


class World:
    def __init__(self, external: ExternalSources, follower: Follower, source: Source) -> None:
        self.external, self.follower, self.source = external, follower, source
        self.now = START

    async def turn(self) -> Turn:
        return await self.follower.turn(self.source)

    async def goals(self, number: str) -> list[str]:
        person = Person(identifiers=tuple((each, number) for each in spellings(SYSTEM)))
        [kept] = await self.external.kept(person)
        return [each["id"] for each in kept.resources if each["resourceType"] == "Goal"]


@asynccontextmanager
async def following(server: FhirServer, store: Store) -> AsyncIterator[World]:
    source = Source(
        key="s",
        name="Källan",
        base_url=server.url,
        allow_private=True,
        ask_for=frozenset({"Goal"}),
    )
    keeper = ReplicaKeeper(Replicas(store.database), b"a secret of at least sixteen bytes")
    async with (
        ExternalSources([source], keeper=keeper) as external,
        Follower(external, store.database, clock=lambda: world.now) as follower,
    ):
        world = World(external, follower, source)
        yield world


def by_number(number: str) -> set[str]:
    """How a search for the person's Patients says whom it means."""
    return {f"{each}|{number}" for each in spellings(SYSTEM)}


@pytest.mark.parametrize(
    ("breaks_on", "problem"),
    [(by_number(ILL), "status"), ({"ill"}, "failed")],
    ids=["the person", "the Patient"],
)
async def test_one_who_cannot_be_read_is_set_aside_and_read_when_that_can_be(
    store: Store, breaks_on: set[str], problem: str
) -> None:
    aside = SetAside(store.database)
    with served(FhirServer([*record(ILL), *record(WELL)])) as server:
        server.breaks_on = breaks_on
        async with following(server, store) as world:
            first = await world.turn()
            assert (first.problem, first.aside) == (None, 1)
            assert (await world.goals(WELL), await world.goals(ILL)) == (["goal-well"], [])
            waits = Asides(count=1, since=START, due=START + MINUTE, problem=problem)
            assert await aside.of("s") == waits

            # The cursor went on, and nobody is tried again before it is due.
            server.asked.clear()
            again = await world.turn()
            assert (again.changed, again.persons, again.aside) == (0, 0, 0)

            # Twice as late each time.
            for waited in (1, 2):
                world.now += waited * MINUTE
                assert (await world.turn()).aside == 1
            assert (await aside.of("s")).due == world.now + 4 * MINUTE

            server.breaks_on = set()
            world.now += 4 * MINUTE
            assert (await world.turn()).problem is None
            assert await world.goals(ILL) == ["goal-ill"]
            assert await aside.of("s") == Asides()
            assert world.external.left_alone(world.source) is None


async def test_one_who_cannot_be_read_is_no_reason_to_leave_a_source_alone(store: Store) -> None:
    with served(FhirServer([*record(ILL), *record(WELL)])) as server:
        server.breaks_on = by_number(ILL)
        async with following(server, store) as world:
            for _ in range(8):
                assert (await world.turn()).problem is None
                assert world.external.left_alone(world.source) is None
                world.now += 24 * 60 * MINUTE


async def test_a_source_that_is_given_another_name_begins_with_nobody_aside(store: Store) -> None:
    aside = SetAside(store.database)
    await aside.put("s", '"Patient/1"', START, "failed")
    await aside.put("t", '"Patient/1"', START, "failed")
    await aside.forget("s")
    assert (await aside.of("s"), (await aside.of("t")).count) == (Asides(), 1)

"""Sources whose instants lie, or that do not heed what they are asked, are followed all the same."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tests.integration.view.servers import FhirServer, served
from tests.unit.view import three_sources as given

from pk_fhir.store import Store
from pk_fhir.store.replicas import Replicas
from pk_fhir.sync import ExternalSources, ReplicaKeeper, Source
from pk_fhir.sync.following import OVERLAP, Follower

pytestmark = pytest.mark.anyio

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
SECRET = b"a secret of at least sixteen bytes"


def stamped(at: datetime) -> list[dict[str, Any]]:
    """What the home care has, all of it last changed at this instant."""
    meta = {"versionId": "1", "lastUpdated": at.isoformat()}
    return [{**resource, "meta": meta} for resource in given.home_care().resources]


async def follow(server: FhirServer, store: Store, turns: int) -> list[tuple[int, int]]:
    """(changes, persons) of so many turns."""
    source = Source(key="s", name="Källan", base_url=server.url, allow_private=True)
    keeper = ReplicaKeeper(Replicas(store.database), SECRET)

    def clock() -> int:
        return int(NOW.timestamp() * 1_000_000)

    async with (
        ExternalSources([source], clock=lambda: NOW, keeper=keeper) as external,
        Follower(external, store.database, clock=clock) as follower,
    ):
        found = [await follower.turn(source) for _ in range(turns)]
    assert [turn.problem for turn in found] == [None] * turns
    return [(turn.changed, turn.persons) for turn in found]


@pytest.mark.parametrize(
    ("at", "asked_from"),
    [
        (NOW - timedelta(days=3), NOW - timedelta(days=3) - OVERLAP),
        (NOW + timedelta(hours=1), NOW - OVERLAP),
        (datetime(2099, 1, 1, tzinfo=UTC), NOW - OVERLAP),
    ],
)
async def test_what_changes_is_asked_for_from_no_later_than_now(
    store: Store, at: datetime, asked_from: datetime
) -> None:
    with served(FhirServer(stamped(at))) as server:
        await follow(server, store, 1)
        server.asked.clear()
        await follow(server, store, 1)
    since = {form["_lastUpdated"] for _, _, form in server.asked if "_lastUpdated" in form}
    assert {datetime.fromisoformat(each.removeprefix("ge")) for each in since} == {asked_from}


async def test_a_source_that_ignores_what_it_is_asked_has_nobody_read_twice(store: Store) -> None:
    with served(FhirServer(stamped(NOW), ignores_parameters=True)) as server:
        first, second, third = await follow(server, store, 3)
    assert first[0] > 0
    assert first[1] > 0
    assert (second, third) == ((0, 0), (0, 0))


async def test_a_change_whose_instant_went_back_is_known_by_its_version(store: Store) -> None:
    with served(FhirServer(stamped(NOW))) as server:
        await follow(server, store, 1)
        back = {"versionId": "2", "lastUpdated": (NOW - timedelta(minutes=1)).isoformat()}
        server.resources = [
            {**each, "meta": back} if each["resourceType"] == "Goal" else each
            for each in server.resources
        ]
        [(changed, persons)] = await follow(server, store, 1)
    assert changed > 0
    assert persons == 1


async def test_a_change_of_a_source_without_versions_and_instants_is_known_by_what_it_says(
    store: Store,
) -> None:
    nothing = [{**each, "meta": {}} for each in given.home_care().resources]
    with served(FhirServer(nothing)) as server:
        first, again = await follow(server, store, 2)
        server.resources = [
            {**each, "description": {"text": "Ändrat"}} if each["resourceType"] == "Goal" else each
            for each in nothing
        ]
        changed, quiet = await follow(server, store, 2)
    goals = sum(each["resourceType"] == "Goal" for each in nothing)
    assert first[0] > goals
    assert again == quiet == (0, 0)
    assert changed == (goals, 1)

"""Sources whose instants lie, or that do not heed what they are asked, are followed all the same."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tests.integration.view.servers import FhirServer, served
from tests.unit.view import three_sources as given

from pk_fhir.store import Store
from pk_fhir.store.follows import Follows
from pk_fhir.store.replicas import Replicas
from pk_fhir.sync import ExternalSources, ReplicaKeeper, Source
from pk_fhir.sync.following import FOLLOWED, Follower
from pk_fhir.sync.listing import OVERLAP
from pk_fhir.sync.source import Limits

pytestmark = pytest.mark.anyio

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
SECRET = b"a secret of at least sixteen bytes"


def stamped(at: datetime) -> list[dict[str, Any]]:
    """What the home care has, all of it last changed at this instant."""
    meta = {"versionId": "1", "lastUpdated": at.isoformat()}
    return [{**resource, "meta": meta} for resource in given.home_care().resources]


async def follow(
    server: FhirServer, store: Store, turns: int, limits: Limits | None = None
) -> list[tuple[int, int]]:
    """(changes, persons) of so many turns."""
    source = Source(
        key="s",
        name="Källan",
        base_url=server.url,
        allow_private=True,
        limits=limits or Limits(),
    )
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


@pytest.mark.parametrize("days", [[1, 5, 2, 4, 3], [5, 5, 5, 5, 5], [5, 4, 3, 2, 1]])
async def test_more_than_the_limits_allow_is_read_whole_in_whatever_order_it_comes(
    store: Store, days: list[int]
) -> None:
    """Five goals, two at a time: of all of them at one instant, and with the newest first."""
    [goal, *_] = [each for each in stamped(NOW) if each["resourceType"] == "Goal"]
    others = [each for each in stamped(NOW) if each["resourceType"] != "Goal"]
    goals = [{**goal, "id": f"g{day}-{n}", "meta": _stamped(day)} for n, day in enumerate(days)]
    limits = Limits(resources=2)
    with served(FhirServer([*others, *goals], page_size=2)) as server:
        [(changed, _), *quiet] = await follow(server, store, 3, limits)
        late = {**goal, "id": "late", "meta": _stamped(0)}
        server.resources.append(late)
        after = await follow(server, store, 2, limits)
    assert changed == len(others) - _shared(others) + len(goals)
    assert quiet == [(0, 0), (0, 0)]
    assert after == [(1, 1), (0, 0)]
    cursor = (await Follows(store.database).of("s")).cursors["Goal"]
    assert datetime.fromisoformat(cursor) == NOW


async def test_pages_without_end_are_read_no_further_than_they_bring_something(
    store: Store,
) -> None:
    [goal, *_] = [each for each in stamped(NOW) if each["resourceType"] == "Goal"]
    goals = [{**goal, "id": f"g{n}"} for n in range(3)]
    with served(FhirServer([*stamped(NOW), *goals], page_size=1)) as server:
        server.next_link = lambda url: f"{url.rpartition('/')[0]}/0?again={len(server.asked)}"
        source = Source(
            key="s",
            name="Källan",
            base_url=server.url,
            allow_private=True,
            limits=Limits(pages=3),
            ask_for=frozenset({"Goal"}),
        )
        keeper = ReplicaKeeper(Replicas(store.database), SECRET)
        async with (
            ExternalSources([source], keeper=keeper) as external,
            Follower(
                external, store.database, clock=lambda: int(NOW.timestamp() * 1e6)
            ) as follower,
        ):
            turn = await follower.turn(source)
    assert turn.problem == "Goal: too-many"


def _stamped(days_ago: int) -> dict[str, str]:
    at = NOW - timedelta(days=days_ago)
    return {"versionId": "1", "lastUpdated": at.isoformat()}


def _shared(resources: list[dict[str, Any]]) -> int:
    return sum(each["resourceType"] not in FOLLOWED for each in resources)


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


async def test_a_source_that_does_not_have_what_was_newest_has_everybody_read_again_within_the_hour(
    store: Store,
) -> None:
    """It was restored from a backup, or that was deleted; a source that only is quiet has nobody read again."""

    before = stamped(NOW - timedelta(days=2))
    hour = timedelta(hours=1, minutes=1)
    with served(FhirServer(stamped(NOW - timedelta(days=1)))) as server:
        source = Source(key="s", name="Källan", base_url=server.url, allow_private=True)
        keeper = ReplicaKeeper(Replicas(store.database), SECRET)
        now = [NOW]
        async with (
            ExternalSources([source], clock=lambda: now[0], keeper=keeper) as external,
            Follower(
                external, store.database, clock=lambda: int(now[0].timestamp() * 1_000_000)
            ) as follower,
        ):
            assert (await follower.turn(source)).persons > 0
            now[0] += hour
            assert (await follower.turn(source)).reconciled == 0
            server.resources = before
            assert (await follower.turn(source)).reconciled == 0
            now[0] += hour
            assert (await follower.turn(source)).reconciled == 1
            now[0] += hour
            assert (await follower.turn(source)).reconciled == 0


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

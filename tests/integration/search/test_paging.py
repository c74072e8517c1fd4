"""The pages of a search show the state at its first page, while others write."""

import json
import secrets
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.integration.search.conftest import World

from pk_fhir.store import Grant, Visibility
from pk_fhir.store.search import Start

pytestmark = pytest.mark.anyio

IDS = [f"g{n}" for n in range(14)]
ORDERS = (
    "",
    "_sort=start-date",
    "_sort=-start-date,lifecycle-status",
    "_sort=_lastUpdated",
    "_sort=-_id",
)


def goal(rng: Random, ident: str, mark: int) -> dict:
    made = {
        "resourceType": "Goal",
        "id": ident,
        "lifecycleStatus": rng.choice(["active", "active", "planned"]),
        "subject": {"reference": "Patient/anna"},
        "description": {"text": str(mark)},
    }
    if rng.random() < 0.7:
        made["startDate"] = rng.choice(["2026", "2027-01-01", "2027-01-02"])
    return made


class Writers:
    """Others, who create, change and delete; `current` is what they leave behind."""

    def __init__(self, world: World, tenant: str, rng: Random) -> None:
        self.world, self.tenant, self.rng = world, tenant, rng
        self.current: dict[str, dict] = {}
        self.mark = 0

    async def write(self, times: int) -> None:
        for _ in range(times):
            ident = self.rng.choice(IDS)
            if ident in self.current and self.rng.random() < 0.3:
                await self.world.delete("Goal", ident, self.tenant)
                del self.current[ident]
                continue
            self.mark += 1
            self.current[ident] = goal(self.rng, ident, self.mark)
            await self.world.put(self.current[ident], self.tenant)


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(seed=st.integers(0, 2**32))
async def test_each_match_once_at_its_version_and_what_is_gone_is_said(world, seed):
    rng = Random(seed)  # noqa: S311 - test data
    tenant = secrets.token_hex(8)
    everything = Visibility((Grant(tenant=tenant),))
    writers = Writers(world, tenant, rng)
    await writers.write(20)
    text = f"lifecycle-status=active&{rng.choice(ORDERS)}".rstrip("&")
    asked = {"tenant": tenant, "visibility": everything, "count": rng.choice([1, 2, 3])}
    snapshot = {
        ident: each
        for ident, each in writers.current.items()
        if each["lifecycleStatus"] == "active"
    }
    alive = set(snapshot)
    page = await world.page("Goal", text, **asked)
    pages, deleted, again = [page], 0, []
    told = [json.loads(each.body) for each in page.matches]
    while page.next is not None:
        await writers.write(rng.choice([0, 1, 4]))
        alive_now = set(writers.current)
        page = await world.page("Goal", text, state=page.state, start=Start(page.next), **asked)
        pages.append(page)
        again += [each.id for each in page.matches if each.id not in alive_now]
        deleted += page.deleted
        told += [json.loads(each.body) for each in page.matches]
    idents = [each["id"] for each in told]
    assert len(idents) == len(set(idents))
    assert set(idents) <= alive
    assert again == []
    assert len(idents) + deleted == len(snapshot)
    assert {each["id"]: each for each in told} == {ident: snapshot[ident] for ident in idents}
    assert all(len(each.matches) + each.deleted == asked["count"] for each in pages[:-1])


@pytest.mark.parametrize("order", ORDERS)
async def test_previous_goes_back_over_the_same_pages(world, order):
    rng = Random(7)  # noqa: S311 - test data
    for mark, ident in enumerate(IDS):
        await world.put(goal(rng, ident, mark))
    page = await world.page("Goal", order, count=4)
    forward = [page]
    while page.next is not None:
        page = await world.page("Goal", order, count=4, state=page.state, start=Start(page.next))
        forward.append(page)
    backward = [page]
    while page.previous is not None:
        page = await world.page(
            "Goal",
            order,
            count=4,
            state=page.state,
            start=Start(page.previous, back=True),
        )
        backward.append(page)
    ids = [[each.id for each in page.matches] for page in forward]
    assert [len(each) for each in ids] == [4, 4, 4, 2]
    assert [[each.id for each in page.matches] for page in reversed(backward)] == ids


async def test_what_may_no_longer_be_seen_is_not_on_the_next_page(world):
    rng = Random(1)  # noqa: S311 - test data
    for mark, ident in enumerate(IDS[:4]):
        await world.put(goal(rng, ident, mark), released=True)
    released = Visibility((Grant(tenant="t", released=True),))
    page = await world.page("Goal", "_sort=_id", count=2, visibility=released)
    assert [each.id for each in page.matches] == ["g0", "g1"]
    await world.put(goal(rng, "g2", 9), released=False)
    page = await world.page(
        "Goal", "_sort=_id", count=2, visibility=released, state=page.state, start=Start(page.next)
    )
    assert [each.id for each in page.matches] == ["g3"]
    assert page.deleted == 0


async def test_a_whole_answer_on_one_page_has_its_total_and_no_links(world):
    rng = Random(1)  # noqa: S311 - test data
    await world.put(goal(rng, "g0", 1))
    page = await world.page("Goal", "")
    assert (len(page.matches), page.total, page.next, page.previous) == (1, 1, None, None)


async def test_what_is_cut_is_counted_where_few_are_to_be_read(world):
    rng = Random(1)  # noqa: S311 - test data
    for number, ident in enumerate(IDS):
        status = "active" if number < 9 else "planned"
        start = "2027-01-01" if number % 2 else "2026"
        await world.put(goal(rng, ident, 0) | {"lifecycleStatus": status, "startDate": start})
    for text, counted, total in (
        ("", 14, 14),
        ("", 13, None),
        ("lifecycle-status=active", 9, 9),
        ("lifecycle-status=active", 8, None),
        # By what must not be there no index leads: all are read, or none is counted.
        ("lifecycle-status:not=active", 14, 5),
        ("lifecycle-status:not=active", 13, None),
        ("lifecycle-status=active&start-date=2027-01-01", 9, 4),
        ("lifecycle-status=planned,active&_sort=start-date", 14, 14),
        ("_lastUpdated=ge2000", 14, 14),
        ("_total=none", 14, None),
    ):
        page = await world.page("Goal", text, count=2, counted=counted)
        assert (len(page.matches), page.total) == (2, total), text
    assert (await world.page("Goal", "_total=none")).total is None


async def test_a_total_is_that_of_the_first_page_s_state(world):
    rng = Random(1)  # noqa: S311 - test data
    for ident in IDS[:4]:
        await world.put(goal(rng, ident, 0))
    state = (await world.page("Goal", "", count=2)).state
    await world.put(goal(rng, IDS[4], 0))
    assert (await world.page("Goal", "", count=2, counted=9, state=state)).total == 4

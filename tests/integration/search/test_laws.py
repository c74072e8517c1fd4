"""Laws of search, on real databases: SQL finds what plain Python finds, and no more than may be seen."""

import secrets

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.integration.search import generated, oracle
from tests.integration.search.conftest import World

from pk_fhir.store import Grant, Visibility, sees

pytestmark = pytest.mark.anyio

QUERIES = 40
seeds = st.integers(0, 2**32)
some = settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


async def filled(world: World, resources, owners) -> tuple[str, list[oracle.Thing]]:
    """A tenant of its own with these resources; of those with one id, the last is the current one."""
    tenant = secrets.token_hex(8)
    things = {}
    for resource, owner in zip(resources, owners, strict=False):
        await world.put(resource, tenant, **owner)
        things[resource["resourceType"], resource["id"]] = oracle.Thing(
            resource["resourceType"],
            resource["id"],
            world.indexer.rows(resource),
            world.clock,
            owner,
        )
    return tenant, list(things.values())


def owned(tenant: str, thing: oracle.Thing) -> object:
    class Row:
        pass

    row = Row()
    vars(row).update(tenant=tenant, type=thing.type, **thing.owner)
    return row


nobody = {"patient": None, "released": True, "care_unit": None, "care_giver": None}


@some
@given(seed=seeds)
async def test_sql_finds_what_plain_python_finds(world, seed):
    make = generated.Maker(seed)
    resources = make.world()
    tenant, things = await filled(world, resources, [nobody] * len(resources))
    everything = Visibility((Grant(tenant=tenant),))
    for kind, text in (make.query() for _ in range(QUERIES)):
        expected = sorted(each.id for each in oracle.found(things, world.query(kind, text)))
        found = await world.find(kind, text, tenant=tenant, visibility=everything)
        assert found == expected, (kind, text)
        page = await world.page(
            kind, f"{text}&_total=accurate", tenant=tenant, visibility=everything, count=1
        )
        assert page.total == len(expected), (kind, text)
        few = {"tenant": tenant, "visibility": everything, "count": 1, "counted": len(things)}
        assert (await world.page(kind, text, **few)).total == len(expected), (kind, text)


@some
@given(seed=seeds)
async def test_a_search_is_the_search_of_a_world_of_what_may_be_seen(world, seed):
    make = generated.Maker(seed)
    resources = make.world()
    tenant, things = await filled(world, resources, [make.owner() for _ in resources])
    grants = [Grant(tenant=tenant, **make.grant()) for _ in range(make.one(0, 1, 1, 2))]
    visibility = Visibility(tuple(grants))
    seen = [each for each in things if sees(visibility, owned(tenant, each))]
    visible = {(each.type, each.id) for each in seen}
    for kind, text in (make.query() for _ in range(QUERIES)):
        expected = sorted(each.id for each in oracle.found(seen, world.query(kind, text)))
        page = await world.page(
            kind,
            f"{text}&_total=accurate&_include=*&_revinclude=*&_include:iterate=*",
            tenant=tenant,
            visibility=visibility,
        )
        assert sorted(each.id for each in page.matches) == expected, (kind, text)
        assert page.total == len(expected), (kind, text)
        assert {(each.type, each.id) for each in page.included} <= visible, (kind, text)

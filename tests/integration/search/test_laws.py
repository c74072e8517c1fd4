"""Laws of search, on real databases: SQL finds what plain Python finds, and no more than may be seen."""

import secrets

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pk_fhir.store import Grant, Visibility, sees
from tests.integration.search import generated, oracle
from tests.integration.search.conftest import World

pytestmark = pytest.mark.anyio

some = settings(
    max_examples=40,
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
@given(
    resources=st.lists(generated.resources, min_size=3, max_size=12),
    queries=st.lists(generated.queries, min_size=8, max_size=12),
)
async def test_sql_finds_what_plain_python_finds(world, resources, queries):
    tenant, things = await filled(world, resources, [nobody] * len(resources))
    everything = Visibility((Grant(tenant=tenant),))
    for kind, text in queries:
        expected = sorted(each.id for each in oracle.found(things, world.query(kind, text)))
        found = await world.find(kind, text, tenant=tenant, visibility=everything)
        assert found == expected, (kind, text)
        page = await world.page(
            kind, f"{text}&_total=accurate", tenant=tenant, visibility=everything, count=1
        )
        assert page.total == len(expected), (kind, text)


grants = st.builds(
    lambda **parts: parts,
    types=st.sampled_from(
        [None, frozenset({"CarePlan", "Patient"}), frozenset({"CarePlan", "Goal", "List"})]
    ),
    patients=st.sampled_from([None, frozenset({"anna"})]),
    outside=st.booleans(),
    released=st.booleans(),
    units=st.sampled_from([None, frozenset({"SE1-U1"})]),
    known_owner=st.booleans(),
    hidden_units=st.sampled_from([frozenset(), frozenset({"SE1-U2"})]),
    hidden_givers=st.sampled_from([frozenset(), frozenset({"SE1"})]),
)


@some
@given(
    resources=st.lists(generated.resources, min_size=3, max_size=12),
    owners=st.lists(generated.owners, min_size=12, max_size=12),
    allowed=st.lists(grants, max_size=2),
    queries=st.lists(generated.queries, min_size=6, max_size=10),
)
async def test_a_search_is_the_search_of_a_world_of_what_may_be_seen(
    world, resources, owners, allowed, queries
):
    tenant, things = await filled(world, resources, owners)
    visibility = Visibility(tuple(Grant(tenant=tenant, **parts) for parts in allowed))
    seen = [each for each in things if sees(visibility, owned(tenant, each))]
    for kind, text in queries:
        expected = sorted(each.id for each in oracle.found(seen, world.query(kind, text)))
        page = await world.page(
            kind,
            f"{text}&_total=accurate&_include=*&_revinclude=*&_include:iterate=*",
            tenant=tenant,
            visibility=visibility,
        )
        assert sorted(each.id for each in page.matches) == expected, (kind, text)
        assert page.total == len(expected), (kind, text)
        visible = {(each.type, each.id) for each in seen}
        assert {(each.type, each.id) for each in page.included} <= visible, (kind, text)

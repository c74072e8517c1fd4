"""A parameter that was added later finds what was stored before, once it has been indexed anew."""

import pytest
from tests.integration.search.conftest import NOW, STOCKHOLM

from pk_fhir.definitions import Definitions
from pk_fhir.search import Context, Indexer, Registry, parse
from pk_fhir.store import Grant, Visibility
from pk_fhir.store.index_tables import index_rows
from pk_fhir.store.search import Asked, search
from pk_fhir.store.search.reindex import reindex, remaining

pytestmark = pytest.mark.anyio

POSTED = {
    "resourceType": "SearchParameter",
    "url": "urn:indication",
    "code": "indication",
    "status": "active",
    "base": ["CarePlan"],
    "type": "token",
    "expression": "CarePlan.extension('urn:e').value",
}


def plan(ident, indication):
    return {
        "resourceType": "CarePlan",
        "id": ident,
        "status": "active",
        "extension": [{"url": "urn:e", "valueCode": indication}],
    }


async def test_what_was_stored_before_is_found_after(world):
    for n in range(5):
        await world.put(plan(f"p{n}", "own" if n % 2 else "long"))
    await world.put({"resourceType": "Goal", "id": "g", "lifecycleStatus": "active"})
    await world.put(plan("p0", "own"))
    await world.delete("CarePlan", "p1")

    registry = Registry(Definitions.r4(), [POSTED])
    context = Context(registry=registry, types=("CarePlan",), now=NOW, zone=STOCKHOLM)
    indexer = Indexer(registry, zone=STOCKHOLM)

    async def found(code, value):
        asked = Asked(
            query=parse(("CarePlan",), [(code, value)], context),
            tenant="t",
            visibility=Visibility((Grant(tenant="t"),)),
            count=10,
        )
        return sorted(each.id for each in (await search(world.store, asked)).matches)

    assert await found("indication", "own") == []
    assert await remaining(world.store, "t", "CarePlan") == 4
    done, after = [], None
    while True:
        progress = await reindex(
            world.store,
            "t",
            lambda resource: index_rows(indexer.rows(resource)),
            type_name="CarePlan",
            after=after,
            at_once=3,
        )
        done.append(progress.done)
        after = progress.following
        if after is None:
            break
    assert done == [3, 1]
    assert await found("indication", "own") == ["p0", "p3"]
    assert await found("status", "active") == ["p0", "p2", "p3", "p4"]
    assert await world.find("Goal", "lifecycle-status=active") == ["g"]

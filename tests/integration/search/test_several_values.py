"""A search by several values of what leads is one page of all of them: each match once, in one order, both ways."""

import msgspec
import pytest
from bench.search_plans import asked, fill

from pk_fhir.store.search import Start, search

pytestmark = pytest.mark.anyio

PATIENTS = 150


@pytest.mark.parametrize(
    ("query", "matches"),
    [
        ("status=draft,active", 150),
        ("status=active,draft,on-hold&patient:missing=false", 150),
        ("status=draft,on-hold", 3),
        ("identifier=urn:example:plan|3,urn:example:plan|140,urn:example:plan|999", 2),
        ("patient=Patient/p1,Patient/p2,Patient/p3&status=active", 3),
    ],
)
async def test_pages_forth_and_back(store, query, matches):
    await fill(store, PATIENTS)
    wanted = msgspec.structs.replace(asked("CarePlan", query, 0), count=20)
    forth, page = [], await search(store, wanted)
    last = page
    while True:
        forth.append([match.id for match in page.matches])
        if page.next is None:
            break
        last = page = await search(
            store, msgspec.structs.replace(wanted, state=page.state, start=Start(page.next))
        )
    ids = [each for part in forth for each in part]
    whole = await search(store, msgspec.structs.replace(wanted, count=500))
    assert ids == [match.id for match in whole.matches]
    assert len(ids) == len(set(ids)) == matches
    numbers = [match.number for match in whole.matches]
    assert numbers == sorted(numbers, reverse=True)

    back = [[match.id for match in last.matches]]
    while last.previous is not None:
        last = await search(
            store,
            msgspec.structs.replace(
                wanted, state=last.state, start=Start(last.previous, back=True)
            ),
        )
        back.insert(0, [match.id for match in last.matches])
    assert back == forth

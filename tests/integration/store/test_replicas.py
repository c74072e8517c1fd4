"""What sources answered, on each database: kept as it came, replaced by rule, hidden by a refusal."""

import pytest

from pk_fhir.store import Store
from pk_fhir.store.replicas import Replica, Replicas
from pk_fhir.store.source_registry import register, registered, unregister

pytestmark = pytest.mark.anyio


def answer(fetched: int, resources: bytes = b"[]", *, whole: bool = True) -> Replica:
    state = "fresh" if whole else "truncated"
    return Replica(fetched=fetched, state=state, whole=whole, resources=resources, remarks="{}")


async def test_an_answer_is_read_back_as_it_was_kept_and_under_its_own_keys_only(
    store: Store,
) -> None:
    kept = answer(5, '[{ "resourceType":"Basic", "n": 1.50 }, {"å": "\\u00e5"}]'.encode())
    replicas = Replicas(store.database)
    await replicas.keep("kommunen", "elsa", kept)
    assert await replicas.last(["kommunen"], ["other", "elsa"]) == {"kommunen": [kept]}
    assert await replicas.last(["kommunen"], ["other"]) == {}
    assert await replicas.last(["regionen"], ["elsa"]) == {}


@pytest.mark.parametrize(
    ("first", "second", "stands"),
    [
        (answer(1), answer(2), 2),
        (answer(2), answer(1), 2),
        (answer(1), answer(2, whole=False), 1),
        (answer(1, whole=False), answer(2, whole=False), 2),
        (answer(1, whole=False), answer(2), 2),
    ],
)
async def test_the_newer_stands_but_never_a_part_for_a_whole(
    store: Store, first: Replica, second: Replica, stands: int
) -> None:
    replicas = Replicas(store.database)
    await replicas.keep("s", "elsa", first)
    await replicas.keep("s", "elsa", second)
    [found] = (await replicas.last(["s"], ["elsa"]))["s"]
    assert found.fetched == stands


async def test_a_refusal_stays_until_a_newer_answer(store: Store) -> None:
    replicas = Replicas(store.database)
    await replicas.keep("s", "elsa", answer(1))
    await replicas.refuse("s", ["elsa", "other"], 3)
    await replicas.keep("s", "elsa", answer(2))
    assert [(r.fetched, r.refused_at) for r in (await replicas.last(["s"], ["elsa"]))["s"]] == [
        (1, 3)
    ]
    await replicas.keep("s", "elsa", answer(4, whole=False))
    assert [(r.fetched, r.refused_at) for r in (await replicas.last(["s"], ["elsa"]))["s"]] == [
        (4, None)
    ]


async def test_a_source_is_forgotten_and_no_other(store: Store) -> None:
    replicas = Replicas(store.database)
    for source in ("a", "b"):
        await replicas.keep(source, "elsa", answer(1))
    assert await replicas.forget(["a"]) == 1
    assert await replicas.last(["a"], ["elsa"]) == {}
    assert len((await replicas.last(["b"], ["elsa"]))["b"]) == 1


async def test_the_registry_holds_a_name_once(store: Store) -> None:
    database = store.database
    assert await register(database, "b", '{"n":1}', 1)
    assert await register(database, "a", '{"n":2}', 1)
    assert not await register(database, "b", '{"n":3}', 2)
    assert await registered(database) == [("a", '{"n":2}'), ("b", '{"n":1}')]
    assert await unregister(database, "b")
    assert not await unregister(database, "b")
    assert await registered(database) == [("a", '{"n":2}')]

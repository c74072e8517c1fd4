"""What a source sends and nobody can read is kept as bytes, with why, until it sends something better."""

from datetime import datetime, timedelta

import pytest
from tests.integration.view.proxy import proxied
from tests.integration.view.servers import FhirServer, answer, served
from tests.unit.view import three_sources as given

from pk_fhir.store import Store
from pk_fhir.store.quarantine import MOST_BYTES, MOST_KEPT, Held, Quarantine
from pk_fhir.store.replicas import Replicas
from pk_fhir.sync import ExternalSources, ReplicaKeeper, Source
from pk_fhir.view import identity

pytestmark = pytest.mark.anyio

ELSA = identity.person([(given.PERSONNUMMER, given.NUMBER)])
SECRET = b"a secret of at least sixteen bytes"
LATER = given.NOW + timedelta(hours=1)
HTML = b"<html>Logga in</html>"
BROKEN = b'{"fullUrl" : "urn:x","resource":{"id":"no type"}}'


def micros(at: datetime) -> int:
    return int(at.timestamp() * 1_000_000)


async def asked(store: Store, url: str, at: datetime) -> str:
    """Ask about Elsa once, and let the store have what it waits for; the source's state."""
    quarantine = Quarantine(store.database)
    keeper = ReplicaKeeper(Replicas(store.database), SECRET, quarantine)
    source = Source(key="s", name="Källan", base_url=url, allow_private=True)
    async with ExternalSources([source], clock=lambda: at, keeper=keeper) as external:
        [pulled] = await external.ask_all(ELSA, 60)
    return pulled.state


async def held(store: Store) -> list[tuple[str, bytes | None]]:
    quarantine = Quarantine(store.database)
    return [
        (h.reason, await quarantine.body(h.source, h.digest)) for h in await quarantine.listed()
    ]


async def test_what_is_no_fhir_is_set_apart_until_the_source_answers_well(store: Store) -> None:
    quarantine = Quarantine(store.database)
    with served(FhirServer(given.home_care().resources)) as behind:
        async with proxied(behind) as proxy:
            proxy.fault = answer(HTML, Content_Type="text/html")
            assert await asked(store, proxy.url, given.NOW) == "failed"
            [first] = await quarantine.listed()
            assert await asked(store, proxy.url, LATER) == "failed"
            [again] = await quarantine.listed()
            assert await held(store) == [("not-fhir", HTML)]
            proxy.fault = None
            assert await asked(store, proxy.url, LATER) == "fresh"
            assert await quarantine.listed() == []
    assert first == Held(
        source="s",
        digest=first.digest,
        reason="not-fhir",
        first_at=micros(given.NOW),
        last_at=micros(given.NOW),
        size=len(HTML),
    )
    assert (again.digest, again.first_at, again.last_at) == (
        first.digest,
        micros(given.NOW),
        micros(LATER),
    )


async def test_a_broken_entry_is_set_apart_byte_for_byte_and_the_rest_is_shown(
    store: Store,
) -> None:
    body = (
        b'{"resourceType":"Bundle","entry":[%s,{"resource":{"resourceType":"Patient","id":"e",'
        b'"identifier":[{"system":"%s","value":"%s"}]}},{"resource":{"resourceType":"Goal","id":"g",'
        b'"subject":{"reference":"Patient/e"}}}]}'
    ) % (BROKEN, given.PERSONNUMMER.encode(), given.NUMBER.encode())
    with served(FhirServer([])) as behind:
        async with proxied(behind) as proxy:
            proxy.fault = answer(body)
            assert await asked(store, proxy.url, given.NOW) == "fresh"
    assert await held(store) == [("broken-entry", BROKEN)]


async def test_it_holds_no_more_than_it_should_and_forgets_a_source_that_is_removed(
    store: Store,
) -> None:
    quarantine = Quarantine(store.database)
    many = [("broken-entry", b"%d" % number) for number in range(MOST_KEPT + 5)]
    await quarantine.replace("s", "p", many, 1)
    assert len(await quarantine.listed()) == MOST_KEPT
    await quarantine.replace("s", "p", [("not-fhir", b"x" * (MOST_BYTES + 1))], 2)
    [large] = await quarantine.listed("s")
    assert large.size == MOST_BYTES + 1
    assert await quarantine.body("s", large.digest) == b"x" * MOST_BYTES
    assert await quarantine.listed("other") == []
    assert await quarantine.body("s", "nothing") is None
    assert await quarantine.forget(["s"]) == 1
    assert await quarantine.listed() == []


async def test_an_answer_of_before_does_not_take_away_what_came_later(store: Store) -> None:
    quarantine = Quarantine(store.database)
    await quarantine.replace("s", "p", [("not-fhir", HTML)], 10)
    await quarantine.replace("s", "p", [], 5)
    assert [each.last_at for each in await quarantine.listed()] == [10]

"""Our own Subscriptions at another server of this kind: what changes there is read here at once."""

import asyncio
import json
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest
from bench.served import free_port
from tests.integration.sync.push.conftest import THERE, Served, contract

from pk_fhir.access.keys import service_secret
from pk_fhir.config import ProviderSettings, Settings, SourceSettings, SubscriptionSettings
from pk_fhir.contract import parse
from pk_fhir.store import Store
from pk_fhir.store.source_registry import register
from pk_fhir.sync.following import FOLLOWED
from pk_fhir.sync.notices.ours import key_of

HOME = "municipal-home-care"

# Test machines are busy.
ask = partial(httpx.request, timeout=60)


def served(folder: Path, provider: ProviderSettings, *sources: SourceSettings) -> Served:
    folder.mkdir()
    return Served(
        Settings(
            database_url=f"sqlite:///{folder / 'served.db'}",
            data_dir=folder,
            port=free_port(),
            providers=[provider],
            sources=list(sources),
            subscriptions=SubscriptionSettings(allow_private_endpoints=True),
        )
    )


@pytest.fixture
def there(tmp_path: Path) -> Iterator[Served]:
    server = served(tmp_path / "there", THERE)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def here(tmp_path: Path, there: Served) -> Iterator[Served]:
    source = SourceSettings(
        name="there",
        title="Exempelby kommun",
        base_url=there.base,
        allow_private_address=True,
        # Asked at the start, and then not within the test.
        follow_seconds=3600,
        subscribe=True,
    )
    server = served(tmp_path / "here", ProviderSettings(name="here", title="Region"), source)
    server.start()
    yield server
    server.stop()


def sooner_or_later(seen: Callable[[], Any], wanted: Any, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while (now := seen()) != wanted and time.monotonic() < deadline:
        time.sleep(0.2)
    assert now == wanted


def subscriptions(there: Served) -> list[dict[str, Any]]:
    found = ask("GET", f"{there.base}/Subscription", params={"_count": 100}).json()
    return [entry["resource"] for entry in found.get("entry", ())]


def goals(here: Served, of: dict[str, Any]) -> str:
    """The goals of a person that are kept here, as text; nobody is asked."""
    identifier = parse(json.dumps(of).encode()).patient.identifiers[0]
    answer = ask(
        "POST",
        f"{here.base.removesuffix('/fhir')}/view/_search",
        json={
            "system": identifier.system,
            "value": identifier.value,
            "refresh": "replicas",
        },
    )
    assert answer.status_code == 200, answer.text
    return json.dumps(answer.json()["goals"], ensure_ascii=False)


def test_what_changes_there_is_read_here_at_once(there: Served, here: Served) -> None:
    sooner_or_later(
        lambda: sorted(each["criteria"] for each in subscriptions(there)),
        sorted(f"{type_}?" for type_ in FOLLOWED),
    )
    sooner_or_later(lambda: {each["status"] for each in subscriptions(there)}, {"active"})
    of = contract(HOME)
    origin = there.base.removesuffix("/fhir")
    assert ask("POST", f"{origin}/contracts", json=of).status_code == 201
    first = of["goals"][0]["description"]
    sooner_or_later(lambda: first in goals(here, of), wanted=True)
    [goal, *_] = ask("GET", f"{there.base}/Goal").json()["entry"]
    changed = {**goal["resource"], "description": {"text": "Ändrat hos dem."}}
    ask("PUT", f"{there.base}/Goal/{changed['id']}", content=json.dumps(changed))
    sooner_or_later(lambda: "Ändrat hos dem." in goals(here, of), wanted=True)


def test_those_that_stand_are_not_made_again_and_one_that_ended_is(
    there: Served, here: Served
) -> None:
    sooner_or_later(lambda: {each["status"] for each in subscriptions(there)}, {"active"})
    made = {each["id"] for each in subscriptions(there)}
    first = subscriptions(there)[0]
    ask("PUT", f"{there.base}/Subscription/{first['id']}", json={**first, "status": "off"})
    here.stop()
    here.start()
    sooner_or_later(lambda: {each["status"] for each in subscriptions(there)}, {"active"})
    assert {each["id"] for each in subscriptions(there)} == made


def test_they_go_with_the_source(there: Served, here: Served, tmp_path: Path) -> None:
    """A source is registered while the service runs, and removed: nothing of ours is left there."""
    origin = here.base.removesuffix("/fhir")
    sooner_or_later(lambda: len(subscriptions(there)), len(FOLLOWED))
    stated = here.settings.sources[0].model_copy(update={"name": "again"})
    database = f"sqlite:///{tmp_path / 'here' / 'served.db'}"

    async def registered() -> None:
        store = await Store.open(database, upgrade=False)
        await register(store.database, "again", stated.model_dump_json(exclude_none=True), 1)
        await store.close()

    asyncio.run(registered())
    sooner_or_later(lambda: len(subscriptions(there)), 2 * len(FOLLOWED))
    assert ask("DELETE", f"{origin}/admin/sources/again").status_code == 204
    sooner_or_later(lambda: len(subscriptions(there)), len(FOLLOWED))
    assert all("/notified/there/" in each["channel"]["endpoint"] for each in subscriptions(there))


def test_nobody_tells_without_the_key(here: Served) -> None:
    origin = here.base.removesuffix("/fhir")
    right = key_of(service_secret(here.settings.data_dir), "there")
    for path, status in (
        (f"there/{right}/Goal", 204),
        (f"there/{'0' * 40}/Goal", 404),
        (f"elsewhere/{right}/Goal", 404),
    ):
        assert ask("POST", f"{origin}/notified/{path}").status_code == status

"""Sources are followed by a process of its own beside the service: it is there, is replaced, and ends with it."""

import asyncio
import os
import signal
from pathlib import Path

import pytest
from tests.integration.view.servers import FhirServer, served
from tests.unit.view import three_sources as given

from pk_fhir.app import beside, opened
from pk_fhir.app.follower import Given
from pk_fhir.config import Settings, SourceSettings, TerminologySettings
from pk_fhir.store import Store
from pk_fhir.store.follows import Follows

pytestmark = pytest.mark.anyio


def followers() -> list[int]:
    """The processes that this one has started to follow sources."""
    children = [
        pid for task in Path("/proc/self/task").iterdir() for pid in read(task / "children").split()
    ]
    return [
        int(pid) for pid in children if "pk_fhir.app.follower" in read(Path(f"/proc/{pid}/cmdline"))
    ]


def read(path: Path) -> str:
    """A file of a thread or process that may have ended just now."""
    try:
        return path.read_text()
    except (FileNotFoundError, ProcessLookupError):
        return ""


async def follower_that_is_not(pid: int | None) -> int:
    async with asyncio.timeout(60):
        while True:
            for found in followers():
                if found != pid:
                    return found
            await asyncio.sleep(0.05)


async def test_a_process_follows_beside_the_service_is_replaced_when_killed_and_ends_with_it(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(beside, "PAUSE_SECONDS", 0.1)
    with served(FhirServer(given.home_care().resources)) as server:
        stated = SourceSettings(
            name="kommunen",
            title="Kommunen",
            base_url=server.url,
            allow_private_address=True,
            follow_seconds=1,
        )
        settings = Settings(database_url=sqlite_url, data_dir=tmp_path, sources=[stated])
        async with opened(settings):
            first = await follower_that_is_not(None)
            os.kill(first, signal.SIGKILL)
            second = await follower_that_is_not(first)
            store = await Store.open(sqlite_url, upgrade=False)
            follows = Follows(store.database)
            # Whoever killed it may have left it with the source in hand.
            await follows.release("kommunen")
            async with asyncio.timeout(60):
                while (await follows.of("kommunen")).turned_at is None:  # noqa: ASYNC110 - happens in another process
                    await asyncio.sleep(0.05)
            await store.close()
            assert followers() == [second]
        assert followers() == []


def test_the_process_has_the_settings_of_the_service_and_no_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(
        database_url="sqlite:///a.db",
        data_dir=tmp_path,
        packages=["a#1"],
        terminology=TerminologySettings(base_url="https://tx.example/r4"),
        policy={"journal_hours": 3},
    )
    monkeypatch.setenv("PK_FHIR_TIME_ZONE", "Europe/Helsinki")
    told = Given(**settings.model_dump(mode="json"))
    assert told.model_dump() == settings.model_dump()

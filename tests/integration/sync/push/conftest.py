"""Our server on each database in turn, a second server of this kind, and a relay between them."""

import json
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest
from bench.served import free_port
from tests.integration.sync.ends import answering, relays, sending
from tests.integration.view.proxy import Proxy, proxied
from tests.serving import Serving

from pk_fhir.app import Application
from pk_fhir.config import ProviderSettings, Settings
from pk_fhir.sync.push import Relay

EXAMPLES = Path(__file__).parents[4] / "examples"
THERE = ProviderSettings(name="there", title="Exempelby kommun", hsa_id="SE9999999902-0001")


class Served:
    """A server of this kind at work in a thread of its own; it can be stopped and started again."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.origin = f"http://127.0.0.1:{settings.port}"
        self.base = f"{self.origin}/fhir"
        self._serving: Serving | None = None

    def start(self) -> None:
        self._serving = Serving(Application(self.settings), self.settings.port)
        self._serving.start()

    def stop(self) -> None:
        if self._serving is not None:
            self._serving.stop()
            self._serving = None


@contextmanager
def at_work(folder: Path) -> Iterator[Served]:
    """A server of this kind with its data in a new folder."""
    folder.mkdir()
    served = Served(
        Settings(
            database_url=f"sqlite:///{folder / 'there.db'}",
            data_dir=folder,
            port=free_port(),
            providers=[THERE],
        )
    )
    served.start()
    yield served
    served.stop()


@pytest.fixture
def peer(tmp_path: Path) -> Iterator[Served]:
    with at_work(tmp_path / "there") as served:
        yield served


class Behind(NamedTuple):
    """A server as a proxy in front of it knows it."""

    url: str


@pytest.fixture
async def proxy(peer: Served) -> AsyncIterator[Proxy]:
    """In front of the second server, for tests whose settings lead to it."""
    async with proxied(Behind(peer.base)) as made:
        yield made


@pytest.fixture
def settings(database_url: str, tmp_path: Path, peer: Served) -> Settings:
    return sending(database_url, tmp_path, "there", peer.base, hsa_id=THERE.hsa_id)


@pytest.fixture
async def ours(settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    async with answering(settings) as client:
        yield client


@pytest.fixture
async def theirs(peer: Served) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=peer.origin, timeout=30) as client:
        yield client


@pytest.fixture
async def relay(
    ours: httpx.AsyncClient,  # noqa: ARG001 - our server has opened the database
    settings: Settings,
) -> AsyncIterator[Callable[..., Relay]]:
    """Makes a relay over our database: `relay()`."""
    async with relays(settings) as make:
        yield make


def contract(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((EXAMPLES / name / "contract.json").read_text())
    return found

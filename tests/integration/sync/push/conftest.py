"""Our server on each database in turn, a second server of this kind, and a relay between them."""

import json
import socket
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from tests.integration.sync.ends import answering, relays, sending

from pk_fhir.app import Application
from pk_fhir.config import ProviderSettings, Settings
from pk_fhir.sync.push import Relay

EXAMPLES = Path(__file__).parents[4] / "examples"
THERE = ProviderSettings(name="there", title="Exempelby kommun", hsa_id="SE9999999902-0001")


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


class Served:
    """A server of this kind at work in a thread of its own; it can be stopped and started again."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.origin = f"http://127.0.0.1:{settings.port}"
        self.base = f"{self.origin}/fhir"
        self._server: uvicorn.Server | None = None
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        config = uvicorn.Config(
            Application(self.settings), port=self.settings.port, log_level="error"
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run)
        self._thread.start()
        while not self._server.started:
            time.sleep(0.02)

    def stop(self) -> None:
        if self._server is not None and self._thread is not None:
            self._server.should_exit = True
            self._thread.join()
            self._server = None


@pytest.fixture
def peer(tmp_path: Path) -> Iterator[Served]:
    (tmp_path / "there").mkdir()
    served = Served(
        Settings(
            database_url=f"sqlite:///{tmp_path / 'there' / 'there.db'}",
            data_dir=tmp_path / "there",
            port=free_port(),
            providers=[THERE],
        )
    )
    served.start()
    yield served
    served.stop()


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

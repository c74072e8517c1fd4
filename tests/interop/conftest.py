"""A real HAPI FHIR server for the session, from ../shared/hapi-peer."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from bench.served import free_port

PEER = Path(__file__).parents[3] / "shared" / "hapi-peer" / "run.sh"
START_SECONDS = 600  # the first start fetches 330 MB


def missing(what: str) -> None:
    """Skip where a part cannot be here, but never in CI."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"{what} is missing, and CI skips nothing")
    pytest.skip(f"{what} is missing")


@pytest.fixture(scope="session")
def hapi(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The base URL of a HAPI FHIR R4 server that all tests of a session share."""
    yield from _hapi(tmp_path_factory)


@pytest.fixture(scope="module")
def empty_hapi(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The base URL of a HAPI FHIR R4 server of a module's own: nobody else's persons are on it."""
    yield from _hapi(tmp_path_factory)


def _hapi(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    if not PEER.exists():
        missing("../shared/hapi-peer")
    if shutil.which("java") is None or shutil.which("mvn") is None:
        missing("Java or Maven")
    port = free_port()
    log = tmp_path_factory.mktemp("hapi") / "log.txt"
    environment = os.environ | {
        "HAPI_JAVA_OPTS": "-Xms512m -Xmx3g",
        # A search must see what was written just before it.
        "HAPI_SEARCH_REUSE_MS": "0",
        "HAPI_SUBSCRIPTIONS": "1",
    }
    with log.open("wb") as out:
        server = subprocess.Popen(  # noqa: S603 - our own shared script
            ["bash", str(PEER), str(port)],  # noqa: S607 - bash from PATH
            env=environment,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            yield _ready(f"http://127.0.0.1:{port}/fhir", server, log)
        finally:
            os.killpg(server.pid, signal.SIGTERM)
            server.wait(30)


def _ready(base: str, server: subprocess.Popen[bytes], log: Path) -> str:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if server.poll() is not None:
            pytest.fail(f"HAPI FHIR did not start:\n{log.read_text()[-2000:]}")
        try:
            if httpx.get(f"{base}/metadata", timeout=10).status_code == httpx.codes.OK:
                return base
        except httpx.TransportError:
            time.sleep(1)
    return pytest.fail(f"HAPI FHIR was not ready in {START_SECONDS} s")

"""The demonstration's second server, and filling both with examples once they answer."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import typer

from pk_fhir.config import Settings
from pk_fhir.demo import KOMMUNEN, PERSONS, load, main_settings, source_settings

READY_SECONDS = 60.0


@contextmanager
def second_server(settings: Settings, database: str | None) -> Iterator[tuple[Settings, str]]:
    """Start the municipality's server; the main service's settings, and the other's base URL."""
    port = _free_port(settings.port + 1)
    process = subprocess.Popen(
        [sys.executable, "-m", "pk_fhir", "serve"],
        env=_environment(source_settings(settings, port=port)),
    )
    try:
        main = main_settings(settings, source_port=port, database_url=database)
        yield main, f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(30)


def fill(server: str, source: str) -> None:
    """Wait until both servers answer, load the examples, and print where to look."""
    try:
        for base in (server, source):
            _wait(base)
        for loaded in load(server, source):
            typer.echo(f"  {loaded.name:32} {loaded.provider:14} {loaded.outcome} {loaded.detail}")
    except (OSError, TimeoutError) as error:
        typer.echo(f"The examples could not be loaded: {error}", err=True)
        return
    typer.echo(
        f"""
pk-fhir is ready.

  Portal               {server}/portal   (start with {PERSONS[0].name}: three care providers)
  FHIR, Region         {server}/fhir/metadata
  FHIR, Exempelhälsan  {server}/providers/exempelhalsan/fhir/metadata
  FHIR, kommunen       {source}/fhir/metadata   (a server of its own)
  Contracts, API       {server}/docs

Stop with Ctrl+C.
"""
    )


def _wait(base: str) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        try:
            if httpx.get(f"{base}/health/ready", timeout=5, trust_env=False).is_success:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.2)
    raise TimeoutError(f"{base} did not become ready in {READY_SECONDS:.0f} s")


def _environment(settings: Settings) -> dict[str, str]:
    """The other process's settings; nothing of the main service's database or sources."""
    inherited = {
        name: value for name, value in os.environ.items() if not name.startswith("PK_FHIR_")
    }
    return inherited | {
        "PK_FHIR_HOST": settings.host,
        "PK_FHIR_PORT": str(settings.port),
        "PK_FHIR_DATABASE_URL": settings.database_url,
        "PK_FHIR_DATA_DIR": str(settings.data_dir),
        "PK_FHIR_PROVIDERS": f"[{KOMMUNEN.model_dump_json()}]",
        "PK_FHIR_LOG_LEVEL": "warning",
    }


def _free_port(first: int) -> int:
    for port in range(first, first + 50):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) != 0:
                return port
    raise typer.Exit(2)

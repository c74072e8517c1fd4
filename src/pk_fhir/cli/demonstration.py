"""The demonstration's second server, and filling both with examples once they answer."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

import httpx
import typer

from pk_fhir.config import Settings
from pk_fhir.demo import (
    KOMMUNEN,
    PERSONS,
    agree,
    answer_seven,
    differ,
    load,
    look,
    main_settings,
    rehab_server,
    source_settings,
)
from pk_fhir.web.logs import quiet

READY_SECONDS = 120.0
# That a source does not answer is what the demonstration shows.
OF_SOURCES = "pk_fhir.sync.sources"


class Servers(NamedTuple):
    """The main service's settings, the municipality's base URL, and the port of the clinic that is soon silent."""

    main: Settings
    source: str
    rehab: int


@contextmanager
def second_server(settings: Settings, database: str | None) -> Iterator[Servers]:
    """Start the municipality's server."""
    # uvicorn ends by the signal that it was sent: then too, what was started here is ended.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    port = _free_port(settings.port + 1)
    rehab = _free_port(port + 1)
    process = subprocess.Popen(
        [sys.executable, "-m", "pk_fhir", "serve"],
        env=_environment(source_settings(settings, port=port)),
    )
    try:
        main = main_settings(settings, source_port=port, rehab_port=rehab, database_url=database)
        yield Servers(main, f"http://127.0.0.1:{port}", rehab)
    finally:
        process.terminate()
        process.wait(30)


def fill(servers: Servers) -> None:
    """Wait until both servers answer, load the examples, let the clinic answer once, and print where to look."""
    server, source = servers.main.base_url, servers.source
    try:
        with quiet(OF_SOURCES):
            _load(server, source, servers.rehab)
    except (OSError, TimeoutError, httpx.HTTPError) as error:
        typer.echo(f"The examples could not be loaded: {error}", err=True)
        return
    typer.echo(_where_to_look(server, source))


def _load(server: str, source: str, rehab: int) -> None:
    typer.echo("\nStarting two servers, and loading the examples:\n")
    for base in (server, source):
        _wait(base)
    for loaded in load(server, source):
        typer.echo(f"  {loaded.name:32} {loaded.provider:14} {loaded.outcome} {loaded.detail}")
    agree(server)
    answer_seven(server)
    with rehab_server(rehab):
        look(server, PERSONS[0])
    differ(server, source)


def _where_to_look(server: str, source: str) -> str:
    first, second = PERSONS[0], PERSONS[1]
    return f"""
pk-fhir is ready.

  Portal               {server}/portal
  FHIR, Region         {server}/fhir/metadata
  FHIR, Exempelhälsan  {server}/providers/exempelhalsan/fhir/metadata
  FHIR, kommunen       {source}/fhir/metadata   (a server of its own)
  Contracts, API       {server}/docs

What to look at:

  {first.name}, {server}/portal/kontrakt/{first.key}
    missing        Exempeltandvården: nobody answers there, and the page says so at the top
    stale          Exempelrehab: it answered when the examples were loaded, and is silent now
    duplicate      two providers have the same goal: linked, never merged
    contradiction  two times overlap, two next follow-ups, and the goal's status differs
  {second.name}, {server}/portal/kontrakt/{second.key}
    contradiction  two named physicians, two coordinators
    to answer      a kallelse, and a time to wish for
  Who has read       {server}/portal/kontrakt/{first.key}/logg
  Staff              {server}/portal/personal
    overview       what waits at a unit, and what patients have written
    seven questions  {server}/portal/personal/region/sju-fragor   (patients' and care's answers side by side)
    one patient    at Region Exempel {second.name}'s other records are closed: open in an emergency, say why
                   at Exempelhälsan there is a consent, and a block on one of the region's units
    conflict       {server}/portal/personal/region/synk   (a goal that two servers changed)

Stop with Ctrl+C.
"""


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
        # What it would warn of, the main service does.
        "PK_FHIR_LOG_LEVEL": "error",
    }


def _free_port(first: int) -> int:
    for port in range(first, first + 50):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) != 0:
                return port
    raise typer.Exit(2)

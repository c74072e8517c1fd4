"""`pk-fhir serve`: FHIR, contracts, the view and the portal over HTTP; with `--demo`, a demonstration."""

import asyncio
import threading
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer
import uvicorn

from pk_fhir.app import Application, DefinitionsError, prepare, serve_by_workers, validator_of
from pk_fhir.app.policy import policy_of
from pk_fhir.cli import demonstration
from pk_fhir.cli.answer import stop
from pk_fhir.cli.settings import settings_of
from pk_fhir.config import Settings
from pk_fhir.demo import PERSONS
from pk_fhir.web.logs import set_up
from pk_fhir.web.protocol import Protocol

app = typer.Typer(add_completion=False)


@app.command()
def serve(
    port: Annotated[
        int | None, typer.Option(min=1, max=65535, help="Port. [default: 8000]")
    ] = None,
    host: Annotated[str | None, typer.Option(help="Address. [default: 127.0.0.1]")] = None,
    database: Annotated[
        str | None,
        typer.Option(
            help="Database URL. [default: sqlite:///pk-fhir.db, in the folder it is started from]"
        ),
    ] = None,
    data_dir: Annotated[Path | None, typer.Option(help="Folder of keys and of files.")] = None,
    workers: Annotated[int, typer.Option(min=1, max=64, help="Processes that serve.")] = 1,
    demo: Annotated[bool, typer.Option("--demo", help="Serve the demonstration.")] = False,
) -> None:
    """Serve until stopped. Ready when GET /health/ready answers 200.

    Every setting can also be an environment variable (PK_FHIR_DATABASE_URL, PK_FHIR_ISSUERS ...), or
    stand in the TOML file that PK_FHIR_CONFIG names.

    Examples:

    pk-fhir serve --port 8000

    pk-fhir serve --database postgresql+psycopg://user@host/pk_fhir --workers 2
    """
    given = {"port": port, "host": host, "database_url": database, "data_dir": data_dir}
    settings = settings_of(
        "serve", **{name: value for name, value in given.items() if value is not None}
    )
    refusal = settings.refusal()
    if refusal is not None:
        stop("serve", refusal)
    try:
        policy_of(settings)
        # Loaded once, before there are workers: they share its memory.
        validator_of(settings)
    except (DefinitionsError, ValueError) as error:
        stop("serve", error)
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    set_up(level=settings.log_level, form=settings.log_format)
    if demo:
        with demonstration.second_server(settings, database) as servers:
            threading.Thread(target=demonstration.fill, args=(servers,), daemon=True).start()
            _run(servers.main, 1)
    else:
        _run(settings, workers)


def _run(settings: Settings, workers: int) -> None:
    several = workers > 1
    # Once for all of them, and over connections that are closed before a fork would share them.
    prepared = asyncio.run(prepare(settings)) if several else None
    config = uvicorn.Config(
        Application(settings, PERSONS, prepared),
        host=settings.host,
        port=settings.port,
        http=Protocol,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=20,
    )
    if several:
        raise typer.Exit(serve_by_workers(config, workers))
    with suppress(KeyboardInterrupt):
        uvicorn.Server(config).run()

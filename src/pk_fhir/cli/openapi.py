"""`pk-fhir openapi`: write the OpenAPI description, or check that the committed one is up to date."""

import asyncio
import json
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from pk_fhir.app import opened
from pk_fhir.config import ProviderSettings, Settings
from pk_fhir.web.logs import set_up

app = typer.Typer(add_completion=False)
STALE = 1


@app.command()
def openapi(
    output: Annotated[
        Path | None, typer.Option(help="File to write. [default: standard output]")
    ] = None,
    check: Annotated[Path | None, typer.Option(help="File that must be up to date.")] = None,
) -> None:
    """Describe the HTTP interface. Exit code 1: the checked file is stale.

    Example: pk-fhir openapi --output openapi/openapi.json
    """
    set_up(level="error", form="text")
    text = asyncio.run(_described())
    if check is not None:
        if not check.is_file() or check.read_text(encoding="utf-8") != text:
            typer.echo(f"{check} is stale: run `make openapi` and commit the result", err=True)
            raise typer.Exit(STALE)
        typer.echo(f"{check} is up to date")
    elif output is not None:
        output.write_text(text, encoding="utf-8")
    else:
        typer.echo(text, nl=False)


async def _described() -> str:
    # Stated in full, so that the description is the same whatever the environment says.
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(
            host="127.0.0.1",
            port=8000,
            public_url=None,
            database_url=f"sqlite:///{folder}/openapi.db",
            data_dir=Path(folder),
            providers=[ProviderSettings(name="default", title="Vårdgivaren")],
            default_provider=None,
            sources=[],
            issuers=[],
        )
        async with opened(settings) as application:
            return (
                json.dumps(application.openapi(), ensure_ascii=False, indent=1, sort_keys=True)
                + "\n"
            )

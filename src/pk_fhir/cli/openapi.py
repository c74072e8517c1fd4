"""`pk-fhir openapi`: write the OpenAPI description of the HTTP interface, or check the one that is kept."""

import asyncio
import json
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from pk_fhir.app import opened
from pk_fhir.cli.answer import REFUSED, stop
from pk_fhir.cli.input import why
from pk_fhir.config import Settings
from pk_fhir.web.logs import set_up

app = typer.Typer(add_completion=False)


@app.command()
def openapi(
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="File to write instead of printing.")
    ] = None,
    check: Annotated[
        Path | None, typer.Option(help="File that should say the same; nothing is written.")
    ] = None,
) -> None:
    """Write the OpenAPI description, the same bytes for the same program; settings do not change it.

    Exit code 0: written, or up to date; 1: the checked file is not up to date; 2: a file cannot be
    read or written.

    Examples:

    pk-fhir openapi --output openapi/openapi.json

    pk-fhir openapi --check openapi/openapi.json
    """
    text = description()
    try:
        if check is not None:
            _compare(check, text)
        elif output is not None:
            output.parent.mkdir(parents=True, exist_ok=True)
            output.write_text(text, encoding="utf-8")
        else:
            typer.echo(text, nl=False)
    except OSError as error:
        stop("openapi", f"{check or output} cannot be read or written: {why(error)}")


def _compare(kept: Path, text: str) -> None:
    if not kept.exists():
        stop("openapi", f"{kept} is not there: pk-fhir openapi --output {kept}", REFUSED)
    if kept.read_text(encoding="utf-8") != text:
        stop("openapi", f"{kept} is not up to date: pk-fhir openapi --output {kept}", REFUSED)


def description() -> str:
    """The OpenAPI document as text: keys sorted, one space of indentation."""
    set_up(
        level="error", form="text"
    )  # that nobody asks for tokens matters where somebody is served
    with tempfile.TemporaryDirectory() as folder:
        document = asyncio.run(_document(Path(folder)))
    return json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


async def _document(folder: Path) -> dict[str, object]:
    """As a service with default settings describes itself, over an empty database."""
    settings = Settings.model_construct(
        database_url=f"sqlite:///{folder / 'empty.db'}", data_dir=folder, port=8000
    )
    async with opened(settings) as app:
        return app.openapi()

"""`pk-fhir demo`: load the demonstration's examples into services that run."""

from typing import Annotated, Literal

import msgspec
import typer

from pk_fhir.demo import load

app = typer.Typer(add_completion=False)


@app.command()
def demo(
    server: Annotated[
        str, typer.Option(help="Base URL of the service of region and exempelhalsan.")
    ] = "http://127.0.0.1:8000",
    source: Annotated[
        str, typer.Option(help="Base URL of the municipality's service.")
    ] = "http://127.0.0.1:8001",
    output_format: Annotated[Literal["text", "json"], typer.Option("--format")] = "text",
) -> None:
    """Post every example contract to its care provider. What is there already stays as it is.

    Exit code 0: all are there; 1: some could not be loaded.

    Example: pk-fhir demo --server http://127.0.0.1:8000 --source http://127.0.0.1:8001
    """
    results = []
    for loaded in load(server.rstrip("/"), source.rstrip("/")):
        results.append(loaded)
        if output_format == "text":
            typer.echo(f"{loaded.name:32} {loaded.provider:14} {loaded.outcome} {loaded.detail}")
    if output_format == "json":
        typer.echo(msgspec.json.encode(results).decode())
    raise typer.Exit(int(any(loaded.outcome == "failed" for loaded in results)))

"""`pk-fhir fhirpath`: evaluate an expression on a resource and print what it gives."""

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from pk_fhir import fhirpath
from pk_fhir.fhir.json import dump, parse
from pk_fhir.fhir.outcome import FhirError

app = typer.Typer(add_completion=False)

NOTHING, UNUSABLE = 1, 2


@app.command("fhirpath")
def evaluate(
    expression: Annotated[str, typer.Argument(metavar="EXPR")],
    file: Annotated[str, typer.Argument(metavar="FILE|-", help="A resource in JSON.")] = "-",
    strict: Annotated[
        bool, typer.Option(help="Refuse element names that R4 does not have.")
    ] = False,
) -> None:
    """Print each item that EXPR gives on FILE, a line each.

    Exit code 0: it gave something; 1: nothing; 2: the expression or the file cannot be used.

    Example: pk-fhir fhirpath "Patient.name.given.first()" patient.json
    """
    try:
        data = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
        resource = parse(data)
        items = fhirpath.compile(expression, strict=strict).evaluate(resource)
    except (OSError, FhirError, fhirpath.FhirPathError) as error:
        typer.echo(f"pk-fhir fhirpath: {error}", err=True)
        raise typer.Exit(UNUSABLE) from error
    for item in items:
        typer.echo(_line(item))
    raise typer.Exit(0 if items else NOTHING)


def _line(item: Any) -> str:  # noqa: ANN401 - whatever the expression gives
    if isinstance(item, dict | list | bool):
        return dump(item).decode()
    return str(item)

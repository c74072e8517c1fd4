"""`pk-fhir map`: contract ⇄ FHIR, files or standard input; nothing is kept."""

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from pk_fhir.contract import ContractError, parse, problems
from pk_fhir.fhir import json as fhir_json
from pk_fhir.fhir.outcome import FhirError
from pk_fhir.mapping import to_bundle, to_contract, unexpressed_json

app = typer.Typer(add_completion=False)
DONE, LACKING, UNUSABLE = 0, 1, 2


@app.command("map")
def mapped(
    file: Annotated[
        str, typer.Argument(metavar="FILE|-", help="A contract, a Bundle or a CarePlan.")
    ] = "-",
    to: Annotated[
        Literal["fhir", "contract"] | None,
        typer.Option(help="Direction. [default: FHIR becomes a contract, and a contract FHIR]"),
    ] = None,
    output: Annotated[
        Path | None, typer.Option(help="File to write. [default: standard output]")
    ] = None,
    output_format: Annotated[
        Literal["text", "json"],
        typer.Option("--format", help="json: {contract, unexpressed} and {bundle, problems}."),
    ] = "text",
    language: Annotated[Literal["en", "sv"], typer.Option(help="Language of the messages.")] = "en",
) -> None:
    """Turn a contract into a FHIR transaction Bundle, or FHIR into a contract.

    What the other side cannot express, and what an active contract lacks, is told on standard error.

    Exit code 0: all of it; 1: something is lacking or could not be expressed; 2: it cannot be read.

    Examples:

    pk-fhir map examples/minimal/contract.json | pk-fhir map -

    pk-fhir map bundle.json --format json
    """
    try:
        data = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
        value = fhir_json.parse(data)
        back = to == "contract" if to else "resourceType" in value
        result, told = _contract(value) if back else _bundle(data, language)
    except ContractError as error:
        for found in error.problems:
            typer.echo(
                f"{found.severity}: {found.pointer or '/'}: {found.text(language)}", err=True
            )
        raise typer.Exit(UNUSABLE) from error
    except (OSError, FhirError) as error:
        typer.echo(f"pk-fhir map: {error}", err=True)
        raise typer.Exit(UNUSABLE) from error
    names = ("contract", "unexpressed") if back else ("bundle", "problems")
    written = result if output_format == "text" else dict(zip(names, (result, told), strict=True))
    _write(fhir_json.pretty(written), output)
    if output_format == "text":
        for one in told:
            typer.echo(
                ": ".join(one[name] for name in ("severity", "path", "reason") if name in one),
                err=True,
            )
    raise typer.Exit(LACKING if any(one.get("severity") != "warning" for one in told) else DONE)


def _bundle(
    data: bytes, language: Literal["en", "sv"]
) -> tuple[dict[str, Any], list[dict[str, str]]]:
    contract = parse(data)
    told = [
        {
            "severity": found.severity,
            "path": found.pointer or "/",
            "key": found.key,
            "reason": found.text(language),
        }
        for found in problems(contract)
    ]
    return to_bundle(contract, recorded=f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"), told


def _contract(value: dict[str, Any]) -> tuple[dict[str, Any], list[dict[str, str]]]:
    found = to_contract(value if value.get("resourceType") == "Bundle" else [value])
    return found.contract.to_json(), unexpressed_json(found.unexpressed)


def _write(data: bytes, output: Path | None) -> None:
    if output is not None:
        output.write_bytes(data + b"\n")
    else:
        typer.echo(data.decode())

"""`pk-fhir validate`: FHIR resources in files, folders or standard input, held to R4 and to profiles."""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated, Literal

import typer

from pk_fhir.fhir.outcome import Issue
from pk_fhir.validation import Validator

app = typer.Typer(add_completion=False)

# Exit codes, as linters have them.
CLEAN, FOUND, UNUSABLE = 0, 1, 2
WEIGHT = {"fatal": 3, "error": 3, "warning": 2, "information": 1}
FAIL_ON = {"error": 3, "warning": 2, "information": 1}
# Below this many files, starting worker processes costs more than it saves.
PARALLEL_FROM = 40

Checked = tuple[str, bytes, list[Issue]]


@app.command()
def validate(
    paths: Annotated[
        list[str],
        typer.Argument(metavar="FILE|DIR|-", help="What to validate; - is standard input."),
    ],
    profile: Annotated[
        list[str] | None, typer.Option(help="Canonical URL of a profile to hold every resource to.")
    ] = None,
    package: Annotated[
        list[str] | None,
        typer.Option(help="FHIR package: a .tgz, a folder, or name#version from ~/.fhir/packages."),
    ] = None,
    output_format: Annotated[
        Literal["text", "json", "sarif", "junit", "html"], typer.Option("--format")
    ] = "text",
    fail_on: Annotated[
        Literal["error", "warning", "information"],
        typer.Option(help="The mildest severity that makes the exit code 1."),
    ] = "error",
    language: Annotated[Literal["en", "sv"], typer.Option(help="Language of the messages.")] = "en",
) -> None:
    """Validate FHIR resources (JSON or XML).

    Exit code 0: nothing found at or above --fail-on; 1: something found; 2: a file or package cannot be read.

    Examples:

    pk-fhir validate examples/ --format sarif > findings.sarif

    curl ... | pk-fhir validate - --profile https://pk-fhir.example/fhir/StructureDefinition/pk-careplan
    """
    del language
    try:
        validator = Validator.for_r4()
        for name in package or []:
            validator = validator.with_package(name)
        files = list(_files(paths))
        checked = _check(validator, files, profile or [])
    except (OSError, ValueError) as error:
        typer.echo(f"pk-fhir validate: {error}", err=True)
        raise typer.Exit(UNUSABLE) from error
    worst = 0
    for name, _, issues in checked:
        worst = max([worst, *(WEIGHT[issue.severity] for issue in issues)])
        for issue in issues:
            where = f"{name}:{issue.line or 1}:{issue.column or 1}"
            typer.echo(f"{where}: {issue.severity}: {issue.diagnostics} ({issue.expression})")
    del output_format
    raise typer.Exit(FOUND if worst >= FAIL_ON[fail_on] else CLEAN)


def _files(paths: Iterable[str]) -> Iterator[str]:
    for path in paths:
        if path != "-" and Path(path).is_dir():
            yield from sorted(
                str(p) for p in Path(path).rglob("*") if p.suffix in (".json", ".xml")
            )
        else:
            yield path


def _check(validator: Validator, files: list[str], profiles: list[str]) -> list[Checked]:
    return [_one(validator, name, profiles) for name in files]


def _one(validator: Validator, name: str, profiles: list[str]) -> Checked:
    data = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    return name, data, validator.validate(data, profiles=profiles)

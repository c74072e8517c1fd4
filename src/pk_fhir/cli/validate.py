"""`pk-fhir validate`: FHIR resources in files, folders or standard input, held to R4 and to profiles."""

import os
import sys
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Annotated, Literal

import typer

from pk_fhir import __version__
from pk_fhir.fhir.outcome import Issue
from pk_fhir.messages import Language
from pk_fhir.validation import Validator
from pk_fhir.validation.report import Checked, render

app = typer.Typer(add_completion=False)

# Exit codes, as linters have them.
CLEAN, FOUND, UNUSABLE = 0, 1, 2
WEIGHT = {"fatal": 3, "error": 3, "warning": 2, "information": 1}
# Below this many files, starting worker processes costs more than it saves.
PARALLEL_FROM = 60
SUFFIXES = (".json", ".xml")

_validator: Validator | None = None


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
    """Validate FHIR R4 resources in JSON or XML; profiles of pk-fhir are known.

    Exit code 0: nothing at or above --fail-on; 1: something; 2: a file or package cannot be read.

    Examples:

    pk-fhir validate examples/ --format sarif > findings.sarif

    curl ... | pk-fhir validate - --profile https://pk-fhir.example/fhir/StructureDefinition/pk-contract
    """
    try:
        validator = _made(package or [])
    except (OSError, ValueError) as error:
        typer.echo(f"pk-fhir validate: {error}", err=True)
        raise typer.Exit(UNUSABLE) from error
    files = list(_files(paths))
    checked, unreadable = [], []
    for name, found in _progress(_check(validator, files, profile or [], language), len(files)):
        if isinstance(found, str):
            unreadable.append(f"{name}: {found}")
        else:
            checked.append(found)
    typer.echo(render(output_format, checked, language=language, version=__version__).rstrip("\n"))
    for problem in unreadable:
        typer.echo(f"pk-fhir validate: {problem}", err=True)
    if unreadable or not files:
        raise typer.Exit(UNUSABLE)
    worst = max((WEIGHT[issue.severity] for each in checked for issue in each.issues), default=0)
    raise typer.Exit(FOUND if worst >= WEIGHT[fail_on] else CLEAN)


def _made(packages: list[str]) -> Validator:
    validator = Validator.ours()
    for place in packages:
        validator = validator.with_package(place)
    return validator


def _files(paths: Iterable[str]) -> Iterator[str]:
    for path in paths:
        if path != "-" and Path(path).is_dir():
            yield from sorted(
                str(each) for each in Path(path).rglob("*") if each.suffix in SUFFIXES
            )
        else:
            yield path


Outcome = tuple[str, Checked | str]


def _check(
    validator: Validator, files: list[str], profiles: list[str], language: Language
) -> Iterator[Outcome]:
    """Each file's outcome in the order of the files: what was found, or why it cannot be read."""
    global _validator  # noqa: PLW0603 - worker processes inherit what is compiled
    _validator = validator
    tasks = [(name, profiles, language) for name in files]
    if len(files) < PARALLEL_FROM or (os.cpu_count() or 1) == 1:
        yield from map(_one, tasks)
        return
    with ProcessPoolExecutor(mp_context=get_context("fork")) as pool:
        yield from pool.map(_one, tasks, chunksize=8)


def _one(task: tuple[str, list[str], Language]) -> Outcome:
    name, profiles, language = task
    assert _validator is not None  # noqa: S101 - set before any task
    try:
        data = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as error:
        return name, error.strerror or str(error)
    issues: list[Issue] = _validator.validate(data, profiles=profiles, language=language)
    return name, Checked(name, data, issues)


def _progress(outcomes: Iterator[Outcome], total: int) -> Iterator[Outcome]:
    """A bar on standard error where somebody is watching long work."""
    if total < PARALLEL_FROM or not sys.stderr.isatty():
        yield from outcomes
        return
    from rich.console import Console  # noqa: PLC0415 - only where it is shown
    from rich.progress import track  # noqa: PLC0415

    console = Console(stderr=True)
    yield from track(outcomes, "Validating", total=total, console=console, transient=True)

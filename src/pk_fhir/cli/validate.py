"""`pk-fhir validate`: FHIR resources in files, folders or standard input, held to R4 and to profiles."""

import difflib
import os
import sys
from collections.abc import Iterable, Iterator
from typing import Annotated, Literal

import typer

from pk_fhir import __version__
from pk_fhir.cli.answer import DONE, REFUSED, UNUSABLE, stop
from pk_fhir.cli.checking import UNREADABLE, How, check, jobs_of, validator_of
from pk_fhir.cli.progress import shown, tracked
from pk_fhir.messages import Language
from pk_fhir.validation import Validator
from pk_fhir.validation.report import Checked, Format, render

app = typer.Typer(add_completion=False)

FailOn = Literal["error", "warning", "information"]
WEIGHT = {"fatal": 3, "error": 3, "warning": 2, "information": 1}
# Reports that show the lines of the files.
WITH_SOURCE = ("text", "html", "junit")
NAMED_AT_MOST = 5


@app.command()
def validate(
    paths: Annotated[
        list[str],
        typer.Argument(metavar="FILE|DIR|-...", help="What to validate; - is standard input."),
    ],
    profile: Annotated[
        list[str] | None, typer.Option(help="Canonical URL of a profile to hold every resource to.")
    ] = None,
    package: Annotated[
        list[str] | None,
        typer.Option(help="FHIR package: a .tgz, a folder, or name#version from ~/.fhir/packages."),
    ] = None,
    output_format: Annotated[Format, typer.Option("--format", help="Form of the report.")] = "text",
    fail_on: Annotated[
        FailOn, typer.Option(help="The mildest severity that makes the exit code 1.")
    ] = "error",
    language: Annotated[Language, typer.Option(help="Language of the messages.")] = "en",
    jobs: Annotated[
        int, typer.Option(min=0, max=256, help="Processes to use; 0: one for each processor.")
    ] = 0,
) -> None:
    """Validate FHIR resources, JSON or XML, against R4, our profiles and those of packages.

    Exit code 0: nothing found at or above --fail-on; 1: something found; 2: a file, package or
    profile cannot be read (what could be read is reported all the same). In a folder, files that
    hold no FHIR are passed over, and named.

    Examples:

    pk-fhir validate examples/ --format sarif > findings.sarif

    pk-fhir validate plan.json --package se.region.profiles#1.0.0 --fail-on warning

    curl ... | pk-fhir validate - --profile https://pk-fhir.example/fhir/StructureDefinition/pk-contract
    """
    how = How(tuple(package or ()), tuple(profile or ()), language, output_format in WITH_SOURCE)
    try:
        _prepared(how)
        files = jobs_of(paths)
        if not files:
            stop("validate", f"no .json or .xml file in {', '.join(paths)}")
        found = check(files, how, jobs or os.cpu_count() or 1)
        checked = list(_kept(tracked(found, len(files), "Validating"), output_format, language))
    except (OSError, ValueError) as error:
        stop("validate", error)
    _say_passed_over([job.name for job, each in zip(files, checked, strict=True) if each is None])
    reported = [each for each in checked if each is not None]
    if output_format == "text":
        typer.echo(_summary(reported, language))
    else:
        typer.echo(render(output_format, reported, language=language, version=__version__))
    raise typer.Exit(_code(reported, fail_on))


def _prepared(how: How) -> None:
    """Say what is wrong with the packages; stop where a profile is not there."""
    validator = validator_of(how.packages)
    if how.packages:
        for problem in validator.definitions.problems:
            typer.echo(f"pk-fhir validate: {problem.diagnostics}", err=True)
    for url in how.profiles:
        if validator.definitions.find(url, "StructureDefinition") is None:
            stop("validate", _unknown_profile(url, validator))


def _unknown_profile(url: str, validator: Validator) -> str:
    plain = url.partition("|")[0]
    versions = [
        entry.version
        for _, entry in validator.definitions.entries("StructureDefinition")
        if entry.url == plain and entry.version
    ]
    if versions:
        return f"of the profile {plain} there are the versions {', '.join(versions)} here"
    known = [each["url"] for each in validator.definitions.all("StructureDefinition")]
    near = difflib.get_close_matches(url, known, n=1, cutoff=0.8)
    hint = f"did you mean {near[0]}?" if near else "give the package that has it with --package"
    return f"the profile {url} is not known: {hint}"


def _kept(
    found: Iterable[Checked | None], form: Format, language: Language
) -> Iterator[Checked | None]:
    """Print each file's findings as they come, where that is the report, and let go of its source.

    Under a progress bar on the same terminal they wait until it is done.
    """
    if form != "text":
        yield from found
        return
    from pk_fhir.validation.report.text import file  # noqa: PLC0415 - the form that is asked for

    waiting: list[str] = []
    colour = sys.stdout.isatty()
    for each in found:
        if each is not None and each.issues:
            told = file(each, language, colour=colour)
            if colour and shown():
                waiting.append(told)
            else:
                typer.echo(told)
        yield each._replace(data=b"") if each is not None else None
    for told in waiting:
        typer.echo(told)


def _summary(reported: list[Checked], language: Language) -> str:
    from pk_fhir.validation.report.text import summary  # noqa: PLC0415 - the form that is asked for

    return summary(reported, language)


def _say_passed_over(names: list[str]) -> None:
    if names:
        listed = ", ".join(names[:NAMED_AT_MOST]) + (", ..." if names[NAMED_AT_MOST:] else "")
        typer.echo(
            f"pk-fhir validate: passed over as no FHIR resource: {listed} ({len(names)})", err=True
        )


def _code(reported: list[Checked], fail_on: FailOn) -> int:
    issues = [issue for each in reported for issue in each.issues]
    if any(issue.key == UNREADABLE for issue in issues):
        return UNUSABLE
    worst = max((WEIGHT[issue.severity] for issue in issues), default=0)
    return REFUSED if worst >= WEIGHT[fail_on] else DONE

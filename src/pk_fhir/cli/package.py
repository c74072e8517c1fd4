"""`pk-fhir package`: list, install, build and inspect FHIR packages."""

from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from pk_fhir.cli.answer import as_json, stop
from pk_fhir.definitions import PackageError
from pk_fhir.definitions.cache import NAME, VERSION
from pk_fhir.definitions.tools import (
    Summary,
    build_package,
    inspect_package,
    install_package,
    list_packages,
)

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    help="List, install, build and inspect FHIR packages.",
)

Format = Annotated[Literal["text", "json"], typer.Option("--format")]
Cache = Annotated[Path | None, typer.Option(help="Package cache. [default: ~/.fhir/packages]")]


@app.command("list")
def list_(output_format: Format = "text", cache: Cache = None) -> None:
    """List the packages in the cache, which SUSHI and HL7's validator share.

    Example: pk-fhir package list --format json
    """
    found = list_packages(cache)
    if output_format == "json":
        typer.echo(
            as_json([{"name": p.name, "version": p.version, "place": str(p.place)} for p in found])
        )
        return
    for package in found:
        typer.echo(f"{package.name}#{package.version}")
    if not found:
        typer.echo("no package is installed: pk-fhir package install FILE.tgz", err=True)


@app.command()
def install(
    place: Annotated[str, typer.Argument(metavar="FILE.tgz|FOLDER")],
    output_format: Format = "text",
    cache: Cache = None,
) -> None:
    """Put a package into the cache; `pk-fhir validate --package name#version` then finds it.

    Example: pk-fhir package install se.region.profiles-1.0.0.tgz
    """
    try:
        package = install_package(place, cache)
    except (OSError, PackageError) as error:
        stop("package install", error)
    told = {"name": package.name, "version": package.version, "place": str(package.place)}
    line = f"{package.name}#{package.version} is in {package.place}"
    typer.echo(as_json(told) if output_format == "json" else line)


@app.command()
def build(
    folder: Annotated[
        Path,
        typer.Argument(
            help="Folder of conformance resources in JSON, with a package.json; its subfolders too."
        ),
    ],
    output: Annotated[
        Path,
        typer.Option(
            "--output", "-o", help="The .tgz to write, or a folder to put name-version.tgz into."
        ),
    ] = Path(),
    name: Annotated[
        str | None,
        typer.Option(help="Name, such as se.region.profiles, where package.json has none."),
    ] = None,
    version: Annotated[str | None, typer.Option(help="Version, such as 1.0.0.")] = None,
    canonical: Annotated[str | None, typer.Option(help="Base URL of the package.")] = None,
    depends: Annotated[
        list[str] | None, typer.Option(help="A package that it needs, as name=version.")
    ] = None,
    output_format: Format = "text",
) -> None:
    """Make an ordinary FHIR npm package, the same bytes for the same input.

    Example: pk-fhir package build profiles/package --output dist/
    """
    stated: dict[str, Any] = {"name": name, "version": version, "canonical": canonical}
    manifest = {key: value for key, value in stated.items() if value is not None}
    if depends:
        manifest["dependencies"] = _dependencies(depends)
    try:
        summary = build_package(folder, output, manifest=manifest)
    except (OSError, PackageError) as error:
        stop("package build", error)
    _tell(summary, output_format)


@app.command()
def inspect(
    place: Annotated[str, typer.Argument(metavar="FILE.tgz|FOLDER|NAME#VERSION")],
    output_format: Format = "text",
    cache: Cache = None,
) -> None:
    """Say what is in a package: its resources, what it needs, and what in it cannot be read.

    Exit code 0: all can be read; 1: some files cannot; 2: the package cannot.

    Example: pk-fhir package inspect hl7.se.base#1.1.0
    """
    try:
        summary = inspect_package(place, cache)
    except (OSError, PackageError) as error:
        stop("package inspect", error)
    _tell(summary, output_format)
    raise typer.Exit(1 if summary.problems else 0)


def _dependencies(stated: list[str]) -> dict[str, str]:
    pairs = [each.partition("=") for each in stated]
    if not all(NAME.match(name) and VERSION.match(version) for name, _, version in pairs):
        stop("package build", "--depends is name=version, such as hl7.fhir.r4.core=4.0.1")
    return {name: version for name, _, version in pairs}


def _tell(summary: Summary, output_format: str) -> None:
    if output_format == "json":
        typer.echo(as_json(_plain(summary)))
        return
    typer.echo(f"{summary.name}#{summary.version} (FHIR {', '.join(summary.fhir_versions) or '?'})")
    for name, version in summary.dependencies.items():
        typer.echo(f"  needs {name}#{version}")
    for kind, count in summary.kinds.items():
        typer.echo(f"  {count:4} {kind}")
        for entry in sorted(summary.entries, key=lambda each: each.url):
            if entry.kind == kind:
                typer.echo(f"       {entry.url}{'|' if entry.version else ''}{entry.version}")
    for problem in summary.problems:
        typer.echo(f"  {problem.severity}: {problem.diagnostics}", err=True)


def _plain(summary: Summary) -> dict[str, Any]:
    return {
        "name": summary.name,
        "version": summary.version,
        "fhirVersions": summary.fhir_versions,
        "dependencies": summary.dependencies,
        "kinds": summary.kinds,
        "resources": [
            {"resourceType": e.kind, "id": e.id, "url": e.url, "version": e.version}
            for e in summary.entries
        ],
        "problems": [
            {"severity": issue.severity, "text": issue.diagnostics} for issue in summary.problems
        ],
    }

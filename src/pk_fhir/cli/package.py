"""`pk-fhir package`: list, install, build and inspect FHIR packages."""

from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
import typer

from pk_fhir.definitions import PackageError
from pk_fhir.definitions.tools import (
    build_package,
    inspect_package,
    install_package,
    list_packages,
)

app = typer.Typer(add_completion=False, no_args_is_help=True, help=__doc__)
Format = Annotated[Literal["text", "json"], typer.Option("--format")]
UNUSABLE = 2


@app.command("list")
def listed(output_format: Format = "text") -> None:
    """List the packages in ~/.fhir/packages.

    Example: pk-fhir package list --format json
    """
    found = list_packages()
    if output_format == "json":
        _json(
            [
                {"name": each.name, "version": each.version, "place": str(each.place)}
                for each in found
            ]
        )
        return
    for each in found:
        typer.echo(f"{each.name}#{each.version}")


@app.command()
def install(place: Annotated[Path, typer.Argument(metavar="TGZ|DIR")]) -> None:
    """Put a package into ~/.fhir/packages, where `--package name#version` finds it.

    Example: pk-fhir package install se.region.profiles-1.0.0.tgz
    """
    try:
        installed = install_package(place)
    except (PackageError, OSError) as error:
        raise _refused(error) from error
    typer.echo(f"{installed.name}#{installed.version} is in {installed.place}")


@app.command()
def build(
    folder: Annotated[Path, typer.Argument(help="Folder with JSON resources, and package.json.")],
    output: Annotated[Path, typer.Option(help="A .tgz, or a folder to put it into.")] = Path(),
    name: Annotated[str | None, typer.Option(help="Name, where package.json has none.")] = None,
    version: Annotated[
        str | None, typer.Option(help="Version, where package.json has none.")
    ] = None,
) -> None:
    """Make an ordinary FHIR npm package of a folder of resources.

    Example: pk-fhir package build profiles/package --output dist/
    """
    manifest = {key: value for key, value in (("name", name), ("version", version)) if value}
    try:
        summary = build_package(folder, output, manifest=manifest)
    except (PackageError, OSError) as error:
        raise _refused(error) from error
    typer.echo(f"{summary.name}#{summary.version}: {sum(summary.kinds.values())} resources")


@app.command()
def inspect(
    place: Annotated[str, typer.Argument(metavar="TGZ|DIR|NAME#VERSION")],
    output_format: Format = "text",
) -> None:
    """Show what is in a package, and what is wrong in it.

    Exit code 0: all can be used; 1: some files cannot; 2: it is no package.

    Example: pk-fhir package inspect hl7.fhir.r4.core#4.0.1
    """
    try:
        summary = inspect_package(place)
    except (PackageError, OSError) as error:
        raise _refused(error) from error
    problems = [issue.diagnostics for issue in summary.problems]
    if output_format == "json":
        _json(
            {
                "name": summary.name,
                "version": summary.version,
                "fhirVersions": list(summary.fhir_versions),
                "dependencies": summary.dependencies,
                "resources": summary.kinds,
                "problems": problems,
            }
        )
    else:
        typer.echo(f"{summary.name}#{summary.version} (FHIR {', '.join(summary.fhir_versions)})")
        for dependency, wanted in summary.dependencies.items():
            typer.echo(f"  depends on {dependency}#{wanted}")
        for kind, count in summary.kinds.items():
            typer.echo(f"  {kind:24} {count}")
        for problem in problems:
            typer.echo(f"  problem: {problem}", err=True)
    raise typer.Exit(int(bool(problems)))


def _json(value: Any) -> None:  # noqa: ANN401 - JSON
    typer.echo(msgspec.json.format(msgspec.json.encode(value), indent=2).decode())


def _refused(error: Exception) -> typer.Exit:
    typer.echo(f"pk-fhir package: {error}", err=True)
    return typer.Exit(UNUSABLE)

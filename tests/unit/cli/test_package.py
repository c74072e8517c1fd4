"""`pk-fhir package`: build, install, list and inspect, one after the other, in a cache of its own."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from pk_fhir.cli.package import app

SYSTEM = "https://region.example/CodeSystem/x"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    source = tmp_path / "source"
    source.mkdir()
    system = {"resourceType": "CodeSystem", "id": "x", "url": SYSTEM, "version": "1.0.0"}
    system |= {"status": "active", "content": "complete"}
    (source / "x.json").write_text(json.dumps(system))
    return tmp_path


def test_a_package_is_built_installed_listed_and_inspected(folder: Path) -> None:
    cache = str(folder / "cache")
    named = ["--name", "se.region", "--version", "1.0.0", "--depends", "hl7.fhir.r4.core=4.0.1"]
    built = run("build", str(folder / "source"), "--output", str(folder), *named)
    assert (built.exit_code, built.stdout) == (
        0,
        (
            "se.region#1.0.0 (FHIR 4.0.1)\n"
            "  needs hl7.fhir.r4.core#4.0.1\n"
            "     1 CodeSystem\n"
            f"       {SYSTEM}|1.0.0\n"
        ),
    )
    place = folder / "cache" / "se.region#1.0.0"
    installed = run("install", str(folder / "se.region-1.0.0.tgz"), "--cache", cache)
    assert (installed.exit_code, installed.stdout) == (0, f"se.region#1.0.0 is in {place}\n")
    listed = run("list", "--cache", cache, "--format", "json")
    assert json.loads(listed.stdout) == [
        {"name": "se.region", "version": "1.0.0", "place": str(place)}
    ]
    inspected = run("inspect", "se.region#1.0.0", "--cache", cache, "--format", "json")
    assert (inspected.exit_code, json.loads(inspected.stdout)) == (
        0,
        {
            "name": "se.region",
            "version": "1.0.0",
            "fhirVersions": ["4.0.1"],
            "dependencies": {"hl7.fhir.r4.core": "4.0.1"},
            "kinds": {"CodeSystem": 1},
            "resources": [
                {"resourceType": "CodeSystem", "id": "x", "url": SYSTEM, "version": "1.0.0"}
            ],
            "problems": [],
        },
    )


def test_an_empty_cache_says_how_to_install(tmp_path: Path) -> None:
    result = run("list", "--cache", str(tmp_path))
    assert (result.exit_code, result.stdout, result.stderr) == (
        0,
        "",
        "no package is installed: pk-fhir package install FILE.tgz\n",
    )


NAMED = ["--name", "se.region", "--version", "1.0.0"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["install", "absent.tgz"], "pk-fhir package install: absent.tgz does not exist"),
        (["inspect", "absent#1.0.0"], "pk-fhir package inspect: package absent#1.0.0 is not in"),
        (["build", "SOURCE"], "pk-fhir package build: a package needs a name"),
        (["build", "SOURCE", "--depends", "x"], "pk-fhir package build: --depends is name=version"),
        (["build", "SOURCE", "--depends", "a=b=c"], "pk-fhir package build: --depends is name=v"),
        (
            ["build", "SOURCE", *NAMED, "-o", "/dev/null/x.tgz"],
            "pk-fhir package build: /dev/null: ",
        ),
    ],
)
def test_what_cannot_be_done_is_a_plain_message(
    folder: Path, arguments: list[str], message: str
) -> None:
    given = [str(folder / "source") if each == "SOURCE" else each for each in arguments]
    result = run(*given)
    assert result.exit_code == 2
    assert result.stderr.startswith(message)


def test_a_file_that_is_no_resource_is_named_and_fails_the_inspection(folder: Path) -> None:
    (folder / "source" / "package.json").write_text('{"name": "a", "version": "1.0.0"}')
    (folder / "source" / "broken.json").write_text("{")
    result = run("inspect", str(folder / "source"))
    assert result.exit_code == 1
    assert "broken.json" in result.stderr

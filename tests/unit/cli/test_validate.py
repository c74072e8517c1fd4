"""`pk-fhir validate`, run as people and CI run it."""

import json
import os
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from pk_fhir import __version__
from pk_fhir.cli import checking
from pk_fhir.cli.validate import app

EXAMPLES = Path(__file__).parents[3] / "examples"
GOOD = '{"resourceType": "Basic", "text": {"status": "generated", "div": "<div xmlns=\\"http://www.w3.org/1999/xhtml\\">x</div>"}, "code": {"text": "x"}}'
WRONG = '{"resourceType": "Patient",\n "gender": "mal"}'
CONTRACT_PROFILE = "https://pk-fhir.example/fhir/StructureDefinition/pk-contract"
EXPECTED_TEXT = """\
wrong.json:2:2: error: 'mal' is not in the value set 'AdministrativeGender' \
(http://hl7.org/fhir/ValueSet/administrative-gender|4.0.1), and a code from it is required. \
Did you mean 'male'?
    Patient.gender
     "gender": "mal"}
     ^
Files: 1, with errors: 1. Errors: 1, warnings: 0, notes: 0.
"""


def run(*arguments: str, given: str | None = None) -> Result:
    return CliRunner().invoke(app, list(arguments), input=given)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "good.json").write_text(GOOD)
    (tmp_path / "wrong.json").write_text(WRONG)
    return tmp_path


def test_a_finding_shows_place_line_caret_and_suggestion() -> None:
    result = run("wrong.json")
    assert (result.exit_code, result.stdout, result.stderr) == (1, EXPECTED_TEXT, "")


def test_a_good_file_is_clean() -> None:
    result = run("good.json")
    assert (result.exit_code, result.stdout, result.stderr) == (
        0,
        "Files: 1, with errors: 0. Errors: 0, warnings: 0, notes: 0.\n",
        "",
    )


def test_standard_input_is_a_file_too() -> None:
    result = run("-", "--language", "sv", given=WRONG)
    assert result.exit_code == 1
    assert result.stdout.startswith("stdin:2:2: fel: 'mal' finns inte i värdemängden")
    assert result.stdout.endswith("Filer: 1, med fel: 1. Fel: 1, varningar: 0, upplysningar: 0.\n")


def test_xml_is_validated_the_same(folder: Path) -> None:
    patient = '<Patient xmlns="http://hl7.org/fhir"><gender value="mal"/></Patient>'
    (folder / "wrong.xml").write_text(patient)
    keys = {}
    for name in ("wrong.json", "wrong.xml"):
        found = json.loads(run(name, "--format", "json").stdout)["files"][0]["issues"]
        keys[name] = [(issue["key"], issue["expression"]) for issue in found]
    assert keys["wrong.xml"] == keys["wrong.json"] != []


def test_a_file_that_cannot_be_read_does_not_stop_the_others() -> None:
    result = run("absent.json", "wrong.json", "--format", "json")
    report = json.loads(result.stdout)
    assert result.exit_code == 2
    assert [each["file"] for each in report["files"]] == ["absent.json", "wrong.json"]
    assert report["files"][0]["issues"] == [
        {
            "severity": "fatal",
            "code": "not-found",
            "expression": "",
            "diagnostics": "The file cannot be read: No such file or directory.",
            "key": "cli.file-unreadable",
            "line": None,
            "column": None,
        }
    ]
    assert report["summary"]["invalid"] == 2


def test_a_folder_is_searched_and_what_is_no_fhir_is_named(folder: Path) -> None:
    (folder / "deep").mkdir()
    (folder / "deep" / "more.json").write_text(GOOD)
    (folder / ".hidden").mkdir()
    (folder / ".hidden" / "not.json").write_text(WRONG)
    (folder / "settings.json").write_text("{}")
    result = run(".", "--format", "json")
    assert [each["file"] for each in json.loads(result.stdout)["files"]] == [
        "good.json",
        "wrong.json",
        "deep/more.json",
    ]
    assert result.stderr == (
        "pk-fhir validate: passed over as no FHIR resource: settings.json (1)\n"
    )


def test_a_file_that_is_named_is_validated_whatever_it_holds(folder: Path) -> None:
    (folder / "settings.json").write_text("{}")
    assert run("settings.json").exit_code == 1


def test_an_empty_folder_is_not_a_success(folder: Path) -> None:
    (folder / "empty").mkdir()
    result = run("empty")
    assert (result.exit_code, result.stderr) == (
        2,
        "pk-fhir validate: no .json or .xml file in empty\n",
    )


@pytest.mark.parametrize(("fail_on", "code"), [("error", 0), ("warning", 1), ("information", 1)])
def test_fail_on_says_which_severity_fails(fail_on: str, code: int) -> None:
    resource = '{"resourceType": "Basic", "code": {"text": "x"}, "extension": [{"url": "http://nowhere.se/x", "valueString": "y"}]}'
    assert run("-", "--fail-on", fail_on, given=resource).exit_code == code


def test_a_resource_that_claims_our_profile_is_held_to_it() -> None:
    claim = {"resourceType": "CarePlan", "meta": {"profile": [CONTRACT_PROFILE]}}
    plain = {"resourceType": "CarePlan", "status": "draft", "intent": "plan"} | {
        "subject": {"display": "x"}
    }
    held = run("-", "--format", "json", given=json.dumps(plain | claim))
    free = run("-", "--format", "json", given=json.dumps(plain))
    named = run("-", "--format", "json", "--profile", CONTRACT_PROFILE, given=json.dumps(plain))
    assert (held.exit_code, free.exit_code, named.exit_code) == (1, 0, 1)
    found, same = (json.loads(each.stdout)["files"][0]["issues"] for each in (held, named))
    assert [each["diagnostics"] for each in found] == [each["diagnostics"] for each in same]
    assert f"CarePlan.identifier: at least 1 needed, 0 found (from {CONTRACT_PROFILE})." in [
        each["diagnostics"] for each in found
    ]


def test_an_invariant_of_our_profile_is_told_in_its_own_words() -> None:
    bundle = json.loads((EXAMPLES / "minimal" / "bundle.json").read_text())
    resources = [entry["resource"] for entry in bundle["entry"]]
    plan = next(each for each in resources if each["resourceType"] == "CarePlan")
    plan["extension"] = [
        each for each in plan["extension"] if "agreed-time" not in json.dumps(each)
    ]
    plan["subject"] = {"display": "Någon"}
    result = run("-", given=json.dumps(plan))
    assert result.exit_code == 1
    assert "pk-part-time" in result.stdout
    assert "överenskommen tid" in result.stdout


def test_an_unknown_profile_is_refused_with_a_near_one() -> None:
    result = run("good.json", "--profile", CONTRACT_PROFILE + "s")
    assert (result.exit_code, result.stderr) == (
        2,
        (
            f"pk-fhir validate: the profile {CONTRACT_PROFILE}s is not known: "
            f"did you mean {CONTRACT_PROFILE}?\n"
        ),
    )


REGION = "https://region.example/StructureDefinition/"


def write_package(
    folder: Path, name: str, version: str, base: str, path: str, **needs: str
) -> None:
    """A package with one profile of Patient, `name`, that needs the element at `path`."""
    folder.mkdir(parents=True)
    manifest = {"name": name, "version": version, "dependencies": needs}
    element = {"id": f"Patient.{path}", "path": f"Patient.{path}", "min": 1}
    profile = {
        "resourceType": "StructureDefinition",
        "url": REGION + name,
        "version": version,
        "name": "P",
        "status": "draft",
        "kind": "resource",
        "abstract": False,
        "type": "Patient",
        "baseDefinition": base,
        "derivation": "constraint",
        "differential": {"element": [element]},
    }
    (folder / "profile.json").write_text(json.dumps(profile))
    (folder / "package.json").write_text(json.dumps(manifest))


def test_a_package_brings_its_profiles(folder: Path) -> None:
    base = "http://hl7.org/fhir/StructureDefinition/Patient"
    write_package(folder / "region", "region", "1.0.0", base, "birthDate")
    url = f"{REGION}region"
    arguments = ["-", "--package", "region", "--profile", url, "--format", "json"]
    result = run(*arguments, given='{"resourceType": "Patient", "active": true}')
    issues = json.loads(result.stdout)["files"][0]["issues"]
    assert result.exit_code == 1
    assert [i["severity"] for i in issues if "birthDate" in i["diagnostics"]] == ["error"]
    other = run("-", "--package", "region", "--profile", f"{url}|2.0.0", given="{}")
    assert (other.exit_code, other.stderr) == (
        2,
        f"pk-fhir validate: of the profile {url} there are the versions 1.0.0 here\n",
    )


def test_a_profile_stands_on_profiles_of_the_packages_that_its_own_needs(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(folder))
    cache = folder / ".fhir" / "packages"
    base = "http://hl7.org/fhir/StructureDefinition/Patient"
    write_package(cache / "low#1.0.0" / "package", "low", "1.0.0", base, "name")
    write_package(cache / "low#2.0.0" / "package", "low", "2.0.0", base, "photo")
    middle = {"low": "1.0.0"}
    write_package(
        cache / "mid#1.0.0" / "package", "mid", "1.0.0", f"{REGION}low", "gender", **middle
    )
    top = {"mid": "1.0.x", "low": "2.0.0"}
    write_package(folder / "top", "top", "1.0.0", f"{REGION}mid|1.0.0", "birthDate", **top)
    arguments = ["-", "--package", "top", "--profile", f"{REGION}top", "--format", "json"]
    result = run(*arguments, given='{"resourceType": "Patient", "active": true}')
    issues = json.loads(result.stdout)["files"][0]["issues"]
    assert sorted(i["diagnostics"].partition(":")[0] for i in issues) == [
        "Patient.birthDate",
        "Patient.gender",
        "Patient.name",
    ]


def test_a_package_that_is_not_there_is_a_plain_message() -> None:
    result = run("good.json", "--package", "no.such#1.0.0")
    assert result.exit_code == 2
    assert result.stderr.startswith("pk-fhir validate: package no.such#1.0.0 is not in ")
    assert "Traceback" not in result.output


def test_sarif_and_junit_and_html_name_the_file_and_the_program() -> None:
    sarif = json.loads(run("wrong.json", "--format", "sarif").stdout)
    driver = sarif["runs"][0]["tool"]["driver"]
    place = sarif["runs"][0]["results"][0]["locations"][0]["physicalLocation"]
    assert (driver["name"], driver["version"]) == ("pk-fhir", __version__)
    assert place == {
        "artifactLocation": {"uri": "wrong.json"},
        "region": {"startLine": 2, "startColumn": 2},
    }
    junit = ET.fromstring(run("wrong.json", "good.json", "--format", "junit").stdout.encode())  # noqa: S314 - our own output
    assert [(case.get("name"), len(case)) for case in junit.iter("testcase")] == [
        ("wrong.json", 1),
        ("good.json", 0),
    ]
    html = run("wrong.json", "--format", "html", "--language", "sv").stdout
    assert html.startswith('<!doctype html>\n<html lang="sv">')
    assert "&quot;gender&quot;: &quot;mal&quot;" in html


def test_many_files_give_the_same_report_from_several_processes(folder: Path) -> None:
    for number in range(checking.PARALLEL_FROM + 7):
        text = WRONG if number % 3 else GOOD
        (folder / f"{number:03}.json").write_text(text)
    one = run(".", "absent.json", "--format", "json", "--jobs", "1")
    several = run(".", "absent.json", "--format", "json", "--jobs", "3")
    assert several.exit_code == one.exit_code == 2
    assert several.stdout == one.stdout
    assert json.loads(one.stdout)["summary"]["files"] == checking.PARALLEL_FROM + 10


def test_a_worker_that_is_ended_from_outside_is_a_plain_message(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(checking.PARALLEL_FROM):
        (folder / f"{number}.json").write_text(GOOD)
    monkeypatch.setattr(checking, "_check", lambda _job, _how: os._exit(9))
    result = run(".", "--jobs", "2")
    assert (result.exit_code, result.stderr) == (
        2,
        (
            "pk-fhir validate: a worker process was ended from outside, perhaps for want of "
            "memory: try --jobs 1\n"
        ),
    )


def test_one_file_needs_neither_server_nor_progress_bar_nor_process_pool(folder: Path) -> None:
    program = (
        "import sys, typer\nfrom pk_fhir.cli import main\nsys.argv = ['pk-fhir', 'validate', 'good.json']\n"
        "try:\n    main()\nexcept SystemExit as end:\n    assert end.code == 0\n"
        "heavy = {'fastapi', 'httpx', 'sqlalchemy', 'rich.progress', 'lxml', "
        "'multiprocessing', 'asyncio'}\nprint(sorted(heavy & set(sys.modules)))"
    )
    ended = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=folder
    )
    assert ended.stdout.splitlines()[-1] == "[]"

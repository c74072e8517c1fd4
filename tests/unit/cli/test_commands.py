"""The commands as a person runs them: what they print, and their exit codes."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pk_fhir.cli import map as mapping
from pk_fhir.cli import migrate, package, validate, view
from pk_fhir.cli.main import COMMANDS, app

EXAMPLES = Path(__file__).parents[3] / "examples"
CONTRACT = str(EXAMPLES / "minimal" / "contract.json")
BUNDLE = str(EXAMPLES / "minimal" / "bundle.json")

run = CliRunner().invoke


def test_the_overview_lists_every_command():
    shown = run(app, ["--help"]).stdout
    assert all(f" {name} " in shown for name in COMMANDS)


def test_what_is_valid_gives_zero_and_what_is_not_gives_one_with_place_and_caret(tmp_path):
    bad = tmp_path / "bad.json"
    bad.write_text('{\n  "resourceType": "Patient",\n  "birthDay": "1977"\n}')
    assert run(validate.app, [BUNDLE]).exit_code == 0
    found = run(validate.app, [str(bad)])
    assert found.exit_code == 1
    assert f"{bad}:1:1: error:" in found.stdout
    assert "birthDate" in found.stdout
    assert "\n    ^\n" in found.stdout


def test_warnings_fail_where_they_are_asked_to():
    assert run(validate.app, [BUNDLE, "--fail-on", "warning"]).exit_code == 1


@pytest.mark.parametrize("form", ["json", "sarif", "junit", "html"])
def test_every_format_is_whole(form, tmp_path):
    bad = tmp_path / "bad.json"
    bad.write_text('{"resourceType": "Patient", "gender": "x"}')
    printed = run(validate.app, [str(bad), "--format", form]).stdout
    assert "gender" in printed
    if form in ("json", "sarif"):
        assert json.loads(printed)
    else:
        assert printed.startswith("<")


def test_a_resource_that_claims_our_profile_is_held_to_it(tmp_path):
    bundle = json.loads(Path(BUNDLE).read_text())
    plan = next(
        entry["resource"]
        for entry in bundle["entry"]
        if entry["resource"]["resourceType"] == "CarePlan"
    )
    plan["extension"] = [
        extension for extension in plan["extension"] if "agreed-time" not in json.dumps(extension)
    ]
    plan["subject"] = {"display": "Någon"}
    file = tmp_path / "plan.json"
    file.write_text(json.dumps(plan))
    found = run(validate.app, [str(file), "--language", "en"])
    assert found.exit_code == 1
    assert "pk-part-time" in found.stdout
    assert "överenskommen tid" in found.stdout


def test_a_file_that_is_not_there_does_not_stop_the_others():
    found = run(validate.app, ["missing.json", BUNDLE])
    assert found.exit_code == 2
    assert "1 files, 0 with errors" in found.stdout
    assert "missing.json: No such file or directory" in found.stderr


def test_a_package_that_is_not_there_is_said():
    found = run(validate.app, [BUNDLE, "--package", "no.such.package#1.0.0"])
    assert found.exit_code == 2
    assert "no.such.package#1.0.0" in found.stderr


def test_many_files_are_validated_by_several_processes_in_their_order(tmp_path):
    for number in range(validate.PARALLEL_FROM + 5):
        gender = "female" if number % 10 else "wrong"
        (tmp_path / f"{number:03}.json").write_text(
            json.dumps({"resourceType": "Patient", "gender": gender})
        )
    found = run(validate.app, [str(tmp_path), "--format", "json"])
    files = json.loads(found.stdout)["files"]
    assert [Path(each["file"]).stem for each in files] == sorted(
        path.stem for path in tmp_path.iterdir()
    )
    assert [each["valid"] for each in files] == [number % 10 != 0 for number in range(len(files))]


def test_a_contract_becomes_fhir_and_fhir_the_same_contract(tmp_path):
    there = run(mapping.app, [CONTRACT])
    file = tmp_path / "bundle.json"
    file.write_text(there.stdout)
    back = run(mapping.app, [str(file)])
    assert back.exit_code == 0
    assert json.loads(back.stdout) == json.loads(Path(CONTRACT).read_text())


def test_what_a_contract_cannot_say_is_told(tmp_path):
    plan = {
        "resourceType": "CarePlan",
        "status": "active",
        "intent": "plan",
        "subject": {"display": "Någon"},
        "extension": [{"url": "https://vendor.example/x", "valueString": "x"}],
    }
    file = tmp_path / "plan.json"
    file.write_text(json.dumps(plan))
    found = run(mapping.app, [str(file)])
    assert found.exit_code == 1
    assert "CarePlan.extension[0]" in found.stderr
    whole = json.loads(run(mapping.app, [str(file), "--format", "json"]).stdout)
    assert "CarePlan.extension[0]" in {each["path"] for each in whole["unexpressed"]}


def test_a_broken_contract_is_told_with_every_place(tmp_path):
    file = tmp_path / "contract.json"
    file.write_text('{"identifier": {"system": "urn:x", "value": "1"}, "statuss": "draft"}')
    found = run(mapping.app, [str(file), "--language", "sv"])
    assert found.exit_code == 2
    assert "/statuss" in found.stderr
    assert "/patient" in found.stderr


def test_a_package_is_built_inspected_and_says_what_is_wrong(tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "ValueSet-a.json").write_text(
        '{"resourceType": "ValueSet", "url": "https://x.example/ValueSet/a", "status": "active"}'
    )
    built = run(
        package.app,
        ["build", str(folder), "--output", str(tmp_path), "--name", "x.y", "--version", "1.0.0"],
    )
    assert built.exit_code == 0
    assert "x.y#1.0.0: 1 resources" in built.stdout
    inspected = run(package.app, ["inspect", str(tmp_path / "x.y-1.0.0.tgz"), "--format", "json"])
    assert json.loads(inspected.stdout)["resources"] == {"ValueSet": 1}
    assert run(package.app, ["inspect", str(tmp_path / "none.tgz")]).exit_code == 2


def test_a_database_is_upgraded_and_a_wrong_one_is_said(tmp_path):
    url = f"sqlite:///{tmp_path / 'new.db'}"
    found = run(migrate.app, ["--database", url, "--format", "json"])
    assert json.loads(found.stdout)["database"] == url
    assert run(migrate.app, ["--database", "mysql://nowhere/x"]).exit_code == 2


@pytest.mark.parametrize(
    "arguments", [["--identifier", "no-bar", "--server", "http://x"], ["--identifier", "a|b"]]
)
def test_the_view_says_what_it_needs(arguments):
    found = run(view.app, arguments)
    assert found.exit_code == 2
    assert "system|value" in found.stderr


def test_a_view_of_a_source_that_does_not_answer_says_that_it_is_missing():
    found = run(
        view.app,
        [
            "--identifier",
            "http://electronichealth.se/identifier/personnummer|197701172392",
            "--source",
            "http://127.0.0.1:9/fhir",
        ],
    )
    assert found.exit_code == 1
    assert "http://127.0.0.1:9/fhir" in found.stdout
    assert "197701172392" not in found.stdout

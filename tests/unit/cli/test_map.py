"""`pk-fhir map`, there and back with the examples, and what it says of what does not fit."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from pk_fhir.cli.map import app
from pk_fhir.fhir.json import parse

EXAMPLES = Path(__file__).parents[3] / "examples"
CONTRACTS = sorted(path.parent.name for path in EXAMPLES.glob("*/contract.json"))
PLAN = {
    "resourceType": "CarePlan",
    "id": "p1",
    "status": "draft",
    "intent": "plan",
    "subject": {"display": "Någon"},
    "identifier": [{"system": "https://journal.example/plan", "value": "1"}],
}


WITH_MORE = PLAN | {"extension": [{"url": "https://vendor.example/x", "valueString": "x"}]}


def run(*arguments: str, given: str | None = None) -> Result:
    return CliRunner().invoke(app, list(arguments), input=given)


def contract(name: str = "minimal") -> dict[str, object]:
    return json.loads((EXAMPLES / name / "contract.json").read_text())  # type: ignore[no-any-return]


@pytest.mark.parametrize("name", CONTRACTS)
def test_every_example_goes_there_and_back(name: str, tmp_path: Path) -> None:
    bundle = tmp_path / "bundle.json"
    there = run(str(EXAMPLES / name / "contract.json"), "--output", str(bundle))
    back = run(str(bundle), "--format", "json")
    assert (there.exit_code, there.stdout, back.exit_code) == (0, "", 0)
    whole = json.loads(back.stdout)
    assert (whole["contract"], whole["unexpressed"]) == (contract(name), [])


def test_the_same_instant_gives_the_same_bundle() -> None:
    arguments = [str(EXAMPLES / "minimal" / "contract.json"), "--recorded", "2026-11-23T10:00:00Z"]
    first, second = run(*arguments), run(*arguments)
    assert first.stdout == second.stdout
    assert parse(first.stdout.encode())["type"] == "transaction"


def test_the_secret_of_a_service_names_the_patient_as_that_service_does(tmp_path: Path) -> None:
    secret = tmp_path / "pk-fhir-secret"
    secret.write_text("ab" * 32)
    arguments = [str(EXAMPLES / "minimal" / "contract.json"), "--recorded", "2026-11-23T10:00:00Z"]
    keyed, plain = run(*arguments, "--secret-file", str(secret)), run(*arguments)
    keys = [json.loads(r.stdout)["entry"][0]["request"]["ifNoneExist"] for r in (keyed, plain)]
    assert keys[0] != keys[1]


def test_a_list_and_files_that_belong_together_are_one_graph(tmp_path: Path) -> None:
    goal = {"resourceType": "Goal", "id": "g1", "description": {"text": "Gå"}}
    goal |= {"lifecycleStatus": "active", "subject": {"display": "Någon"}}
    plan = PLAN | {"goal": [{"reference": "Goal/g1"}]}
    (tmp_path / "plan.json").write_text(json.dumps(plan))
    (tmp_path / "goal.json").write_text(json.dumps(goal))
    parts = run(str(tmp_path / "plan.json"), str(tmp_path / "goal.json"))
    listed = run("-", given=json.dumps([plan, goal]))
    assert parts.exit_code == listed.exit_code == 0
    assert json.loads(parts.stdout) == json.loads(listed.stdout)
    assert json.loads(parts.stdout)["goals"][0]["description"] == "Gå"


def test_xml_is_read_too() -> None:
    xml = (
        '<CarePlan xmlns="http://hl7.org/fhir"><identifier><system value="https://journal.example/plan"/>'
        '<value value="1"/></identifier><status value="draft"/><intent value="plan"/>'
        '<subject><display value="Någon"/></subject></CarePlan>'
    )
    result = run("-", given=xml)
    assert result.exit_code == 0
    assert json.loads(result.stdout)["identifier"] == {
        "system": "https://journal.example/plan",
        "value": "1",
    }


def test_what_a_contract_cannot_say_is_said_beside_it() -> None:
    result = run("-", given=json.dumps(WITH_MORE))
    listed = json.loads(run("-", "--format", "json", given=json.dumps(WITH_MORE)).stdout)[
        "unexpressed"
    ]
    assert result.exit_code == 1
    assert json.loads(result.stdout)["identifier"]["value"] == "1"
    assert [one["path"] for one in listed] == ["CarePlan.extension[0]"]
    assert (
        f"not in the contract: {listed[0]['path']}: {listed[0]['reason']} ({listed[0]['key']})\n"
        in result.stderr
    )


def test_an_active_contract_that_lacks_something_is_refused_with_place_and_key() -> None:
    lacking = contract() | {"indications": []}
    result = run("-", given=json.dumps(lacking))
    told = json.loads(run("-", "--format", "json", given=json.dumps(lacking)).stdout)
    errors = [one for one in told["problems"] if one["severity"] == "error"]
    assert (result.exit_code, result.stdout, told["bundle"]) == (1, "", None)
    assert [one["pointer"] for one in errors] == ["/indications"]
    assert f"error: /indications: {errors[0]['text']}\n" in result.stderr
    assert errors[0]["text"].endswith(f"({errors[0]['key']})")


def test_it_is_mapped_all_the_same_when_that_is_asked_for() -> None:
    lacking = contract() | {"indications": []}
    result = run("-", "--incomplete", given=json.dumps(lacking))
    assert result.exit_code == 0
    assert json.loads(result.stdout)["resourceType"] == "Bundle"


def test_a_misspelt_name_is_told_with_the_near_one() -> None:
    result = run("-", "--language", "sv", given=json.dumps(contract() | {"gaols": []}))
    assert (result.exit_code, result.stdout) == (2, "")
    assert "error: /gaols:" in result.stderr
    assert "goals" in result.stderr


@pytest.mark.parametrize(
    ("given", "arguments", "code", "message"),
    [
        ('{"resourceType": "Basic"', [], 2, "-:1:25:"),
        ("{}", ["--to", "contract"], 2, "this is no FHIR"),
        ('{"resourceType": "CarePlan"}', ["--to", "fhir"], 2, "this is FHIR already"),
        ('{"resourceType": "Patient"}', [], 2, "CarePlan"),
        ("[1, 2]", [], 2, "CarePlan"),
        ("", [], 2, "-:1:1:"),
        ("<Patient>", [], 2, "-:1:"),
    ],
)
def test_what_cannot_be_mapped_is_a_plain_message(
    given: str, arguments: list[str], code: int, message: str
) -> None:
    result = run("-", *arguments, given=given)
    assert (result.exit_code, result.stdout) == (code, "")
    assert result.stderr.startswith("pk-fhir map: ")
    assert message in result.stderr


def test_a_file_that_is_not_there_is_a_plain_message() -> None:
    result = run("absent.json")
    assert (result.exit_code, result.stderr) == (
        2,
        "pk-fhir map: absent.json cannot be read: No such file or directory\n",
    )


def test_a_place_that_cannot_be_written_is_a_plain_message(tmp_path: Path) -> None:
    target = tmp_path / "no" / "b.json"
    result = run(str(EXAMPLES / "minimal" / "contract.json"), "--output", str(target))
    assert result.exit_code == 2
    assert f"pk-fhir map: {target} cannot be written: No such file or directory\n" in result.stderr

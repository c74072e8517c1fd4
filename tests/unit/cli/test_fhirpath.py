"""`pk-fhir fhirpath`: what an expression gives, a line for each item, and what is wrong with it."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from pk_fhir.cli.fhirpath import app

PATIENT = {
    "resourceType": "Patient",
    "_birthDate": {"extension": [{"url": "https://region.example/x", "valueCode": "y"}]},
    "name": [{"family": "Ek", "given": ["Eva", "Åsa"]}],
    "maritalStatus": {
        "coding": [
            {"system": "http://terminology.hl7.org/CodeSystem/v3-MaritalStatus", "code": "M"}
        ]
    },
}
XML = b'<Patient xmlns="http://hl7.org/fhir"><birthDate value="1980-05-17"/></Patient>'
CORE = "http://hl7.org/fhir/"


def run(*arguments: str, given: str | bytes | None = None) -> Result:
    return CliRunner().invoke(app, list(arguments), input=given)


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "patient.json"
    path.write_text(json.dumps(PATIENT))
    return str(path)


@pytest.mark.parametrize(
    ("expression", "lines"),
    [
        ("name.given", ["Eva", "Åsa"]),
        ("name.exists()", ["true"]),
        ("name.select(given.first() & ' ' & family)", ["Eva Ek"]),
        ("name.period", []),
        (f"maritalStatus.memberOf('{CORE}ValueSet/marital-status')", ["true"]),
        (f"maritalStatus.memberOf('{CORE}ValueSet/administrative-gender')", ["false"]),
        (f"birthDate.memberOf('{CORE}ValueSet/administrative-gender')", []),
        (f"conformsTo('{CORE}StructureDefinition/Patient')", ["true"]),
        ("conformsTo('https://pk-fhir.example/fhir/StructureDefinition/pk-contract')", ["false"]),
    ],
)
def test_each_item_is_a_line_and_nothing_is_exit_code_1(
    file: str, expression: str, lines: list[str]
):
    result = run(expression, file)
    assert (result.stdout.splitlines(), result.exit_code) == (lines, 0 if lines else 1)


def test_xml_from_standard_input_is_read_too():
    result = run("birthDate + 1 day", given=XML)
    assert (result.stdout, result.exit_code) == ("1980-05-18\n", 0)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["name.lenght()"], "there is no function lenght(): did you mean length()?"),
        (
            ["name.upper()"],
            "upper() takes a simple value, and got HumanName: name one of its elements",
        ),
        (["name.upper()", "--strict"], "upper() takes a string, and is asked of HumanName"),
        (["name.upper()", "--language", "sv"], "upper() tar ett enkelt värde, och fick HumanName"),
        (["name", "--package", "no.such"], "package no.such is not in"),
        (["conformsTo('https://region.example/x')"], "conformsTo() does not know the profile"),
    ],
)
def test_what_cannot_be_done_is_a_plain_message(file: str, arguments: list[str], message: str):
    result = run(arguments[0], file, *arguments[1:])
    assert result.exit_code == 2
    assert result.stderr.startswith(f"pk-fhir fhirpath: {message}")


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path):
    absent = run("id", str(tmp_path / "absent.json"))
    assert (absent.exit_code, absent.stderr) == (
        2,
        f"pk-fhir fhirpath: {tmp_path}/absent.json: No such file or directory\n",
    )
    broken = run("id", given="{")
    assert broken.exit_code == 2
    assert broken.stderr.startswith("pk-fhir fhirpath: ")
    assert "Traceback" not in broken.output

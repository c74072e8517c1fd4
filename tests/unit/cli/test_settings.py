"""Settings that cannot be read end a command with every problem at once, and none of their values."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from pk_fhir.cli.policy import app
from pk_fhir.cli.serve import app as serve

VALUE = "hemligt-värde"


def test_every_setting_that_is_wrong_is_named_and_its_value_is_not_shown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PK_FHIR_PORT", VALUE)
    monkeypatch.setenv("PK_FHIR_ISSUERS", f'[{{"issuer": "https://idp", "secret": "{VALUE}"}}]')
    monkeypatch.setenv("PK_FHIR_LOG_FORMAT", VALUE)
    told = CliRunner().invoke(app)
    assert (told.exit_code, told.stdout) == (2, "")
    assert told.stderr.splitlines() == [
        "pk-fhir policy: PK_FHIR_PORT: the value has the wrong type: write an integer",
        "pk-fhir policy: PK_FHIR_ISSUERS__0__AUDIENCE: `audience` is missing: add it",
        "pk-fhir policy: PK_FHIR_ISSUERS__0__SECRET: `secret` is not a field here: remove it",
        "pk-fhir policy: PK_FHIR_LOG_FORMAT: the code is not one of those that can stand here: use one of text, json",
    ]


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("PK_FHIR_SOURCES", VALUE, 'error parsing value for field "sources"'),
        ("PK_FHIR_CONFIG", "nowhere.toml", "PK_FHIR_CONFIG: there is no file nowhere.toml"),
        ("PK_FHIR_DEFAULT_PROVIDER", "x", "default_provider 'x' is not among providers"),
        ("PK_FHIR_POLICY__NOPE", "1", "policy: Object contains unknown field `nope`"),
    ],
)
def test_nothing_is_served_by_settings_that_cannot_be_read(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str
) -> None:
    monkeypatch.setenv(name, value)
    told = CliRunner().invoke(serve)
    assert (told.exit_code, told.stdout) == (2, "")
    assert told.stderr.startswith(f"pk-fhir serve: {said}")
    assert VALUE not in told.stderr


def test_a_settings_file_that_is_no_toml_is_named_with_the_place(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "pk.toml"
    file.write_text("port = [")
    monkeypatch.setenv("PK_FHIR_CONFIG", str(file))
    told = CliRunner().invoke(app)
    assert (told.exit_code, told.stderr) == (
        2,
        f"pk-fhir policy: PK_FHIR_CONFIG: {file} cannot be read (Invalid value (at end of document))\n",
    )

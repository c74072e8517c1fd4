"""`pk-fhir policy` prints the rules as they are set, and makes the page of the documentation."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pk_fhir.access.policy import TABLE
from pk_fhir.cli.policy import app

PAGE = Path(__file__).parents[3] / "docs" / "policy.md"


def test_the_page_is_what_the_table_says(tmp_path: Path) -> None:
    made = tmp_path / "policy.md"
    assert CliRunner().invoke(app, ["--output", str(made)]).exit_code == 0
    assert PAGE.read_text(encoding="utf-8") == made.read_text(encoding="utf-8")


def test_every_rule_is_printed_with_its_source() -> None:
    printed = CliRunner().invoke(app, ["--language", "sv"]).stdout
    for rule in TABLE:
        assert rule.sv in printed
        assert f"[{rule.source}]" in printed
    assert "guardian_until_age = 13\n" in printed


def test_a_rule_that_is_set_is_marked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PK_FHIR_POLICY__CONSENT_REQUIRED", "false")
    monkeypatch.setenv("PK_FHIR_POLICY__CONSENT_REQUIRED_UNTIL", "2027-01-01")
    assert "consent_required = nej (annars ja)" in CliRunner().invoke(app).stdout
    told = json.loads(CliRunner().invoke(app, ["--format", "json"]).stdout)
    assert told["consent_required"] is False
    assert told["consent_required_until"] == "2027-01-01"


@pytest.mark.parametrize(("name", "value"), [("CONSENTS", "1"), ("GUARDIAN_UNTIL_AGE", "tretton")])
def test_a_setting_that_is_none_is_refused_by_name(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(f"PK_FHIR_POLICY__{name}", value)
    result = CliRunner().invoke(app)
    assert result.exit_code == 2
    assert name.lower() in result.stderr

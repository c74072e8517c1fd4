"""`pk-fhir log` prints who has read a patient's records, and shows the number nowhere."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pk_fhir.cli.log import app

NUMBER = "197701172392"


@pytest.fixture(autouse=True)
def _settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PK_FHIR_DATABASE_URL", f"sqlite:///{tmp_path / 'log.db'}")
    monkeypatch.setenv("PK_FHIR_DATA_DIR", str(tmp_path))


def test_the_number_is_read_from_standard_input_and_the_reading_is_logged() -> None:
    first = CliRunner().invoke(app, input=f"{NUMBER}\n")
    assert (first.exit_code, first.stdout.splitlines()[-1]) == (0, "Inga rader.")
    again = CliRunner().invoke(app, ["--format", "json"], input="19770117-2392\n")
    told = json.loads(again.stdout)
    assert [entry["text"] for entry in told["entries"]] == [
        "En administratör vid Vårdgivaren läste den här loggen på din egen begäran."
    ]
    assert NUMBER not in first.output + again.output


def test_what_is_no_number_is_refused_without_repeating_it() -> None:
    refused = CliRunner().invoke(app, ["--patient", "197701172399"])
    assert refused.exit_code == 2
    assert "no personal number" in refused.stderr
    assert "197701172399" not in refused.output
    other = CliRunner().invoke(app, ["--patient", "urn:x|1"])
    assert other.exit_code == 2


def test_the_whole_log_is_exported_for_the_national_service_and_says_what_it_left_out(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "logg"
    without = CliRunner().invoke(app, ["--export", str(folder)])
    assert (without.exit_code, "--system" in without.stderr) == (2, True)
    asked = ["--export", str(folder), "--system", "SE2120000001-F001"]
    done = CliRunner().invoke(app, asked)
    assert (done.exit_code, done.stdout) == (0, "default: 0 loggposter i 0 filer\n")
    told = CliRunner().invoke(app, [*asked, "--format", "json"])
    assert json.loads(told.stdout) == [
        {"provider": "default", "files": [], "entries": 0, "left_out": {}}
    ]

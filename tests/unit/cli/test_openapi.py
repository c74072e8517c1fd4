"""`pk-fhir openapi`: the same bytes each time, and a plain no where the kept file is old."""

import json
from pathlib import Path

from typer.testing import CliRunner

from pk_fhir.cli.openapi import app


def test_it_is_written_checked_and_refused_when_it_is_old(tmp_path: Path) -> None:
    kept = tmp_path / "openapi.json"
    runner = CliRunner()
    absent = runner.invoke(app, ["--check", str(kept)])
    assert (absent.exit_code, absent.stderr) == (
        1,
        f"pk-fhir openapi: {kept} is not there: pk-fhir openapi --output {kept}\n",
    )
    # Settings of the machine do not change the description.
    written = runner.invoke(app, ["--output", str(kept)], env={"PK_FHIR_METRICS": "false"})
    assert (written.exit_code, written.output) == (0, "")
    checked = runner.invoke(app, ["--check", str(kept)])
    assert (checked.exit_code, checked.output) == (0, "")
    text = kept.read_text()
    document = json.loads(text)
    assert {"/contracts", "/view/_search"} <= document["paths"].keys()
    assert text == json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    kept.write_text(text.replace("/contracts", "/kontrakt"))
    old = runner.invoke(app, ["--check", str(kept)])
    assert (old.exit_code, old.stderr) == (
        1,
        f"pk-fhir openapi: {kept} is not up to date: pk-fhir openapi --output {kept}\n",
    )

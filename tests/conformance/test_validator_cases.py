"""The recorded outcomes of the official validator (FHIR/fhir-test-cases), where they are at hand."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from pk_fhir.validation import Validator

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "validator-cases"
FILES = FOLDER / "files"
if not (FOLDER / "cases.json").is_file():
    pytest.skip(f"the validator cases are not at {FOLDER}", allow_module_level=True)
CASES: list[dict[str, Any]] = json.loads((FOLDER / "cases.json").read_text())["cases"]


def _read(name: str) -> Any:
    return json.loads((FILES / name).read_text())


def _errors(case: dict[str, Any]) -> list[Any]:
    validator = Validator.for_r4()
    if case["definitions"]:
        validator = validator.with_definitions([_read(name) for name in case["definitions"]])
    targets = {reference: _read(name) for reference, name in case.get("targets", {}).items()}
    issues = validator.validate(
        (FILES / case["resource"]).read_bytes(),
        profiles=[case["profile"]] if case["profile"] else [],
        options=case["options"],
        resolve=targets.get,
    )
    return [each for each in issues if each.severity in ("error", "fatal")]


def _plain(expression: str | None) -> str:
    text = re.sub(r"/\*.*?\*/", "", expression or "")
    return re.sub(r"\.ofType\([^)]*\)|\s", "", text).partition(".")[2]


@pytest.mark.parametrize("case", CASES, ids=[each["id"] for each in CASES])
def test_verdict_is_that_of_the_official_validator(case: dict[str, Any]) -> None:
    errors = _errors(case)
    assert (not errors) == case["expect"]["valid"], errors or case["expect"]["errors"]


def test_nearly_all_invalid_cases_are_told_at_a_recorded_place() -> None:
    invalid = [case for case in CASES if not case["expect"]["valid"]]
    located = 0
    for case in invalid:
        wanted = {_plain(each["expression"]) for each in case["expect"]["errors"]}
        located += any(_plain(each.expression) in wanted for each in _errors(case))
    assert located / len(invalid) > 0.95

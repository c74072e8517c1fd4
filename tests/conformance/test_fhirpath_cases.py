"""The official R4 FHIRPath test suite, where its cases are at hand (../shared/fhirpath-cases)."""

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from pk_fhir import fhirpath

CASES = Path(__file__).parents[3] / "shared" / "fhirpath-cases"
FILE = CASES / "tests.json"


def cases() -> Iterator[Any]:
    if FILE.is_file():
        for case in json.loads(FILE.read_text())["tests"]:
            yield pytest.param(case, id=f"{case['group']}-{case['name']}")


def shown(item: Any, kind: str | None) -> object:
    if kind == "boolean":
        return item
    if kind in ("integer", "decimal"):
        return Decimal(str(item))
    if isinstance(item, bool):
        return str(item).lower()
    return str(item).lstrip("@").removeprefix("T")


def wanted(output: dict[str, Any]) -> object:
    kind, value = output.get("type"), output["value"]
    if kind == "boolean":
        return value == "true"
    if kind in ("integer", "decimal"):
        return Decimal(value)
    return value.lstrip("@").removeprefix("T")


@pytest.mark.skipif(not FILE.is_file(), reason=f"the official cases are not here: {CASES}")
@pytest.mark.parametrize("case", list(cases()))
def test_the_engine_answers_as_the_official_suite_says(case: dict[str, Any]):
    resource = json.loads((CASES / "inputs" / case["input"]).read_text()) if case["input"] else {}

    def evaluate() -> list[Any]:
        return fhirpath.compile(case["expr"], strict=case["mode"] == "strict").evaluate(resource)

    if case["invalid"]:
        with pytest.raises(fhirpath.FhirPathError):
            evaluate()
        return
    result = evaluate()
    outputs = case["outputs"]
    if case["predicate"] and not (len(result) == 1 and isinstance(result[0], bool)):
        result = [bool(result)]
    valued = [output for output in outputs if output.get("type") or output.get("value")]
    assert len(result) == len(outputs)
    if len(valued) == len(outputs):
        found = [
            shown(item, output.get("type")) for item, output in zip(result, outputs, strict=True)
        ]
        assert found == [wanted(output) for output in outputs]

"""JSON Patch: https://hl7.org/fhir/R4/http.html#patch, RFC 6902."""

from typing import Any

import pytest

from pk_fhir.fhir.outcome import FhirError
from pk_fhir.interactions.patch import patched

PATIENT: dict[str, Any] = {"resourceType": "Patient", "name": [{"given": ["A"]}]}


def test_the_operations_may_run_again() -> None:
    """When another writes at the same time, all of them do."""
    operations: list[Any] = [
        {"op": "add", "path": "/name/-", "value": {"given": ["B"]}},
        {"op": "add", "path": "/name/1/given/-", "value": "C"},
        {"op": "copy", "from": "/name/1", "path": "/name/0"},
    ]
    expected = [{"given": ["B", "C"]}, {"given": ["A"]}, {"given": ["B", "C"]}]
    assert patched(PATIENT, operations)["name"] == expected
    assert patched(PATIENT, operations)["name"] == expected
    assert PATIENT["name"] == [{"given": ["A"]}]


def test_a_list_whose_last_value_is_taken_away_is_gone() -> None:
    """https://hl7.org/fhir/R4/json.html: an array is not empty."""
    removed: list[Any] = [{"op": "remove", "path": "/name/0/given/0"}]
    moved: list[Any] = [
        {"op": "add", "path": "/name/0/family", "value": "B"},
        {"op": "move", "from": "/name/0/given/0", "path": "/name/0/text"},
    ]
    refilled = [*removed, {"op": "add", "path": "/name/0/given/-", "value": "B"}]
    assert patched(PATIENT, [{"op": "remove", "path": "/name/0"}]) == {"resourceType": "Patient"}
    assert patched(PATIENT, moved)["name"] == [{"family": "B", "text": "A"}]
    assert patched(PATIENT, refilled)["name"] == [{"given": ["B"]}]
    # What somebody writes empty is for validation to refuse.
    assert patched(PATIENT, [{"op": "add", "path": "/photo", "value": []}])["photo"] == []


@pytest.mark.parametrize(
    ("operation", "kind", "problem"),
    [
        ({"op": "test", "path": "/name/0/given/0", "value": "B"}, "unprocessable", "A test of the patch does not hold."),
        ({"op": "remove", "path": "/gender"}, "unprocessable", "The patch names a place that the resource does not have."),
        ({"op": "jump", "path": "/gender"}, "invalid", "The patch is not a JSON Patch: Unknown operation 'jump'"),
    ],
)  # fmt: skip
def test_a_refusal_says_which_operation(operation: Any, kind: str, problem: str) -> None:
    with pytest.raises(FhirError) as refused:
        patched(PATIENT, [{"op": "test", "path": "/resourceType", "value": "Patient"}, operation])
    [issue] = refused.value.issues
    assert (refused.value.kind, issue.diagnostics) == (kind, f"Operation 2 of the patch: {problem}")

"""OperationOutcome: what was found, or that nothing was, in the language of whoever reads it."""

import pytest

from pk_fhir.fhir.outcome import operation_outcome
from pk_fhir.messages import Language


@pytest.mark.parametrize(
    ("language", "said"), [("en", "No issues found."), ("sv", "Inga anmärkningar.")]
)
def test_an_outcome_of_nothing_says_that_all_is_well(language: Language, said: str) -> None:
    assert operation_outcome([], language) == {
        "resourceType": "OperationOutcome",
        "issue": [{"severity": "information", "code": "informational", "diagnostics": said}],
    }

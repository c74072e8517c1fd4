"""A contract's problems as issues, and bytes into a contract."""

from collections.abc import Iterable

from pk_fhir.contract import ContractError, PatientContract, Problem, parse, problems
from pk_fhir.fhir import json as fhir_json
from pk_fhir.fhir.outcome import FhirError, Issue
from pk_fhir.messages import Language


def issues(found: Iterable[Problem], language: Language = "en") -> list[Issue]:
    """The problems as issues; `expression` is the JSON pointer into the contract."""
    return [
        Issue(
            severity=problem.severity,
            code="invariant",
            expression=problem.pointer,
            diagnostics=problem.text(language),
            key=problem.key,
        )
        for problem in found
    ]


def read_contract(
    body: bytes, language: Language = "en", *, complete: bool = True
) -> PatientContract:
    """The contract in a request's body; FhirError with every problem at once.

    With `complete`, what an active contract lacks is refused too.
    """
    fhir_json.parse(body)  # what JSON itself forbids, duplicate keys among it
    try:
        contract = parse(body)
    except ContractError as error:
        raise FhirError("unprocessable", issues(error.problems, language)) from None
    found = problems(contract) if complete else []
    if any(problem.severity == "error" for problem in found):
        raise FhirError("unprocessable", issues(found, language))
    return contract

"""Errors on their way out: the status, and the two forms."""

import json
from typing import get_args

from pk_fhir.fhir.outcome import ISSUE_CODES, FhirError, Issue, Kind
from pk_fhir.messages import in_language, text, told
from pk_fhir.web.errors import STATUS, outcome_response, problem_response

PROBLEM = Issue(
    severity="error",
    code="invariant",
    expression="/parts/2",
    diagnostics='the part "överenskommen tid" is not stated as discussed',
    key="pk-part-time",
    line=3,
    column=7,
)


def test_every_kind_has_a_status_a_title_and_an_issue_code():
    kinds = set(get_args(Kind))
    assert kinds == set(STATUS) == set(ISSUE_CODES)
    assert all(text(f"problem.{kind}") for kind in kinds)


def test_an_operation_outcome_says_everything_that_the_issue_knows():
    answer = outcome_response(FhirError("unprocessable", [PROBLEM]))
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/fhir+json; charset=utf-8"
    assert json.loads(answer.body) == {
        "resourceType": "OperationOutcome",
        "issue": [
            {
                "severity": "error",
                "code": "invariant",
                "details": {
                    "coding": [
                        {
                            "system": "https://pk-fhir.example/fhir/CodeSystem/message",
                            "code": "pk-part-time",
                        }
                    ],
                    "text": PROBLEM.diagnostics,
                },
                "diagnostics": PROBLEM.diagnostics,
                "expression": ["/parts/2"],
                "extension": [
                    {
                        "url": "http://hl7.org/fhir/StructureDefinition/operationoutcome-issue-line",
                        "valueInteger": 3,
                    },
                    {
                        "url": "http://hl7.org/fhir/StructureDefinition/operationoutcome-issue-col",
                        "valueInteger": 7,
                    },
                ],
            }
        ],
    }


def test_a_problem_lists_every_error_at_once():
    answer = problem_response(FhirError("unprocessable", [PROBLEM, PROBLEM]))
    error = {
        "key": "pk-part-time",
        "severity": "error",
        "pointer": "/parts/2",
        "message": PROBLEM.diagnostics,
        "line": 3,
        "column": 7,
    }
    assert answer.headers["content-type"] == "application/problem+json"
    assert json.loads(answer.body) == {
        "type": "https://pk-fhir.example/problems/unprocessable",
        "title": "The content breaks a rule",
        "status": 422,
        "detail": "2 problems",
        "errors": [error, error],
    }


def test_an_error_is_said_in_the_readers_language():
    error = FhirError("not-found", told("refused.no-such-id", type="Patient"))
    assert error.issues[0].diagnostics == "There is no Patient with this id."
    assert json.loads(outcome_response(error, "sv").body) == {
        "resourceType": "OperationOutcome",
        "issue": [
            {
                "severity": "error",
                "code": "not-found",
                "diagnostics": "Det finns ingen Patient med detta id.",
            }
        ],
    }
    assert json.loads(problem_response(error, "sv").body) == {
        "type": "https://pk-fhir.example/problems/not-found",
        "title": "Hittades inte",
        "status": 404,
        "detail": "Det finns ingen Patient med detta id.",
        "errors": [
            {"severity": "error", "message": "Det finns ingen Patient med detta id."},
        ],
    }


def test_a_sentence_within_a_sentence_is_said_in_the_same_language():
    known = told("request.operation-knows-none")
    error = told("request.operation-parameter-unknown", name="'x'", knows=known)
    assert in_language(error, "sv") == (
        "Parametern 'x' är inte känd här. Den här operationen har inga parametrar."
    )


def test_a_refused_login_names_the_scheme_and_a_passing_fault_says_when_to_try_again():
    assert "www-authenticate" in outcome_response(FhirError("login", "no")).headers
    assert outcome_response(FhirError("timeout", "later")).headers["retry-after"] == "5"

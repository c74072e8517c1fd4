"""The one table from kind of error to HTTP status, and the one place that renders errors.

FHIR routes answer an OperationOutcome (https://hl7.org/fhir/R4/http.html#Status-Codes), the others
`application/problem+json` (RFC 9457). An internal error carries an id and no internals.
"""

import uuid
from collections.abc import Iterable
from typing import Any

import orjson
import structlog
from starlette.responses import Response

from pk_fhir.fhir.outcome import FhirError, Issue, Kind, operation_outcome
from pk_fhir.messages import Language, in_language, text, told
from pk_fhir.messages.numbers import without_numbers

LOG = structlog.get_logger("pk_fhir.error")

STATUS: dict[Kind, int] = {
    "invalid": 400,
    "login": 401,
    "forbidden": 403,
    "not-found": 404,
    "not-supported": 405,
    "not-acceptable": 406,
    "conflict": 409,
    "gone": 410,
    "precondition-failed": 412,
    "too-large": 413,
    "media-type": 415,
    "unprocessable": 422,
    "precondition-required": 428,
    "throttled": 429,
    "internal": 500,
    "timeout": 503,
}

RETRY_AFTER_SECONDS = "5"


def headers_of(kind: Kind) -> dict[str, str]:
    """Headers that an answer of this kind must carry."""
    if kind == "login":
        return {"WWW-Authenticate": 'Bearer realm="pk-fhir"'}
    if kind in ("timeout", "throttled"):
        return {"Retry-After": RETRY_AFTER_SECONDS}
    return {}


def outcome_response(error: FhirError, language: Language = "en") -> Response:
    """The error as an OperationOutcome in JSON, said in `language`."""
    return Response(
        orjson.dumps(operation_outcome(error.issues, language)),
        status_code=STATUS[error.kind],
        media_type="application/fhir+json; charset=utf-8",
        headers=headers_of(error.kind),
    )


def problem_response(error: FhirError, language: Language = "en") -> Response:
    """The error as problem+json: every problem at once, each with its place, said in `language`."""
    return Response(
        orjson.dumps(problem(error.kind, error.issues, language)),
        status_code=STATUS[error.kind],
        media_type="application/problem+json",
        headers=headers_of(error.kind),
    )


def problem(kind: Kind, issues: Iterable[Issue], language: Language = "en") -> dict[str, Any]:
    """The body of an `application/problem+json` answer.

    `errors[].pointer` is a JSON pointer into the request's body where the issue has one, else a FHIRPath location.
    """
    listed = [_error(issue, language) for issue in issues]
    return {
        "type": f"https://pk-fhir.example/problems/{kind}",
        "title": text(f"problem.{kind}", language),
        "status": STATUS[kind],
        "detail": listed[0]["message"]
        if len(listed) == 1
        else text("request.problems", language, count=len(listed)),
        "errors": listed,
    }


def _error(issue: Issue, language: Language) -> dict[str, Any]:
    fields = {
        "key": issue.key,
        "severity": issue.severity,
        "pointer": without_numbers(issue.expression),
        "message": without_numbers(in_language(issue.diagnostics, language)),
        "line": issue.line,
        "column": issue.column,
    }
    return {name: value for name, value in fields.items() if value not in ("", None)}


def internal(error: Exception) -> FhirError:
    """What is said of a fault of ours: an id to ask about, and nothing of how the service is made."""
    identity = uuid.uuid4().hex[:12]
    LOG.error("internal error", error_id=identity, exc_info=error)
    return FhirError("internal", told("request.internal", identity=identity))

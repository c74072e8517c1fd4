"""What FastAPI raises, in the form of problem+json."""

import uuid
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from pk_fhir.fhir.outcome import FhirError, Issue, Kind
from pk_fhir.web.errors import outcome_response, problem_response

LOG = structlog.get_logger("pk_fhir.error")
KINDS: dict[int, Kind] = {404: "not-found", 405: "not-supported", 406: "not-acceptable"}


def add_handlers(app: FastAPI) -> None:
    """Render every error in one place."""
    app.add_exception_handler(FhirError, _refused)
    app.add_exception_handler(RequestValidationError, _not_understood)
    app.add_exception_handler(HTTPException, _by_status)
    app.add_exception_handler(Exception, _internal)


async def _refused(_request: Request, error: Exception) -> Response:
    assert isinstance(error, FhirError)  # noqa: S101 - what it is registered for
    return problem_response(error)


async def _not_understood(_request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - what it is registered for
    return problem_response(FhirError("unprocessable", [_issue(found) for found in error.errors()]))


def _issue(found: dict[str, Any]) -> Issue:
    # pydantic's messages name what is wrong, not what was sent.
    steps = [str(step) for step in found["loc"] if step != "body"]
    return Issue(
        severity="error",
        code="structure",
        expression="/" + "/".join(steps) if steps else "",
        diagnostics=str(found["msg"]),
        key=f"request-{found['type']}",
    )


async def _by_status(_request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - what it is registered for
    answer = problem_response(FhirError(KINDS.get(error.status_code, "invalid"), str(error.detail)))
    answer.status_code = error.status_code
    answer.headers.update(error.headers or {})
    return answer


async def _internal(request: Request, error: Exception) -> Response:
    """An id to ask about, and nothing of how the service is made."""
    identity = uuid.uuid4().hex[:12]
    LOG.error("internal error", error_id=identity, exc_info=error)
    refusal = FhirError(
        "internal", f"Something went wrong here. Tell the service's operators this id: {identity}."
    )
    parts = request.url.path.split("/")
    return outcome_response(refusal) if "fhir" in parts[:4] else problem_response(refusal)

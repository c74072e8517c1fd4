"""What FastAPI raises, in the form of problem+json."""

from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from pk_fhir.contract.faults import words
from pk_fhir.contract.problems import pointer
from pk_fhir.fhir.outcome import FhirError, Issue, Kind
from pk_fhir.interactions.service import Service
from pk_fhir.messages import told
from pk_fhir.web.caller import language_of
from pk_fhir.web.errors import internal, problem_response
from pk_fhir.web.refusals import record

JSON = "application/json"
# What the router itself answers with, and what is said then.
BY_STATUS: dict[int, tuple[Kind, str | None]] = {
    404: ("not-found", "request.no-such-path"),
    405: ("not-supported", "request.no-such-method"),
}
OTHERWISE: tuple[Kind, str | None] = ("invalid", None)


def add_handlers(app: FastAPI, service: Service | None = None) -> None:
    """Render every error in one place; what `service` refused is recorded in its audit trail."""

    async def refused(request: Request, error: Exception) -> Response:
        assert isinstance(error, FhirError)  # noqa: S101 - what it is registered for
        if service is not None:
            await record(service, request, error)
        return problem_response(error, language_of(request))

    app.add_exception_handler(FhirError, refused)
    app.add_exception_handler(RequestValidationError, _not_understood)
    app.add_exception_handler(HTTPException, _by_status)
    app.add_exception_handler(Exception, _internal)


async def _not_understood(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - what it is registered for
    media_type = _media_type(request)
    if media_type and not media_type.endswith("json"):
        found = FhirError("media-type", told("request.send-json", name=media_type, json=JSON))
    else:
        found = FhirError("unprocessable", [_issue(each) for each in error.errors()])
    return problem_response(found, language_of(request))


def _media_type(request: Request) -> str:
    """What the body is stated to be; nothing where there is no body."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


def _issue(found: dict[str, Any]) -> Issue:
    steps = [step for step in found["loc"] if step != "body"]
    said = words(found)
    return Issue(
        severity="error",
        code="structure",
        # Where JSON is broken there is no place in it yet.
        expression="" if found["type"] == "json_invalid" else pointer(*steps),
        diagnostics=said.sentence,
        key=said.key,
    )


async def _by_status(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - what it is registered for
    kind, key = BY_STATUS.get(error.status_code, OTHERWISE)
    found = FhirError(kind, told(key) if key else str(error.detail))
    answer = problem_response(found, language_of(request))
    answer.status_code = error.status_code
    answer.headers.update(error.headers or {})
    return answer


async def _internal(request: Request, error: Exception) -> Response:
    return problem_response(internal(error), language_of(request))

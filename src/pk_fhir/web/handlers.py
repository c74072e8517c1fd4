"""What FastAPI raises, in the form of problem+json."""

from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from pk_fhir.fhir.outcome import FhirError, Issue, Kind
from pk_fhir.interactions.service import Service
from pk_fhir.web.caller import language_of
from pk_fhir.web.errors import internal, problem_response
from pk_fhir.web.refusals import record

KINDS: dict[int, Kind] = {404: "not-found", 405: "not-supported", 406: "not-acceptable"}


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
    found = FhirError("unprocessable", [_issue(each) for each in error.errors()])
    return problem_response(found, language_of(request))


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


async def _by_status(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - what it is registered for
    found = FhirError(KINDS.get(error.status_code, "invalid"), str(error.detail))
    answer = problem_response(found, language_of(request))
    answer.status_code = error.status_code
    answer.headers.update(error.headers or {})
    return answer


async def _internal(request: Request, error: Exception) -> Response:
    return problem_response(internal(error), language_of(request))

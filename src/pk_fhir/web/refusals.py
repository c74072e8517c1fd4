"""What a request was refused, as a row of the audit trail (`interactions.refusals`)."""

from typing import Any

from starlette.requests import Request

from pk_fhir.access.caller import Caller
from pk_fhir.access.persons import Identifier
from pk_fhir.fhir.outcome import FhirError
from pk_fhir.interactions import refusals
from pk_fhir.interactions.service import Service

# Nobody that is known: a request without a valid login.
NOBODY = "unknown"


async def record(service: Service, request: Request, error: FhirError) -> None:
    """Add the row of a refusal; nothing for an error that is none."""
    caller = caller_of(request) or _nobody(service, request)
    query, person = str(request.url.query), _person(request)
    await refusals.record(service, caller, error, request.method, _segments(request), query, person)


def asks_about(request: Request, person: Identifier) -> Identifier:
    """The person whose number the body of a request names: whom a refusal of it is about."""
    request.scope.setdefault("state", {})["person"] = person
    return person


def _person(request: Request) -> Identifier | None:
    found: Identifier | None = request.scope.get("state", {}).get("person")
    return found


def _segments(request: Request) -> list[str]:
    """Those of the path, below the care provider's and FHIR's bases."""
    path = [part for part in request.url.path.split("/") if part]
    path = path[2:] if path[:1] == ["providers"] else path
    return path[1:] if path[:1] == ["fhir"] else path


def caller_of(request: Request) -> Caller | None:
    """The caller that the gate knew."""
    found: Any = request.scope.get("state", {}).get("caller")
    return found if isinstance(found, Caller) else None


def _nobody(service: Service, request: Request) -> Caller:
    tenants = service.rules.tenants
    named = request.path_params.get("provider")
    return Caller(
        tenant=named if named in tenants else next(iter(tenants)),
        subject=NOBODY,
        role="system",
        request_id=str(request.scope.get("state", {}).get("request_id", "")),
    )

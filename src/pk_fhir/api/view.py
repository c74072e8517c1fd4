"""The view across care providers, as JSON: ``POST /view/_search`` and ``GET /view/me``; and a unit's overview.

The person's identifier stands in the body, never in a URL. Errors are `application/problem+json`.
"""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Query
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from pk_fhir.access.caller import Caller
from pk_fhir.api.fhir.formats import native
from pk_fhir.api.person import PersonNumber
from pk_fhir.fhir.outcome import FhirError
from pk_fhir.interactions.service import Service
from pk_fhir.messages import told
from pk_fhir.sync import Source
from pk_fhir.view import Refresh, View, ViewSources, calendar, my_view, view_for
from pk_fhir.view.calendar import MEDIA_TYPE as CALENDAR
from pk_fhir.view.overview import Overview, overview_of
from pk_fhir.view.seven import SevenQuestions, seven_questions
from pk_fhir.web.caller import Gate
from pk_fhir.web.refusals import asks_about

# The times alone, for a calendar, where `Accept` asks for it.
ALSO: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/calendar": {"schema": {"type": "string"}}}}
}
HOW = (
    "`live`: every source is asked within the deadline, and what came before stands in. `replicas`: no "
    "external source is asked. `wait`: every source is waited for until it has answered or failed."
)
HEADERS = {"Cache-Control": "no-store"}


class ViewQuery(PersonNumber):
    """Whose view, and how the sources are asked."""

    refresh: Refresh = Field(default="live", description=HOW)


def view_router(service: Service, sources: ViewSources, gate: Gate) -> APIRouter:
    """The addresses of the view."""
    router = APIRouter(prefix="/view", tags=["view"])

    @router.post(
        "/_search",
        response_model=View,
        responses=ALSO,
        summary="One person's agreement, from all care providers",
        description=(
            "Asks every source within a deadline. `complete` is false when anything may be missing; "
            "`reasons` and `sources` say what and why."
        ),
    )
    async def search(
        query: ViewQuery,
        request: Request,
        caller: Annotated[Caller, Depends(gate.caller)],
        accept: Annotated[str, Header()] = "",
    ) -> Response:
        person = asks_about(request, (query.system, query.value))
        view = await view_for(service, sources, caller, person, query.refresh)
        return _answer(view, accept)

    @router.get(
        "/me",
        response_model=View,
        responses=ALSO,
        summary="The own agreement of the patient whom the token names",
    )
    async def mine(
        caller: Annotated[Caller, Depends(gate.caller)],
        accept: Annotated[str, Header()] = "",
        refresh: Annotated[Refresh, Query(description=HOW)] = "live",
    ) -> Response:
        return _answer(await my_view(service, sources, caller, refresh), accept)

    @router.get(
        "/unit",
        response_model=Overview,
        summary="Administrativ vy: what waits at a care provider or unit",
        description=(
            "The caller's own care provider's patients with a contract: due reviews, unanswered "
            "kallelser, who lacks a fast vårdkontakt, contradictions, what the units offer."
        ),
    )
    async def unit(
        caller: Annotated[Caller, Depends(gate.caller)],
        unit: Annotated[
            str | None, Query(max_length=31, description="HSA-id of a care unit.")
        ] = None,
    ) -> Response:
        source = _own(sources, caller)
        found = await overview_of(service, source, caller, unit)
        body = found.model_dump_json(by_alias=True, exclude_none=True)
        return Response(body, media_type="application/json", headers=HEADERS)

    @router.get(
        "/unit/seven-questions",
        response_model=SevenQuestions,
        summary="Sju frågor: patients' and care's answers side by side, and how far they agree",
        description=(
            "For each unit of the caller's care provider, what was answered to the two mirrored forms. "
            "No patient is named."
        ),
    )
    async def seven(caller: Annotated[Caller, Depends(gate.caller)]) -> Response:
        source = _own(sources, caller)
        found = await seven_questions(service, caller, source.name)
        body = found.model_dump_json(by_alias=True, exclude_none=True)
        return Response(body, media_type="application/json", headers=HEADERS)

    return router


def _own(sources: ViewSources, caller: Caller) -> Source:
    """The caller's own care provider. FhirError "forbidden" for a patient."""
    if caller.role == "patient":
        raise FhirError("forbidden", told("view.error.staff-only"))
    source = next((each for each in sources.local if each.tenant == caller.tenant), None)
    if source is None:
        raise FhirError("not-found", told("view.error.no-provider"))
    return source


def _answer(view: View, accept: str) -> Response:
    if native(None, accept, CALENDAR, by_default=False):
        return Response(calendar(view), media_type=CALENDAR, headers=HEADERS)
    body = view.model_dump_json(by_alias=True, exclude_none=True)
    return Response(body, media_type="application/json", headers=HEADERS)

"""The view across care providers, as JSON: ``POST /view/_search`` and ``GET /view/me``.

The person's identifier stands in the body, never in a URL. Errors are `application/problem+json`.
"""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from pk_fhir.access.caller import Caller
from pk_fhir.interactions.service import Service
from pk_fhir.view import Refresh, View, ViewSources, calendar, my_view, view_for
from pk_fhir.view.calendar import MEDIA_TYPE as CALENDAR
from pk_fhir.web.caller import Gate

# The times alone, for a calendar, where `Accept` asks for it.
ALSO: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/calendar": {"schema": {"type": "string"}}}}
}
HOW = (
    "`live`: every source is asked within the deadline, and what came before stands in. `replicas`: no "
    "external source is asked. `wait`: every source is waited for until it has answered or failed."
)
HEADERS = {"Cache-Control": "no-store"}


class ViewQuery(BaseModel):
    """Whose view."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "system": "http://electronichealth.se/identifier/personnummer",
                    "value": "197701172392",
                }
            ]
        },
    )

    system: str = Field(
        max_length=256, description="System of a national identifier of the person."
    )
    value: str = Field(max_length=64, description="The identifier, with or without its hyphen.")
    refresh: Refresh = Field(default="live", description=HOW)


def view_router(service: Service, sources: ViewSources, gate: Gate) -> APIRouter:
    """The two addresses of the view."""
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
        caller: Annotated[Caller, Depends(gate.caller)],
        accept: Annotated[str, Header()] = "",
    ) -> Response:
        person = (query.system, query.value)
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

    return router


def _answer(view: View, accept: str) -> Response:
    if "text/calendar" in accept:
        return Response(calendar(view), media_type=CALENDAR, headers=HEADERS)
    body = view.model_dump_json(by_alias=True, exclude_none=True)
    return Response(body, media_type="application/json", headers=HEADERS)

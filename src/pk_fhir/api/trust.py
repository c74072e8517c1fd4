"""The log's extract and emergency openings, as JSON: `/log/me`, `/log/_search`, `/emergency`.

A person's identifier stands in the body, never in a URL. Errors are `application/problem+json`.
"""

from datetime import datetime
from typing import Annotated

import msgspec
from fastapi import APIRouter, Depends, Header
from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response

from pk_fhir.access.caller import Caller
from pk_fhir.api.person import PersonNumber
from pk_fhir.fhir.outcome import FhirError
from pk_fhir.interactions.emergency import open_in_emergency
from pk_fhir.interactions.log import LogExtract, extract
from pk_fhir.interactions.service import Service
from pk_fhir.messages import preferred_language, told
from pk_fhir.web.caller import Gate
from pk_fhir.web.refusals import asks_about

HEADERS = {"Cache-Control": "no-store"}


class LogQuery(PersonNumber):
    """Whose log, and from when to when."""

    since: datetime | None = None
    until: datetime | None = None


class EmergencyOpening(PersonNumber):
    """Whose records to open in an emergency, why, and for how many hours."""

    reason: str = Field(max_length=2000)
    hours: int | None = None


class EmergencyOpened(BaseModel):
    """When the opening began and ends."""

    at: datetime
    until: datetime


def trust_router(service: Service, gate: Gate) -> APIRouter:
    """The addresses of the log and of emergency openings."""
    router = APIRouter(tags=["trust"])

    @router.get(
        "/log/me",
        response_model=LogExtract,
        summary="Who has read the records of the patient whom the token names",
    )
    async def mine(
        caller: Annotated[Caller, Depends(gate.caller)],
        accept_language: Annotated[str, Header()] = "sv",
    ) -> Response:
        whose = caller.represents or caller.patient_identifier
        if whose is None:
            raise FhirError("forbidden", told("view.error.no-person", path="/log/_search"))
        language = preferred_language(accept_language)
        return _answer(await extract(service, caller, whose, language=language))

    @router.post(
        "/log/_search",
        response_model=LogExtract,
        summary="Who has read one person's records",
        description="For the patient it is about, and for administrators of a care provider.",
    )
    async def search(
        query: LogQuery,
        request: Request,
        caller: Annotated[Caller, Depends(gate.caller)],
        accept_language: Annotated[str, Header()] = "sv",
    ) -> Response:
        found = await extract(
            service,
            caller,
            asks_about(request, (query.system, query.value)),
            since=query.since,
            until=query.until,
            language=preferred_language(accept_language),
        )
        return _answer(found)

    @router.post(
        "/emergency",
        response_model=EmergencyOpened,
        status_code=201,
        summary="Open a person's records in an emergency (nödöppning)",
        description=(
            "For staff on a commission: holds for this member of staff, care unit and person, until "
            "the end that is answered. It is logged, and shown to the patient. A block stands."
        ),
    )
    async def open_(
        asked: EmergencyOpening,
        request: Request,
        caller: Annotated[Caller, Depends(gate.caller)],
    ) -> Response:
        person = asks_about(request, (asked.system, asked.value))
        opened = await open_in_emergency(service, caller, person, asked.reason, asked.hours)
        return Response(
            msgspec.json.encode(opened), 201, media_type="application/json", headers=HEADERS
        )

    return router


def _answer(found: LogExtract) -> Response:
    body = found.model_dump_json(by_alias=True, exclude_none=True)
    return Response(body, media_type="application/json", headers=HEADERS)

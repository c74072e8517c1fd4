"""The portal's addresses: pages in Swedish for the demonstration's persons, whole without JavaScript.

No page's address holds a number that names a person, nothing is kept by the browser or anything between
it and us, and nothing is loaded from elsewhere.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import structlog
from fastapi import APIRouter
from fastapi.responses import HTMLResponse
from starlette.responses import FileResponse, Response

from pk_fhir.portal.pages import page
from pk_fhir.portal.persons import PortalPerson
from pk_fhir.portal.reading import reading
from pk_fhir.view import View, calendar
from pk_fhir.view.calendar import MEDIA_TYPE

log = structlog.get_logger(__name__)

STATIC = Path(__file__).parent / "static"
# What the build makes; nothing else is served.
FILES = {"portal.css": "text/css; charset=utf-8", "mark.svg": "image/svg+xml"}
# When the pages were last judged against WCAG 2.2.
JUDGED = date(2026, 11, 25)
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(), camera=(), microphone=()",
}

ViewOf = Callable[[PortalPerson], Awaitable[View]]


def _utc_now() -> datetime:
    return datetime.now(UTC)


def portal_router(
    persons: Sequence[PortalPerson], view_of: ViewOf, clock: Callable[[], datetime] = _utc_now
) -> APIRouter:
    """The pages under ``/portal``. `view_of` gives one person's view."""
    portal = _Portal(persons, view_of, clock)
    router = APIRouter(prefix="/portal", include_in_schema=False)
    router.add_api_route("", portal.start)
    router.add_api_route("/kontrakt/{key}", portal.contract)
    router.add_api_route("/kontrakt/{key}/tider.ics", portal.times)
    router.add_api_route("/sa-fungerar-det", portal.how)
    router.add_api_route("/tillganglighet", portal.accessibility)
    router.add_api_route("/static/{name}", portal.static, response_model=None)
    return router


class _Portal:
    """The pages, one method each."""

    def __init__(
        self,
        persons: Sequence[PortalPerson],
        view_of: ViewOf,
        clock: Callable[[], datetime],
    ) -> None:
        self._persons = {person.key: person for person in persons}
        self._view_of = view_of
        self._clock = clock

    def _page(self, template: str, values: Mapping[str, object], status: int = 200) -> HTMLResponse:
        return HTMLResponse(page(template, self._clock(), values), status, headers=HEADERS)

    async def start(self) -> HTMLResponse:
        return self._page("start", {"persons": list(self._persons.values())})

    async def contract(self, key: str) -> HTMLResponse:
        person = self._persons.get(key)
        if person is None:
            return self._page("error", NOT_FOUND, 404)
        try:
            view = await self._view_of(person)
        except Exception:
            # Whatever went wrong, the person reads what to do, and nothing of how the system is made.
            log.exception("the portal could not show a view")
            return self._page("error", BROKEN, 503)
        return self._page("contract", {"person": person, "reading": reading(view, self._clock())})

    async def times(self, key: str) -> Response:
        """The person's times for the calendar in a telephone or a computer."""
        person = self._persons.get(key)
        if person is None:
            return self._page("error", NOT_FOUND, 404)
        try:
            view = await self._view_of(person)
        except Exception:
            log.exception("the portal could not make a calendar")
            return self._page("error", BROKEN, 503)
        return Response(calendar(view), media_type=MEDIA_TYPE, headers=HEADERS)

    async def how(self) -> HTMLResponse:
        return self._page("how", {})

    async def accessibility(self) -> HTMLResponse:
        return self._page("accessibility", {"judged": JUDGED.isoformat()})

    async def static(self, name: str) -> Response:
        if name not in FILES or not (STATIC / name).is_file():
            return self._page("error", NOT_FOUND, 404)
        headers = {"Cache-Control": "public, max-age=300", "X-Content-Type-Options": "nosniff"}
        return FileResponse(STATIC / name, media_type=FILES[name], headers=headers)


NOT_FOUND = {
    "heading": "Sidan finns inte",
    "words": "Adressen kan vara fel, eller så har sidan flyttat.",
}
BROKEN = {
    "heading": "Vi kan inte visa ditt patientkontrakt just nu",
    "words": "Försök igen om en stund. Behöver du vård nu? Ring 1177. Vid fara för liv, ring 112.",
}

"""How the portal answers: every page with the same headers, and a page of its own for what goes wrong.

Nothing is kept by the browser or anything between it and us, and nothing is loaded from elsewhere.
"""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from urllib.parse import parse_qsl

import structlog
from fastapi import HTTPException
from fastapi.responses import HTMLResponse
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from pk_fhir.fhir.outcome import FhirError
from pk_fhir.portal.pages import page
from pk_fhir.web.body import read_body

log = structlog.get_logger(__name__)

MOST_BYTES = 64 * 1024
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
NOT_FOUND = {
    "heading": "Sidan finns inte",
    "words": "Adressen kan vara fel, eller så har sidan flyttat.",
}
BROKEN = {
    "heading": "Vi kan inte visa sidan just nu",
    "words": "Försök igen om en stund. Behöver du vård nu? Ring 1177. Vid fara för liv, ring 112.",
}
REFUSED = {
    "heading": "Du får inte läsa det här",
    "words": "Reglerna för ålder, ombud eller skydd tillåter det inte. Undrar du varför? Fråga din vårdgivare.",
}


class Answering:
    """Renders pages. `clock` gives the moment that "i dag" is told from."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self.clock = clock

    def page(self, template: str, values: Mapping[str, object], status: int = 200) -> HTMLResponse:
        """One page as HTML."""
        return HTMLResponse(page(template, self.clock(), values), status, headers=HEADERS)

    def not_found(self) -> HTMLResponse:
        """The page for an address that leads nowhere."""
        return self.page("error", NOT_FOUND, 404)

    async def whole(self, made: Callable[[], Awaitable[Response]]) -> Response:
        """What `made` gives; whatever goes wrong, a page that says what to do, and nothing of how the
        system is made."""
        try:
            return await made()
        except FhirError as error:
            if error.kind in ("not-found", "gone"):
                return self.not_found()
            if error.kind == "forbidden":
                return self.page("error", REFUSED, 403)
            log.exception("the portal was refused", kind=error.kind)
        except Exception:
            log.exception("the portal could not show a page")
        return self.page("error", BROKEN, 503)


def redirect(path: str) -> Response:
    """After a form: the page that shows what came of it."""
    return RedirectResponse(path, 303, headers=HEADERS)


async def form_of(request: Request) -> dict[str, str]:
    """The fields of a form that one of our own pages sent. HTTPException 403 for another site's."""
    if not _from_our_page(request):
        raise HTTPException(403)
    body = await read_body(request, MOST_BYTES)
    try:
        pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, max_num_fields=20)
    except ValueError as error:
        raise HTTPException(400) from error
    return {name: value.strip() for name, value in pairs}


def _from_our_page(request: Request) -> bool:
    """By what the browser says of where the form stood; its `Origin` is null for a page without referrer."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("origin")
    return origin is None or origin.partition("//")[2] == request.headers.get("host")

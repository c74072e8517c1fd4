"""How the portal answers: every page with the same headers, and a page of its own for what goes wrong.

Nothing is kept by the browser or anything between it and us, and nothing is loaded from elsewhere.
"""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime

import structlog
from fastapi.responses import HTMLResponse
from starlette.responses import RedirectResponse, Response

from pk_fhir.fhir.outcome import FhirError
from pk_fhir.portal.forms import FormError, Forms
from pk_fhir.portal.pages import page

log = structlog.get_logger(__name__)

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
    "words": (
        "Reglerna för ålder, ombud eller skydd tillåter det inte. Undrar du varför? Fråga din vårdgivare. "
        "Behöver du vård nu? Ring 1177. Vid fara för liv, ring 112."
    ),
}
NOT_SENT = {
    "heading": "Inget är skickat",
    "words": "Sidan var för gammal, eller så kom formuläret från någon annan. Öppna sidan igen och skicka på nytt.",
}
TOO_LONG = {
    "heading": "Inget är skickat",
    "words": "Det du skrev är för långt. Gå tillbaka, korta texten och skicka på nytt.",
}


class Answering:
    """Renders pages. `clock` gives the moment that "i dag" is told from."""

    def __init__(self, clock: Callable[[], datetime], forms: Forms) -> None:
        self.clock = clock
        self.forms = forms

    def page(self, template: str, values: Mapping[str, object], status: int = 200) -> HTMLResponse:
        """One page as HTML."""
        values = {"form_key": self.forms.key, **values}
        return HTMLResponse(page(template, self.clock(), values), status, headers=HEADERS)

    def not_found(self) -> HTMLResponse:
        """The page for an address that leads nowhere."""
        return self.page("error", NOT_FOUND, 404)

    async def whole(self, made: Callable[[], Awaitable[Response]]) -> Response:
        """What `made` gives; whatever goes wrong, a page that says what to do, and nothing of how the
        system is made."""
        try:
            return await made()
        except FormError as error:
            return self.page("error", NOT_SENT, error.status)
        except FhirError as error:
            return self._refused(error)
        except Exception:
            log.exception("the portal could not show a page")
        return self.page("error", BROKEN, 503)

    def _refused(self, error: FhirError) -> Response:
        match error.kind:
            case "not-found" | "gone":
                return self.not_found()
            case "forbidden":
                return self.page("error", REFUSED, 403)
            case "too-large":
                return self.page("error", TOO_LONG, 413)
            case _:
                log.error("the portal was refused", kind=error.kind, exc_info=error)
                return self.page("error", BROKEN, 503)


def redirect(path: str) -> Response:
    """After a form: the page that shows what came of it."""
    return RedirectResponse(path, 303, headers=HEADERS)

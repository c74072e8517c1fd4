"""The portal's addresses: pages in Swedish for the demonstration's persons and staff, whole without JavaScript.

No page's address holds a number that names a person.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from fastapi import APIRouter
from starlette.responses import FileResponse, Response

from pk_fhir.portal.answering import Answering
from pk_fhir.portal.asking import Asking
from pk_fhir.portal.forms import Forms
from pk_fhir.portal.patient_pages import PatientPages
from pk_fhir.portal.persons import PortalPerson
from pk_fhir.portal.seven_pages import SevenPages
from pk_fhir.portal.staff_pages import StaffPages
from pk_fhir.portal.writing import add_writing
from pk_fhir.view.seven import STATEMENTS

STATIC = Path(__file__).parent / "static"
CSS = "text/css; charset=utf-8"
# What the build makes; nothing else is served.
FILES = {"portal.css": CSS, "portal-dark.css": CSS, "mark.svg": "image/svg+xml"}
# When the pages were last judged against WCAG 2.2.
JUDGED = date(2026, 11, 26)


def _utc_now() -> datetime:
    return datetime.now(UTC)


def portal_router(
    persons: Sequence[PortalPerson], asking: Asking, clock: Callable[[], datetime] = _utc_now
) -> APIRouter:
    """The pages under ``/portal``."""
    router = APIRouter(prefix="/portal", include_in_schema=False)
    answering = Answering(clock, Forms(lambda: asking.secret))
    PatientPages(persons, asking, answering).add_to(router)
    add_writing(router, persons, asking, answering)
    StaffPages(asking, answering).add_to(router)
    SevenPages(asking, answering).add_to(router)
    _add_common(router, answering)
    return router


def _add_common(router: APIRouter, answering: Answering) -> None:
    @router.get("/sa-fungerar-det")
    async def how() -> Response:
        return answering.page("how", {})

    @router.get("/samtal")
    async def talk() -> Response:
        return answering.page("talk", {"statements": STATEMENTS})

    @router.get("/tillganglighet")
    async def accessibility() -> Response:
        return answering.page("accessibility", {"judged": JUDGED.isoformat()})

    @router.get("/static/{name}", response_model=None)
    async def static(name: str) -> Response:
        if name not in FILES or not (STATIC / name).is_file():
            return answering.not_found()
        headers = {"Cache-Control": "public, max-age=300", "X-Content-Type-Options": "nosniff"}
        return FileResponse(STATIC / name, media_type=FILES[name], headers=headers)

    @router.get("/{rest:path}")
    async def nowhere(rest: str) -> Response:  # noqa: ARG001 - whatever it says, nothing is there
        return answering.not_found()

"""Attack 51: what another site makes a browser send, and where the pages lead.

That nothing a source wrote is taken as HTML, and no address of a page holds a number, is `tests/unit/portal`;
which links are safe to follow is `test_reaching.py` there.
"""

import re
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from tests.serving import asgi_client

from pk_fhir.portal import Asking, PortalPerson, portal_router
from pk_fhir.portal.forms import Forms
from pk_fhir.sync import Source

pytestmark = pytest.mark.anyio

SECRET = b"0123456789abcdef"
ELSA = PortalPerson(key="elsa", name="Elsa", about="", identifier=("urn:x", "1"))


class Untouched(Asking):
    """Nothing may be asked for, or done, for a form that is not ours."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    @property
    def secret(self) -> bytes:
        return SECRET

    @property
    def providers(self) -> tuple[Source, ...]:
        return (Source(key="region", name="Region Exempel", hsa_id="", tenant="region"),)

    def __getattribute__(self, name: str) -> Any:
        if name not in ("secret", "providers", "asked") and not name.startswith("__"):
            object.__getattribute__(self, "asked").append(name)
        return object.__getattribute__(self, name)


ROUTER = portal_router([ELSA], Untouched())
FORMS = [
    re.sub(r"\{\w+\}", "word", route.path.replace("{key}", "elsa").replace("{provider}", "region"))
    for route in ROUTER.routes
    if isinstance(route, APIRoute) and "POST" in route.methods
]
ELSEWHERE = {
    "another site": {"sec-fetch-site": "cross-site"},
    "a neighbour": {"sec-fetch-site": "same-site"},
    "typed in": {"sec-fetch-site": "none"},
    "another origin": {"origin": "https://evil.example"},
    "no origin": {"origin": "null"},
    "without a key": {"sec-fetch-site": "same-origin"},
    "a key of another form": {"sec-fetch-site": "same-origin", "x-key": "/portal/other"},
}


@pytest.mark.parametrize("path", FORMS)
async def test_51_a_form_of_another_sites_making_does_nothing(path: str) -> None:
    asking = Untouched()
    app = FastAPI()
    app.include_router(portal_router([ELSA], asking))
    forms = Forms(lambda: SECRET)
    async with asgi_client(app) as client:
        for what, headers in ELSEWHERE.items():
            key = forms.key(headers.get("x-key", path)) if "key" not in what or "x-key" in headers else ""  # fmt: skip
            form = {"nyckel": key, "ord": "x", "reason": "x", "skal": "Medvetslös vid ankomst"}
            answer = await client.post(path, data=form, headers=headers)
            assert answer.status_code == 403, what
            assert answer.headers["cache-control"] == "no-store"
            assert asking.asked == [], what


async def test_51_no_page_leads_out_of_itself_by_what_its_address_says() -> None:
    app = FastAPI()
    app.include_router(portal_router([ELSA], Untouched()))
    async with asgi_client(app) as client:
        for path in (
            "/portal?next=//evil.example",
            "/portal//evil.example",
            "/portal/?url=https://evil.example",
            "/portal/static/..%2f..%2fconfig.py",
            "/portal/static/%2e%2e%2fpages.py",
            "/portal/kontrakt/%2f%2fevil.example",
        ):
            answer = await client.get(path)
            assert answer.status_code in (200, 307, 404), path
            where = answer.headers.get("location", "/portal")
            assert httpx.URL(path, scheme="http", host="test").join(where).host == "test", path
            assert "evil.example" not in answer.text


def test_51_there_are_forms() -> None:
    assert len(FORMS) > 5

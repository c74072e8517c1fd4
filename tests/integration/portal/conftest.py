"""The portal over real records in a real store: one care provider of its own, and one with a server elsewhere."""

import re
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any

import httpx
import msgspec
import pytest
from fastapi import FastAPI
from tests.integration.portal.sent import AWAY
from tests.integration.view.conftest import BASE, RULES, app_of, load, service_of
from tests.serving import asgi_client
from tests.unit.view import three_sources as given

from pk_fhir.interactions.service import Service
from pk_fhir.portal import Asking, PortalPerson, portal_router
from pk_fhir.store import Store
from pk_fhir.sync import ExternalSources
from pk_fhir.view import ViewSources

RESERVE = "http://electronichealth.se/identifier/nationelltReservnummer"
RELATIONS = "https://pk-fhir.example/fhir/CodeSystem/pk-relation"
SCOPES = "https://pk-fhir.example/fhir/CodeSystem/pk-representation-scope"
MOTHER = (RESERVE, "99990101AA01")
ELSA = PortalPerson(
    key="elsa", name="Elsa Berg", about="", identifier=(given.PERSONNUMMER, given.NUMBER)
)
# Who reads and writes for Elsa, where a care provider has registered it.
FOR_ELSA = PortalPerson(
    key="ombud",
    name="Elsa Berg",
    about="",
    identifier=(given.PERSONNUMMER, given.NUMBER),
    reader=MOTHER,
    reader_is="ombud",
)
NILS = PortalPerson(
    key="nils", name="Nils Holm", about="", identifier=(given.PERSONNUMMER, "197909212388")
)
PROFILE = "https://pk-fhir.example/fhir/StructureDefinition/pk-appointment"

Resource = dict[str, Any]


def offered(id_: str = "kallelse", **other: Any) -> Resource:
    """A time that is offered to Elsa in a fortnight, and that waits for her answer alone."""
    return {
        "resourceType": "Appointment",
        "id": id_,
        "meta": {"profile": [PROFILE]},
        "status": "pending",
        "description": "Genomgång av läkemedel",
        "start": "2026-12-01T13:00:00+01:00",
        "end": "2026-12-01T13:30:00+01:00",
        "participant": [
            {"actor": {"reference": "Patient/elsa"}, "status": "needs-action"},
            {"actor": {"display": "Sara Lind"}, "status": "accepted"},
        ],
    } | other


def representative(**other: Any) -> Resource:
    """Somebody who is registered to act for Elsa in her care."""
    scope = {"coding": [{"system": SCOPES, "code": "decide-care"}]}
    return {
        "resourceType": "RelatedPerson",
        "id": "ombudet",
        "active": True,
        "extension": [
            {"url": given.definition("pk-representation-scope"), "valueCodeableConcept": scope}
        ],
        "identifier": [{"system": MOTHER[0], "value": MOTHER[1]}],
        "patient": {"reference": "Patient/elsa"},
        "relationship": [{"coding": [{"system": RELATIONS, "code": "proxy"}]}],
        "name": [{"text": "Maj Berg"}],
    } | other


class Portal:
    """The pages, and the records behind them."""

    def __init__(self, client: httpx.AsyncClient, app: FastAPI, service: Service) -> None:
        self.client = client
        self.app = app
        self.service = service

    async def keep(self, *resources: Resource) -> None:
        """Write records of the care provider, as its journal system does."""
        await load(self.app, "ekeby", list(resources))

    async def read(self, place: str, provider: str = "ekeby") -> Resource:
        """A record, or the Bundle of a search, as the care provider's own system reads it."""
        answer = await self.client.get(f"/providers/{provider}/fhir/{place}")
        assert answer.status_code == 200, answer.text
        found: Resource = answer.json()
        return found

    async def found(self, search: str) -> list[Resource]:
        """The resources that a search finds."""
        bundle = await self.read(search)
        return [entry["resource"] for entry in bundle.get("entry", [])]

    async def form(self, path: str) -> dict[str, str]:
        """What a page's form sends of itself: the hidden fields."""
        answer = await self.client.get(path)
        assert answer.status_code == 200, answer.text
        return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', answer.text))

    async def send(self, path: str, fields: dict[str, str], **more: Any) -> httpx.Response:
        """Send a form as a browser does from our own page."""
        headers = {"sec-fetch-site": "same-origin"} | more.pop("headers", {})
        return await self.client.post(path, data=fields, headers=headers)

    async def fill(self, path: str, **fields: str) -> httpx.Response:
        """Open a form, fill it in and send it."""
        return await self.send(path, await self.form(path) | fields)

    async def link(self, page: str, words: str) -> str:
        """The address of the first link with these words."""
        html = (await self.client.get(page)).text
        links = re.findall(r'<a [^>]*href="([^"]+)"[^>]*>(.*?)</a>', html, re.DOTALL)
        said = [(address, text_of(inner)) for address, inner in links]
        found = [address for address, text in said if text.startswith(words)]
        assert found, [text for _, text in said]
        return found[0]

    async def says(self, page: str) -> str:
        """What a person reads there."""
        answer = await self.client.get(page)
        assert answer.status_code == 200, answer.text
        return text_of(answer.text)


def text_of(html: str) -> str:
    """What a person reads, with white space as one space."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


@pytest.fixture
async def store(sqlite_url: str) -> AsyncIterator[Store]:
    """On one database: what differs between the two is tried below the pages."""
    opened = await Store.open(sqlite_url)
    yield opened
    await opened.close()


@pytest.fixture
async def portal(store: Store) -> AsyncIterator[Portal]:
    """Elsa's contract at Ekeby, with an offered time; the hospital's part is on a server of its own."""

    def clock() -> datetime:
        return given.NOW

    micros = int(given.NOW.timestamp() * 1_000_000)
    rules = msgspec.structs.replace(RULES, destinations={"ekeby": (AWAY.key,)})
    service = msgspec.structs.replace(service_of(store, rules), now=lambda: micros)
    away = msgspec.structs.replace(
        given.HOSPITAL, base_url=AWAY.base_url, allow_private=True, limits=AWAY.limits
    )
    async with ExternalSources([away, AWAY], clock=clock) as external:
        sources = ViewSources(local=(given.EKEBY,), external=external, deadline=60)
        app = app_of(service, sources)
        app.router.routes[:0] = portal_router(
            [ELSA, FOR_ELSA, NILS], Asking(service, sources), clock
        ).routes
        async with asgi_client(app, BASE) as client:
            opened = Portal(client, app, service)
            await opened.keep(*given.ekeby().resources, offered())
            yield opened

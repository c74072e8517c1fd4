"""The portal at work on loopback, over real records in a real store, and a browser to read it with."""

import os
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

import msgspec
import pytest
from fastapi import FastAPI
from playwright.sync_api import Browser, sync_playwright
from tests.integration.portal.conftest import offered
from tests.integration.view.conftest import RULES, HeaderGate, load, service_of
from tests.serving import serving
from tests.unit.view import three_sources as given

from pk_fhir.api.fhir import FhirInterface
from pk_fhir.portal import Asking, PortalPerson, portal_router
from pk_fhir.store import Store
from pk_fhir.sync import ExternalSources, Source
from pk_fhir.view import ViewSources

# Without these the browser asks its maker's hosts at every start.
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
CODES = "http://terminology.hl7.org/CodeSystem"
ELSA = PortalPerson(
    key="r4mq2",
    name="Elsa Berg",
    about="49 år, hjärtsvikt. Tre vårdgivare, varav en inte svarar.",
    identifier=(given.PERSONNUMMER, given.NUMBER),
)
NILS = PortalPerson(
    key="w8d0v",
    name="Nils Holm",
    about="Har inget patientkontrakt ännu.",
    identifier=(given.PERSONNUMMER, "197909212388"),
)
CONSENT = {
    "resourceType": "Consent",
    "id": "samtycke",
    "status": "active",
    "scope": {"coding": [{"system": f"{CODES}/consentscope", "code": "patient-privacy"}]},
    "category": [{"text": "samtycke"}],
    "patient": {"reference": "Patient/elsa"},
    "dateTime": "2026-10-01",
    "policyRule": {"coding": [{"system": f"{CODES}/v3-ActCode", "code": "OPTIN"}]},
    "provision": {
        "type": "permit",
        "period": {"start": "2026-10-01", "end": "2027-10-01"},
        "actor": [
            {
                "role": {"coding": [{"system": f"{CODES}/v3-ParticipationType", "code": "IRCP"}]},
                "reference": {"display": "Ögonkliniken"},
            }
        ],
    },
}
# A care provider whose server nobody answers at.
AWAY = Source(
    key="kommunen", name="Ekeby kommun", base_url="http://127.0.0.1:9/fhir", allow_private=True
)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium")
    if chromium is None:
        needed = "The browser tests need Debian's chromium: apt-get install chromium"
        pytest.fail(needed) if os.environ.get("CI") == "true" else pytest.skip(needed)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=QUIET)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The origin of a running portal."""
    database = tmp_path_factory.mktemp("e2e") / "portal.db"
    with serving(_app(database)) as origin:
        yield origin


def _app(database: Path) -> FastAPI:
    def clock() -> datetime:
        return given.NOW

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        store = await Store.open(f"sqlite:///{database}")
        micros = int(given.NOW.timestamp() * 1_000_000)
        service = msgspec.structs.replace(service_of(store, RULES), now=lambda: micros)
        inner = FhirInterface(service, HeaderGate())
        await load(inner, "ekeby", [*given.ekeby().resources, CONSENT, offered()])
        await load(inner, "lasarettet", given.hospital().resources)
        hospital = msgspec.structs.replace(given.HOSPITAL, base_url=None, tenant="lasarettet")
        async with ExternalSources([AWAY], clock=clock) as external:
            sources = ViewSources(local=(given.EKEBY, hospital), external=external)

            app.include_router(portal_router([ELSA, NILS], Asking(service, sources), clock))
            yield
        await store.close()

    return FastAPI(lifespan=lifespan)

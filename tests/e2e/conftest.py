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
from playwright.sync_api import Browser, expect, sync_playwright
from tests.integration.portal.conftest import MOTHER, Resource, offered, representative
from tests.integration.portal.sent import AWAY, disagree, give_up
from tests.integration.view.conftest import RULES, HeaderGate, load, service_of
from tests.serving import serving
from tests.unit.view import three_sources as given

from pk_fhir.api.fhir import FhirInterface
from pk_fhir.interactions.seven_questions import TOPICS, Side, Talk
from pk_fhir.portal import Asking, PortalPerson, portal_router
from pk_fhir.store import Store
from pk_fhir.sync import ExternalSources
from pk_fhir.view import ViewSources

# What a page comes to show it may take its time to.
expect.set_options(timeout=60_000)
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
# Elsa's contract, as it is read and written by who represents her.
MAJ = PortalPerson(
    key="b5k9t",
    name="Elsa Berg",
    about="Hennes ombud läser.",
    identifier=(given.PERSONNUMMER, given.NUMBER),
    reader=MOTHER,
    reader_is="ombud",
)


def consent(id_: str, to: str) -> Resource:
    """Elsa lets a care giver read what others have written."""
    return CONSENT | {
        "id": id_,
        "provision": PROVISION | {"actor": [RECIPIENT | {"reference": {"display": to}}]},
    }


RECIPIENT = {"role": {"coding": [{"system": f"{CODES}/v3-ParticipationType", "code": "IRCP"}]}}
PROVISION: Resource = {
    "type": "permit",
    "period": {"start": "2026-10-01", "end": "2027-10-01"},
}
CONSENT: Resource = {
    "resourceType": "Consent",
    "status": "active",
    "scope": {"coding": [{"system": f"{CODES}/consentscope", "code": "patient-privacy"}]},
    "category": [{"text": "samtycke"}],
    "patient": {"reference": "Patient/elsa"},
    "dateTime": "2026-10-01",
    "policyRule": {"coding": [{"system": f"{CODES}/v3-ActCode", "code": "OPTIN"}]},
}


# What is at the care provider beside the records of Elsa's contract.
OWN = [
    consent("samtycke", "Ögonkliniken"),
    consent("samtycke-2", "Tandkliniken"),
    offered(),
    offered(
        "vaccin",
        description="Vaccination",
        start="2026-12-08T13:00:00+01:00",
        end="2026-12-08T13:10:00+01:00",
    ),
    representative(),
]


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
        rules = msgspec.structs.replace(RULES, destinations={"ekeby": (AWAY.key,)})
        service = msgspec.structs.replace(service_of(store, rules), now=lambda: micros)
        inner = FhirInterface(service, HeaderGate())
        await load(inner, "ekeby", [*given.ekeby().resources, *OWN])
        await load(inner, "lasarettet", given.hospital().resources)
        hospital = msgspec.structs.replace(given.HOSPITAL, base_url=None, tenant="lasarettet")
        async with ExternalSources([AWAY], clock=clock) as external:
            sources = ViewSources(local=(given.EKEBY, hospital), external=external, deadline=60)

            asking = Asking(service, sources)
            for number, degree in enumerate(("mostly", "not-at-all", "unknown")):
                sides: dict[Side, dict[str, str]] = {
                    "patient": dict.fromkeys(TOPICS, degree),
                    "care": dict.fromkeys(TOPICS, "fully"),
                }
                await asking.record_talk(given.EKEBY, Talk(unit="unit", **sides), f"talk-{number}")
            await give_up(service)
            await disagree(service)
            app.include_router(portal_router([ELSA, NILS, MAJ], asking, clock))
            yield
        await store.close()

    return FastAPI(lifespan=lifespan)

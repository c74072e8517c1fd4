"""Two care providers of this server on each database in turn, and a second server of this kind beside it."""

import json
from collections.abc import AsyncIterator
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest
from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp
from tests.integration.api_fhir.conftest import make_service
from tests.serving import asgi_client, serving
from tests.unit.view import three_sources as given

from pk_fhir.access.caller import Caller
from pk_fhir.api.fhir import FhirInterface
from pk_fhir.api.view import view_router
from pk_fhir.api.view_operation import view_operations
from pk_fhir.fhir.outcome import FhirError
from pk_fhir.interactions.service import Rules, Service
from pk_fhir.store import Store
from pk_fhir.sync import ExternalSources, Source
from pk_fhir.validation import Validator
from pk_fhir.view import ViewSources
from pk_fhir.web.errors import problem_response

BASE = "http://test"
PROFILES = Path(__file__).parents[3] / "profiles" / "package"
RULES = Rules(
    tenants={
        "ekeby": f"{BASE}/providers/ekeby/fhir",
        "lasarettet": f"{BASE}/providers/lasarettet/fhir",
    },
    # The parts are written one by one, in the order that they were made up.
    referential_integrity=False,
)


@cache
def validator() -> Validator:
    """R4 and the profiles as they stand in the source tree."""
    files = sorted(PROFILES.glob("*.json"))
    return Validator.for_r4().with_definitions(
        resource for file in files if "resourceType" in (resource := json.loads(file.read_text()))
    )


def service_of(store: Store, rules: Rules) -> Service:
    return msgspec.structs.replace(make_service(store, rules), validator=validator())


class HeaderGate:
    """Takes the caller from test headers."""

    async def caller(self, request: Request) -> Caller:
        headers = request.headers
        role: Any = headers.get("x-role", "system")
        level = {"patient": "patient", "staff": "user"}.get(role, "system")
        number = headers.get("x-number")
        return Caller(
            tenant=request.path_params.get("provider", headers.get("x-tenant", "ekeby")),
            subject=headers.get("x-subject", role),
            role=role,
            scopes=frozenset(headers.get("x-scopes", f"{level}/*.cruds").split()),
            patient_identifier=(given.PERSONNUMMER, number) if number else None,
            development="x-role" not in headers,
        )


def app_of(service: Service, sources: ViewSources | None = None) -> FastAPI:
    operations = view_operations(sources) if sources else ()
    app = FastAPI()

    async def problem(_: Request, error: Exception) -> Response:
        assert isinstance(error, FhirError)
        return problem_response(error)

    app.add_exception_handler(FhirError, problem)
    if sources:
        app.include_router(view_router(service, sources, HeaderGate()))
    app.mount("/", FhirInterface(service, HeaderGate(), operations))
    return app


async def load(app: ASGIApp, provider: str, resources: list[dict[str, Any]]) -> None:
    """Write through the public FHIR interface, what others refer to first."""
    resources = sorted(resources, key=lambda r: r["resourceType"] == "Provenance")
    async with asgi_client(app, BASE) as client:
        for resource in resources:
            place = f"{resource['resourceType']}/{resource['id']}"
            answer = await client.put(f"/providers/{provider}/fhir/{place}", json=resource)
            assert answer.status_code in (200, 201), answer.text


@pytest.fixture
async def elsewhere(tmp_path: Path) -> AsyncIterator[str]:
    """The base URL of another server of this kind, with the municipality's part."""
    store = await Store.open(f"sqlite:///{tmp_path / 'elsewhere.db'}")
    rules = msgspec.structs.replace(RULES, tenants={"kommunen": f"{BASE}/providers/kommunen/fhir"})
    app = app_of(service_of(store, rules))
    await load(app, "kommunen", given.home_care().resources)
    with serving(app) as origin:
        yield f"{origin}/providers/kommunen/fhir"
    await store.close()


@pytest.fixture
def service(store: Store) -> Service:
    micros = int(given.NOW.timestamp() * 1_000_000)
    return msgspec.structs.replace(service_of(store, RULES), now=lambda: micros)


@pytest.fixture
async def sources(elsewhere: str) -> AsyncIterator[ViewSources]:
    external = Source(
        key="kommunen",
        name="Ekeby kommun",
        hsa_id=given.HOME_CARE.hsa_id,
        base_url=elsewhere,
        allow_private=True,
    )
    hospital = msgspec.structs.replace(given.HOSPITAL, base_url=None, tenant="lasarettet")

    def clock() -> datetime:
        return given.NOW

    async with ExternalSources([external], clock=clock) as asked:
        yield ViewSources(local=(given.EKEBY, hospital), external=asked, deadline=60)


@pytest.fixture
async def app(service: Service, sources: ViewSources) -> FastAPI:
    app = app_of(service, sources)
    await load(app, "ekeby", given.ekeby().resources)
    await load(app, "lasarettet", given.hospital().resources)
    return app


@pytest.fixture
def client(app: FastAPI) -> httpx.AsyncClient:
    return asgi_client(app, BASE)

"""The FHIR interface on each database in turn, asked over HTTP without a network."""

from collections.abc import AsyncIterator
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest
from starlette.requests import Request
from tests.serving import asgi_client

from pk_fhir.access.caller import Caller
from pk_fhir.api.fhir import FhirInterface
from pk_fhir.definitions import Definitions
from pk_fhir.interactions import service as services
from pk_fhir.interactions.service import Rules, Service
from pk_fhir.search import Registry
from pk_fhir.store import Store
from pk_fhir.validation import Validator

BASE = "http://test/fhir"
RULES = Rules(tenants={"v1": BASE, "v2": "http://test/providers/v2/fhir"})

_REGISTRY = Registry(Definitions.r4())
_VALIDATOR = Validator.for_r4()


class HeaderGate:
    """Takes the caller from test headers: `x-role`, `x-patient`, `x-scopes`."""

    async def caller(self, request: Request) -> Caller:
        headers = request.headers
        role: Any = headers.get("x-role", "system")
        level = {"patient": "patient", "staff": "user"}.get(role, "system")
        return Caller(
            tenant=request.path_params.get("provider", "v1"),
            subject=headers.get("x-subject", role),
            role=role,
            scopes=frozenset(headers.get("x-scopes", f"{level}/*.cruds").split()),
            patient=headers.get("x-patient"),
        )


def make_service(store: Store, rules: Rules = RULES) -> Service:
    return services.make_service(
        store,
        _VALIDATOR,
        _REGISTRY,
        rules,
        zone=ZoneInfo("Europe/Stockholm"),
        secret=b"a secret of the tests",
    )


def client_of(service: Service) -> httpx.AsyncClient:
    app = FhirInterface(service, HeaderGate())
    return asgi_client(app, BASE, headers={"accept": "application/json"})


@pytest.fixture
def service(store: Store) -> Service:
    return make_service(store)


@pytest.fixture
async def fhir(service: Service) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(service) as client:
        yield client


@pytest.fixture
async def relaxed(store: Store) -> AsyncIterator[httpx.AsyncClient]:
    """The same where references to nothing are let in."""
    rules = Rules(tenants=RULES.tenants, referential_integrity=False)
    async with client_of(make_service(store, rules)) as client:
        yield client

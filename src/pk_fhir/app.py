"""The composition root: settings → a service and its HTTP application.

The only place where rooms are put together. `opened` makes the application for as long as its
database is open; `Application` does so when a server starts.
"""

import asyncio
import gc
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import structlog
from fastapi import FastAPI
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from pydantic import ValidationError
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from pk_fhir import __version__
from pk_fhir.access.caller import Caller
from pk_fhir.access.keys import AUDIENCE, development_key, service_secret
from pk_fhir.access.tokens import Issuer, TokenVerifier, development_issuer
from pk_fhir.api.contracts import contracts_router
from pk_fhir.api.fhir import describe, fhir_routes
from pk_fhir.api.view import view_router
from pk_fhir.config import BearerSettings, IssuerSettings, Settings, SourceSettings
from pk_fhir.contract import json_schema
from pk_fhir.interactions.housekeeping import keep_house
from pk_fhir.interactions.service import Rules, Service, make_service
from pk_fhir.portal import PortalPerson, portal_router
from pk_fhir.search import Registry
from pk_fhir.store import Store
from pk_fhir.store.replicas import Replicas
from pk_fhir.store.source_registry import registered
from pk_fhir.sync import (
    ClientCredentials,
    ExternalSources,
    Limits,
    ReplicaKeeper,
    Secret,
    Source,
)
from pk_fhir.validation import Validator
from pk_fhir.view import View, ViewSources, view_for
from pk_fhir.web.caller import Gate
from pk_fhir.web.handlers import add_handlers
from pk_fhir.web.request_log import RequestLog

LOG = structlog.get_logger("pk_fhir")

SMALLEST_GZIP = 1024
# What a browser application may read beside the body.
EXPOSED = ["Content-Location", "ETag", "Last-Modified", "Link", "Location", "X-Request-Id"]
DESCRIPTION = (
    "Contracts (patientkontrakt) in the words of care, the view across care providers, and FHIR R4 "
    "under `/fhir` (see `/fhir/metadata`)."
)


@asynccontextmanager
async def opened(
    settings: Settings, persons: Sequence[PortalPerson] = ()
) -> AsyncIterator[FastAPI]:
    """The application over an open database; closed in order at the end."""
    async with AsyncExitStack() as stack:
        store = await Store.open(settings.database_url)
        stack.push_async_callback(store.close)
        service = _service(settings, store)
        external = await stack.enter_async_context(
            ExternalSources(
                await sources_of(settings, store),
                keeper=ReplicaKeeper(Replicas(store.database), service.secret),
            )
        )
        housekeeping = asyncio.create_task(keep_house(service))
        stack.push_async_callback(_ended, housekeeping)
        sources = ViewSources(
            local=tuple(_local(settings)),
            external=external,
            deadline=settings.view_deadline_seconds,
        )
        client = await stack.enter_async_context(httpx.AsyncClient(timeout=5, trust_env=False))
        gate = Gate(
            _verifier(settings, client),
            providers=[provider.name for provider in settings.providers],
            default_provider=settings.tenant,
            anonymous=settings.anonymous,
        )
        if settings.anonymous:
            LOG.warning(
                "authentication is off: every request is served as a development caller; "
                "never do this with real persons"
            )
        yield _application(settings, service, sources, gate, persons)


async def _ended(task: asyncio.Task[None]) -> None:
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


def _service(settings: Settings, store: Store) -> Service:
    validator = Validator.ours()
    return make_service(
        store,
        validator,
        Registry(validator.definitions),
        Rules(
            tenants={
                provider.name: _base(settings, provider.name) for provider in settings.providers
            },
            owners={
                provider.name: provider.hsa_id for provider in settings.providers if provider.hsa_id
            },
            referential_integrity=settings.referential_integrity,
            bodies=settings.max_body_bytes,
        ),
        zone=ZoneInfo(settings.time_zone),
        secret=service_secret(settings.data_dir),
    )


def _base(settings: Settings, provider: str) -> str:
    path = "/fhir" if provider == settings.tenant else f"/providers/{provider}/fhir"
    return settings.base_url + path


def _local(settings: Settings) -> list[Source]:
    return [
        Source(
            key=provider.name,
            name=provider.title,
            hsa_id=provider.hsa_id or "",
            tenant=provider.name,
        )
        for provider in settings.providers
    ]


async def sources_of(settings: Settings, store: Store) -> list[Source]:
    """The external sources of the configuration, and those registered by command under other names.

    One whose registration cannot be read is named without an address, so that the view says that
    its part is missing.
    """
    found = {stated.name: source_of(stated) for stated in settings.sources}
    for name, stated in await registered(store.database):
        if name in found:
            continue
        try:
            found[name] = source_of(SourceSettings.model_validate_json(stated))
        except ValidationError:
            LOG.exception("a registered source cannot be read", source=name)
            found[name] = Source(key=name, name=name)
    return list(found.values())


def source_of(stated: SourceSettings) -> Source:
    """A source as sync knows it."""
    return Source(
        key=stated.name,
        name=stated.title,
        hsa_id=stated.hsa_id or "",
        base_url=stated.base_url.rstrip("/"),
        auth=_auth(stated),
        allow_private=stated.allow_private_address,
        limits=Limits(read=stated.timeout_seconds, total=stated.timeout_seconds * 3),
    )


def _auth(stated: SourceSettings) -> Secret | ClientCredentials | None:
    auth = stated.auth
    if auth is None:
        return None
    secret = Secret(file=str(auth.secret_file or ""), env=auth.secret_env or "")
    if isinstance(auth, BearerSettings):
        return secret
    return ClientCredentials(
        token_url=auth.token_url, client_id=auth.client_id, secret=secret, scope=auth.scope
    )


def _verifier(settings: Settings, client: httpx.AsyncClient) -> TokenVerifier | None:
    issuers = [_issuer(stated, client) for stated in settings.issuers]
    if settings.anonymous or settings.development_tokens:
        issuers.append(development_issuer(development_key(settings.data_dir), AUDIENCE))
    return TokenVerifier(issuers) if issuers else None


def _issuer(stated: IssuerSettings, client: httpx.AsyncClient) -> Issuer:
    async def from_url() -> dict[str, Any]:
        try:
            answer = await client.get(str(stated.jwks_url))
            answer.raise_for_status()
        except httpx.HTTPError as error:
            raise OSError("the issuer's keys cannot be fetched") from error
        keys: dict[str, Any] = answer.json()
        return keys

    async def from_file() -> dict[str, Any]:
        # Read at most once in ten minutes, and a few kilobytes.
        keys: dict[str, Any] = json.loads(Path(str(stated.jwks_file)).read_text())  # noqa: ASYNC240
        return keys

    fetch = from_url if stated.jwks_url else from_file
    return Issuer(name=stated.issuer, audience=stated.audience, fetch=fetch)


def _application(
    settings: Settings,
    service: Service,
    sources: ViewSources,
    gate: Gate,
    persons: Sequence[PortalPerson],
) -> FastAPI:
    app = FastAPI(
        title="pk-fhir",
        version=__version__,
        description=DESCRIPTION,
        docs_url="/docs",
        redoc_url=None,
        openapi_url="/openapi.json",
    )
    add_handlers(app)
    app.include_router(contracts_router(service, gate))
    view = view_router(service, sources, gate)
    app.include_router(view)
    app.include_router(view, prefix="/providers/{provider}", include_in_schema=False)
    app.router.routes.extend(fhir_routes(service, gate))
    if settings.anonymous:
        app.include_router(portal_router(persons, _view_of(service, sources)))
    _add_operations(app, service, settings)
    app.add_middleware(GZipMiddleware, minimum_size=SMALLEST_GZIP)
    if settings.cors_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=settings.cors_origins,
            allow_methods=["*"],
            allow_headers=["*"],
            expose_headers=EXPOSED,
        )
    app.add_middleware(RequestLog)
    _describe(app)
    return app


def _view_of(service: Service, sources: ViewSources) -> Any:  # noqa: ANN401 - an async function
    async def view_of(person: PortalPerson) -> View:
        # As the person: what is not released to the patient is not on the patient's page.
        caller = Caller(
            tenant=next(iter(service.rules.tenants)),
            subject="portal",
            role="patient",
            scopes=frozenset({"patient/*.rs"}),
            patient_identifier=person.identifier,
            purpose="PATRQT",
        )
        return await view_for(service, sources, caller, person.identifier)

    return view_of


def _add_operations(app: FastAPI, service: Service, settings: Settings) -> None:
    @app.get("/health/live", tags=["operations"], summary="The process runs")
    async def live() -> dict[str, str]:
        return {"status": "live"}

    @app.get("/health/ready", tags=["operations"], summary="Requests can be served")
    async def ready() -> Response:
        try:
            await service.store.read(next(iter(service.rules.tenants)), "Patient", "-")
        except Exception:  # noqa: BLE001 - whatever the driver says, the answer is the same
            return Response('{"status":"no database"}', 503, media_type="application/json")
        return Response('{"status":"ready"}', media_type="application/json")

    @app.get("/", include_in_schema=False)
    async def start() -> Response:
        return RedirectResponse("/portal" if settings.anonymous else "/docs")

    if settings.metrics:

        @app.get("/metrics", include_in_schema=False)
        async def exposed() -> Response:
            return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


def _describe(app: FastAPI) -> None:
    """Put the published JSON Schema of a contract where the OpenAPI description refers to it."""
    generated = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            document = generated()
            document.setdefault("components", {}).setdefault("schemas", {}).update(
                contract_schemas()
            )
            describe(document)
        return app.openapi_schema or generated()

    app.openapi = openapi  # type: ignore[method-assign] # FastAPI's documented way


def contract_schemas() -> dict[str, Any]:
    """The contract's JSON Schema as OpenAPI components, named apart from the view's: both have a Goal."""
    text = json.dumps(json_schema()).replace('"#/$defs/', '"#/components/schemas/Contract')
    schema = json.loads(text)
    parts = {f"Contract{name}": part for name, part in schema.pop("$defs", {}).items()}
    return {**parts, "PatientContract": schema}


def _settle_memory() -> None:
    """Leave what start-up made out of every later collection, and collect seldom.

    Definitions and compiled checks live as long as the process; requests make few cycles. Measured: a
    transaction of eleven resources costs 14 % less.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


class Application:
    """An ASGI application that opens its service when the server starts, one in each process."""

    def __init__(self, settings: Settings, persons: Sequence[PortalPerson] = ()) -> None:
        self._settings = settings
        self._persons = persons
        self._app: ASGIApp | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Open and close with the server; serve in between."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif self._app is not None:
            await self._app(scope, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        try:
            async with opened(self._settings, self._persons) as app:
                self._app = app
                _settle_memory()
                await send({"type": "lifespan.startup.complete"})
                await receive()
        except Exception as error:
            LOG.exception("the service cannot run")
            await send({"type": "lifespan.startup.failed", "message": str(error)})
            raise
        await send({"type": "lifespan.shutdown.complete"})

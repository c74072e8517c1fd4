"""The parts of a service → its HTTP application."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from pk_fhir import __version__
from pk_fhir.api.admin import sync_router
from pk_fhir.api.contracts import contracts_router
from pk_fhir.api.fhir import FhirInterface, is_fhir
from pk_fhir.api.smart import Authority, SmartConfiguration
from pk_fhir.api.trust import trust_router
from pk_fhir.api.view import view_router
from pk_fhir.api.view_operation import view_operations
from pk_fhir.app.openapi import describe_contracts
from pk_fhir.app.operations import add_operations
from pk_fhir.config import Settings
from pk_fhir.interactions.capabilities import Security
from pk_fhir.interactions.service import Service
from pk_fhir.portal import Asking, PortalPerson, portal_router
from pk_fhir.view import ViewSources
from pk_fhir.web.caller import Gate
from pk_fhir.web.compression import Compression
from pk_fhir.web.handlers import add_handlers
from pk_fhir.web.hosts import OwnHosts
from pk_fhir.web.request_log import RequestLog

# What a browser application may read beside the body.
EXPOSED = ["Content-Location", "ETag", "Last-Modified", "Link", "Location", "X-Request-Id"]
DESCRIPTION = (
    "Contracts (patientkontrakt) in the words of care, the view across care providers, and FHIR R4 "
    "under `/fhir` (see `/fhir/metadata`)."
)


def _security(settings: Settings, authorities: Sequence[Authority]) -> Security:
    """What the CapabilityStatement says of who is let in."""
    first = authorities[0] if authorities else None
    return Security(
        tokens=not settings.anonymous,
        cors=bool(settings.cors_origins),
        token_url=first.token_url if first is not None else None,
        authorize_url=first.authorize_url if first is not None else None,
    )


class _Application(FastAPI):
    """FastAPI's application, past which FHIR's requests go their own, shorter way; what both pass stands around them."""

    fhir: ASGIApp
    around: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        await self.around(scope, receive, send)

    async def within(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request that has passed what stands around."""
        if scope["type"] == "http" and is_fhir(scope["path"]):
            await self.fhir(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)


def _around(app: ASGIApp, settings: Settings) -> ASGIApp:
    """What every request passes before `app`."""
    app = Compression(app)
    if settings.cors_origins:
        app = CORSMiddleware(
            app,
            allow_origins=settings.cors_origins,
            allow_methods=["*"],
            allow_headers=["*"],
            expose_headers=EXPOSED,
        )
    if settings.anonymous:
        app = OwnHosts(app, {settings.host, urlsplit(settings.base_url).hostname or ""})
    return RequestLog(app)


def application_of(
    settings: Settings,
    service: Service,
    sources: ViewSources,
    gate: Gate,
    persons: Sequence[PortalPerson],
) -> FastAPI:
    """The FastAPI application: contracts, the view, the portal and what else is not FHIR's own interface."""
    app = _Application(
        title="pk-fhir",
        version=__version__,
        description=DESCRIPTION,
        docs_url="/docs",
        redoc_url=None,
        openapi_url="/openapi.json",
    )
    add_handlers(app, service)
    app.include_router(contracts_router(service, gate))
    view = view_router(service, sources, gate)
    app.include_router(view)
    app.include_router(view, prefix="/providers/{provider}", include_in_schema=False)
    trust = trust_router(service, gate)
    app.include_router(trust)
    app.include_router(trust, prefix="/providers/{provider}", include_in_schema=False)
    admin = sync_router(service, lambda: sources.external.sources, gate)
    app.include_router(admin)
    app.include_router(admin, prefix="/providers/{provider}", include_in_schema=False)
    operations = view_operations(sources)
    if settings.anonymous:
        app.include_router(portal_router(persons, Asking(service, sources)))
    add_operations(app, service, settings)
    authorities = [
        Authority(each.issuer, each.token_url, each.authorize_url, each.jwks_url)
        for each in settings.issuers
        if each.token_url is not None
    ]
    interface = FhirInterface(service, gate, operations, _security(settings, authorities))
    app.fhir = SmartConfiguration(interface, authorities)
    app.around = _around(app.within, settings)
    describe_contracts(app, operations)
    return app

"""What those who run the service ask: does it live, is it ready, how does it fare."""

from fastapi import FastAPI
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.responses import RedirectResponse, Response

from pk_fhir.config import Settings
from pk_fhir.interactions.service import Service


def add_operations(app: FastAPI, service: Service, settings: Settings) -> None:
    """Add `/health/live`, `/health/ready`, `/metrics` and the way in at `/`."""

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

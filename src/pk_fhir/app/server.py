"""The application as an ASGI server runs it."""

from collections.abc import Sequence

import structlog
from starlette.types import ASGIApp, Receive, Scope, Send

from pk_fhir.app.lifetime import Shipped, opened
from pk_fhir.app.memory import settle_memory
from pk_fhir.config import Settings
from pk_fhir.portal import PortalPerson

LOG = structlog.get_logger("pk_fhir")


class Application:
    """An ASGI application that opens its service when the server starts, one in each process.

    Each brings its database to this release first, unless `prepare` has for all of them.
    """

    def __init__(
        self,
        settings: Settings,
        persons: Sequence[PortalPerson] = (),
        prepared: Shipped | None = None,
    ) -> None:
        self._settings = settings
        self._persons = persons
        self._prepared = prepared
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
            async with opened(self._settings, self._persons, self._prepared) as app:
                self._app = app
                settle_memory()
                await send({"type": "lifespan.startup.complete"})
                await receive()
        except Exception as error:
            LOG.exception("the service cannot run")
            await send({"type": "lifespan.startup.failed", "message": str(error)})
            raise
        await send({"type": "lifespan.shutdown.complete"})

"""gzip for whoever accepts it (https://www.rfc-editor.org/rfc/rfc9110#section-12.5.3)."""

from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

# A shorter answer becomes no shorter.
SMALLEST = 1024


class Compression:
    """ASGI middleware that costs nothing where gzip is not accepted."""

    def __init__(self, app: ASGIApp) -> None:
        self._plain = app
        self._compressed = GZipMiddleware(app, minimum_size=SMALLEST)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as it is, or compressed."""
        for name, value in scope.get("headers", ()):
            if name == b"accept-encoding" and b"gzip" in value:
                await self._compressed(scope, receive, send)
                return
        await self._plain(scope, receive, send)

"""gzip for whoever accepts it (https://www.rfc-editor.org/rfc/rfc9110#section-12.5.3)."""

import re
from collections.abc import Iterable

from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# A shorter answer becomes no shorter.
SMALLEST = 1024
# Of a view of 45 kB the highest level, which is the default, leaves 2.9 kB in four times the time; this leaves 3.6 kB.
_LEVEL = 4
_VARIES = b"Accept-Encoding"
_NEVER = re.compile(rb";\s*q=0(\.0*)?\s*$")


def accepts_gzip(header: bytes) -> bool:
    """Whether an Accept-Encoding header lets an answer be gzip; `gzip;q=0` says that it may not."""
    if b"gzip" not in header:
        return False
    if b"q=0" not in header:
        return True
    return any(
        part.partition(b";")[0].strip() == b"gzip" and not _NEVER.search(part)
        for part in header.lower().split(b",")
    )


class Compression:
    """ASGI middleware that costs nothing where gzip is not accepted."""

    def __init__(self, app: ASGIApp) -> None:
        self._plain = app
        self._compressed = GZipMiddleware(app, minimum_size=SMALLEST, compresslevel=_LEVEL)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as it is, or compressed."""
        send = _varying(send)
        for name, value in scope.get("headers", ()):
            if name == b"accept-encoding" and accepts_gzip(value):
                await self._compressed(scope, receive, send)
                return
        await self._plain(scope, receive, send)


def _varying(send: Send) -> Send:
    """Says of every answer that another request may get it in another encoding: one that was not compressed is
    no answer for whoever wants it so either (https://www.rfc-editor.org/rfc/rfc9110#section-12.5.5)."""

    async def varied(message: Message) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": _with_vary(message.get("headers", ()))}
        await send(message)

    return varied


def _with_vary(headers: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    listed = list(headers)
    for place, (name, value) in enumerate(listed):
        if name.lower() == b"vary":
            known = {each.strip().lower() for each in value.split(b",")}
            if not known & {b"*", _VARIES.lower()}:
                listed[place] = (name, value + b", " + _VARIES)
            return listed
    return [*listed, (b"vary", _VARIES)]

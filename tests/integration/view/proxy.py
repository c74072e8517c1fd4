"""A proxy before a real FHIR server that passes everything on, or does to a request what a test says."""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, Protocol

import httpx
from tests.integration.view.servers import Script


class Upstream(Protocol):
    """Who is behind the proxy: the base URL of a FHIR server."""

    url: str


class Proxy:
    """`fault` is what happens to each request instead of an answer, but for the first `spared` ones; `delay`
    seconds go by before one. With `loses_answers` a request is passed on, and what comes of it is not told;
    `retells` changes the resource that an answer is.
    """

    def __init__(self, upstream: Upstream) -> None:
        self.upstream = upstream
        self.fault: Script | None = None
        self.spared = 0
        self.delay = 0.0
        self.loses_answers = False
        self.retells: Callable[[dict[str, Any]], dict[str, Any]] | None = None
        self.asked = 0
        self.url = ""
        self._serving: set[asyncio.Task[None]] = set()

    def connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(self._serve(reader, writer))
        self._serving.add(task)
        task.add_done_callback(self._serving.discard)

    async def end(self) -> None:
        for task in self._serving:
            task.cancel()
        await asyncio.gather(*self._serving, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            # What is not read would be answered by a reset, before the answer is.
            body = await reader.readexactly(_length(head))
            self.asked += 1
            await asyncio.sleep(self.delay)
            if self.fault is not None and self.spared <= 0:
                await self.fault(writer)
            else:
                self.spared -= 1
                await self._pass_on(head, body, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async def _pass_on(self, head: bytes, body: bytes, writer: asyncio.StreamWriter) -> None:
        # One request for each connection: who is asked next is decided anew.
        first, _, rest = head.partition(b"\r\n")
        dropped = (b"connection", b"accept-encoding")
        lines = [line for line in rest.split(b"\r\n") if not line.lower().startswith(dropped)]
        up = httpx.URL(self.upstream.url)
        upstream, onward = await asyncio.open_connection(up.host, up.port)
        try:
            onward.write(b"\r\n".join([first, b"Connection: close", *lines]) + body)
            answer = await upstream.read()
        finally:
            onward.close()
        if self.loses_answers:
            writer.transport.abort()
        else:
            writer.write(answer if self.retells is None else _retold(answer, self.retells))
            await writer.drain()


def _retold(answer: bytes, retells: Callable[[dict[str, Any]], dict[str, Any]]) -> bytes:
    """The same status and headers, but for the length, the version and the instant."""
    head, _, body = answer.partition(b"\r\n\r\n")
    told = json.dumps(retells(json.loads(body))).encode() if body else b""
    dropped = (b"content-length", b"etag", b"last-modified")
    lines = [line for line in head.split(b"\r\n") if not line.lower().startswith(dropped)]
    return b"\r\n".join([*lines, b"Content-Length: %d" % len(told)]) + b"\r\n\r\n" + told


def _length(head: bytes) -> int:
    found = re.search(rb"(?im)^content-length: *(\d+)", head)
    return int(found[1]) if found else 0


@asynccontextmanager
async def proxied(upstream: Upstream) -> AsyncIterator[Proxy]:
    """The proxy at work; its `url` is that of the FHIR server behind it."""
    proxy = Proxy(upstream)
    server = await asyncio.start_server(proxy.connected, "127.0.0.1", 0)
    proxy.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/fhir"
    try:
        yield proxy
    finally:
        server.close()
        await proxy.end()

"""A proxy before a real FHIR server that passes everything on, or does to a request what a test says."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import httpx
from tests.integration.view.servers import FhirServer, Script


class Proxy:
    """`fault` is what happens to each request instead of an answer; `delay` seconds go by before one."""

    def __init__(self, upstream: FhirServer) -> None:
        self.upstream = upstream
        self.fault: Script | None = None
        self.delay = 0.0
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
            await asyncio.sleep(self.delay)
            if self.fault is not None:
                await self.fault(writer)
            else:
                await self._pass_on(head, reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async def _pass_on(
        self, head: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        # One request for each connection: who is asked next is decided anew.
        first, _, rest = head.partition(b"\r\n")
        lines = [line for line in rest.split(b"\r\n") if not line.lower().startswith(b"connection")]
        up = httpx.URL(self.upstream.url)
        upstream, onward = await asyncio.open_connection(up.host, up.port)
        onward.write(b"\r\n".join([first, b"Connection: close", *lines]))
        back = asyncio.create_task(_copy(reader, onward))
        try:
            await _copy(upstream, writer)
        finally:
            back.cancel()
            with suppress(asyncio.CancelledError, ConnectionError):
                await back
            onward.close()


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(65536):
        writer.write(data)
        await writer.drain()


@asynccontextmanager
async def proxied(upstream: FhirServer) -> AsyncIterator[Proxy]:
    """The proxy at work; its `url` is that of the FHIR server behind it."""
    proxy = Proxy(upstream)
    server = await asyncio.start_server(proxy.connected, "127.0.0.1", 0)
    proxy.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/fhir"
    try:
        yield proxy
    finally:
        server.close()
        await proxy.end()

"""Connections to endpoints that strangers name: they lead where they may, and no exchange on them lasts for ever.

A name is looked up once, and what was found is what is connected to: a name that is answered otherwise a
moment later leads nobody inside. An answer has to be there in time as a whole: time-outs alone are of the
wait for the next byte, so whoever sends one now and then would be waited for as long as they like.
"""

import ssl
import time
from collections.abc import Iterable
from typing import Any

import httpcore
import httpx

from pk_fhir.sync.addresses import addresses_of

MOST = 100
KEPT_SECONDS = 5.0


class _InTime(httpcore.AsyncNetworkStream):
    """A connection whose reads end so many seconds after the last write."""

    def __init__(self, stream: httpcore.AsyncNetworkStream, seconds: float) -> None:
        self._stream = stream
        self._seconds = seconds
        self._until = time.monotonic() + seconds

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109 - as httpcore names it
        left = self._until - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout
        return await self._stream.read(max_bytes, left if timeout is None else min(left, timeout))

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ASYNC109 - as httpcore names it
        await self._stream.write(buffer, timeout)
        self._until = time.monotonic() + self._seconds

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ASYNC109 - as httpcore names it
    ) -> httpcore.AsyncNetworkStream:
        stream = await self._stream.start_tls(ssl_context, server_hostname, timeout)
        return _InTime(stream, self._seconds)

    async def aclose(self) -> None:
        await self._stream.aclose()

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401 - whatever httpcore asks for
        return self._stream.get_extra_info(info)


class _Looked(httpcore.AnyIOBackend):
    """Connects to what a name was found to be, if it may be asked at all."""

    def __init__(self, *, private: bool, seconds: float) -> None:
        self._private = private
        self._seconds = seconds

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - as httpcore names it
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """SourceError where the address may not be asked, or its name is not known."""
        until = time.monotonic() + (timeout or self._seconds)
        failed: Exception = httpcore.ConnectError()
        for address in await addresses_of(host, port, allow_private=self._private):
            left = until - time.monotonic()
            if left <= 0:
                break
            try:
                stream = await super().connect_tcp(
                    address, port, left, local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failed = error
            else:
                return _InTime(stream, self._seconds)
        raise failed


class Transport(httpx.AsyncHTTPTransport):
    """httpx's transport over such connections; an answer's headers are there within `seconds`."""

    def __init__(self, *, private: bool, seconds: float) -> None:
        super().__init__(trust_env=False)
        # httpx passes no network backend on, which httpcore has for this.
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=httpx.create_ssl_context(trust_env=False),
            max_connections=MOST,
            keepalive_expiry=KEPT_SECONDS,
            network_backend=_Looked(private=private, seconds=seconds),
        )

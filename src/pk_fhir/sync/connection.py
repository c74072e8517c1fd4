"""Connections to servers that are never trusted: they lead where they may, and no exchange on them lasts for ever.

A name is looked up once, and what was found is what is connected to: a name that is answered otherwise a
moment later leads nobody inside. An answer has to be there in time as a whole, its headers too: time-outs
alone are of the wait for the next byte, so whoever sends one now and then would be waited for as long as they like.
"""

import asyncio
import math
import ssl
import time
from collections.abc import Iterable
from typing import Any

import httpcore
import httpx
import msgspec

from pk_fhir.sync.addresses import addresses_of
from pk_fhir.sync.source import Source
from pk_fhir.sync.tls import verified

MOST = 100
# Many servers close an idle connection after five: what is sent just then is lost.
KEPT_SECONDS = 4.0


class TooSlowError(httpcore.ReadTimeout):
    """Bytes came, and the answer was not whole when its time was over; httpx makes it the cause of its own."""


class Within(msgspec.Struct, frozen=True):
    """How many seconds an answer may take in all: since it was asked for, or since its first byte."""

    seconds: float
    since_first_byte: bool = False


class _InTime(httpcore.AsyncNetworkStream):
    """A connection whose reads end when the time of the answer is over."""

    def __init__(self, stream: httpcore.AsyncNetworkStream, within: Within) -> None:
        self._stream = stream
        self._within = within
        self._until = self._asked_now()

    def _asked_now(self) -> float:
        within = self._within
        return math.inf if within.since_first_byte else time.monotonic() + within.seconds

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109 - as httpcore names it
        left = self._until - time.monotonic()
        if left <= 0:
            raise TooSlowError
        seconds = left if timeout is None else min(left, timeout)
        try:
            found = await self._stream.read(max_bytes, seconds)
        except httpcore.ReadTimeout as error:
            if seconds == left:
                raise TooSlowError from error
            raise
        if self._until == math.inf:
            self._until = time.monotonic() + self._within.seconds
        return found

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ASYNC109 - as httpcore names it
        await self._stream.write(buffer, timeout)
        self._until = self._asked_now()

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ASYNC109 - as httpcore names it
    ) -> httpcore.AsyncNetworkStream:
        stream = await self._stream.start_tls(ssl_context, server_hostname, timeout)
        return _InTime(stream, self._within)

    async def aclose(self) -> None:
        await self._stream.aclose()

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401 - whatever httpcore asks for
        return self._stream.get_extra_info(info)


class _Looked(httpcore.AnyIOBackend):
    """Connects to what a name was found to be, if it may be asked at all."""

    def __init__(self, *, private: bool, within: Within) -> None:
        self._private = private
        self._within = within

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - as httpcore names it
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """SourceError where the address may not be asked, or its name is not known."""
        until = time.monotonic() + (timeout or self._within.seconds)
        failed: Exception = httpcore.ConnectError()
        addresses = await self._found(host, port, until - time.monotonic())
        for tried, address in enumerate(addresses, 1):
            left = until - time.monotonic()
            if left <= 0:
                break
            # One that nobody answers at leaves the others time.
            seconds = left if tried == len(addresses) else left / 2
            try:
                stream = await super().connect_tcp(
                    address, port, seconds, local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failed = error
            else:
                return _InTime(stream, self._within)
        raise failed

    async def _found(self, host: str, port: int, seconds: float) -> list[str]:
        try:
            async with asyncio.timeout(seconds):
                return await addresses_of(host, port, allow_private=self._private)
        except TimeoutError as error:
            raise httpcore.ConnectTimeout from error


class Transport(httpx.AsyncHTTPTransport):
    """httpx's transport over such connections, to those who are `verified` (by the public authorities)."""

    def __init__(
        self,
        *,
        private: bool,
        within: Within,
        verified: ssl.SSLContext | None = None,
        connections: int = MOST,
    ) -> None:
        context = verified or httpx.create_ssl_context(trust_env=False)
        super().__init__(verify=context, trust_env=False)
        # httpx passes no network backend on, which httpcore has for this.
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=context,
            max_connections=connections,
            keepalive_expiry=KEPT_SECONDS,
            network_backend=_Looked(private=private, within=within),
        )


def towards(source: Source) -> Transport:
    """The transport to a source and its token server, by its rules and limits.

    SourceError "failed" where the files of our certificate cannot be read.
    """
    limits = source.limits
    return Transport(
        private=source.allow_private,
        within=Within(limits.total, since_first_byte=True),
        verified=verified(source),
        connections=limits.connections,
    )

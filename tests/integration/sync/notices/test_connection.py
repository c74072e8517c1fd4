"""Endpoints that are up to something: one that never comes to its answer, one whose name leads elsewhere by turns."""

import asyncio
import socket
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpcore
import pytest

from pk_fhir.interactions.subscriptions import Channel
from pk_fhir.sync.notices.telling import Teller

pytestmark = pytest.mark.anyio

OUTSIDE, INSIDE = "8.8.8.8", "127.0.0.1"


def channel(port: int, host: str = INSIDE) -> Channel:
    return Channel(endpoint=f"http://{host}:{port}/told", payload="", headers=())


@asynccontextmanager
async def dripping() -> AsyncIterator[int]:
    """A server that begins its answer and adds a header now and then; its port."""

    async def drip(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\n")
        try:
            while True:
                writer.write(b"X-More: to come\r\n")
                await writer.drain()
                await asyncio.sleep(0.05)
        except OSError:
            writer.close()

    server = await asyncio.start_server(drip, INSIDE, 0)
    yield server.sockets[0].getsockname()[1]
    server.close()
    await server.wait_closed()


async def test_an_answer_that_comes_by_the_byte_is_not_waited_for_longer_than_any_other() -> None:
    teller = Teller(private=True, seconds=0.5)
    async with dripping() as port:
        begun = time.monotonic()
        failed = await teller.shake_hands(channel(port))
        assert failed is not None
        assert failed.problem == "The endpoint does not answer."
        assert time.monotonic() - begun < 30
    await teller.aclose()


async def test_what_a_name_was_found_to_be_is_what_is_connected_to(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []
    connected: list[str] = []

    async def looked_up(_: object, host: str, port: int, **more: Any) -> list[Any]:
        asked.append(host)
        address = OUTSIDE if len(asked) == 1 else INSIDE
        return [(socket.AF_INET, more["type"], 6, "", (address, port))]

    async def connect(_: object, host: str, *more: Any) -> None:
        del more
        connected.append(host)
        raise httpcore.ConnectError

    monkeypatch.setattr(asyncio.BaseEventLoop, "getaddrinfo", looked_up)
    monkeypatch.setattr(httpcore.AnyIOBackend, "connect_tcp", connect)
    teller = Teller(private=False)
    first = await teller.shake_hands(channel(80, "turns.example"))
    second = await teller.shake_hands(channel(80, "turns.example"))
    await teller.aclose()
    assert (asked, connected) == (["turns.example"] * 2, [OUTSIDE])
    assert first is not None
    assert first.problem == "The endpoint does not answer."
    assert second is not None
    assert second.problem == (
        "The address leads inside a network of its own, where this server does not send."
    )

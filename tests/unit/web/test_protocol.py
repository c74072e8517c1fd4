"""Bytes that are no HTTP are answered in words, by the protocol that `pk-fhir serve` speaks."""

import asyncio
import json

import pytest
import uvicorn
from starlette.responses import PlainTextResponse
from uvicorn.server import ServerState

from pk_fhir.web.protocol import Protocol

pytestmark = pytest.mark.anyio


async def answered(request: bytes) -> tuple[bytes, bytes]:
    """The head and the body that come back, until the connection is closed."""
    config = uvicorn.Config(PlainTextResponse("hej"), http=Protocol, log_config=None)
    config.load()
    state = ServerState()
    server = await asyncio.get_running_loop().create_server(
        lambda: Protocol(config=config, server_state=state, app_state={}), "127.0.0.1"
    )
    async with server:
        reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
        writer.write(request)
        head, _, body = (await reader.read()).partition(b"\r\n\r\n")
        writer.close()
    return head, body


async def test_an_address_that_nobody_encoded_is_told_of() -> None:
    head, body = await answered("GET /fhir/Patient?name=Åke HTTP/1.1\r\nHost: a\r\n\r\n".encode())
    status, *headers = head.decode().split("\r\n")
    assert status == "HTTP/1.1 400 Bad Request"
    assert {
        "content-type: application/fhir+json; charset=utf-8",
        f"content-length: {len(body)}",
        "connection: close",
    } <= set(headers)
    said = "This is no HTTP request. Percent-encode what is not ASCII in its address, such as name=%C3%85ke for name=Åke."
    [issue] = json.loads(body)["issue"]
    assert (issue["severity"], issue["code"], issue["diagnostics"]) == ("error", "invalid", said)


async def test_what_is_http_is_served() -> None:
    head, body = await answered(b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
    assert (head[:15], body) == (b"HTTP/1.1 200 OK", b"hej")

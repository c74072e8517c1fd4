"""Answers are compressed for whoever accepts it, and nobody else pays for it."""

import pytest
from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from tests.serving import asgi_client

from pk_fhir.web.compression import SMALLEST, Compression

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    ("size", "accepted", "encoding"),
    [
        (SMALLEST, "gzip, deflate", "gzip"),
        (SMALLEST - 1, "gzip", None),
        (SMALLEST, "identity", None),
        (SMALLEST, "gzip;q=0, identity", None),
        (SMALLEST, "identity;q=0, gzip;q=0.5", "gzip"),
        (SMALLEST, "br", None),
    ],
)
async def test_long_answers_are_compressed_as_the_client_takes_them(
    size: int, accepted: str, encoding: str | None
) -> None:
    content = b"x" * size

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await Response(content, media_type="application/fhir+json")(scope, receive, send)

    async with asgi_client(Compression(app)) as client:
        answer = await client.get("/", headers={"accept-encoding": accepted})
    assert answer.content == content
    assert answer.headers.get("content-encoding") == encoding
    assert answer.headers["vary"] == "Accept-Encoding"


@pytest.mark.parametrize(
    ("own", "told"),
    [
        ("Accept, Authorization", "Accept, Authorization, Accept-Encoding"),
        ("accept-encoding", "accept-encoding"),
        ("*", "*"),
    ],
)
@pytest.mark.parametrize("accepted", ["gzip", "identity"])
async def test_what_else_an_answer_varies_by_stays(own: str, told: str, accepted: str) -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await Response(b"{}", headers={"vary": own})(scope, receive, send)

    async with asgi_client(Compression(app)) as client:
        answer = await client.get("/", headers={"accept-encoding": accepted})
    assert answer.headers["vary"] == told

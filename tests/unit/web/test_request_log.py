"""The id of a request: https://hl7.org/fhir/R4/http.html#custom."""

from typing import Any

import pytest
from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from tests.serving import asgi_client

from pk_fhir.web.request_log import RequestLog

pytestmark = pytest.mark.anyio


async def _answer(scope: Scope, receive: Receive, send: Send) -> None:
    await Response(scope["state"]["request_id"])(scope, receive, send)


@pytest.mark.parametrize(
    ("called", "kept", "told_back"),
    [
        ("a-1.b_2", True, None),
        ("a{1}", False, "a{1}"),
        ("a" * 65, False, "a" * 65),
        # Neither into the log nor back into an answer that others may log.
        ("197701172392", False, None),
        ("{19770117-2392}", False, None),
        ("a" * 200, False, None),
        (None, False, None),
    ],
)
async def test_a_client_finds_its_own_id_again(
    called: str | None, kept: bool, told_back: str | None
) -> None:
    headers: dict[str, Any] = {"x-request-id": called} if called else {}
    async with asgi_client(RequestLog(_answer)) as client:
        answer = await client.get("/", headers=headers)
    assert answer.headers["x-request-id"] == answer.text
    assert (answer.text == called) is kept
    assert answer.headers.get("x-correlation-id") == told_back

"""Attack 35 where nobody logs in: another site's name that leads here gets nothing (DNS rebinding)."""

import httpx
import pytest
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send
from tests.serving import asgi_client

from pk_fhir.web.hosts import OwnHosts

pytestmark = pytest.mark.anyio


async def journal(scope: Scope, receive: Receive, send: Send) -> None:
    await PlainTextResponse("journal")(scope, receive, send)


async def asked(host: str) -> httpx.Response:
    app = OwnHosts(journal, ["pk.region.example", "127.0.0.1"])
    async with asgi_client(app, "http://x") as client:
        return await client.get("/fhir/Patient", headers={"host": host})


@pytest.mark.parametrize(
    "host",
    ["localhost:8000", "127.0.0.1:8000", "[::1]:8000", "192.168.1.5", "pk.region.example", "PK.Region.Example:443", "service", "demo.localhost", ""],
)  # fmt: skip
async def test_its_own_names_addresses_and_names_without_a_domain_are_answered(host: str) -> None:
    assert (await asked(host)).text == "journal"


@pytest.mark.parametrize(
    "host",
    ["evil.example", "evil.example:8000", "pk.region.example.evil.example", "evil.example.", "127.0.0.1.evil.example", "x@evil.example", "[::1", "a.b:x"],
)  # fmt: skip
async def test_another_sites_name_is_refused(host: str) -> None:
    answer = await asked(host)
    assert answer.status_code == 403
    assert "journal" not in answer.text
    assert answer.json()["issue"][0]["diagnostics"].startswith("Nobody logs in to this service")

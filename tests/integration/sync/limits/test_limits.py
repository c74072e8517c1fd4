"""How often a source is asked, and that what fails for a moment only is asked for again."""

import asyncio
import time

import httpx
import pytest
from tests.integration.view.servers import FhirServer, answer, scripted, served

from pk_fhir.sync import Limits, Source
from pk_fhir.sync.client import Clients, ask, http_client
from pk_fhir.sync.problem import SourceError

pytestmark = pytest.mark.anyio

BUNDLE = b'{"resourceType":"Bundle","type":"searchset"}'


def source(url: str, limits: Limits, name: str = "Källan") -> Source:
    return Source(key="s", name=name, base_url=url, allow_private=True, limits=limits)


async def test_no_more_requests_begin_in_a_second_than_was_agreed() -> None:
    limits = Limits(per_second=50)
    with served(FhirServer([])) as server:
        async with http_client(source(server.url, limits)) as client:
            began = time.monotonic()
            url = f"{server.url}/Patient/_search"
            await asyncio.gather(*(ask(client, "POST", url, limits, {}) for _ in range(11)))
            took = time.monotonic() - began
    assert len(server.asked) == 11
    assert took >= 0.2


async def asked(limits: Limits, *failures: bytes) -> tuple[int, str]:
    """(requests, what came of it) where the first requests are answered by these bytes."""
    count = 0

    async def script(writer: asyncio.StreamWriter) -> None:
        nonlocal count
        count += 1
        if count > len(failures):
            await answer(BUNDLE)(writer)
        elif failures[count - 1]:
            writer.write(failures[count - 1])
            await writer.drain()
        else:
            writer.transport.abort()

    async with scripted(script) as url, http_client(source(url, limits)) as client:
        try:
            resource = (await ask(client, "GET", f"{url}/metadata", limits)).resource
        except SourceError as error:
            return count, error.reason.key
    return count, str(resource["resourceType"])


def status(line: str, *headers: str) -> bytes:
    lines = [f"HTTP/1.1 {line}", "Content-Length: 0", "Connection: close", *headers]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


@pytest.mark.parametrize(
    ("failures", "expected"),
    [
        ((status("503 Service Unavailable"),), (2, "Bundle")),
        ((b"", b""), (3, "Bundle")),
        ((b"", status("502 Bad Gateway"), b""), (3, "view.reason.unreachable")),
        ((status("503 Service Unavailable", "Retry-After: 1"),), (1, "view.reason.status")),
        ((status("500 Internal Server Error"),), (1, "view.reason.status")),
        ((status("404 Not Found"),), (1, "view.reason.status")),
        ((status("403 Forbidden"),), (1, "view.reason.refused")),
    ],
)
async def test_what_fails_for_a_moment_is_asked_for_again_and_nothing_else(
    failures: tuple[bytes, ...], expected: tuple[int, str]
) -> None:
    assert await asked(Limits(), *failures) == expected


async def test_nothing_is_asked_for_again_when_its_time_is_over(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("pk_fhir.sync.client.FIRST_PAUSE_SECONDS", 3600)
    assert await asked(Limits(total=60), b"") == (1, "view.reason.unreachable")


async def test_a_source_that_is_registered_anew_is_asked_by_a_connection_of_its_own() -> None:
    clients = Clients()
    first = source("http://127.0.0.1:9/fhir", Limits(read=1))
    anew = source("http://127.0.0.1:9/fhir", Limits(read=2))
    one = clients.of(first)
    assert clients.of(first) is one
    other = clients.of(anew)
    assert other.timeout == httpx.Timeout(connect=2, read=2, write=2, pool=30)
    assert not one.is_closed
    await clients.aclose()
    assert one.is_closed
    assert other.is_closed

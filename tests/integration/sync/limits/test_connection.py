"""Servers that are up to something: one that never comes to its answer, one whose name leads elsewhere by turns."""

import asyncio
import itertools
import socket
import ssl
import time
from pathlib import Path
from typing import Any

import httpcore
import pytest
from tests.integration.view.servers import scripted
from tests.integration.view.test_certificate import self_signed
from tests.integration.view.test_fault_matrix import drip_headers

from pk_fhir.interactions.subscriptions import Channel
from pk_fhir.sync import ClientCertificate, ClientCredentials, Secret, Source
from pk_fhir.sync.client import ask, http_client
from pk_fhir.sync.notices.telling import Teller
from pk_fhir.sync.problem import SourceError
from pk_fhir.sync.push.answered import Later
from pk_fhir.sync.push.send import transaction

pytestmark = pytest.mark.anyio

OUTSIDE, INSIDE = "8.8.8.8", "127.0.0.1"


def channel(endpoint: str) -> Channel:
    return Channel(endpoint=endpoint, payload="", headers=())


async def test_an_answer_that_comes_by_the_byte_is_not_waited_for_longer_than_any_other() -> None:
    teller = Teller(private=True, seconds=0.5)
    async with scripted(drip_headers) as url:
        begun = time.monotonic()
        failed = await teller.shake_hands(channel(url))
        assert failed is not None
        assert failed.problem == "The endpoint does not answer."
        assert time.monotonic() - begun < 30
    await teller.aclose()


async def test_a_subscriber_whose_certificate_nobody_vouches_for_is_told_nothing(
    tmp_path: Path,
) -> None:
    heard: list[bytes] = []

    async def listen(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.append(await reader.read(65536))
        writer.close()

    server = await asyncio.start_server(listen, "127.0.0.1", 0, ssl=self_signed(tmp_path))
    port = server.sockets[0].getsockname()[1]
    teller = Teller(private=True, seconds=60)
    failed = await teller.shake_hands(channel(f"https://127.0.0.1:{port}/told"))
    await teller.aclose()
    server.close()
    assert failed is not None
    assert failed.problem == (
        "The endpoint cannot prove that it is the one that is meant: its certificate is not valid."
    )
    assert heard == []


@pytest.fixture
def asked() -> list[str]:
    """The names that are looked up."""
    return []


@pytest.fixture
def connected(monkeypatch: pytest.MonkeyPatch, asked: list[str]) -> list[str]:
    """What is connected to, in vain, where every name leads outside and inside by turns."""
    found: list[str] = []
    turns = itertools.cycle((OUTSIDE, INSIDE))

    async def looked_up(_: object, host: str, port: int, **more: Any) -> list[Any]:
        asked.append(host)
        return [(socket.AF_INET, more["type"], 6, "", (next(turns), port))]

    async def connect(_: object, host: str, *more: Any) -> None:
        del more
        found.append(host)
        raise httpcore.ConnectError

    monkeypatch.setattr(asyncio.BaseEventLoop, "getaddrinfo", looked_up)
    monkeypatch.setattr(httpcore.AnyIOBackend, "connect_tcp", connect)
    return found


async def test_what_a_name_was_found_to_be_is_what_is_connected_to(
    asked: list[str], connected: list[str]
) -> None:
    teller = Teller(private=False)
    first = await teller.shake_hands(channel("http://turns.example/told"))
    second = await teller.shake_hands(channel("http://turns.example/told"))
    await teller.aclose()
    assert (asked, connected) == (["turns.example"] * 2, [OUTSIDE])
    assert first is not None
    assert first.problem == "The endpoint does not answer."
    assert second is not None
    assert second.problem == (
        "The address leads inside a network of its own, where this server does not send."
    )


NAMED = Source(key="s", name="Källan", base_url="http://turns.example/fhir")


async def test_a_source_is_asked_at_what_its_name_was_found_to_be_and_not_inside(
    connected: list[str],
) -> None:
    async with http_client(NAMED) as client:
        with pytest.raises(SourceError) as inside:
            await ask(client, "GET", "http://turns.example/fhir/metadata", NAMED.limits)
    # Outside first, where nobody answered; it was tried again.
    assert (inside.value.reason.key, connected) == ("view.reason.private-address", [OUTSIDE])


async def test_nothing_is_sent_inside_to_a_name_that_was_outside_when_it_was_checked(
    connected: list[str],
) -> None:
    async with http_client(NAMED) as client:
        with pytest.raises(Later) as inside:
            await transaction(client, NAMED, {"resourceType": "Bundle", "entry": []})
    assert (inside.value.words, connected) == ("private-address", [])


async def test_no_token_is_asked_for_inside_of_a_name_that_was_outside_when_it_was_checked(
    connected: list[str], tmp_path: Path
) -> None:
    (tmp_path / "secret").write_text("hemligt")
    how = ClientCredentials(
        token_url="http://turns.example/token",  # noqa: S106 - where tokens are got
        client_id="pk",
        secret=Secret(file=str(tmp_path / "secret")),
    )
    source = Source(key="s", name="Källan", base_url="http://turns.example/fhir", auth=how)
    async with http_client(source) as client:
        with pytest.raises(SourceError) as inside:
            await ask(client, "GET", "http://turns.example/fhir/metadata", source.limits)
    assert (inside.value.reason.key, connected) == ("view.reason.no-token", [])


async def test_who_answers_at_the_address_has_to_prove_the_name(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The certificate is good for the address, and we trust who signed it: it is of another name all the same."""
    asked_for: list[str | None] = []

    def named(_: object, name: str | None, __: ssl.SSLContext) -> None:
        asked_for.append(name)

    async def listen(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()

    async def looked_up(_: object, host: str, port: int, **more: Any) -> list[Any]:
        del host
        return [(socket.AF_INET, more["type"], 6, "", (INSIDE, port))]

    context = self_signed(tmp_path)
    context.sni_callback = named
    server = await asyncio.start_server(listen, INSIDE, 0, ssl=context)
    port = server.sockets[0].getsockname()[1]
    monkeypatch.setattr(asyncio.BaseEventLoop, "getaddrinfo", looked_up)
    certificate = str(tmp_path / "cert.pem")
    shown = ClientCertificate(
        certificate=certificate, key=str(tmp_path / "key.pem"), authorities=certificate
    )
    source = Source(key="s", name="Källan", certificate=shown, allow_private=True)
    async with http_client(source) as client:
        with pytest.raises(SourceError) as other:
            await ask(client, "GET", f"https://named.example:{port}/fhir", source.limits)
    server.close()
    assert (other.value.reason.key, asked_for) == ("view.reason.certificate", ["named.example"])


async def test_an_address_where_nobody_answers_leaves_the_next_one_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tried: list[tuple[str, bool]] = []

    async def looked_up(_: object, host: str, port: int, **more: Any) -> list[Any]:
        del host
        return [(socket.AF_INET, more["type"], 6, "", (to, port)) for to in (OUTSIDE, "9.9.9.9")]

    async def connect(_: object, host: str, __: int, timeout: float, *more: Any) -> None:  # noqa: ASYNC109 - as httpcore names it
        del more
        tried.append((host, timeout > NAMED.limits.connect / 2))
        raise httpcore.ConnectTimeout

    monkeypatch.setattr(asyncio.BaseEventLoop, "getaddrinfo", looked_up)
    monkeypatch.setattr(httpcore.AnyIOBackend, "connect_tcp", connect)
    async with http_client(NAMED) as client:
        with pytest.raises(SourceError) as nobody:
            await ask(client, "GET", "http://turns.example/fhir/metadata", NAMED.limits)
    assert nobody.value.reason.key == "view.reason.no-answer"
    assert [host for host, _ in tried] == [OUTSIDE, "9.9.9.9"]
    assert not tried[0][1]

"""Bytes that no HTTP library would send, and FHIR bodies broken at random, against a server that runs.

Every request is answered or its connection is closed, in time, without a 5xx and in bounded memory; and
afterwards the server serves as before. `PK_FHIR_FUZZ` says how many bodies are broken.
"""

import copy
import gzip
import json
import os
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from bench.served import Served, served
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.integration.api_fhir.test_capabilities import MINIMAL

SECONDS = 120
MOST_MEMORY = 600 * 2**20
DEEP = 100_000
EXAMPLES = int(os.environ.get("PK_FHIR_FUZZ", "120"))


@pytest.fixture(scope="module")
def server() -> Iterator[Served]:
    with tempfile.TemporaryDirectory(prefix="pk-fhir-fuzz-") as name:
        folder = Path(name)
        with served(f"sqlite:///{folder / 'fuzz.db'}", folder) as started:
            yield started


@pytest.fixture(scope="module")
def client(server: Served) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server.fhir, timeout=SECONDS, trust_env=False) as opened:
        yield opened


def memory(server: Served) -> int:
    """Bytes that the server's process holds."""
    assert server.process is not None
    status = Path(f"/proc/{server.process.pid}/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) * 1024


def spoken(server: Served, data: bytes, *, shut: bool = True) -> bytes:
    """What comes back on a connection of our own for these bytes; TimeoutError when nothing does."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=SECONDS) as connection:
        try:
            connection.sendall(data)
            if shut:
                connection.shutdown(socket.SHUT_WR)
            pieces = []
            while piece := connection.recv(65536):
                pieces.append(piece)
                if not shut:
                    break
        except ConnectionError:
            return b""
        return b"".join(pieces)


def head(method: str, path: str, *headers: str) -> bytes:
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", "Connection: close", *headers]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


FHIR = "Content-Type: application/fhir+json"
RAW = {
    "no HTTP at all": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 200,
    "an endless request line": b"GET /fhir/Patient?" + b"a" * 200_000,
    "endless headers": head("GET", "/fhir/Patient", *(f"X-{n}: {'a' * 500}" for n in range(2000))),
    "no host": b"GET /fhir/metadata HTTP/1.1\r\n\r\n",
    "two lengths": head("POST", "/fhir/Patient", FHIR, "Content-Length: 2", "Content-Length: 5") + b"{}",
    "a length and chunks": head("POST", "/fhir/Patient", FHIR, "Content-Length: 2", "Transfer-Encoding: chunked") + b"0\r\n\r\n",
    "a negative length": head("POST", "/fhir/Patient", FHIR, "Content-Length: -1") + b"{}",
    "a length beyond all limits": head("POST", "/fhir/Patient", FHIR, "Content-Length: 99999999999999") + b"{}",
    "less than its length": head("POST", "/fhir/Patient", FHIR, "Content-Length: 500") + b'{"resourceType":"Pat',
    "broken chunks": head("POST", "/fhir/Patient", FHIR, "Transfer-Encoding: chunked") + b"zz\r\n{}\r\n0\r\n\r\n",
    "a chunk that ends early": head("POST", "/fhir/Patient", FHIR, "Transfer-Encoding: chunked") + b"ff\r\n{}",
    "a path out of the service": head("GET", "/fhir/../../../etc/passwd"),
    "a path of percent signs": head("GET", "/fhir/%25%00%zz%"),
    "a whole URL as path": head("GET", "http://other.example/fhir/Patient"),
    "a method of its own": head("BREW", "/fhir/Patient"),
    "bytes above ASCII in a header": head("GET", "/fhir/Patient", "If-None-Match: \xff\xfe", "Prefer: \xe5"),
    "folded headers": b"GET /fhir/Patient HTTP/1.1\r\nHost: a\r\n b\r\n\r\n",
    "a broken token": head("GET", "/fhir/Patient", "Authorization: Bearer ....", "Cookie: \x01"),
    "an upgrade": head("GET", "/fhir/Patient", "Upgrade: websocket", "Connection: Upgrade"),
}  # fmt: skip


@pytest.mark.parametrize("what", RAW)
def test_broken_http_is_answered_or_cut_off(
    server: Served, client: httpx.Client, what: str
) -> None:
    answer = spoken(server, RAW[what])
    assert not answer.startswith((b"HTTP/1.1 5", b"HTTP/1.0 5")), answer[:500]
    assert client.get("/metadata").status_code == 200


def test_clients_that_send_nothing_more_hold_nobody_up(
    server: Served, client: httpx.Client
) -> None:
    opened = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(100)]
    try:
        for connection in opened:
            connection.sendall(head("POST", "/fhir/Patient", FHIR, "Content-Length: 100000") + b"{")
        # It would not be answered within the client's time-out.
        assert client.get("/Patient?_count=1").status_code == 200
    finally:
        for connection in opened:
            connection.close()


BOMBS: dict[str, tuple[str, bytes]] = {
    "deep arrays": ("application/fhir+json", b"[" * DEEP),
    "deep objects": ("application/fhir+json", b'{"contained":[' * DEEP),
    "deep extensions": (
        "application/fhir+json",
        b'{"resourceType":"Patient","extension":['
        + b'{"url":"a","extension":[' * 5000
        + b"]}" * 5000
        + b"]}",
    ),
    "a long number": ("application/fhir+json", b'{"resourceType":"Patient","x":' + b"9" * 1_000_000 + b"}"),
    "a huge exponent": ("application/fhir+json", b'{"resourceType":"Observation","valueQuantity":{"value":1e999999999}}'),
    "many keys": ("application/fhir+json", b"{" + b",".join(b'"k%d":1' % n for n in range(200_000)) + b"}"),
    "more than the limit": ("application/fhir+json", b" " * (17 * 2**20)),
    "many entries": (
        "application/fhir+json",
        json.dumps({"resourceType": "Bundle", "type": "transaction", "entry": [{}] * 50_000}).encode(),
    ),
    "entities of entities": (
        "application/fhir+xml",
        b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
        + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9))
        + b']><Patient xmlns="http://hl7.org/fhir"><id value="&j;"/></Patient>',
    ),
    "a file as entity": (
        "application/fhir+xml",
        b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><Patient xmlns="http://hl7.org/fhir"><name><family value="&a;"/></name></Patient>',
    ),
    "deep XML": ("application/fhir+xml", b"<a>" * DEEP),
    "not the encoding it says": ("application/fhir+xml", b'<?xml version="1.0" encoding="utf-7"?>+ADw-Patient/>'),
}  # fmt: skip


@pytest.mark.parametrize("what", BOMBS)
@pytest.mark.parametrize("path", ["/Patient", "/", "/Patient/$validate"])
def test_a_bomb_is_refused_in_time_and_in_bounded_memory(
    server: Served, client: httpx.Client, path: str, what: str
) -> None:
    kind, body = BOMBS[what]
    try:
        answer = client.post(path, content=body, headers={"content-type": kind})
    except (httpx.NetworkError, httpx.RemoteProtocolError):
        # Over the limit it may be cut off while it still sends, and before it has read why.
        assert what == "more than the limit"
    else:
        assert 400 <= answer.status_code < 500 or path.endswith("$validate"), answer.text[:300]
        assert answer.status_code < 500, answer.text[:300]
        assert "root:" not in answer.text
    assert memory(server) < MOST_MEMORY


def test_a_packed_bomb_is_not_unpacked(server: Served, client: httpx.Client) -> None:
    body = gzip.compress(b" " * (200 * 2**20))
    headers = {"content-type": "application/fhir+json", "content-encoding": "gzip"}
    answer = client.post("/Patient", content=body, headers=headers)
    assert 400 <= answer.status_code < 500, answer.text[:300]
    assert memory(server) < MOST_MEMORY


VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=12),
    st.sampled_from(
        ["Patient/x", "#a", "urn:uuid:x", "1977-01-17", "http://example.org|1", "\x00", "%s", "'; --"]
    ),
    st.sampled_from([[], {}, [[]], [{}], [None], {"value": {}}, {"reference": 1}, {"extension": 1}]),
)  # fmt: skip


@st.composite
def broken(draw: st.DrawFn) -> tuple[str, dict[str, Any]]:
    """A good resource of a served type in which one to three places got another value, or went."""
    type_ = draw(st.sampled_from(sorted(MINIMAL)))
    resource = json.loads(json.dumps({"resourceType": type_, "id": "fuzzed", **MINIMAL[type_]}))
    for _ in range(draw(st.integers(1, 3))):
        holder: Any = resource
        for _ in range(draw(st.integers(0, 4))):
            below = holder.values() if isinstance(holder, dict) else holder
            inner = [each for each in below if isinstance(each, dict | list) and each]
            if not inner:
                break
            holder = draw(st.sampled_from(inner))
        if isinstance(holder, list):
            holder[draw(st.integers(0, len(holder) - 1))] = copy.deepcopy(draw(VALUES))
        else:
            name = draw(st.sampled_from([*holder, "meta", "extension", "contained", "text", "new"]))
            holder[name] = copy.deepcopy(draw(VALUES))
    return type_, resource


@settings(
    max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck)
)
@given(broken())
def test_a_broken_resource_is_stored_or_refused_everywhere(
    client: httpx.Client, sent: tuple[str, dict[str, Any]]
) -> None:
    type_, resource = sent
    bundle = {
        "resourceType": "Bundle",
        "type": "transaction",
        "entry": [{"resource": resource, "request": {"method": "POST", "url": type_}}],
    }
    fhir = {"content-type": "application/fhir+json"}
    for method, path, body in (
        ("POST", f"/{type_}", resource),
        ("PUT", f"/{type_}/fuzzed", resource),
        ("POST", "/", bundle),
        ("POST", "/", resource),
        ("POST", f"/{type_}/$validate", resource),
        ("PATCH", f"/{type_}/fuzzed", resource),
    ):
        content = json.dumps(body).encode()
        answer = client.request(method, path, content=content, headers=fhir)
        assert answer.status_code < 500, (method, path, content, answer.text)
    found = client.get(f"/{type_}?_count=1", headers={"accept": "application/fhir+xml"})
    assert found.status_code == 200, found.text

"""A source whose certificate nobody vouches for is not believed, and sent neither number nor token."""

import asyncio
import datetime as dt
import ipaddress
import ssl
from pathlib import Path

import msgspec
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from tests.unit.view import three_sources as given

from pk_fhir.sync import ClientCertificate, ExternalSources, Source
from pk_fhir.view import identity

pytestmark = pytest.mark.anyio

ELSA = identity.person([(given.PERSONNUMMER, given.NUMBER)])


def self_signed(folder: Path) -> ssl.SSLContext:
    """A server's side of TLS, for 127.0.0.1, signed by nobody else."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]),
            critical=False,
        )
        .sign(key, hashes.SHA256())
    )
    (folder / "cert.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    return context


async def test_a_certificate_that_nobody_vouches_for_is_not_believed(tmp_path: Path) -> None:
    heard: list[bytes] = []

    async def listen(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.append(await reader.read(65536))
        writer.close()

    server = await asyncio.start_server(listen, "127.0.0.1", 0, ssl=self_signed(tmp_path))
    port = server.sockets[0].getsockname()[1]
    source = Source(
        key="s",
        name="Källan",
        base_url=f"https://127.0.0.1:{port}/fhir",
        token="hemligt",  # noqa: S106 - to be kept from the server
        allow_private=True,
    )
    async with ExternalSources([source], clock=lambda: given.NOW) as external:
        [answer] = await external.ask_all(ELSA, 60)
    server.close()
    assert (answer.state, answer.reason and answer.reason.key) == (
        "failed",
        "view.reason.certificate",
    )
    assert heard == []


async def test_a_source_that_asks_for_our_certificate_is_shown_it(tmp_path: Path) -> None:
    """Mutual TLS; one whose files are gone fails alone, and says why."""
    context = self_signed(tmp_path)
    context.verify_mode = ssl.CERT_REQUIRED
    context.load_verify_locations(tmp_path / "cert.pem")
    shown: list[object] = []

    async def listen(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        shown.append(writer.get_extra_info("peercert"))
        await reader.readuntil(b"\r\n\r\n")
        body = b'{"resourceType":"Bundle"}'
        head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
        writer.write(head.encode() + body)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(listen, "127.0.0.1", 0, ssl=context)
    port = server.sockets[0].getsockname()[1]
    ours = ClientCertificate(
        certificate=str(tmp_path / "cert.pem"),
        key=str(tmp_path / "key.pem"),
        authorities=str(tmp_path / "cert.pem"),
    )
    gone = msgspec.structs.replace(ours, key=str(tmp_path / "gone.pem"))
    sources = [
        Source(
            key=name,
            name=name,
            base_url=f"https://127.0.0.1:{port}/fhir",
            certificate=certificate,
            allow_private=True,
        )
        for name, certificate in (("shown", ours), ("gone", gone))
    ]
    async with ExternalSources(sources) as external:
        answers = await external.ask_all(ELSA, 60)
        # Renewed certificates are read without a restart.
        (tmp_path / "cert.pem").write_text("")
        [renewed] = await external.ask_all(ELSA, 60, only=["shown"])
    server.close()
    assert [answer.state for answer in answers] == ["empty", "failed"]
    assert (renewed.state, renewed.reason) == ("stale", answers[1].reason)
    assert answers[1].reason is not None
    assert answers[1].reason.key == "view.reason.no-credentials"
    assert shown
    assert all(shown)

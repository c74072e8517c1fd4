"""A source whose certificate nobody vouches for is not believed, and sent neither number nor token."""

import asyncio
import datetime as dt
import ipaddress
import ssl
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from tests.unit.view import three_sources as given

from pk_fhir.sync import ExternalSources, Source
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
        [answer] = await external.ask_all(ELSA, 20)
    server.close()
    assert (answer.state, answer.reason and answer.reason.key) == (
        "failed",
        "view.reason.certificate",
    )
    assert heard == []

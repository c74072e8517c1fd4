"""How we show a source who we are, against a real source and a real token endpoint."""

import asyncio
import json
import time
from base64 import b64decode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey
from tests.unit.view import three_sources as given

from pk_fhir.sync import (
    ClientCredentials,
    ExternalSources,
    Limits,
    Pulled,
    Secret,
    SignedAssertion,
    Source,
)
from pk_fhir.view import identity

pytestmark = pytest.mark.anyio

ELSA = identity.person([(given.PERSONNUMMER, given.NUMBER)])
RESOURCES = [given.patient(given.EKEBY), given.goal("01")]


class Guarded:
    """A FHIR server and the token endpoint that it trusts, one connection for each request."""

    def __init__(self) -> None:
        self.accepted: set[str] = set()
        self.grants: list[tuple[str, str, dict[str, list[str]]]] = []
        self.lifetime: float | None = 3600
        self.status = "200 OK"
        self.token_body: bytes | None = None
        self.requests = 0
        self.origin = ""
        self.public: Any = None
        self.assertions: list[tuple[dict[str, Any], dict[str, Any]]] = []

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        headers = {
            name.lower(): value
            for name, _, value in (line.partition(": ") for line in head.split("\r\n")[1:])
        }
        body = await reader.readexactly(int(headers.get("content-length", 0)))
        path = head.split(" ")[1]
        status, answer = self._answer(path, headers.get("authorization", ""), body.decode())
        kind = f"Content-Type: application/fhir+json\r\nContent-Length: {len(answer)}\r\n"
        writer.write(f"HTTP/1.1 {status}\r\n{kind}Connection: close\r\n\r\n".encode() + answer)
        await writer.drain()
        writer.close()

    def _answer(self, path: str, authorization: str, body: str) -> tuple[str, bytes]:
        if path == "/token":
            return self._grant(authorization, body)
        self.requests += 1
        scheme, _, token = authorization.partition(" ")
        if scheme != "Bearer" or token not in self.accepted:
            return "401 Unauthorized", b""
        wanted = path.split("/")[2]
        found = [r for r in RESOURCES if wanted in (r["resourceType"], "Patient")]
        entry = [{"resource": r} for r in found]
        return "200 OK", json.dumps({"resourceType": "Bundle", "entry": entry}).encode()

    def _grant(self, authorization: str, body: str) -> tuple[str, bytes]:
        stated = parse_qs(body)
        if "client_assertion" in stated:
            return self._grant_signed(stated)
        client, _, secret = b64decode(authorization.removeprefix("Basic ")).decode().partition(":")
        self.grants.append((client, secret, stated))
        return self._granted()

    def _grant_signed(self, stated: dict[str, list[str]]) -> tuple[str, bytes]:
        """As a token endpoint of SMART Backend Services does: the signature, then the claims."""
        [assertion] = stated["client_assertion"]
        token = jwt.decode(assertion, self.public, algorithms=["ES384", "RS384"])
        self.assertions.append((token.header, token.claims))
        self.grants.append((token.claims["iss"], "", stated))
        return self._granted()

    def _granted(self) -> tuple[str, bytes]:
        if self.status != "200 OK" or self.token_body is not None:
            return self.status, self.token_body or b'{"error":"invalid_client"}'
        token = f"token-{len(self.grants)}"
        self.accepted = {token}
        granted = {"access_token": token, "token_type": "Bearer", "expires_in": self.lifetime}
        return self.status, json.dumps({k: v for k, v in granted.items() if v is not None}).encode()


@asynccontextmanager
async def guarded() -> AsyncIterator[Guarded]:
    guard = Guarded()
    server = await asyncio.start_server(guard.serve, "127.0.0.1", 0)
    guard.origin = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield guard
    finally:
        server.close()


def source(guard: Guarded, auth: Secret | ClientCredentials | SignedAssertion | None) -> Source:
    return Source(
        key="s",
        name="Källan",
        base_url=f"{guard.origin}/fhir",
        auth=auth,
        allow_private=True,
        limits=Limits(read=60, total=60),
    )


def credentials(guard: Guarded, secret: Secret) -> ClientCredentials:
    return ClientCredentials(
        token_url=f"{guard.origin}/token",
        client_id="pk:fhir",
        secret=secret,
        scope="system/*.rs",
    )


async def asked(one: Source, times: int = 1) -> list[Pulled]:
    async with ExternalSources([one], clock=lambda: given.NOW) as external:
        return [(await external.ask_all(ELSA, 60))[0] for _ in range(times)]


def says(pulled: Pulled) -> tuple[str, str | None]:
    return pulled.state, pulled.reason.key if pulled.reason else None


@pytest.fixture
def secret(tmp_path: Path) -> Secret:
    (tmp_path / "secret").write_text("s3cret+/ å\n")
    return Secret(file=str(tmp_path / "secret"))


async def test_without_credentials_a_guarded_source_refuses() -> None:
    async with guarded() as guard:
        [answer] = await asked(source(guard, None))
    assert says(answer) == ("not-authorised", "view.reason.refused")


async def test_a_bearer_token_is_read_from_its_file_or_variable_each_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "token"
    file.write_text("abc.def\n")
    monkeypatch.setenv("KALLANS_TOKEN", "from-env")
    async with guarded() as guard:
        guard.accepted = {"abc.def", "from-env"}
        one = source(guard, Secret(file=str(file)))
        async with ExternalSources([one], clock=lambda: given.NOW) as external:
            [first] = await external.ask_all(ELSA, 60)
            file.write_text("wrong")
            [second] = await external.ask_all(ELSA, 60)
        [other] = await asked(source(guard, Secret(env="KALLANS_TOKEN")))
    assert [says(first), says(second), says(other)] == [
        ("fresh", None),
        ("not-authorised", "view.reason.refused"),
        ("fresh", None),
    ]


@pytest.mark.parametrize("content", [None, b"", b"two words", "å".encode(), b"\xff\xfe", b"a\r\nb"])
async def test_a_token_that_cannot_be_read_or_sent_is_our_own_failure_and_nothing_is_asked(
    content: bytes | None, tmp_path: Path
) -> None:
    file = tmp_path / "token"
    if content is not None:
        file.write_bytes(content)
    async with guarded() as guard:
        [answer] = await asked(source(guard, Secret(file=str(file))))
        assert guard.requests == 0
    assert says(answer) == ("failed", "view.reason.no-credentials")


async def test_client_credentials_get_one_token_for_all_requests(secret: Secret) -> None:
    async with guarded() as guard:
        answers = await asked(source(guard, credentials(guard, secret)), times=2)
        assert guard.requests > len(answers)
    assert [says(each) for each in answers] == [("fresh", None)] * 2
    form = {"grant_type": ["client_credentials"], "scope": ["system/*.rs"]}
    assert guard.grants == [("pk%3Afhir", "s3cret%2B%2F+%C3%A5", form)]


async def test_a_token_that_is_withdrawn_before_its_time_is_replaced_within_the_answer(
    secret: Secret,
) -> None:
    async with guarded() as guard:
        one = source(guard, credentials(guard, secret))
        async with ExternalSources([one], clock=lambda: given.NOW) as external:
            await external.ask_all(ELSA, 60)
            guard.accepted = set()
            [answer] = await external.ask_all(ELSA, 60)
    assert says(answer) == ("fresh", None)
    assert len(guard.grants) == 2


async def test_a_token_is_got_anew_when_its_time_is_up(secret: Secret) -> None:
    async with guarded() as guard:
        guard.lifetime = 1
        [answer] = await asked(source(guard, credentials(guard, secret)))
        assert len(guard.grants) == guard.requests
    assert says(answer) == ("fresh", None)


async def test_a_token_of_unstated_lifetime_is_used_again(secret: Secret) -> None:
    async with guarded() as guard:
        guard.lifetime = None
        [answer] = await asked(source(guard, credentials(guard, secret)))
    assert (says(answer), len(guard.grants)) == (("fresh", None), 1)


@pytest.mark.parametrize(
    ("status", "body", "state", "reason"),
    [
        ("400 Bad Request", None, "not-authorised", "token-refused"),
        ("401 Unauthorized", None, "not-authorised", "token-refused"),
        ("500 Internal Server Error", None, "failed", "no-token"),
        ("302 Found", b"-", "failed", "no-token"),
        ("200 OK", b"<html>", "failed", "no-token"),
        ("200 OK", b'{"token_type":"Bearer"}', "failed", "no-token"),
        ("200 OK", b'{"access_token":"a","token_type":"mac"}', "failed", "no-token"),
        ("200 OK", b'{"access_token":"a\\r\\nb","token_type":"Bearer"}', "failed", "no-token"),
    ],
)
async def test_what_the_token_endpoint_does_wrong_is_said_and_the_source_is_not_asked(
    secret: Secret, status: str, body: bytes | None, state: str, reason: str
) -> None:
    async with guarded() as guard:
        guard.status, guard.token_body = status, body
        [answer] = await asked(source(guard, credentials(guard, secret)))
        assert guard.requests == 0
    assert says(answer) == (state, f"view.reason.{reason}")


async def test_a_token_endpoint_inside_is_not_asked_unless_the_source_is_registered_so(
    secret: Secret,
) -> None:
    async with guarded() as guard:
        # The source itself is outside; it is its token endpoint that leads inside.
        outside = Source(
            key="s",
            name="Källan",
            base_url="https://93.184.216.34:9/fhir",
            auth=credentials(guard, secret),
            limits=Limits(connect=0.5, read=0.5),
        )
        [answer] = await asked(outside)
        assert guard.grants == []
    assert says(answer) == ("failed", "view.reason.private-address")


@pytest.mark.parametrize("algorithm", ["ES384", "RS384"])
async def test_an_assertion_signed_by_our_key_gets_a_token(tmp_path: Path, algorithm: Any) -> None:
    """https://hl7.org/fhir/smart-app-launch/client-confidential-asymmetric.html"""
    key: Any = ECKey.generate_key("P-384") if algorithm == "ES384" else RSAKey.generate_key(2048)
    (tmp_path / "key.pem").write_bytes(key.as_pem(private=True))
    async with guarded() as guard:
        guard.public = key
        guard.lifetime = 1
        how = SignedAssertion(
            token_url=f"{guard.origin}/token",
            client_id="pk-fhir",
            key=Secret(file=str(tmp_path / "key.pem")),
            kid="2026",
            algorithm=algorithm,
        )
        before = time.time()
        [first, second] = await asked(source(guard, how), times=2)
    assert [says(first), says(second)] == [("fresh", None)] * 2
    (header, claims), (_, again) = guard.assertions[0], guard.assertions[-1]
    assert header == {"alg": algorithm, "kid": "2026", "typ": "JWT"}
    assert (claims["iss"], claims["sub"], claims["aud"]) == (
        "pk-fhir",
        "pk-fhir",
        f"{guard.origin}/token",
    )
    assert 0 < claims["exp"] - before <= 300
    assert claims["jti"] != again["jti"]
    assert guard.grants[0][2]["scope"] == ["system/*.rs"]


async def test_a_jwk_names_itself_so_that_its_file_alone_changes_when_the_key_does(
    tmp_path: Path,
) -> None:
    file = tmp_path / "key.jwk"
    async with guarded() as guard:
        guard.lifetime = 1
        how = SignedAssertion(
            token_url=f"{guard.origin}/token",
            client_id="pk-fhir",
            key=Secret(file=str(file)),
            kid="of-a-pem",
        )
        async with ExternalSources([source(guard, how)], clock=lambda: given.NOW) as external:
            for kid in ("spring", "autumn"):
                guard.public = ECKey.generate_key("P-384", {"kid": kid})
                file.write_text(json.dumps(guard.public.as_dict(private=True)))
                [answer] = await external.ask_all(ELSA, 60)
                assert says(answer) == ("fresh", None)
                assert guard.assertions[-1][0] == {"alg": "ES384", "kid": kid, "typ": "JWT"}


@pytest.mark.parametrize("content", ["no key", "{", '{"kty":"EC"}', '{"kty":"EC","crv":5}', "[]"])
async def test_a_key_that_cannot_be_used_is_said_to_be_the_fault(
    tmp_path: Path, content: str
) -> None:
    (tmp_path / "key.pem").write_text(content)
    async with guarded() as guard:
        how = SignedAssertion(
            token_url=f"{guard.origin}/token",
            client_id="pk-fhir",
            key=Secret(file=str(tmp_path / "key.pem")),
            kid="2026",
        )
        [answer] = await asked(source(guard, how))
    assert says(answer) == ("failed", "view.reason.no-credentials")
    assert guard.requests == 0

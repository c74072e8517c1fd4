"""Attacks 41 and 47, and what SMART applications are told: over the whole application, with real tokens."""

import base64
import hmac
import json
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import ECKey
from tests.serving import asgi_client

from pk_fhir.app import opened
from pk_fhir.config import IssuerSettings, ProviderSettings, Settings

pytestmark = pytest.mark.anyio

ISSUER = "https://idp.example"
V1 = "SE2120000001-V1"


@pytest.fixture
def key() -> ECKey:
    return ECKey.generate_key("P-384", {"use": "sig", "alg": "ES384"}, private=True, auto_kid=True)


@pytest.fixture
async def http(tmp_path: Path, key: ECKey) -> AsyncIterator[httpx.AsyncClient]:
    keys = tmp_path / "jwks.json"
    text = json.dumps({"keys": [key.as_dict(private=False)]})
    await anyio.Path(keys).write_text(text)
    settings = Settings(
        database_url=f"sqlite:///{tmp_path / 'tokens.db'}",
        data_dir=tmp_path,
        providers=[
            ProviderSettings(name="region", title="Region Exempel", hsa_id=V1),
            ProviderSettings(name="kommun", title="Kommunen"),
        ],
        issuers=[
            IssuerSettings(
                issuer=ISSUER,
                audience="pk-fhir",
                jwks_file=keys,
                token_url=f"{ISSUER}/token",
                authorize_url=f"{ISSUER}/authorize",
            ),
            IssuerSettings(issuer="https://inera.example", audience="pk-fhir", jwks_file=keys, claims="inera", scope="user/*.cruds"),
        ],
    )  # fmt: skip
    async with (
        opened(settings) as application,
        asgi_client(application, raises=False) as client,
    ):
        yield client


def signed(key: Any, header: dict[str, Any] | None = None, **claims: Any) -> str:
    now = int(time.time())
    body = {"iss": ISSUER, "aud": "pk-fhir", "sub": "s", "iat": now, "exp": now + 60, "role": "system", "scope": "system/*.cruds"}  # fmt: skip
    stated = {"alg": "ES384", "kid": key.kid} | (header or {})
    return jwt.encode(stated, body | claims, key, algorithms=[stated["alg"]])


async def get(http: httpx.AsyncClient, token: str, path: str = "/fhir/Patient") -> httpx.Response:
    return await http.get(path, headers={"authorization": f"Bearer {token}"})


def unsigned(token: str) -> str:
    head = base64.urlsafe_b64encode(b'{"alg":"none"}').decode().rstrip("=")
    return f"{head}.{token.split('.')[1]}."


def by_public_key(token: str, key: ECKey) -> str:
    """The token's claims, with an HMAC made with what everybody may know."""
    head = base64.urlsafe_b64encode(json.dumps({"alg": "HS256", "kid": key.kid}).encode())
    text = f"{head.decode().rstrip('=')}.{token.split('.')[1]}"
    mac = hmac.digest(key.as_pem(private=False), text.encode(), "sha256")
    return f"{text}.{base64.urlsafe_b64encode(mac).decode().rstrip('=')}"


async def test_41_a_token_is_what_its_issuer_signed_for_us_and_now(
    http: httpx.AsyncClient, key: ECKey
) -> None:
    good = signed(key)
    assert (await get(http, good)).status_code == 200
    other = ECKey.generate_key("P-384", {"use": "sig", "alg": "ES384"}, private=True, auto_kid=True)
    past = int(time.time()) - 3600
    forged = {
        "alg none": unsigned(good),
        "HS256 with the public key": by_public_key(good, key),
        "another audience": signed(key, aud="other"),
        "another issuer": signed(key, iss="https://evil.example"),
        "expired": signed(key, exp=past),
        "without an end": jwt.encode({"alg": "ES384", "kid": key.kid}, {"iss": ISSUER, "aud": "pk-fhir", "sub": "s"}, key, algorithms=["ES384"]),
        "valid for too long": signed(key, exp=int(time.time()) + 2 * 86_400),
        "an end that is no number": signed(key, exp="never"),
        "not yet": signed(key, nbf=int(time.time()) + 3600),
        "another key": signed(other),
        "another key by our kid": signed(other, {"kid": key.kid}),
        "keys of the token's own": signed(other, {"jku": "https://evil.example/jwks", "jwk": other.as_dict(private=False)}),
        "changed": good[:-8] + "AAAAAAAA",
    }  # fmt: skip
    for what, token in forged.items():
        answer = await get(http, token)
        assert answer.status_code == 401, what
        assert answer.headers["www-authenticate"].startswith("Bearer"), what
        assert token not in answer.text


async def test_41_and_42_a_token_stands_in_the_header_and_nowhere_else(
    http: httpx.AsyncClient, key: ECKey
) -> None:
    token = signed(key)
    for path in (
        f"/fhir/Patient?access_token={token}",
        f"/fhir/Patient?_format=json&token={token}",
    ):
        answer = await http.get(path)
        assert (answer.status_code, token in answer.text) == (401, False)
    form = {"access_token": token}
    assert (await http.post("/fhir/Patient/_search", data=form)).status_code == 401
    cookie = {"cookie": f"access_token={token}", "authorization": f"Basic {token}"}
    assert (await http.get("/fhir/Patient", headers=cookie)).status_code == 401


async def test_42_and_43_no_tokens_are_given_told_of_or_taken_back_here(
    http: httpx.AsyncClient, key: ECKey
) -> None:
    """PKCE, codes, refresh and introspection are the issuer's; what we tell of it is without `plain`."""
    words = ("authorize", "token", "introspect", "revoke", "register", "oauth2/token", "auth/token")
    for word in words:
        for base in ("", "/fhir", "/providers/region/fhir"):
            for headers in ({}, {"authorization": f"Bearer {signed(key)}"}):
                sent = {"grant_type": "client_credentials", "token": signed(key), "code": "x"}
                answer = await http.post(f"{base}/{word}", data=sent, headers=headers)
                assert answer.status_code in (401, 404, 405, 415), (base, word)
                assert "access_token" not in answer.text
                assert '"active"' not in answer.text
    told = (await http.get("/fhir/.well-known/smart-configuration")).json()
    assert told["code_challenge_methods_supported"] == ["S256"]
    endpoints = {name for name in told if name.endswith(("endpoint", "uri"))}
    assert endpoints == {"authorization_endpoint", "token_endpoint"}


async def test_44_a_token_of_one_provider_opens_no_other(
    http: httpx.AsyncClient, key: ECKey
) -> None:
    token = signed(key, tenant="region")
    for path in ("Patient", "metadata", "Patient/x", "ValueSet?url=http://x"):
        there = await get(http, token, f"/providers/kommun/fhir/{path}")
        never = await get(http, token, f"/providers/never/fhir/{path}")
        assert (there.status_code, there.text) == (404, never.text)


async def test_44_a_token_of_no_provider_that_is_here_opens_none(
    http: httpx.AsyncClient, key: ECKey
) -> None:
    never = await get(http, signed(key), "/providers/never/fhir/Patient")
    elsewhere = await get(http, signed(key, tenant="elsewhere"))
    # One that names none is of the service's own care provider, and of no other.
    unnamed = await get(http, signed(key), "/providers/kommun/fhir/Patient")
    for answer in (elsewhere, unnamed):
        assert (answer.status_code, answer.text) == (404, never.text)


async def test_44_the_log_of_who_was_asked_tells_of_a_token_of_another_provider(
    http: httpx.AsyncClient, key: ECKey
) -> None:
    await get(http, signed(key, tenant="region", sub="nosy"), "/providers/kommun/fhir/Patient/x")
    owner = signed(key, tenant="kommun", role="admin", scope="user/*.rs")
    log = await get(http, owner, "/providers/kommun/fhir/AuditEvent?outcome=4")
    [event] = [entry["resource"] for entry in log.json()["entry"]]
    assert (event["agent"][0]["who"]["identifier"]["value"], event["outcome"]) == ("nosy", "4")
    assert event["entity"][0]["what"] == {"reference": "Patient/x"}


async def test_a_refused_view_is_one_in_the_log_whatever_base_it_was_asked_at(
    http: httpx.AsyncClient, key: ECKey
) -> None:
    sent = {"system": "http://electronichealth.se/identifier/personnummer", "value": "197701182383"}
    patient = {"authorization": f"Bearer {signed(key, role='patient', tenant='region')}"}
    for base in ("", "/providers/region"):
        answer = await http.post(f"{base}/view/_search", json=sent, headers=patient)
        assert answer.status_code == 403
    owner = {"authorization": f"Bearer {signed(key, role='admin', tenant='region', scope='user/*.rs')}"}  # fmt: skip
    log = await http.post("/log/_search", json=sent, headers=owner)
    assert [(each["kind"], each["count"]) for each in log.json()["entries"]] == [("view", 2)]


async def test_47_staff_without_one_commission_for_care_are_refused(
    http: httpx.AsyncClient, key: ECKey
) -> None:
    claims = {
        "iss": "https://inera.example",
        "scope": "",
        "employeeHsaId": "SE2120000001-E1",
        "commissionHsaId": "SE2120000001-C1",
        "commissionPurpose": "Vård och behandling",
        "healthCareUnitHsaId": "SE2120000001-U1",
        "healthCareProviderHsaId": V1,
    }
    assert (await get(http, signed(key, **claims))).status_code == 200
    for changed in (
        {"commissionHsaId": None},
        {"commissionHsaId": None, "allCommissions": ["a", "b"]},
        {"commissionPurpose": "Administration"},
        {"healthCareProviderHsaId": "SE2120000009-V9"},
    ):
        answer = await get(http, signed(key, **{**claims, **changed}))
        assert answer.status_code == 403
    expired = await get(http, signed(key, **claims, exp=int(time.time()) - 3600))
    assert expired.status_code == 401


async def test_smart_applications_are_told_where_tokens_are_got(http: httpx.AsyncClient) -> None:
    for base in ("/fhir", "/providers/kommun/fhir"):
        answer = await http.get(
            f"{base}/.well-known/smart-configuration", headers={"accept": "application/fhir+xml"}
        )
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "application/json"
        assert answer.json() == {
            "issuer": ISSUER,
            "authorization_endpoint": f"{ISSUER}/authorize",
            "token_endpoint": f"{ISSUER}/token",
            "token_endpoint_auth_methods_supported": ["private_key_jwt"],
            "token_endpoint_auth_signing_alg_values_supported": ["RS384", "ES384"],
            "grant_types_supported": ["authorization_code", "client_credentials"],
            "scopes_supported": ["patient/*.rs", "user/*.cruds", "system/*.cruds"],
            "response_types_supported": ["code"],
            "code_challenge_methods_supported": ["S256"],
            "capabilities": [
                "client-confidential-asymmetric",
                "client-public",
                "context-standalone-patient",
                "launch-standalone",
                "permission-patient",
                "permission-user",
                "permission-v1",
                "permission-v2",
            ],
        }


async def test_without_a_token_endpoint_there_is_nothing_to_tell(tmp_path: Path) -> None:
    settings = Settings(database_url=f"sqlite:///{tmp_path / 'x.db'}", data_dir=tmp_path)
    async with opened(settings) as application, asgi_client(application) as client:
        answer = await client.get("/fhir/.well-known/smart-configuration")
    assert answer.status_code == 404
    assert answer.json()["resourceType"] == "OperationOutcome"

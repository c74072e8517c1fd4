"""Bearer tokens: which are let in, as whom, and which are not."""

import asyncio
import base64
import json
import time

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey

from pk_fhir.access.caller import Caller
from pk_fhir.access.tokens import (
    DEVELOPMENT_ISSUER,
    Issuer,
    TokenVerifier,
    development_issuer,
    make_key,
    sign,
)
from pk_fhir.fhir.outcome import FhirError

KEY = make_key()
NOW = int(time.time())
# For longer than a whole run of the tests takes.
HOURS = 36_000


def verify(token: str, verifier: TokenVerifier | None = None) -> Caller:
    verifier = verifier or TokenVerifier([development_issuer(KEY, "pk-fhir")])
    return asyncio.run(verifier.caller(token, default_tenant="region"))


def token(
    claims: dict | None = None, *, key=KEY, audience="pk-fhir", now=NOW, lifetime=HOURS
) -> str:
    return sign(
        {"sub": "anna"} | (claims or {}), key, audience=audience, now=now, lifetime=lifetime
    )


def test_claims_become_the_caller():
    caller = verify(
        token(
            {
                "role": "patient",
                "tenant": "kommun",
                "scope": "patient/*.rs openid",
                "patient": "p1",
                "patient_identifier": "http://electronichealth.se/identifier/personnummer|201701012393",
                "name": "Anna",
            }
        )
    )
    assert caller == Caller(
        tenant="kommun",
        subject="anna",
        role="patient",
        scopes=frozenset({"patient/*.rs", "openid"}),
        patient="p1",
        patient_identifier=(
            "http://electronichealth.se/identifier/personnummer",
            "201701012393",
        ),
        name="Anna",
        purpose="PATRQT",
    )


def test_a_token_without_tenant_belongs_to_the_default_care_provider():
    assert verify(token({"role": "staff"})).tenant == "region"


def _unsigned() -> str:
    def part(value: dict) -> str:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()

    claims = {"iss": DEVELOPMENT_ISSUER, "aud": "pk-fhir", "sub": "x", "exp": NOW + HOURS}
    return f"{part({'alg': 'none'})}.{part(claims)}."


def _hmac_with_public_key() -> str:
    public = json.dumps(KEY.as_dict(private=False))
    claims = {"iss": DEVELOPMENT_ISSUER, "aud": "pk-fhir", "sub": "x", "exp": NOW + HOURS}
    return jwt.encode(
        {"alg": "HS256", "kid": KEY.kid}, claims, OctKey.import_key(public), algorithms=["HS256"]
    )


@pytest.mark.parametrize(
    "bad",
    [
        "",
        "abc",
        "a.b.c",
        "é.é.é",
        _unsigned(),
        _hmac_with_public_key(),
        token(key=make_key()),
        token(audience="other"),
        token(now=NOW - 2 * HOURS),
        token({"role": "root"}),
        token({"role": ["staff"]}),
        token({"tenant": ["region"]}),
        token({"scope": ["user/*.rs"]}),
        token({"unit": "U\x00"}),
        token({"patient_identifier": "no-separator"}),
        token()[:-4] + "AAAA",
    ],
    ids=[
        "nothing",
        "one part",
        "no JSON",
        "no ASCII",
        "alg none",
        "HMAC with the public key",
        "another key",
        "another audience",
        "expired",
        "unknown role",
        "role that is no text",
        "care provider that is no text",
        "scopes that are no text",
        "a character that no text has",
        "identifier without system",
        "changed signature",
    ],
)
def test_a_token_that_is_not_valid_is_refused(bad):
    with pytest.raises(FhirError) as caught:
        verify(bad)
    assert caught.value.kind == "login"


def test_a_token_of_an_unknown_issuer_is_refused():
    async def fetch():
        return {"keys": []}

    verifier = TokenVerifier([Issuer(name="https://other", audience="pk-fhir", fetch=fetch)])
    with pytest.raises(FhirError, match="issuer is not one that this service trusts"):
        verify(token(), verifier)


def test_keys_are_kept_when_the_issuer_cannot_be_reached_and_not_asked_for_at_every_forgery():
    clock, calls, reachable = [0.0], [], [True]

    async def fetch():
        calls.append(clock[0])
        if not reachable[0]:
            raise OSError
        return {"keys": [KEY.as_dict(private=False)]}

    issuer = Issuer(name=DEVELOPMENT_ISSUER, audience="pk-fhir", fetch=fetch)
    verifier = TokenVerifier([issuer], clock=lambda: clock[0])
    assert verify(token(), verifier).subject == "anna"
    reachable[0], clock[0] = False, 10_000.0
    assert verify(token(), verifier).subject == "anna"
    for _ in range(20):
        with pytest.raises(FhirError):
            verify(token(key=make_key()), verifier)
    assert calls == [0.0, 10_000.0]


def test_an_issuer_that_was_never_reached_is_a_passing_fault():
    async def fetch():
        raise OSError

    verifier = TokenVerifier([Issuer(name=DEVELOPMENT_ISSUER, audience="pk-fhir", fetch=fetch)])
    with pytest.raises(FhirError) as caught:
        verify(token(), verifier)
    assert caught.value.kind == "timeout"


def one_issuer(fetch) -> TokenVerifier:
    return TokenVerifier([Issuer(name=DEVELOPMENT_ISSUER, audience="pk-fhir", fetch=fetch)])


def test_who_comes_while_the_issuer_is_asked_waits_for_its_keys():
    calls = []

    async def fetch():
        calls.append("asked")
        await asyncio.sleep(0)
        return {"keys": [KEY.as_dict(private=False)]}

    async def many() -> list[Caller]:
        verifier = one_issuer(fetch)
        return await asyncio.gather(
            *(verifier.caller(token(), default_tenant="region") for _ in range(8))
        )

    assert [caller.subject for caller in asyncio.run(many())] == ["anna"] * 8
    assert calls == ["asked"]


def test_a_known_key_serves_while_the_issuer_is_slow_to_tell_of_others():
    async def known_beside_slow() -> str:
        answer, asked = asyncio.Event(), asyncio.Event()

        async def fetch():
            if asked.is_set():
                await answer.wait()
            asked.set()
            return {"keys": [KEY.as_dict(private=False)]}

        clock = [0.0]
        issuer = Issuer(name=DEVELOPMENT_ISSUER, audience="pk-fhir", fetch=fetch)
        verifier = TokenVerifier([issuer], clock=lambda: clock[0])
        await verifier.caller(token(), default_tenant="region")
        clock[0] = 100.0
        forged = verifier.caller(token(key=make_key()), default_tenant="region")
        waiting = asyncio.create_task(forged)
        await asyncio.sleep(0)
        caller = await verifier.caller(token(), default_tenant="region")
        answer.set()
        with pytest.raises(FhirError):
            await waiting
        return caller.subject

    assert asyncio.run(known_beside_slow()) == "anna"


ODD_KEYS = [
    {"kty": "XYZ", "kid": "odd"},
    {"kty": "EC", "crv": "P-9", "kid": "odd", "x": "aa", "y": "bb"},
    {"kty": "OKP", "crv": "X99", "kid": "odd", "x": "aa"},
    {"kty": "oct", "kid": "odd", "k": "YWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWE"},
    {"kty": ["EC"]},
    "no key",
]


def test_keys_that_cannot_be_used_here_do_not_stand_in_the_way_of_others():
    async def fetch():
        return {"keys": [*ODD_KEYS, KEY.as_dict(private=False)]}

    assert verify(token(), one_issuer(fetch)).subject == "anna"


@pytest.mark.parametrize(
    "answer",
    [
        [],
        {},
        None,
        {"keys": None},
        {"keys": []},
        {"keys": ODD_KEYS},
        {"keys": [{**KEY.as_dict(private=False), "use": "enc"}]},
    ],
)
def test_an_answer_without_a_key_that_signs_is_a_passing_fault(answer):
    async def fetch():
        return answer

    with pytest.raises(FhirError) as caught:
        verify(token(), one_issuer(fetch))
    assert caught.value.kind == "timeout"

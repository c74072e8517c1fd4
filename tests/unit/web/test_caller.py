"""Who a request comes from: token, path and setting together."""

import asyncio
import time

import pytest
from starlette.requests import Request

from pk_fhir.access.caller import Caller
from pk_fhir.access.tokens import TokenVerifier, development_issuer, make_key, sign
from pk_fhir.fhir.outcome import FhirError
from pk_fhir.web.caller import Gate

KEY = make_key()


def gate(*, anonymous: bool, tokens: bool = True) -> Gate:
    verifier = TokenVerifier([development_issuer(KEY, "pk-fhir")]) if tokens else None
    return Gate(
        verifier, providers=["region", "kommun"], default_provider="region", anonymous=anonymous
    )


def caller(gate: Gate, *, provider: str | None = None, authorization: str | None = None) -> Caller:
    headers = [(b"authorization", authorization.encode())] if authorization else []
    path = {"provider": provider} if provider else {}
    scope = {
        "type": "http",
        "headers": headers,
        "path_params": path,
        "state": {"request_id": "r1"},
    }
    return asyncio.run(gate.caller(Request(scope)))


def token(**claims: str) -> str:
    body = {"sub": "s", "role": "staff"} | claims
    return "Bearer " + sign(body, KEY, audience="pk-fhir", now=int(time.time()), lifetime=60)


def test_without_tokens_the_caller_is_an_explicit_development_caller():
    assert caller(gate(anonymous=True), provider="kommun") == Caller(
        tenant="kommun",
        subject="development",
        role="system",
        scopes=frozenset({"system/*.cruds"}),
        request_id="r1",
        development=True,
    )


def test_a_token_is_checked_also_where_none_is_needed():
    assert caller(gate(anonymous=True), authorization=token()).role == "staff"
    with pytest.raises(FhirError) as caught:
        caller(gate(anonymous=True), authorization="Bearer nonsense")
    assert caught.value.kind == "login"


@pytest.mark.parametrize("authorization", [None, "Basic YTpi", "Bearer", "Bearer  "])
def test_without_a_bearer_token_nobody_is_let_in(authorization):
    with pytest.raises(FhirError) as caught:
        caller(gate(anonymous=False), authorization=authorization)
    assert caught.value.kind == "login"


def test_a_token_of_one_provider_learns_nothing_of_another():
    refusals = []
    for provider in ("kommun", "nowhere"):
        with pytest.raises(FhirError) as caught:
            caller(gate(anonymous=False), provider=provider, authorization=token(tenant="region"))
        refusals.append((caught.value.kind, str(caught.value)))
    assert refusals[0] == refusals[1] == ("not-found", "There is no such care provider here.")


def test_a_token_that_names_no_care_provider_opens_the_services_own_alone():
    assert caller(gate(anonymous=False), authorization=token()).tenant == "region"
    with pytest.raises(FhirError) as caught:
        caller(gate(anonymous=False), provider="kommun", authorization=token())
    assert caught.value.kind == "not-found"


def test_a_service_without_keys_says_that_it_takes_no_tokens():
    with pytest.raises(FhirError, match="not set up to accept tokens"):
        caller(gate(anonymous=False, tokens=False), authorization=token())

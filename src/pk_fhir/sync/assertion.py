"""SMART Backend Services: who we are, signed by our private key.

https://hl7.org/fhir/smart-app-launch/client-confidential-asymmetric.html: an assertion lives for at
most five minutes, is used once (`jti`), and is meant for the token endpoint alone (`aud`).
"""

import asyncio
import json
import uuid

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, Key, RSAKey

from pk_fhir.sync.outcome import Reason
from pk_fhir.sync.problem import SourceError
from pk_fhir.sync.secrets import read
from pk_fhir.sync.source import SignedAssertion

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
LIVES_SECONDS = 240


async def signed(how: SignedAssertion, now: float) -> str:
    """A new assertion; `now` in seconds since 1970. SourceError "failed" where the key cannot be used."""
    text = await read(how.key)
    try:
        return await asyncio.to_thread(_signed, how, text, int(now))
    except (JoseError, ValueError, TypeError) as error:
        raise SourceError("failed", Reason(key="view.reason.no-credentials")) from error


def _signed(how: SignedAssertion, text: str, now: int) -> str:
    key = _key(how, text)
    # A JWK names itself, so that one file is all that changes when a key does.
    header = {"alg": how.algorithm, "kid": key.kid or how.kid, "typ": "JWT"}
    claims = {
        "iss": how.client_id,
        "sub": how.client_id,
        "aud": how.token_url,
        "exp": now + LIVES_SECONDS,
        "jti": str(uuid.uuid4()),
    }
    return jwt.encode(header, claims, key, algorithms=[how.algorithm])


def _key(how: SignedAssertion, text: str) -> Key:
    kind = RSAKey if how.algorithm.startswith("RS") else ECKey
    return kind.import_key(json.loads(text) if text.startswith("{") else text)

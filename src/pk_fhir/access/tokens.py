"""Bearer tokens: signed JWTs checked against their issuer's keys, and what they say about the caller.

Signature, `iss`, `aud`, `exp` and `nbf` are checked (RFC 7519, RFC 9068); only asymmetric algorithms
are accepted, so neither `alg: none` nor an HMAC made with a public key passes. An issuer's keys are
kept while they work: a failed refresh never throws away the last good set.
"""

import asyncio
import base64
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

import msgspec
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, JWKRegistry, Key, KeySet

from pk_fhir.access.caller import Caller
from pk_fhir.access.claims import MAPS, ClaimMap, Reading
from pk_fhir.fhir.outcome import FhirError
from pk_fhir.messages import told

ALGORITHMS = ("ES256", "ES384", "RS256", "RS384", "PS256")
# An unknown `kid` asks the issuer again, but not more often than this, so that forged tokens
# cannot make us hammer it.
REFRESH_SECONDS = 30.0
MAX_AGE_SECONDS = 600.0
LEEWAY_SECONDS = 30
DEVELOPMENT_ISSUER = "urn:pk-fhir:development"

FetchKeys = Callable[[], Awaitable[dict[str, Any]]]


class Issuer(msgspec.Struct, frozen=True, kw_only=True):
    """Who may sign tokens: its `iss`, the audience that it must name us by, and how its JWKS is fetched.

    `claims` says how its claims are read, `tenants` are care providers by HSA-id, and `scopes` those of
    its users where its tokens carry none. A token that has more than `longest` seconds left is refused
    (None: it is not): one that never ends can never be taken back.
    """

    name: str
    audience: str
    fetch: FetchKeys
    claims: ClaimMap = "pk-fhir"
    tenants: Mapping[str, str] = {}
    scopes: frozenset[str] = frozenset()
    longest: int | None = None


class _Keys:
    """The last good key set of one issuer, and when it was fetched (monotonic seconds)."""

    def __init__(self) -> None:
        self.known: KeySet | None = None
        self.fetched = float("-inf")
        self.tried = float("-inf")
        # Who comes while the issuer is being asked waits for its answer, and asks no second time.
        self.asking = asyncio.Lock()

    def has(self, kid: object) -> bool:
        return self.known is not None and any(key.kid == kid for key in self.known.keys)

    def are_due(self, kid: object, now: float) -> bool:
        """Whether the issuer is to be asked for them again."""
        old = now - self.fetched > MAX_AGE_SECONDS or not self.has(kid)
        return old and now - self.tried > REFRESH_SECONDS


class TokenVerifier:
    """Turns the text of a bearer token into a `Caller`; raises FhirError("login") saying why not."""

    def __init__(
        self, issuers: Sequence[Issuer], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._issuers = {issuer.name: issuer for issuer in issuers}
        self._keys = {issuer.name: _Keys() for issuer in issuers}
        self._clock = clock

    async def caller(self, token: str, *, default_tenant: str) -> Caller:
        """The caller that this token names; `default_tenant` where the token names none."""
        issuer, kid = self._issuer_of(token)
        keys = await self._key_set(issuer, kid)
        try:
            claims = jwt.decode(token, keys, algorithms=ALGORITHMS).claims
            jwt.JWTClaimsRegistry(
                leeway=LEEWAY_SECONDS,
                iss={"essential": True, "value": issuer.name},
                aud={"essential": True, "value": issuer.audience},
                exp={"essential": True},
                sub={"essential": True},
            ).validate(claims)
        except (JoseError, ValueError) as error:
            raise FhirError(
                "login", told("refused.token-invalid", reason=_reason(error))
            ) from error
        if (
            issuer.longest is not None
            and claims["exp"] > time.time() + issuer.longest + LEEWAY_SECONDS
        ):
            raise FhirError("login", told("refused.token-too-long"))
        reading = Reading(
            default_tenant=default_tenant, tenants=issuer.tenants, scopes=issuer.scopes
        )
        return MAPS[issuer.claims](claims, reading)

    def _issuer_of(self, token: str) -> tuple[Issuer, object]:
        """The registered issuer that the unverified payload names, and the key id of the header."""
        try:
            header, payload = (_segment(part) for part in token.split(".")[:2])
        except (ValueError, msgspec.DecodeError) as error:
            raise FhirError("login", told("refused.token-no-jwt")) from error
        issuer = self._issuers.get(str(payload.get("iss")))
        if issuer is None:
            raise FhirError("login", told("refused.token-issuer"))
        return issuer, header.get("kid")

    async def _key_set(self, issuer: Issuer, kid: object) -> KeySet:
        keys = self._keys[issuer.name]
        # A key that is known serves meanwhile, however slow the issuer is.
        if not (keys.has(kid) and keys.asking.locked()):
            async with keys.asking:
                if keys.are_due(kid, self._clock()):
                    await self._fetch(issuer, keys)
        if keys.known is None:
            raise FhirError("timeout", told("refused.issuer-keys"))
        return keys.known

    async def _fetch(self, issuer: Issuer, keys: _Keys) -> None:
        keys.tried = self._clock()
        try:
            keys.known = _signing_keys(await issuer.fetch())
            keys.fetched = keys.tried
        except (OSError, ValueError) as error:
            if keys.known is None:
                raise FhirError("timeout", told("refused.issuer-keys")) from error


def _signing_keys(stated: object) -> KeySet:
    """The keys of a JWKS (https://www.rfc-editor.org/rfc/rfc7517#section-5) that may sign tokens: what cannot
    be read or is for something else is left out, as the RFC says. ValueError where there is none."""
    listed = stated.get("keys") if isinstance(stated, dict) else None
    found = [key for each in listed or () if (key := _signing_key(each)) is not None]
    if not found:
        raise ValueError("no key that signs")
    return KeySet(found)


def _signing_key(stated: Any) -> Key | None:
    if not isinstance(stated, dict) or stated.get("kty") not in ("EC", "RSA"):
        return None
    if stated.get("use", "sig") != "sig":
        return None
    try:
        return JWKRegistry.import_key(stated)
    except (JoseError, ValueError, LookupError, TypeError):
        return None


def _segment(part: str) -> dict[str, Any]:
    raw = base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
    return msgspec.json.decode(raw, type=dict[str, Any])


def _reason(error: Exception) -> str:
    # joserfc's descriptions name the claim, never its value.
    return (getattr(error, "description", "") or type(error).__name__).rstrip(".")


def make_key() -> ECKey:
    """A new private key (P-256) for development tokens."""
    return ECKey.generate_key("P-256", {"use": "sig", "alg": "ES256"}, private=True, auto_kid=True)


def sign(claims: dict[str, Any], key: ECKey, *, audience: str, now: int, lifetime: int) -> str:
    """A development token: `claims` (role, tenant, scope, patient ...) signed by `key`, for `lifetime` seconds."""
    body = claims | {"iss": DEVELOPMENT_ISSUER, "aud": audience, "iat": now, "exp": now + lifetime}
    return jwt.encode({"alg": "ES256", "kid": key.kid}, body, key, algorithms=["ES256"])


def development_issuer(key: ECKey, audience: str) -> Issuer:
    """The issuer that `pk-fhir token` signs as, known by its local key."""

    async def fetch() -> dict[str, Any]:
        return {"keys": [key.as_dict(private=False)]}

    return Issuer(name=DEVELOPMENT_ISSUER, audience=audience, fetch=fetch)

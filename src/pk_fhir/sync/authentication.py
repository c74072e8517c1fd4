"""How we show a source who we are: a bearer token, or one that we get by OAuth 2.0 client credentials.

Bearer tokens: https://www.rfc-editor.org/rfc/rfc6750; client credentials:
https://www.rfc-editor.org/rfc/rfc6749#section-4.4, the client known to the token endpoint by HTTP
Basic (section 2.3.1), or by a signed assertion (`sync.assertion`). Secrets are named by file or environment variable, and read when they are
needed, so that a new one counts without a restart. None is kept anywhere, logged or shown.
"""

import asyncio
import time
from base64 import b64encode
from collections.abc import AsyncGenerator, Callable
from urllib.parse import quote_plus

import httpx
import msgspec

from pk_fhir.sync.addresses import check_url
from pk_fhir.sync.assertion import ASSERTION_TYPE, signed
from pk_fhir.sync.connection import towards
from pk_fhir.sync.outcome import Reason, State
from pk_fhir.sync.problem import SourceError
from pk_fhir.sync.receive import received
from pk_fhir.sync.secrets import read
from pk_fhir.sync.source import ClientCredentials, Secret, SignedAssertion, Source

# A token is not used in its last seconds: it would run out on its way.
LEEWAY_SECONDS = 30.0
# Where a server does not say how long its token lives.
UNSTATED_SECONDS = 300.0


class _Token(msgspec.Struct):
    access_token: str
    token_type: str
    expires_in: float | None = None


class Bearer(httpx.Auth):
    """The same token with every request, as it stands in the file or variable now."""

    def __init__(self, secret: Secret) -> None:
        self._secret = secret

    async def async_auth_flow(
        self, request: httpx.Request
    ) -> AsyncGenerator[httpx.Request, httpx.Response]:
        """Add the token. SourceError "failed" where it cannot be read."""
        token = await read(self._secret)
        if not _is_token(token):
            raise SourceError("failed", Reason(key="view.reason.no-credentials"))
        request.headers["Authorization"] = f"Bearer {token}"
        yield request


class Granted(httpx.Auth):
    """A token from the source's token endpoint, asked for once for all who wait, and again when it ends."""

    def __init__(
        self,
        source: Source,
        how: ClientCredentials | SignedAssertion,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._source = source
        self._how = how
        self._clock = clock
        self._token = ""
        self._until = 0.0
        self._asking = asyncio.Lock()

    async def async_auth_flow(
        self, request: httpx.Request
    ) -> AsyncGenerator[httpx.Request, httpx.Response]:
        """Add a token that is good. SourceError where there is none to be had."""
        token = await self._current()
        request.headers["Authorization"] = f"Bearer {token}"
        response = yield request
        if response.status_code == httpx.codes.UNAUTHORIZED and token == self._token:
            # Withdrawn before its time, or our clocks differ: the next request gets a new one.
            self._until = 0.0

    async def _current(self) -> str:
        async with self._asking:
            if self._clock() >= self._until:
                asked = self._clock()
                granted = await self._ask()
                stated = granted.expires_in
                lives = UNSTATED_SECONDS if stated is None else stated
                # A token of a few seconds is still good for the one request that it was got for.
                self._until = asked + max(lives - LEEWAY_SECONDS, 0.0)
                self._token = granted.access_token
            return self._token

    async def _ask(self) -> _Token:
        source, how = self._source, self._how
        await check_url(how.token_url, allow_private=source.allow_private)
        form = {"grant_type": "client_credentials"} | ({"scope": how.scope} if how.scope else {})
        headers = {"Accept": "application/json", "Accept-Encoding": "identity"}
        if isinstance(how, SignedAssertion):
            assertion = await signed(how, time.time())
            form |= {"client_assertion_type": ASSERTION_TYPE, "client_assertion": assertion}
        else:
            pair = f"{quote_plus(how.client_id)}:{quote_plus(await read(how.secret))}"
            headers["Authorization"] = f"Basic {b64encode(pair.encode()).decode()}"
        limits = source.limits
        timeout = httpx.Timeout(limits.read, connect=limits.connect)
        async with httpx.AsyncClient(
            headers=headers, timeout=timeout, trust_env=False, transport=towards(source)
        ) as client:
            try:
                body = await received(client, "POST", how.token_url, limits, form)
            except SourceError as error:
                raise _without_token(error) from error
        return _token(body)


def authentication(source: Source) -> httpx.Auth | None:
    """What adds the source's credentials to each request to it; None where it asks for none."""
    how = source.auth
    if how is None:
        return None
    return Bearer(how) if isinstance(how, Secret) else Granted(source, how)


def _without_token(error: SourceError) -> SourceError:
    # RFC 6749, 5.2: a client that is not known, or may not, is answered with 400 or 401.
    if error.status in (httpx.codes.BAD_REQUEST, httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN):
        reason = Reason(key="view.reason.token-refused", values={"status": str(error.status)})
        return SourceError("not-authorised", reason)
    state: State = "timed-out" if error.state == "timed-out" else "failed"
    return SourceError(state, Reason(key="view.reason.no-token"))


def _token(body: bytes) -> _Token:
    try:
        token = msgspec.json.decode(body, type=_Token, strict=False)
    except msgspec.MsgspecError as error:
        raise SourceError("failed", Reason(key="view.reason.no-token")) from error
    if token.token_type.lower() != "bearer" or not _is_token(token.access_token):
        raise SourceError("failed", Reason(key="view.reason.no-token"))
    return token


def _is_token(text: str) -> bool:
    """Whether a header can hold it: signs that can be seen, and no spaces (RFC 6750, 2.1)."""
    return bool(text) and text.isascii() and text.isprintable() and " " not in text

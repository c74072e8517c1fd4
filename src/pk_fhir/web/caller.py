"""Request → `Caller`: the bearer token, the care provider in the path, the request's id."""

from collections.abc import Awaitable, Callable, Collection

import msgspec
from starlette.requests import Request

from pk_fhir.access.caller import Caller
from pk_fhir.access.tokens import TokenVerifier
from pk_fhir.fhir.outcome import FhirError
from pk_fhir.messages import Language, preferred_language, told

Admit = Callable[[Caller], Awaitable[Caller]]
DEVELOPMENT_SCOPES = frozenset({"system/*.cruds"})


class Gate:
    """Says who a request comes from, once for each request.

    `verifier` checks tokens (None: tokens are not accepted); `anonymous` serves requests without a
    token as the development caller. `admit` asks the rules of law and trust
    (`interactions.admission.admit`).
    """

    def __init__(
        self,
        verifier: TokenVerifier | None,
        *,
        providers: Collection[str],
        default_provider: str,
        anonymous: bool,
        admit: Admit | None = None,
    ) -> None:
        self._verifier = verifier
        self._providers = frozenset(providers)
        self._default = default_provider
        self._anonymous = anonymous
        self._admit = admit

    async def caller(self, request: Request) -> Caller:
        """The caller of this request; FhirError "login" without a valid token, "not-found" for another provider."""
        tenant = request.path_params.get("provider", self._default)
        if tenant not in self._providers:
            raise FhirError("not-found", told("request.no-such-provider"))
        caller = await self._identify(request, tenant)
        known = msgspec.structs.replace(
            caller, request_id=request_id(request), language=language_of(request)
        )
        state = request.scope.setdefault("state", {})
        if known.tenant != tenant:
            # What is refused is told in the log of the care provider that was asked.
            giver = known.provider or known.tenant
            state["caller"] = msgspec.structs.replace(known, tenant=tenant, provider=giver)
            # The same answer as for a provider that does not exist: a token of one says nothing of others.
            raise FhirError("not-found", told("request.no-such-provider"))
        # For the row of a refusal, whatever is refused from here on.
        state["caller"] = known
        return await self._admit(known) if self._admit is not None else known

    def stranger(self, request: Request) -> Caller:
        """Who asks without a token for what everybody may know: somebody who may see nothing."""
        tenant = request.path_params.get("provider", self._default)
        return Caller(
            tenant=tenant,
            subject="unknown",
            role="system",
            scopes=frozenset(),
            request_id=request_id(request),
            language=language_of(request),
        )

    async def _identify(self, request: Request, tenant: str) -> Caller:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if not scheme and self._anonymous:
            return Caller(
                tenant=tenant,
                subject="development",
                role="system",
                scopes=DEVELOPMENT_SCOPES,
                development=True,
            )
        if scheme.lower() != "bearer" or not token.strip():
            raise FhirError("login", told("request.send-token"))
        if self._verifier is None:
            raise FhirError("login", told("request.no-tokens"))
        # One that names no care provider is of the service's own, never of every one that a path names.
        return await self._verifier.caller(token.strip(), default_tenant=self._default)


def language_of(request: Request) -> Language:
    """The language in which the one who asks reads."""
    return preferred_language(request.headers.get("accept-language"))


def request_id(request: Request) -> str:
    """The id that follows this request into logs and audit; set by `web.request_log`."""
    return str(request.scope.get("state", {}).get("request_id", ""))

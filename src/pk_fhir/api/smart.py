"""`.well-known/smart-configuration`: where SMART applications get their tokens, and what is understood of them.

https://hl7.org/fhir/smart-app-launch/STU2.2/conformance.html. Answered without a token, as JSON whatever
`Accept` says. The endpoints are the trusted issuer's: this service gives no tokens itself, and where no
issuer states a token endpoint there is no such document.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from pk_fhir.fhir.outcome import FhirError
from pk_fhir.messages import told
from pk_fhir.web.caller import language_of
from pk_fhir.web.errors import outcome_response

TAIL = "/.well-known/smart-configuration"
CAPABILITIES = [
    "client-confidential-asymmetric",
    "permission-patient",
    "permission-user",
    "permission-v1",
    "permission-v2",
]
LAUNCH = ["client-public", "context-standalone-patient", "launch-standalone"]


class Authority(NamedTuple):
    """An issuer as an application needs to know it: absolute URLs."""

    issuer: str
    token_url: str
    authorize_url: str | None = None
    jwks_url: str | None = None


def configuration(authority: Authority) -> dict[str, Any]:
    """The document."""
    launches = authority.authorize_url is not None
    stated = {
        "issuer": authority.issuer,
        "jwks_uri": authority.jwks_url,
        "authorization_endpoint": authority.authorize_url,
        "token_endpoint": authority.token_url,
        "token_endpoint_auth_methods_supported": ["private_key_jwt"],
        "token_endpoint_auth_signing_alg_values_supported": ["RS384", "ES384"],
        "grant_types_supported": [
            *(["authorization_code"] if launches else []),
            "client_credentials",
        ],
        "scopes_supported": ["patient/*.rs", "user/*.cruds", "system/*.cruds"],
        "response_types_supported": ["code"] if launches else None,
        "code_challenge_methods_supported": ["S256"],
        "capabilities": sorted([*CAPABILITIES, *(LAUNCH if launches else [])]),
    }
    return {name: value for name, value in stated.items() if value is not None}


class SmartConfiguration:
    """Answers the document before the FHIR interface `app`, which asks for a token."""

    def __init__(self, app: ASGIApp, authorities: Sequence[Authority]) -> None:
        self._app = app
        self._document = configuration(authorities[0]) if authorities else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        asked = scope["type"] == "http" and scope["path"].endswith(TAIL)
        if not asked or scope["method"] not in ("GET", "HEAD"):
            await self._app(scope, receive, send)
            return
        if self._document is None:
            nothing = told("request.no-issuer")
            response = outcome_response(
                FhirError("not-found", nothing), language_of(Request(scope))
            )
        else:
            response = Response(orjson.dumps(self._document), media_type="application/json")
        await response(scope, receive, send)

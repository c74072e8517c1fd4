"""Where nobody logs in, only a browser that means this service is answered (DNS rebinding).

Another site's page can have its own name lead to 127.0.0.1, and its scripts then read what is served there as
if it were theirs. The name that they ask by gives them away: it has a domain, and is not one of ours. Where
tokens are asked for there is nothing to be had that way.
"""

import ipaddress
from collections.abc import Collection
from functools import lru_cache
from urllib.parse import urlsplit

from starlette.types import ASGIApp, Receive, Scope, Send

from pk_fhir.fhir.outcome import FhirError
from pk_fhir.messages import told
from pk_fhir.web.errors import outcome_response


class OwnHosts:
    """ASGI middleware: answers requests by these names, by an address, or by a name without a domain."""

    def __init__(self, app: ASGIApp, names: Collection[str]) -> None:
        self._app = app
        self._names = frozenset(name.lower() for name in names)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or refuse."""
        if scope["type"] == "http" and not self._is_ours(scope):
            refusal = outcome_response(FhirError("forbidden", told("refused.host")))
            await refusal(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _is_ours(self, scope: Scope) -> bool:
        stated = next((value for name, value in scope["headers"] if name == b"host"), b"")
        return _is_ours(stated, self._names)


@lru_cache(maxsize=256)
def _is_ours(stated: bytes, names: frozenset[str]) -> bool:
    try:
        host = (urlsplit(f"//{stated.decode('latin-1')}").hostname or "").rstrip(".")
    except ValueError:
        return False
    if "." not in host and ":" not in host:
        return True
    return host in names or host.endswith(".localhost") or _is_address(host)


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True

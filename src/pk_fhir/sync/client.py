"""The HTTP client towards one external FHIR server, which is never trusted.

RESTful search: https://hl7.org/fhir/R4/http.html#search. Searches go by POST, so that no personal
number stands in a URL or in anybody's access log.
"""

from collections.abc import Mapping
from typing import Any

import httpx
import msgspec
import orjson

from pk_fhir.sync.authentication import Granted, authentication
from pk_fhir.sync.outcome import Reason
from pk_fhir.sync.problem import SourceError
from pk_fhir.sync.receive import received
from pk_fhir.sync.source import Limits, Source
from pk_fhir.sync.tls import verified

JSON = "application/fhir+json"


class Answer(msgspec.Struct, frozen=True):
    """A resource, and the bytes that it came as."""

    resource: dict[str, Any]
    body: bytes


def http_client(source: Source) -> httpx.AsyncClient:
    """A client with a connection pool of this source's own."""
    limits = source.limits
    # Some servers answer a search from memory for a minute; HAPI FHIR does unless it is told not to.
    headers = {
        "Accept": JSON,
        "Accept-Encoding": "gzip, deflate",
        "Cache-Control": "no-cache",
    }
    if source.token:
        headers["Authorization"] = f"Bearer {source.token}"
    return httpx.AsyncClient(
        headers=headers,
        auth=authentication(source),
        follow_redirects=False,
        trust_env=False,
        verify=verified(source),
        timeout=httpx.Timeout(
            connect=limits.connect, read=limits.read, write=limits.read, pool=limits.total
        ),
        limits=httpx.Limits(
            max_connections=limits.connections, max_keepalive_connections=limits.connections
        ),
    )


class Clients:
    """One client for each source, made when it is first asked: one whose certificate cannot be read
    fails alone."""

    def __init__(self) -> None:
        self._made: dict[str, httpx.AsyncClient] = {}

    def of(self, source: Source) -> httpx.AsyncClient:
        """The source's client. SourceError "failed" where it cannot be made."""
        client = self._made.get(source.key)
        if client is None:
            client = self._made[source.key] = http_client(source)
        return client

    async def aclose(self) -> None:
        """Close the connections."""
        for client in self._made.values():
            await client.aclose()


async def ask(
    client: httpx.AsyncClient,
    method: str,
    url: str,
    limits: Limits,
    form: Mapping[str, str] | None = None,
) -> Answer:
    """One request; the resource that answers it. SourceError for everything else."""
    try:
        body = await received(client, method, url, limits, form)
    except SourceError as error:
        if error.status != httpx.codes.UNAUTHORIZED or not isinstance(client.auth, Granted):
            raise
        # The token was withdrawn before its time; a new one is got, once.
        body = await received(client, method, url, limits, form)
    return Answer(_resource(body), body)


def _resource(body: bytes) -> dict[str, Any]:
    try:
        resource = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise SourceError("failed", Reason(key="view.reason.not-fhir")) from error
    if not isinstance(resource, dict) or not isinstance(resource.get("resourceType"), str):
        raise SourceError("failed", Reason(key="view.reason.not-fhir"))
    return resource

"""The HTTP client towards one external FHIR server, which is never trusted.

RESTful search: https://hl7.org/fhir/R4/http.html#search. Searches go by POST, so that no personal
number stands in a URL or in anybody's access log.
"""

import asyncio
import random
import time
from collections.abc import Callable, Coroutine
from typing import Any

import httpx
import msgspec
import orjson

from pk_fhir.sync.authentication import Granted, authentication
from pk_fhir.sync.connection import towards
from pk_fhir.sync.pace import Pace
from pk_fhir.sync.problem import SourceError, UnreadableError
from pk_fhir.sync.receive import Sent, received
from pk_fhir.sync.source import Limits, Source
from pk_fhir.sync.tls import as_they_stand

JSON = "application/fhir+json"

FIRST_PAUSE_SECONDS = 0.1
# What a server answers, or does, that will be well in a moment.
_TRANSIENT = frozenset({502, 503, 504})
Hook = Callable[[httpx.Request], Coroutine[Any, Any, None]]


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
    hooks: list[Hook] = [Pace(limits.per_second)] if limits.per_second else []
    return httpx.AsyncClient(
        headers=headers,
        event_hooks={"request": hooks},
        auth=authentication(source),
        follow_redirects=False,
        trust_env=False,
        transport=towards(source),
        timeout=httpx.Timeout(
            connect=limits.connect, read=limits.read, write=limits.read, pool=limits.total
        ),
    )


class Clients:
    """One client for each source, made when it is first asked: one whose certificate cannot be read
    fails alone. A source that is registered anew gets a new one, and so does one whose certificate of ours
    was renewed."""

    def __init__(self) -> None:
        self._made: dict[str, tuple[object, httpx.AsyncClient]] = {}
        self._retired: list[httpx.AsyncClient] = []

    def of(self, source: Source) -> httpx.AsyncClient:
        """The source's client. SourceError "failed" where it cannot be made."""
        stated = (source, as_they_stand(source))
        made, client = self._made.get(source.key, (None, None))
        if client is None or made != stated:
            newer = http_client(source)
            if client is not None:
                # Requests may be under way in it.
                self._retired.append(client)
            client = newer
            self._made[source.key] = (stated, client)
        return client

    async def aclose(self) -> None:
        """Close the connections."""
        for client in (*self._retired, *(client for _, client in self._made.values())):
            await client.aclose()


async def ask(
    client: httpx.AsyncClient,
    method: str,
    url: str,
    limits: Limits,
    sent: Sent = None,
) -> Answer:
    """One request that changes nothing; the resource that answers it. SourceError for everything else.

    It is made again, within the limits, where it failed for the moment only.
    """
    until = time.monotonic() + limits.total
    for failures in range(1, limits.tries):
        try:
            return await _asked(client, method, url, limits, sent)
        except SourceError as error:
            # Not at the same moment as everybody else who failed.
            pause = FIRST_PAUSE_SECONDS * 2.0 ** (failures - 1) * random.uniform(0.5, 1.5)  # noqa: S311 - no secret
            if not _passes(error) or time.monotonic() + pause > until:
                raise
        await asyncio.sleep(pause)
    return await _asked(client, method, url, limits, sent)


def _passes(error: SourceError) -> bool:
    """Whether it may be over in a moment; a server that asks to be left alone is not asked again."""
    if error.status is None:
        return error.reason.key == "view.reason.unreachable"
    return error.status in _TRANSIENT and not error.wait


async def _asked(
    client: httpx.AsyncClient,
    method: str,
    url: str,
    limits: Limits,
    sent: Sent,
) -> Answer:
    try:
        body = await received(client, method, url, limits, sent)
    except SourceError as error:
        if error.status != httpx.codes.UNAUTHORIZED or not isinstance(client.auth, Granted):
            raise
        # The token was withdrawn before its time; a new one is got, once.
        body = await received(client, method, url, limits, sent)
    return Answer(_resource(body), body)


def _resource(body: bytes) -> dict[str, Any]:
    try:
        resource = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise UnreadableError(body) from error
    if not isinstance(resource, dict) or not isinstance(resource.get("resourceType"), str):
        raise UnreadableError(body)
    return resource

"""The HTTP client towards one external FHIR server, which is never trusted.

RESTful search: https://hl7.org/fhir/R4/http.html#search. Searches go by POST, so that no personal
number stands in a URL or in anybody's access log. Redirects are not followed, answers are cut off at
a size (counted after decompression) and a time, and a failure becomes a `SourceError` that says who
did what wrong.

A request is never cancelled: cancelled httpx requests lose their place in the connection pool for
good. It ends by its own time-outs; whoever waits may stop waiting (`sync.sources`).
"""

import time
from collections.abc import Mapping
from typing import Any

import httpx
import msgspec
import orjson

from pk_fhir.sync.outcome import Reason, State
from pk_fhir.sync.source import Limits, Source

JSON = "application/fhir+json"
# One pass of decompression multiplies at most some thousand times; two would have no bound.
ENCODINGS = frozenset({"", "identity", "gzip", "deflate"})


class SourceError(Exception):
    """A source that did not give what it was asked for. `status` is its HTTP status, if any."""

    def __init__(self, state: State, reason: Reason, status: int | None = None) -> None:
        super().__init__(reason.key)
        self.state = state
        self.reason = reason
        self.status = status


class Answer(msgspec.Struct, frozen=True):
    """A resource, and the bytes that it came as."""

    resource: dict[str, Any]
    body: bytes


def http_client(source: Source) -> httpx.AsyncClient:
    """A client with a connection pool of this source's own."""
    limits = source.limits
    headers = {"Accept": JSON, "Accept-Encoding": "gzip, deflate"}
    if source.token:
        headers["Authorization"] = f"Bearer {source.token}"
    return httpx.AsyncClient(
        headers=headers,
        follow_redirects=False,
        trust_env=False,
        timeout=httpx.Timeout(
            connect=limits.connect, read=limits.read, write=limits.read, pool=limits.total
        ),
        limits=httpx.Limits(
            max_connections=limits.connections, max_keepalive_connections=limits.connections
        ),
    )


async def ask(
    client: httpx.AsyncClient,
    method: str,
    url: str,
    limits: Limits,
    form: Mapping[str, str] | None = None,
) -> Answer:
    """One request; the resource that answers it. SourceError for everything else."""
    try:
        async with client.stream(method, url, data=form) as response:
            _check_status(response)
            body = await _body(response, limits)
    except httpx.TimeoutException as error:
        raise SourceError("timed-out", Reason(key="view.reason.no-answer")) from error
    except httpx.DecodingError as error:
        raise SourceError("failed", Reason(key="view.reason.not-fhir")) from error
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise SourceError("failed", Reason(key="view.reason.unreachable")) from error
    return Answer(_resource(body), body)


def _check_status(response: httpx.Response) -> None:
    status = response.status_code
    if status == httpx.codes.OK:
        return
    if status in (httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN):
        raise SourceError(
            "not-authorised",
            Reason(key="view.reason.refused", values={"status": str(status)}),
            status,
        )
    key = "view.reason.redirect" if response.is_redirect else "view.reason.status"
    raise SourceError("failed", Reason(key=key, values={"status": str(status)}), status)


async def _body(response: httpx.Response, limits: Limits) -> bytes:
    """The body, as long as it keeps to the limits of size and time."""
    if response.headers.get("Content-Encoding", "").strip().lower() not in ENCODINGS:
        raise SourceError("failed", Reason(key="view.reason.encoding"))
    until = time.monotonic() + limits.total
    chunks: list[bytes] = []
    size = 0
    async for chunk in response.aiter_bytes():
        size += len(chunk)
        if size > limits.answer_bytes:
            raise SourceError("failed", Reason(key="view.reason.too-large"))
        if time.monotonic() > until:
            raise SourceError("timed-out", Reason(key="view.reason.too-slow"))
        chunks.append(chunk)
    return b"".join(chunks)


def _resource(body: bytes) -> dict[str, Any]:
    try:
        resource = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise SourceError("failed", Reason(key="view.reason.not-fhir")) from error
    if not isinstance(resource, dict) or not isinstance(resource.get("resourceType"), str):
        raise SourceError("failed", Reason(key="view.reason.not-fhir"))
    return resource

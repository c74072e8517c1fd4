"""One HTTP exchange with a server that is never trusted, within limits of size and time.

Redirects are not followed, and a failure becomes a `SourceError` that says who did what wrong. A
request is never cancelled: cancelled httpx requests lose their place in the connection pool for
good. It ends by its own time-outs; whoever waits may stop waiting (`sync.sources`).
"""

import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import httpx

from pk_fhir.sync.connection import TooSlowError
from pk_fhir.sync.outcome import Reason
from pk_fhir.sync.problem import SourceError
from pk_fhir.sync.source import Limits
from pk_fhir.sync.waiting import asked_to_wait

_BUSY = frozenset({httpx.codes.TOO_MANY_REQUESTS, httpx.codes.SERVICE_UNAVAILABLE})
# One pass of decompression multiplies at most some thousand times; two would have no bound.
ENCODINGS = frozenset({"", "identity", "gzip", "deflate"})


# A form, a resource as JSON, or nothing.
Sent = Mapping[str, str] | bytes | None


async def received(
    client: httpx.AsyncClient,
    method: str,
    url: str,
    limits: Limits,
    sent: Sent = None,
) -> bytes:
    """The body of a good answer (200). SourceError for everything else."""
    with as_source_errors():
        async with client.stream(method, url, **_body(sent)) as response:
            _check_status(response)
            return await body_within(response, limits)


def _body(sent: Sent) -> dict[str, Any]:
    if isinstance(sent, bytes):
        return {"content": sent, "headers": {"Content-Type": "application/fhir+json"}}
    return {"data": sent}


@contextmanager
def as_source_errors() -> Iterator[None]:
    """What fails in an exchange, as a SourceError that says why."""
    try:
        yield
    except httpx.TimeoutException as error:
        key = "too-slow" if isinstance(error.__cause__, TooSlowError) else "no-answer"
        raise SourceError("timed-out", Reason(key=f"view.reason.{key}")) from error
    except httpx.DecodingError as error:
        raise SourceError("failed", Reason(key="view.reason.not-fhir")) from error
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        key = "certificate" if distrusted(error) else "unreachable"
        raise SourceError("failed", Reason(key=f"view.reason.{key}")) from error


def distrusted(error: BaseException | None) -> bool:
    """Whether this failed because of a certificate that nobody vouches for."""
    while error is not None and not isinstance(error, ssl.SSLCertVerificationError):
        error = error.__cause__ or error.__context__
    return error is not None


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
    wait = asked_to_wait(response.headers) if status in _BUSY else 0.0
    raise SourceError("failed", Reason(key=key, values={"status": str(status)}), status, wait)


async def body_within(response: httpx.Response, limits: Limits) -> bytes:
    """The body, as long as it keeps to the limit of size; the connection (`sync.connection`) keeps to that of time."""
    if response.headers.get("Content-Encoding", "").strip().lower() not in ENCODINGS:
        raise SourceError("failed", Reason(key="view.reason.encoding"))
    chunks: list[bytes] = []
    size = 0
    async for chunk in response.aiter_bytes():
        size += len(chunk)
        if size > limits.answer_bytes:
            raise SourceError("failed", Reason(key="view.reason.too-large"))
        chunks.append(chunk)
    return b"".join(chunks)

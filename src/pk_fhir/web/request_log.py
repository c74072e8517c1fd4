"""One structured log line and one metric for each request, without personal data.

The line names the route's template, never the path or query as sent: a search may carry a personnummer.
"""

import re
import time
import uuid
from functools import lru_cache

import structlog
from prometheus_client import Counter, Histogram
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pk_fhir.messages.numbers import Numbers

LOG = structlog.get_logger("pk_fhir.request")
REQUEST_ID = re.compile(rb"[A-Za-z0-9._-]{1,64}")
# A client's own request id is echoed only when it cannot be a personal number in disguise.
PERSONAL = Numbers(r"\d{6,8}[-+._]?\d{4}")

REQUESTS = Counter("pk_fhir_requests", "HTTP requests.", ("method", "route", "status"))
SECONDS = Histogram("pk_fhir_request_seconds", "Time to the answer's head.", ("method", "route"))
# What a client called its request by, where the request has another id here: for its own eyes.
TOLD_BACK = re.compile(rb"[\x21-\x7e]{1,128}")
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class RequestLog:
    """ASGI middleware; also answers `X-Request-Id`, and `X-Correlation-Id` to who called it something else.

    https://hl7.org/fhir/R4/http.html#custom
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request and log it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()
        called = next((value for name, value in scope["headers"] if name == b"x-request-id"), b"")
        identity = _request_id(called)
        scope.setdefault("state", {})["request_id"] = identity
        ids = _ids(identity, called)
        status = 500

        async def send_head(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message = {**message, "headers": [*message.get("headers", ()), *ids]}
            await send(message)

        try:
            await self._app(scope, receive, send_head)
        finally:
            _record(scope, status, time.perf_counter() - started, identity)


def _request_id(called: bytes) -> str:
    if REQUEST_ID.fullmatch(called) and not PERSONAL.search(called.decode("latin-1")):
        return called.decode()
    return uuid.uuid4().hex


def _ids(identity: str, called: bytes) -> list[tuple[bytes, bytes]]:
    ids = [(b"x-request-id", identity.encode())]
    if (
        called != ids[0][1]
        and TOLD_BACK.fullmatch(called)
        and not PERSONAL.search(called.decode("latin-1"))
    ):
        ids.append((b"x-correlation-id", called))
    return ids


# Looking a series up by its labels costs more than counting; there are few, for templates are.
@lru_cache(maxsize=4096)
def _requests(method: str, template: str, status: int) -> Counter:
    return REQUESTS.labels(method, template, str(status))


@lru_cache(maxsize=1024)
def _seconds(method: str, template: str) -> Histogram:
    return SECONDS.labels(method, template)


def _record(scope: Scope, status: int, seconds: float, identity: str) -> None:
    route = scope.get("route")
    template = getattr(route, "path", None) or scope.get("state", {}).get("route") or "unmatched"
    method = scope["method"] if scope["method"] in METHODS else "OTHER"
    _requests(method, template, status).inc()
    _seconds(method, template).observe(seconds)
    LOG.info(
        "request",
        method=method,
        route=template,
        status=status,
        ms=round(seconds * 1000, 1),
        request_id=identity,
    )

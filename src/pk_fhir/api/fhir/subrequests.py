"""What an entry of a Bundle reads or calls is run as its own request would be run.

https://hl7.org/fhir/R4/http.html#transaction: reads, histories, searches with all their parameters,
conditional reads, and, in a batch, operations. An answer of FHIR's JSON becomes the entry's resource.
"""

from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from pk_fhir.api.fhir.exchange import Exchange
from pk_fhir.api.fhir.formats import JSON
from pk_fhir.fhir import json as fhir_json
from pk_fhir.interactions.entries import Entry
from pk_fhir.interactions.instants import http_date, instant, read_http_date, read_instant
from pk_fhir.interactions.responses import Response as EntryResponse
from pk_fhir.interactions.responses import words

# Preferences of the Bundle's own request that are about each entry too.
_PASSED_ON = (b"prefer",)


class Subrequests:
    """Runs entries for the one who sent the Bundle."""

    def __init__(self, exchange: Exchange) -> None:
        assert exchange.router is not None  # noqa: S101 - the interface runs what it routes
        self._exchange = exchange
        self._router = exchange.router

    async def __call__(self, entry: Entry) -> EntryResponse:
        """The entry's response; FhirError as the request would have it."""
        exchange = self._exchange
        request = Request(self._scope(entry), _receive(entry))
        inner = Exchange(exchange.service, request, exchange.caller, exchange.router)
        answer = _response(await self._router.run(inner, "/".join(entry.path)))
        return EntryResponse(response=answer.response) if entry.head else answer

    def require_reading(self, entry: Entry) -> None:
        """FhirError where nothing answers the entry, or what answers changes what is stored."""
        self._router.require_reading(entry.method, "/".join(entry.path))

    def _scope(self, entry: Entry) -> dict[str, Any]:
        outer = self._exchange.request.scope
        headers = [pair for pair in outer["headers"] if pair[0] in _PASSED_ON]
        headers += [(name, value.encode()) for name, value in _conditions(entry)]
        return {
            "type": "http",
            "method": entry.method,
            "path": f"{outer['path'].rstrip('/')}/{'/'.join(entry.path)}",
            "query_string": entry.query.encode("ascii", "backslashreplace"),
            "headers": [*headers, (b"accept", JSON.encode()), (b"content-type", _media(entry))],
            "path_params": outer.get("path_params", {}),
            "state": dict(outer.get("state", {})),
        }


def _media(entry: Entry) -> bytes:
    by_post = entry.path[-1:] == ("_search",)
    return b"application/x-www-form-urlencoded" if by_post else JSON.encode()


def _conditions(entry: Entry) -> list[tuple[bytes, str]]:
    found = []
    if entry.if_none_match is not None:
        found.append((b"if-none-match", entry.if_none_match))
    since = entry.if_modified_since
    if since is not None:
        # An instant in a Bundle, an HTTP date in a header.
        at = read_instant(since)
        found.append((b"if-modified-since", since if at is None else http_date(at)))
    return found


def _receive(entry: Entry) -> Callable[[], Awaitable[dict[str, Any]]]:
    body = fhir_json.dump(entry.resource) if entry.resource is not None else b""

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    return receive


def _response(answer: Response) -> EntryResponse:
    response: dict[str, Any] = {"status": words(answer.status_code)}
    headers = answer.headers
    if "etag" in headers:
        response["etag"] = headers["etag"]
    if "location" in headers or "content-location" in headers:
        response["location"] = headers.get("location") or headers["content-location"]
    changed = read_http_date(headers.get("last-modified", ""))
    if changed is not None:
        response["lastModified"] = instant(changed)
    body = bytes(answer.body)
    is_resource = headers.get("content-type", "").startswith(JSON)
    return EntryResponse(response=response, resource=body if body and is_resource else None)

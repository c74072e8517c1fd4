"""read, vread, history over HTTP (https://hl7.org/fhir/R4/http.html#read)."""

from starlette.responses import Response

from pk_fhir.api.fhir import binaries
from pk_fhir.api.fhir.exchange import Exchange
from pk_fhir.api.fhir.projection import projected
from pk_fhir.fhir.outcome import FhirError
from pk_fhir.interactions import bundles, cursor
from pk_fhir.interactions import history as past
from pk_fhir.interactions import read as reads
from pk_fhir.interactions.instants import http_date, read_http_date, read_instant
from pk_fhir.interactions.preconditions import etags
from pk_fhir.interactions.versions import Version


async def read(exchange: Exchange, type_: str, id_: str) -> Response:
    """GET /Type/id, also conditional."""
    exchange.only()
    version = await reads.read(exchange.service, exchange.caller, type_, id_)
    if _unchanged(exchange, version):
        return exchange.answer(None, 304, _headers(version))
    return _answer(exchange, version)


async def vread(exchange: Exchange, type_: str, id_: str, version_id: str) -> Response:
    """GET /Type/id/_history/version."""
    exchange.only()
    version = await reads.vread(exchange.service, exchange.caller, type_, id_, version_id)
    return _answer(exchange, version)


def _answer(exchange: Exchange, version: Version) -> Response:
    if version.type == "Binary":
        own = binaries.content(exchange, version.body or b"", _headers(version))
        if own is not None:
            return own
    return exchange.answer(projected(exchange, version.body or b""), 200, _headers(version))


def _headers(version: Version) -> dict[str, str]:
    return {
        "ETag": f'W/"{version.version}"',
        "Last-Modified": http_date(version.last_updated),
    }


def _unchanged(exchange: Exchange, version: Version) -> bool:
    header = exchange.header("if-none-match")
    if header is not None:
        known = etags(header)
        return "*" in known or str(version.version) in known
    since = exchange.header("if-modified-since")
    known_at = read_http_date(since) if since is not None else None
    return known_at is not None and version.last_updated // 1_000_000 * 1_000_000 <= known_at


async def history(exchange: Exchange, type_: str | None = None, id_: str | None = None) -> Response:
    """GET .../_history of a resource, a type, or everything."""
    exchange.only("_since", "_at", "_count", "_page")
    wanted = past.Wanted(
        since=moment(exchange, "_since"),
        at=moment(exchange, "_at"),
        count=count(exchange),
        before=_position(exchange),
    )
    page = await past.history(exchange.service, exchange.caller, type_, id_, wanted)
    path = "/".join(part for part in (type_, id_, "_history") if part)
    return exchange.answer(bundles.history(exchange.base, page, _links(exchange, path, page)))


def _links(exchange: Exchange, path: str, page: past.HistoryPage) -> list[tuple[str, str]]:
    kept = [
        (name, value)
        for name, value in exchange.parameters
        if name in ("_since", "_at", "_count", "_format")
    ]
    links = [("self", bundles.url(exchange.base, path, exchange.parameters))]
    if page.after is not None:
        token = cursor.seal(exchange.service.secret, exchange.caller, list(page.after))
        links.append(("next", bundles.url(exchange.base, path, [*kept, ("_page", token)])))
    return links


def _position(exchange: Exchange) -> tuple[int, int] | None:
    token = exchange.parameter("_page")
    if token is None:
        return None
    at, number = cursor.unseal(exchange.service.secret, exchange.caller, token)
    return int(at), int(number)


def moment(exchange: Exchange, name: str) -> int | None:
    """A parameter that is an instant, in microseconds since 1970."""
    text = exchange.parameter(name)
    return None if text is None else micros(name, text)


def micros(name: str, text: str) -> int:
    """The microseconds since 1970 of the instant in a parameter."""
    found = read_instant(text.replace(" ", "+"))
    if found is None:
        raise FhirError(
            "invalid", f"{name} is no instant: write it like 2026-11-25T10:00:00+01:00."
        )
    return found


def count(exchange: Exchange) -> int | None:
    """The parameter `_count`."""
    text = exchange.parameter("_count")
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 10):  # noqa: PLR2004 - fits any database
        raise FhirError("invalid", "_count is a whole number, 0 or more.")
    return int(text)

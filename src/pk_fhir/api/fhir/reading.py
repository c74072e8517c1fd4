"""read, vread, history over HTTP (https://hl7.org/fhir/R4/http.html#read)."""

import msgspec
from starlette.responses import Response

from pk_fhir.api.fhir import binaries
from pk_fhir.api.fhir.exchange import Exchange
from pk_fhir.api.fhir.projection import projected
from pk_fhir.fhir.dates import span
from pk_fhir.fhir.outcome import FhirError
from pk_fhir.interactions import bundles, cursor
from pk_fhir.interactions import history as past
from pk_fhir.interactions import read as reads
from pk_fhir.interactions.instants import http_date, micros_of, read_http_date, read_instant
from pk_fhir.interactions.preconditions import etags
from pk_fhir.interactions.versions import Version
from pk_fhir.messages import told

# Of a date in a search, as far as they make a period (https://hl7.org/fhir/R4/search.html#prefix).
_PREFIXES = frozenset({"eq", "ge", "gt", "le", "lt"})
_EVER = 2**62


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
    if _unchanged(exchange, version):
        return exchange.answer(None, 304, _headers(version))
    return _answer(exchange, version)


def _answer(exchange: Exchange, version: Version) -> Response:
    if version.type == "Binary":
        own = binaries.content(exchange, version.body or b"", _headers(version))
        if own is not None:
            return own
    return exchange.answer(projected(exchange, version.body or b""), 200, _headers(version))


def _headers(version: Version) -> dict[str, str]:
    return {
        "ETag": version.etag,
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
    exchange.only("_since", "_at", "_list", "_count", "_page", "_sort")
    _check(exchange)
    summary = exchange.parameter("_summary")
    path = "/".join(part for part in (type_, id_, "_history") if part)
    wanted = past.Wanted(
        since=moment(exchange, "_since"),
        at=_period(exchange, "_at"),
        of_list=_list(exchange),
        # https://hl7.org/fhir/R4/search.html#summary: how many there are, and nothing of them.
        count=0 if summary == "count" else count(exchange),
        place=_place(exchange, path),
    )
    page = await past.history(exchange.service, exchange.caller, type_, id_, wanted)
    content = bundles.history(exchange.base, page, _links(exchange, path, page))
    return exchange.answer(content if summary == "count" else projected(exchange, content))


def _check(exchange: Exchange) -> None:
    """FhirError for a parameter that is given twice, or an order that a history does not have."""
    names = [name for name, _ in exchange.parameters]
    for name in ("_since", "_list", "_count", "_page"):
        if names.count(name) > 1:
            raise FhirError("invalid", told("request.parameter-twice", name=name))
    if exchange.parameter("_sort") not in (None, "-_lastUpdated") and not exchange.lenient:
        # R4 has no order but this one; R5 has it as a parameter, by default this one too.
        raise FhirError("invalid", told("rest.history-order"))


def _links(exchange: Exchange, path: str, page: past.HistoryPage) -> list[tuple[str, str]]:
    kept = [pair for pair in exchange.parameters if pair[0] != "_page"]
    links = [("self", bundles.url(exchange.base, path, exchange.parameters))]
    for relation, place in page.places.items():
        position = [path, msgspec.to_builtins(place)]
        token = cursor.seal(exchange.service.secret, exchange.caller, position)
        links.append((relation, bundles.url(exchange.base, path, [*kept, ("_page", token)])))
    if page.places:
        links.append(("first", bundles.url(exchange.base, path, kept)))
    return links


def _place(exchange: Exchange, path: str) -> past.Place | None:
    """Where a page link leads to; FhirError for one of another history."""
    token = exchange.parameter("_page")
    if token is None:
        return None
    where, *position = cursor.unseal(exchange.service.secret, exchange.caller, token)
    if where != path:
        raise FhirError("not-found", told("refused.no-such-page"))
    try:
        return msgspec.convert(position[0], past.Place)
    except msgspec.ValidationError as error:
        raise FhirError("invalid", told(cursor.CHANGED)) from error


def _list(exchange: Exchange) -> str | None:
    text = exchange.parameter("_list")
    if text is not None and text[:1] == "$":
        raise FhirError("invalid", told("request.list-id"))
    return text.removeprefix("List/") if text is not None else None


def _period(exchange: Exchange, name: str) -> tuple[int, int] | None:
    """A parameter of a date or a time, with a prefix or without, as a period in microseconds since 1970.

    Given several times, what they have in common.
    """
    asked = [value for key, value in exchange.parameters if key == name]
    if not asked:
        return None
    parts = [_limits(exchange, name, text) for text in asked]
    return max(start for start, _ in parts), min(end for _, end in parts)


def _limits(exchange: Exchange, name: str, text: str) -> tuple[int, int]:
    prefix, stated = (text[:2], text[2:]) if text[:2] in _PREFIXES else ("eq", text)
    try:
        found = span(stated.replace(" ", "+"), exchange.service.zone)
    except ValueError as error:
        raise FhirError("invalid", told("request.no-date-time", name=name)) from error
    start, end = micros_of(found.start), micros_of(found.end)
    limits = {"eq": (start, end), "ge": (start, _EVER), "gt": (end, _EVER)}
    return (limits | {"le": (-_EVER, end), "lt": (-_EVER, start)})[prefix]


def moment(exchange: Exchange, name: str) -> int | None:
    """A parameter that is an instant, in microseconds since 1970."""
    text = exchange.parameter(name)
    return None if text is None else micros(name, text)


def micros(name: str, text: str) -> int:
    """The microseconds since 1970 of the instant in a parameter."""
    found = read_instant(text.replace(" ", "+"))
    if found is None:
        raise FhirError("invalid", told("request.no-instant", name=name))
    return found


def count(exchange: Exchange) -> int | None:
    """The parameter `_count`."""
    text = exchange.parameter("_count")
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 10):  # noqa: PLR2004 - fits any database
        raise FhirError("invalid", told("refused.count"))
    return int(text)

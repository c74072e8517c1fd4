"""batch and transaction over HTTP (https://hl7.org/fhir/R4/http.html#transaction)."""

from starlette.responses import Response

from pk_fhir.api.fhir.exchange import Exchange, read_pairs
from pk_fhir.fhir.outcome import FhirError
from pk_fhir.interactions import history as past
from pk_fhir.interactions import read as reads
from pk_fhir.interactions import search as searches
from pk_fhir.interactions.batch import batch
from pk_fhir.interactions.bundles import history as history_bundle
from pk_fhir.interactions.checking import require_served
from pk_fhir.interactions.entries import Entry
from pk_fhir.interactions.idempotency import read_key, request_hash
from pk_fhir.interactions.preconditions import etags
from pk_fhir.interactions.responses import Response as EntryResponse
from pk_fhir.interactions.responses import of_resource
from pk_fhir.interactions.transaction import transaction
from pk_fhir.interactions.types import SERVED


async def bundle(exchange: Exchange) -> Response:
    """POST / with a Bundle."""
    exchange.only()
    body = await exchange.body()
    sent = exchange.read(body)
    if sent.get("resourceType") != "Bundle":
        raise FhirError(
            "invalid",
            "Only a Bundle is posted here. Post a resource to its type, such as /Patient.",
        )
    reader = Reader(exchange)
    if sent.get("type") == "transaction":
        header = exchange.header("idempotency-key")
        key = None
        if header is not None:
            key = read_key(header), request_hash("POST", exchange.request.url.path, body)
        content = await transaction(exchange.service, exchange.caller, sent, reader, key)
    elif sent.get("type") == "batch":
        content = await batch(exchange.service, exchange.caller, sent, reader)
    else:
        raise FhirError(
            "invalid",
            "Bundle.type must be transaction or batch here. Post a Bundle that is to be kept to /Bundle.",
        )
    return exchange.answer(content)


class Reader:
    """Runs the reads of a Bundle as their own requests would run."""

    def __init__(self, exchange: Exchange) -> None:
        self._service = exchange.service
        self._caller = exchange.caller

    async def __call__(self, entry: Entry) -> EntryResponse:
        """The entry's response; FhirError as the request would have it."""
        path = entry.path
        if path and path[0][:1].isupper():
            require_served(path[0])
        if len(path) == 2 and path[1] != "_history":  # noqa: PLR2004 - a type and an id
            return await self._read(entry)
        if len(path) == 4 and path[2] == "_history":  # noqa: PLR2004 - type, id, _history, version
            version = await reads.vread(self._service, self._caller, path[0], path[1], path[3])
            return of_resource(version.body, 200, version.version, version.last_updated)
        if path and path[-1] == "_history":
            return await self._history(entry)
        return await self._search(entry)

    async def _read(self, entry: Entry) -> EntryResponse:
        version = await reads.read(self._service, self._caller, entry.path[0], entry.path[1])
        known = etags(entry.if_none_match) if entry.if_none_match is not None else []
        if str(version.version) in known:
            return of_resource(None, 304, version.version, version.last_updated)
        return of_resource(version.body, 200, version.version, version.last_updated)

    async def _history(self, entry: Entry) -> EntryResponse:
        type_, id_ = ([*entry.path[:-1], None, None])[:2]
        page = await past.history(self._service, self._caller, type_, id_, past.Wanted())
        return of_resource(history_bundle(self._service.base(self._caller.tenant), page, []))

    async def _search(self, entry: Entry) -> EntryResponse:
        if len(entry.path) > 1:
            raise FhirError("not-supported", "A Bundle reads resources, histories and searches.")
        asked = searches.Search(
            types=entry.path or SERVED,
            pairs=read_pairs(entry.query.encode("ascii", "backslashreplace")),
            path=entry.type,
        )
        found = await searches.search(self._service, self._caller, asked)
        return of_resource(searches.searchset(self._service, self._caller, found))

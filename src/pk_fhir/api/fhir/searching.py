"""search over HTTP, by GET and POST (https://hl7.org/fhir/R4/http.html#search)."""

from starlette.responses import Response

from pk_fhir.api.fhir.exchange import FORM, GENERAL, Exchange
from pk_fhir.api.fhir.projection import projected
from pk_fhir.fhir.outcome import FhirError
from pk_fhir.interactions import search as searches
from pk_fhir.interactions.checking import require_served
from pk_fhir.interactions.ids import require_possible
from pk_fhir.interactions.query_strings import read_pairs
from pk_fhir.interactions.types import COMPARTMENTS, SERVED
from pk_fhir.messages import told


async def search(exchange: Exchange, type_: str | None = None) -> Response:
    """GET /Type?..., or GET /?... for everything."""
    return await _search(
        exchange,
        searches.Search(
            types=(type_,) if type_ else SERVED, pairs=exchange.parameters, path=type_ or ""
        ),
    )


async def post_search(exchange: Exchange, type_: str | None = None) -> Response:
    """POST /Type/_search, with the parameters in the body (and the URL)."""
    await _take_form(exchange)
    return await search(exchange, type_)


async def compartment(exchange: Exchange, type_: str, id_: str, of_type: str) -> Response:
    """GET /Patient/id/Type: what is in a compartment."""
    if type_ not in COMPARTMENTS:
        raise FhirError("not-found", told("request.compartments", types=", ".join(COMPARTMENTS)))
    require_possible(type_, id_)
    if of_type != "*":
        require_served(of_type)
    return await _search(
        exchange,
        searches.Search(
            types=SERVED if of_type == "*" else (of_type,),
            pairs=exchange.parameters,
            path=f"{type_}/{id_}/{of_type}",
            compartment=(type_, id_),
        ),
    )


async def post_compartment(exchange: Exchange, type_: str, id_: str, of_type: str) -> Response:
    """POST /Patient/id/Type/_search."""
    await _take_form(exchange)
    return await compartment(exchange, type_, id_, of_type)


async def _take_form(exchange: Exchange) -> None:
    if exchange.header("content-type") and not exchange.is_form:
        raise FhirError("media-type", told("request.search-form", form=FORM))
    exchange.take(read_pairs(await exchange.body()))


async def _search(exchange: Exchange, asked: searches.Search) -> Response:
    if exchange.lenient:
        asked = searches.Search(
            types=asked.types,
            pairs=asked.pairs,
            path=asked.path,
            compartment=asked.compartment,
            lenient=True,
        )
    found = await searches.search(exchange.service, exchange.caller, asked)
    if exchange.parameter(searches.PAGE) is not None:
        # A later page looks as the first does: its link has what that was asked with.
        exchange.take([pair for pair in found.pairs if pair[0] in GENERAL])
    content = searches.searchset(exchange.service, exchange.caller, found)
    if found.query.summary == "count":
        return exchange.answer(content)
    return exchange.answer(projected(exchange, content))

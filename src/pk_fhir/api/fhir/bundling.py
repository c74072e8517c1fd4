"""batch and transaction over HTTP (https://hl7.org/fhir/R4/http.html#transaction)."""

from starlette.responses import Response

from pk_fhir.api.fhir.exchange import Exchange
from pk_fhir.api.fhir.subrequests import Subrequests
from pk_fhir.fhir.outcome import FhirError
from pk_fhir.interactions.batch import batch
from pk_fhir.interactions.transaction import transaction
from pk_fhir.messages import told


async def bundle(exchange: Exchange) -> Response:
    """POST / with a Bundle."""
    exchange.only()
    body = await exchange.body()
    sent = exchange.read(body)
    if sent.get("resourceType") != "Bundle":
        raise FhirError(
            "invalid",
            told("request.only-bundle"),
        )
    reader, returns, key = Subrequests(exchange), exchange.prefers("return"), exchange.key(body)
    if sent.get("type") == "transaction":
        content = await transaction(exchange.service, exchange.caller, sent, reader, key, returns)
    elif sent.get("type") in ("batch", "history"):
        content = await batch(exchange.service, exchange.caller, sent, reader, key, returns)
    else:
        raise FhirError(
            "invalid",
            told("request.bundle-type"),
        )
    return exchange.answer(content)

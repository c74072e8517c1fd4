"""The operations on whole contracts: $contract and $to-contract (`docs/decisions/contract-operations.md`)."""

import base64
from typing import Any

from starlette.responses import Response

from pk_fhir.api.fhir import formats
from pk_fhir.api.fhir.exchange import Exchange
from pk_fhir.api.fhir.operation_parameters import asked, structure
from pk_fhir.api.fhir.projection import projected
from pk_fhir.fhir import json as fhir_json
from pk_fhir.fhir.outcome import FhirError
from pk_fhir.interactions import contracts
from pk_fhir.messages import told

CONTRACT = "application/json"


async def contract(exchange: Exchange, _type: str | None, id_: str | None) -> Response:
    """GET or POST /CarePlan/id/$contract: the document, or, for Accept: application/json, the contract."""
    await asked(exchange)
    service, caller = exchange.service, exchange.caller
    if _in_words_of_care(exchange, by_default=False):
        found = await contracts.read(service, caller, str(id_))
        return _native(contracts.described(found, caller.language))
    return exchange.answer(projected(exchange, await contracts.document(service, caller, str(id_))))


async def to_contract(exchange: Exchange, _type: str | None, _id: str | None) -> Response:
    """POST /$to-contract, with the resource itself, or in Parameters."""
    exchange.only()
    sent = await exchange.resource()
    if sent.get("resourceType") == "Parameters":
        values = await asked(exchange, "resource", sent=sent)
        resource = structure(values, "resource")
        if resource is None:
            raise FhirError("invalid", told("request.send-care-plan"))
        sent = resource
    found = contracts.converted(sent, exchange.caller.language)
    if _in_words_of_care(exchange, by_default=True):
        return _native(found)
    binary = {
        "resourceType": "Binary",
        "contentType": CONTRACT,
        "data": base64.b64encode(fhir_json.dump(found)).decode(),
    }
    return exchange.answer(projected(exchange, fhir_json.dump(binary)))


def _in_words_of_care(exchange: Exchange, *, by_default: bool) -> bool:
    return formats.native(
        exchange.parameter("_format"), exchange.header("accept"), CONTRACT, by_default=by_default
    )


def _native(content: dict[str, Any]) -> Response:
    return Response(
        fhir_json.dump(content), media_type=CONTRACT, headers={"Cache-Control": "no-store"}
    )

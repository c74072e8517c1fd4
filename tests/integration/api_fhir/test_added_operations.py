"""A room above adds an operation by argument: it is routed, stated and described as the others are."""

from typing import Any

import pytest
from starlette.responses import Response
from tests.integration.api_fhir.conftest import BASE, HeaderGate
from tests.serving import asgi_client

from pk_fhir.api.fhir import Exchange, FhirInterface, Operation, describe
from pk_fhir.fhir import json as fhir_json
from pk_fhir.interactions.service import Service

pytestmark = pytest.mark.anyio


async def greet(exchange: Exchange, type_: str | None, id_: str | None) -> Response:
    exchange.only()
    return exchange.answer(fhir_json.dump({"resourceType": "Basic", "id": f"{type_}-{id_}"}))


GREET = Operation(
    "greet",
    "https://pk-fhir.example/fhir/OperationDefinition/greet",
    ("Patient",),
    frozenset({"instance"}),
    frozenset({"GET"}),
    greet,
)


async def test_an_added_operation_is_called_and_stated(service: Service) -> None:
    app = FhirInterface(service, HeaderGate(), [GREET])
    async with asgi_client(app, BASE, headers={"accept": "application/json"}) as client:
        called = await client.get("/Patient/a/$greet")
        elsewhere = await client.get("/Patient/$greet")
        posted = await client.post("/Patient/a/$greet")
        statement = (await client.get("/metadata")).json()
    assert called.json() == {"resourceType": "Basic", "id": "Patient-a"}
    assert (elsewhere.status_code, posted.status_code) == (404, 405)
    stated = [
        (resource["type"], operation)
        for resource in statement["rest"][0]["resource"]
        for operation in resource["operation"]
        if operation["name"] == "greet"
    ]
    assert stated == [("Patient", {"name": "greet", "definition": GREET.definition})]


def test_an_added_operation_is_described() -> None:
    document: dict[str, Any] = {}
    describe(document, operations=[GREET])
    [parameter] = [
        each
        for each in document["paths"]["/fhir/{type}/{id}/{operation}"]["get"]["parameters"]
        if each["name"] == "operation"
    ]
    assert "$greet" in parameter["schema"]["enum"]


async def test_two_operations_in_one_place_are_refused(service: Service) -> None:
    with pytest.raises(ValueError, match=r"\('greet', 'Patient', 'instance'\)"):
        FhirInterface(service, HeaderGate(), [GREET, GREET])

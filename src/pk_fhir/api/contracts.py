"""Contracts in the words of care: ``/contracts``, and ``/providers/{provider}/contracts`` for each care provider.

Errors are `application/problem+json` with every problem at once. A person's number stands in bodies,
never in a URL.
"""

import re
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import Response

from pk_fhir.access.caller import Caller
from pk_fhir.api.person import PersonNumber
from pk_fhir.contract import PatientContract, json_schema
from pk_fhir.fhir import json as fhir_json
from pk_fhir.interactions import contracts
from pk_fhir.interactions.contracts import ContractRead
from pk_fhir.interactions.instants import http_date, instant
from pk_fhir.interactions.service import Service
from pk_fhir.mapping import to_bundle
from pk_fhir.messages import Language, preferred_language
from pk_fhir.web.body import read_body
from pk_fhir.web.caller import Gate
from pk_fhir.web.refusals import asks_about

JSON = "application/json"
NO_STORE = {"Cache-Control": "no-store"}
LENIENT = re.compile(r"(?:^|[,;\s])handling\s*=\s*lenient\b", re.IGNORECASE)
BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {JSON: {"schema": {"$ref": "#/components/schemas/PatientContract"}}},
    }
}
FHIR_ANSWER: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "A transaction Bundle",
        "content": {"application/fhir+json": {"schema": {"type": "object"}}},
    }
}


class Search(BaseModel):
    """Whose contracts."""

    model_config = ConfigDict(extra="forbid")

    identifier: PersonNumber
    status: list[str] = Field(
        default=[], max_length=10, description="Only these statuses; all where none is named."
    )


class Listed(BaseModel):
    """One contract of a person."""

    id: str
    location: str
    etag: str
    last_updated: str = Field(alias="lastUpdated")
    contract: PatientContract


class Listing(BaseModel):
    """The contracts of a person, newest first."""

    contracts: list[Listed]


class Unsaid(BaseModel):
    """Something in FHIR that a contract cannot say."""

    path: str = Field(
        description="Where it stands, such as CarePlan.activity[2].detail.productReference."
    )
    reason: str


def contracts_router(service: Service, gate: Gate) -> APIRouter:
    """The routes, for the default care provider and for each."""
    router = APIRouter(tags=["contracts"])
    for prefix in ("", "/providers/{provider}"):
        own = APIRouter(prefix=prefix, include_in_schema=not prefix)
        called_by = Depends(gate.caller)
        _add_forms(own, service, called_by)
        _add_reading(own, service, called_by)
        _add_writing(own, service, called_by)
        router.include_router(own)
    return router


def _add_forms(router: APIRouter, service: Service, called_by: Any) -> None:  # noqa: ANN401 - FastAPI's own type
    """What keeps nothing: the schema, and the contract as FHIR (`$to-contract` of the FHIR interface is the way back)."""
    limit = service.rules.bodies

    @router.get("/contracts/schema", summary="The JSON Schema of a contract")
    async def schema() -> dict[str, Any]:
        return json_schema()

    @router.post(
        "/contracts/$to-fhir",
        openapi_extra=BODY,
        responses=FHIR_ANSWER,
        response_class=Response,
        summary="A contract as a FHIR transaction Bundle; nothing is kept",
    )
    async def to_fhir(request: Request, caller: Annotated[Caller, called_by]) -> Response:
        del caller
        contract = contracts.read_contract(await read_body(request, limit), _language(request))
        bundle = to_bundle(contract, recorded=instant(service.now()), secret=service.secret)
        return Response(fhir_json.dump(bundle), media_type="application/fhir+json")


def _add_reading(router: APIRouter, service: Service, called_by: Any) -> None:  # noqa: ANN401 - FastAPI's own type
    """Read one, what it could not say, and list a person's."""

    @router.post(
        "/contracts/_search",
        response_model=Listing,
        summary="The contracts of a person",
    )
    async def search(
        query: Search, request: Request, caller: Annotated[Caller, called_by]
    ) -> Response:
        number = contracts.PersonNumber(query.identifier.system, query.identifier.value)
        asks_about(request, (number.system, number.value))
        found = await contracts.listing(service, caller, number, frozenset(query.status))
        return _json({"contracts": [_listed(request, each) for each in found]})

    @router.get(
        "/contracts/{contract_id}", response_model=PatientContract, summary="Read a contract"
    )
    async def read(
        contract_id: str, request: Request, caller: Annotated[Caller, called_by]
    ) -> Response:
        return _answer(request, await contracts.read(service, caller, contract_id), 200)

    @router.get(
        "/contracts/{contract_id}/unexpressed",
        response_model=list[Unsaid],
        summary="What the contract's FHIR holds and the contract JSON cannot say",
    )
    async def unexpressed(contract_id: str, caller: Annotated[Caller, called_by]) -> Response:
        found = await contracts.read(service, caller, contract_id)
        return _json(
            [
                {"path": each.path, "reason": each.text(caller.language)}
                for each in found.unexpressed
            ]
        )


def _add_writing(router: APIRouter, service: Service, called_by: Any) -> None:  # noqa: ANN401 - FastAPI's own type
    """Create and replace."""
    limit = service.rules.bodies

    @router.post(
        "/contracts",
        status_code=201,
        response_model=PatientContract,
        openapi_extra=BODY,
        summary="Keep a new contract",
    )
    async def create(request: Request, caller: Annotated[Caller, called_by]) -> Response:
        contract = contracts.read_contract(await read_body(request, limit), _language(request))
        found = await contracts.create(service, caller, contract)
        return _answer(request, found, 201)

    @router.put(
        "/contracts/{contract_id}",
        response_model=PatientContract,
        openapi_extra=BODY,
        summary="Put a new version in the place of a contract (If-Match)",
    )
    async def replace(
        contract_id: str, request: Request, caller: Annotated[Caller, called_by]
    ) -> Response:
        contract = contracts.read_contract(await read_body(request, limit), _language(request))
        found = await contracts.replace(
            service,
            caller,
            contract_id,
            contract,
            if_match=request.headers.get("if-match"),
            lossy=bool(LENIENT.search(request.headers.get("prefer", ""))),
        )
        return _answer(request, found, 200)


def _language(request: Request) -> Language:
    return preferred_language(request.headers.get("accept-language"))


def _location(request: Request, contract_id: str) -> str:
    provider = request.path_params.get("provider")
    return (
        f"/providers/{provider}/contracts/{contract_id}"
        if provider
        else f"/contracts/{contract_id}"
    )


def _answer(request: Request, found: ContractRead, status: int) -> Response:
    location = _location(request, found.id)
    headers = {
        **NO_STORE,
        "ETag": found.etag,
        "Last-Modified": http_date(found.last_updated),
        "Location" if status == 201 else "Content-Location": location,  # noqa: PLR2004 - 201 Created
    }
    if found.unexpressed:
        headers["Link"] = f'<{location}/unexpressed>; rel="related"; title="unexpressed"'
    return _json(found.contract.to_json(), status, headers)


def _listed(request: Request, found: ContractRead) -> dict[str, Any]:
    return {
        "id": found.id,
        "location": _location(request, found.id),
        "etag": found.etag,
        "lastUpdated": instant(found.last_updated),
        "contract": found.contract.to_json(),
    }


def _json(value: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:  # noqa: ANN401 - JSON
    return Response(fhir_json.dump(value), status, headers or NO_STORE, JSON)

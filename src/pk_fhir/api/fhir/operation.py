"""What an operation is over HTTP, and the table of a service's operations (https://hl7.org/fhir/R4/operations.html).

A room above adds its own by `FhirInterface(..., operations=[...])`: they are routed, stated in the
CapabilityStatement and described in OpenAPI like those that every service has.
"""

import hashlib
from collections.abc import Awaitable, Callable, Iterable
from typing import Any, NamedTuple

from starlette.responses import Response

from pk_fhir.api.fhir.exchange import Exchange
from pk_fhir.api.fhir.headed import HeadedError
from pk_fhir.api.fhir.projection import projected
from pk_fhir.fhir import json as fhir_json
from pk_fhir.fhir.etag import etag
from pk_fhir.fhir.outcome import FhirError
from pk_fhir.interactions.capabilities import (
    Security,
    capability_statement,
    terminology_capabilities,
)
from pk_fhir.interactions.preconditions import etags
from pk_fhir.messages import told

# Answers one call; it is given the type and the id of the path, where the path has them.
Handler = Callable[[Exchange, str | None, str | None], Awaitable[Response]]


class Operation(NamedTuple):
    """An operation: on which types ("" is the system, "*" every type), and with which methods.

    `name` is without its $; `definition` is the canonical of an OperationDefinition that the service
    has. `levels` says where it stands: system, type, instance. One that `changes` what is stored
    is no part of a transaction.
    """

    name: str
    definition: str
    types: tuple[str, ...]
    levels: frozenset[str]
    methods: frozenset[str]
    handler: Handler
    changes: bool = False


class Operations:
    """The operations of one service, and the CapabilityStatement that tells of them."""

    def __init__(self, listed: Iterable[Operation], security: Security | None = None) -> None:
        self._listed = tuple(listed)
        self._security = security or Security()
        places = [
            (each.name, type_, level)
            for each in self._listed
            for type_ in each.types
            for level in each.levels
        ]
        twice = {place for place in places if places.count(place) > 1}
        if twice:
            raise ValueError(f"Two operations stand in one place: {sorted(twice)}")

    @property
    def names(self) -> list[str]:
        """Each name once, with its $."""
        return list(dict.fromkeys(f"${each.name}" for each in self._listed))

    async def metadata(self, exchange: Exchange) -> Response:
        """GET /metadata."""
        exchange.only("mode")
        mode = exchange.parameter("mode")
        if mode == "terminology":
            codes = terminology_capabilities(exchange.service, exchange.caller.tenant)
            return _tagged(exchange, codes)
        if mode not in (None, "full", "normative"):
            raise FhirError("invalid", told("request.metadata-mode"))
        stated: dict[str, list[tuple[str, str]]] = {}
        for operation in self._listed:
            for type_ in operation.types:
                named, here = (operation.name, operation.definition), stated.setdefault(type_, [])
                # One operation may be called in one way on the type, and in another on a resource.
                if named not in here:
                    here.append(named)
        service, caller = exchange.service, exchange.caller
        await service.parameters.refresh(service.store, caller.tenant)
        statement = capability_statement(
            service, caller.tenant, stated, self._security, caller.language
        )
        return _tagged(exchange, statement)

    async def on_system(self, exchange: Exchange, name: str) -> Response:
        """/$operation."""
        return await self._run(exchange, name, None, None, "system")

    async def on_type(self, exchange: Exchange, type_: str, name: str) -> Response:
        """/Type/$operation."""
        return await self._run(exchange, name, type_, None, "type")

    async def on_instance(self, exchange: Exchange, type_: str, id_: str, name: str) -> Response:
        """/Type/id/$operation."""
        return await self._run(exchange, name, type_, id_, "instance")

    async def _run(
        self, exchange: Exchange, name: str, type_: str | None, id_: str | None, level: str
    ) -> Response:
        method = "GET" if exchange.request.method == "HEAD" else exchange.request.method
        operation = self.find(name, type_, level, method)
        return await operation.handler(exchange, type_, id_)

    def find(self, name: str, type_: str | None, level: str, method: str) -> Operation:
        """The operation with this name (`$` and all) here; FhirError "not-found" or "not-supported"."""
        fitting = (
            each
            for each in self._listed
            if each.name == name[1:] and level in each.levels and _is_on(each, type_)
        )
        operation = next(fitting, None)
        if operation is None:
            raise FhirError("not-found", told("request.no-such-operation"))
        if method not in operation.methods:
            methods = sorted(operation.methods)
            raise HeadedError(
                "not-supported",
                told("request.called-by", name=name, names=" or ".join(methods)),
                {"Allow": ", ".join(methods)},
            )
        return operation


def _tagged(exchange: Exchange, statement: dict[str, Any]) -> Response:
    """A statement with an ETag, which changes when the statement does."""
    content = projected(exchange, fhir_json.dump(statement))
    tag = hashlib.sha256(content).hexdigest()[:16]
    headers = {"ETag": etag(tag)}
    known = exchange.header("if-none-match")
    if known is not None and tag in etags(known):
        return exchange.answer(None, 304, headers)
    return exchange.answer(content, 200, headers)


def _is_on(operation: Operation, type_: str | None) -> bool:
    return (type_ or "") in operation.types or (type_ is not None and "*" in operation.types)

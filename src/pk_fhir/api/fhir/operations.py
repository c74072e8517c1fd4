"""Operations over HTTP, and the CapabilityStatement (https://hl7.org/fhir/R4/operations.html)."""

from collections.abc import Awaitable, Callable
from typing import NamedTuple

from starlette.responses import Response

from pk_fhir.api.fhir import terminology
from pk_fhir.api.fhir.exchange import Exchange
from pk_fhir.api.fhir.projection import projected
from pk_fhir.api.fhir.reading import count, moment
from pk_fhir.fhir import json as fhir_json
from pk_fhir.fhir.outcome import FhirError, operation_outcome
from pk_fhir.interactions import everything as everythings
from pk_fhir.interactions import meta as metas
from pk_fhir.interactions.capabilities import capability_statement
from pk_fhir.interactions.match import match as run_match
from pk_fhir.interactions.validate import validate as run_validate

Handler = Callable[[Exchange, str | None, str | None], Awaitable[Response]]

HL7 = "http://hl7.org/fhir/OperationDefinition"


class Operation(NamedTuple):
    """An operation: on which types ("" is the system, "*" every type), and with which methods.

    `levels` says where it stands: system, type, instance.
    """

    name: str
    definition: str
    types: tuple[str, ...]
    levels: frozenset[str]
    methods: frozenset[str]
    handler: Handler


async def metadata(exchange: Exchange) -> Response:
    """GET /metadata."""
    exchange.only("mode")
    stated: dict[str, list[tuple[str, str]]] = {}
    for operation in OPERATIONS:
        for type_ in operation.types:
            stated.setdefault(type_, []).append((operation.name, operation.definition))
    statement = capability_statement(exchange.service, exchange.caller.tenant, stated)
    return exchange.answer(projected(exchange, fhir_json.dump(statement)))


async def validate(exchange: Exchange, type_: str | None, id_: str | None) -> Response:
    """POST /Type/$validate, /Type/id/$validate; GET of a stored one."""
    exchange.only("mode", "profile")
    body = await exchange.body() if exchange.request.method == "POST" else b""
    sent = exchange.read(body) if body else None
    issues = await run_validate(
        exchange.service, exchange.caller, type_, id_, sent, dict(exchange.parameters)
    )
    return exchange.answer(projected(exchange, fhir_json.dump(operation_outcome(issues))))


async def everything(exchange: Exchange, type_: str | None, id_: str | None) -> Response:
    """GET or POST /Patient/id/$everything, /CarePlan/id/$everything."""
    exchange.only("_since", "_type", "_count", "_page")
    path = f"{type_}/{id_}/$everything"
    service, caller = exchange.service, exchange.caller
    types = exchange.parameter("_type")
    wanted = everythings.Wanted(
        since=moment(exchange, "_since"),
        types=tuple(types.split(",")) if types else None,
        count=count(exchange),
        after=everythings.position(service, caller, path, exchange.parameter("_page")),
    )
    run = everythings.of_patient if type_ == "Patient" else everythings.of_care_plan
    found = await run(service, caller, str(id_), wanted)
    content = everythings.searchset(service, caller, found, path, exchange.parameters)
    return exchange.answer(projected(exchange, content))


async def meta(exchange: Exchange, type_: str | None, id_: str | None) -> Response:
    """GET or POST /Type/id/$meta."""
    exchange.only()
    found = await metas.meta(exchange.service, exchange.caller, str(type_), str(id_))
    return exchange.answer(projected(exchange, fhir_json.dump(found)))


async def meta_add(exchange: Exchange, type_: str | None, id_: str | None) -> Response:
    """POST /Type/id/$meta-add."""
    return await _change_meta(exchange, str(type_), str(id_), metas.added)


async def meta_delete(exchange: Exchange, type_: str | None, id_: str | None) -> Response:
    """POST /Type/id/$meta-delete."""
    return await _change_meta(exchange, str(type_), str(id_), metas.deleted)


async def _change_meta(
    exchange: Exchange, type_: str, id_: str, how: Callable[[metas.Meta, metas.Meta], metas.Meta]
) -> Response:
    exchange.only()
    sent = await exchange.resource()
    found = await metas.change(exchange.service, exchange.caller, type_, id_, sent, how)
    return exchange.answer(projected(exchange, fhir_json.dump(found)))


async def match(exchange: Exchange, _type: str | None, _id: str | None) -> Response:
    """POST /Patient/$match."""
    exchange.only()
    content = await run_match(exchange.service, exchange.caller, await exchange.resource())
    return exchange.answer(projected(exchange, content))


_INSTANCE = frozenset({"instance"})
_STORED = frozenset({"type", "instance"})
_POST = frozenset({"POST"})
_BOTH = frozenset({"GET", "POST"})

OPERATIONS: tuple[Operation, ...] = (
    Operation(
        "validate",
        f"{HL7}/Resource-validate",
        ("*",),
        frozenset({"type", "instance"}),
        frozenset({"GET", "POST"}),
        validate,
    ),
    Operation(
        "everything",
        f"{HL7}/Patient-everything",
        ("Patient", "CarePlan"),
        frozenset({"instance"}),
        frozenset({"GET", "POST"}),
        everything,
    ),
    Operation("meta", f"{HL7}/Resource-meta", ("*",), _INSTANCE, _BOTH, meta),
    Operation("meta-add", f"{HL7}/Resource-meta-add", ("*",), _INSTANCE, _POST, meta_add),
    Operation("meta-delete", f"{HL7}/Resource-meta-delete", ("*",), _INSTANCE, _POST, meta_delete),
    Operation("match", f"{HL7}/Patient-match", ("Patient",), frozenset({"type"}), _POST, match),
    Operation(
        "expand", f"{HL7}/ValueSet-expand", ("ValueSet",), _STORED, _BOTH, terminology.expand
    ),
    Operation(
        "validate-code",
        f"{HL7}/ValueSet-validate-code",
        ("ValueSet",),
        _STORED,
        _BOTH,
        terminology.validate_in_value_set,
    ),
    Operation(
        "validate-code",
        f"{HL7}/CodeSystem-validate-code",
        ("CodeSystem",),
        _STORED,
        _BOTH,
        terminology.validate_in_code_system,
    ),
    Operation(
        "lookup",
        f"{HL7}/CodeSystem-lookup",
        ("CodeSystem",),
        frozenset({"type"}),
        _BOTH,
        terminology.lookup,
    ),
    Operation(
        "subsumes",
        f"{HL7}/CodeSystem-subsumes",
        ("CodeSystem",),
        _STORED,
        _BOTH,
        terminology.subsumes,
    ),
)


async def on_system(exchange: Exchange, name: str) -> Response:
    """/$operation."""
    return await _run(exchange, name, None, None, "system")


async def on_type(exchange: Exchange, type_: str, name: str) -> Response:
    """/Type/$operation."""
    return await _run(exchange, name, type_, None, "type")


async def on_instance(exchange: Exchange, type_: str, id_: str, name: str) -> Response:
    """/Type/id/$operation."""
    return await _run(exchange, name, type_, id_, "instance")


async def _run(
    exchange: Exchange, name: str, type_: str | None, id_: str | None, level: str
) -> Response:
    named = (each for each in OPERATIONS if each.name == name[1:] and _is_on(each, type_))
    operation = next(named, None)
    if operation is None or level not in operation.levels:
        raise FhirError("not-found", "There is no such operation here.")
    method = "GET" if exchange.request.method == "HEAD" else exchange.request.method
    if method not in operation.methods:
        raise FhirError(
            "not-supported", f"{name} is called by {' or '.join(sorted(operation.methods))}."
        )
    return await operation.handler(exchange, type_, id_)


def _is_on(operation: Operation, type_: str | None) -> bool:
    return (type_ or "") in operation.types or (type_ is not None and "*" in operation.types)

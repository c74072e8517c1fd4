"""The operations that every service has (https://hl7.org/fhir/R4/operationslist.html)."""

from collections.abc import Callable
from functools import partial

from starlette.responses import Response

from pk_fhir.api.fhir import agreements, populating, reindexing, terminology
from pk_fhir.api.fhir.exchange import Exchange
from pk_fhir.api.fhir.headed import HeadedError
from pk_fhir.api.fhir.operation import Operation
from pk_fhir.api.fhir.operation_parameters import asked, number, structure, text, texts, truth
from pk_fhir.api.fhir.projection import projected
from pk_fhir.api.fhir.reading import micros
from pk_fhir.fhir import json as fhir_json
from pk_fhir.fhir.outcome import FhirError, operation_outcome
from pk_fhir.interactions import care_dates
from pk_fhir.interactions import everything as everythings
from pk_fhir.interactions import meta as metas
from pk_fhir.interactions.match import Asked
from pk_fhir.interactions.match import match as run_match
from pk_fhir.interactions.meta_in_use import meta_in_use
from pk_fhir.interactions.validate import validate as run_validate
from pk_fhir.messages import told

HL7 = "http://hl7.org/fhir/OperationDefinition"
OURS = "https://pk-fhir.example/fhir/OperationDefinition"


async def validate(exchange: Exchange, type_: str | None, id_: str | None) -> Response:
    """POST /Type/$validate, /Type/id/$validate; GET of a stored one."""
    exchange.only("mode", "profile")
    body = await exchange.body() if exchange.request.method == "POST" else b""
    sent = exchange.read_as_far(body) if body else None
    if sent is not None and sent.get("resourceType") == "Parameters":
        sent = exchange.read(body)
    query = dict(exchange.parameters)
    issues = await run_validate(
        exchange.service, exchange.caller, type_, id_, sent, query, written=body
    )
    return exchange.answer(
        projected(exchange, fhir_json.dump(operation_outcome(issues, exchange.caller.language)))
    )


async def everything(exchange: Exchange, type_: str | None, id_: str | None) -> Response:
    """GET or POST /Patient/$everything, /Patient/id/$everything, /CarePlan/id/$everything."""
    care = ("start", "end") if type_ == "Patient" else ()
    values = await asked(exchange, *care, "_since", "_type*", "_count", "_page")
    path = "/".join(part for part in (type_, id_, "$everything") if part)
    service, caller = exchange.service, exchange.caller
    types = [name for listed in texts(values, "_type") for name in listed.split(",")]
    counted = exchange.parameter("_summary") == "count"
    wanted = everythings.Wanted(
        since=micros("_since", since) if (since := text(values, "_since")) else None,
        types=tuple(types) or None,
        start=care_dates.stated("start", text(values, "start"), service.zone),
        end=care_dates.stated("end", text(values, "end"), service.zone),
        count=0 if counted else number(values, "_count"),
        after=everythings.position(service, caller, path, text(values, "_page")),
    )
    found = await _everything(exchange, str(type_), id_, wanted)
    given = [(name, str(value)) for name, value in values.items() if name != "_type"]
    pairs = [*given, *(("_type", name) for name in types), *exchange.general()]
    content = everythings.searchset(service, caller, found, path, pairs)
    return exchange.answer(content if counted else projected(exchange, content))


async def _everything(
    exchange: Exchange, type_: str, id_: str | None, wanted: everythings.Wanted
) -> everythings.Everything:
    service, caller = exchange.service, exchange.caller
    if id_ is None:
        page = partial(everythings.of_patients, service, caller)
    else:
        run = everythings.of_patient if type_ == "Patient" else everythings.of_care_plan
        page = partial(run, service, caller, id_)
    return await (everythings.counted(page, wanted) if wanted.count == 0 else page(wanted))


async def meta(exchange: Exchange, type_: str | None, id_: str | None) -> Response:
    """GET or POST /$meta, /Type/$meta, /Type/id/$meta."""
    await asked(exchange)
    service, caller = exchange.service, exchange.caller
    if type_ is None or id_ is None:
        found = await meta_in_use(service, caller, type_)
    else:
        found = await metas.meta(service, caller, type_, id_)
    return exchange.answer(projected(exchange, fhir_json.dump(found)))


async def meta_of_version(
    exchange: Exchange, type_: str, id_: str, version_id: str, name: str
) -> Response:
    """GET /Type/id/_history/version/$meta: the only operation that a past version has.

    Security labels decide who sees a version, and history shows when they were set: so a version is not
    changed, although https://hl7.org/fhir/R4/resource-operation-meta-add.html lets a server do that.
    """
    if name in ("$meta-add", "$meta-delete"):
        raise HeadedError("not-supported", told("rest.version-stands", name=name), {"Allow": "GET"})
    if name != "$meta":
        raise FhirError("not-found", told("request.no-such-operation"))
    await asked(exchange)
    found = await metas.meta(exchange.service, exchange.caller, type_, id_, version_id)
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
    body = await exchange.body()
    sent, key = exchange.read(body), exchange.key(body)
    found = await metas.change(exchange.service, exchange.caller, type_, id_, sent, how, key)
    return exchange.answer(projected(exchange, fhir_json.dump(found)))


async def match(exchange: Exchange, _type: str | None, _id: str | None) -> Response:
    """POST /Patient/$match, with Parameters, or with the Patient itself."""
    values = await asked(exchange, "resource", "onlyCertainMatches", "count", body="resource")
    wanted = Asked(
        person=structure(values, "resource") or {},
        only_certain=truth(values, "onlyCertainMatches"),
        count=number(values, "count"),
    )
    content = await run_match(exchange.service, exchange.caller, wanted)
    return exchange.answer(projected(exchange, content))


_INSTANCE = frozenset({"instance"})
_EVERYWHERE = frozenset({"system", "type", "instance"})
_STORED = frozenset({"type", "instance"})
_POST = frozenset({"POST"})
_BOTH = frozenset({"GET", "POST"})

BUILT_IN: tuple[Operation, ...] = (
    Operation(
        "contract",
        f"{OURS}/pk-careplan-contract",
        ("CarePlan",),
        _INSTANCE,
        _BOTH,
        agreements.contract,
    ),
    Operation(
        "to-contract",
        f"{OURS}/pk-to-contract",
        ("",),
        frozenset({"system"}),
        _POST,
        agreements.to_contract,
    ),
    Operation(
        "populate",
        f"{OURS}/pk-questionnaire-populate",
        ("Questionnaire",),
        _STORED,
        _BOTH,
        populating.populate,
    ),
    Operation(
        "reindex",
        f"{OURS}/pk-reindex",
        ("", "SearchParameter"),
        frozenset({"system", "instance"}),
        _POST,
        reindexing.start,
        changes=True,
    ),
    Operation(
        "reindex-progress",
        f"{OURS}/pk-reindex-progress",
        ("",),
        frozenset({"system"}),
        frozenset({"GET", "DELETE"}),
        reindexing.progress,
        changes=True,
    ),
    Operation(
        "validate",
        f"{HL7}/Resource-validate",
        ("*",),
        frozenset({"type", "instance"}),
        frozenset({"GET", "POST"}),
        validate,
    ),
    Operation("everything", f"{HL7}/Patient-everything", ("Patient",), _STORED, _BOTH, everything),
    Operation(
        "everything",
        f"{OURS}/pk-careplan-everything",
        ("CarePlan",),
        _INSTANCE,
        _BOTH,
        everything,
    ),
    Operation("meta", f"{HL7}/Resource-meta", ("", "*"), _EVERYWHERE, _BOTH, meta),
    Operation(
        "meta-add", f"{HL7}/Resource-meta-add", ("*",), _INSTANCE, _POST, meta_add, changes=True
    ),
    Operation(
        "meta-delete",
        f"{HL7}/Resource-meta-delete",
        ("*",),
        _INSTANCE,
        _POST,
        meta_delete,
        changes=True,
    ),
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

"""create, update, patch, delete over HTTP (https://hl7.org/fhir/R4/http.html#create)."""

from collections.abc import Awaitable, Callable
from typing import Any

from starlette.responses import Response

from pk_fhir.access.rules import require
from pk_fhir.api.fhir import binaries, formats
from pk_fhir.api.fhir.exchange import GENERAL, Exchange
from pk_fhir.api.fhir.headed import HeadedError
from pk_fhir.fhir.outcome import FhirError
from pk_fhir.interactions import create as creates
from pk_fhir.interactions import delete as deletes
from pk_fhir.interactions import patch as patches
from pk_fhir.interactions import update as updates
from pk_fhir.interactions.capabilities import PATCH_FORMATS
from pk_fhir.interactions.idempotency import once
from pk_fhir.interactions.merge_patch import MERGE_PATCH, MergePatch, read_merge_patch
from pk_fhir.interactions.work import Work, write
from pk_fhir.interactions.written import Written
from pk_fhir.interactions.xml_patch import XML_PATCH, read_xml_patch
from pk_fhir.messages import told

_PATCHES: dict[str, Callable[[bytes], patches.Patch]] = {
    patches.JSON_PATCH: patches.read_json_patch,
    MERGE_PATCH: read_merge_patch,
    XML_PATCH: read_xml_patch,
}


async def create(exchange: Exchange, type_: str) -> Response:
    """POST /Type, also conditional."""
    condition = _if_none_exist(exchange, type_)
    body = await exchange.body()
    resource = _resource(exchange, type_, body)

    async def steps(work: Work) -> Written:
        return await creates.create(work, type_, resource, if_none_exist=condition)

    key = exchange.key(body)
    if key is None:
        return await _written(exchange, steps)
    service, caller = exchange.service, exchange.caller
    # What was written by somebody who might is not told to one who no longer may.
    require(caller, type_, "c")
    return exchange.written(await once(service, caller, *key, steps, Written))


def _if_none_exist(exchange: Exchange, type_: str) -> str | None:
    """The condition of a create; fhirpy writes it into the address, as that of an update."""
    stated = exchange.header("if-none-exist")
    if type_ == "Binary":
        # Medplum's client names the file that it sends. A Binary has no place for a name.
        exchange.only("_filename")
    elif stated is not None:
        exchange.only()
    else:
        return _criteria(exchange) or None
    return stated


def _resource(
    exchange: Exchange, type_: str, body: bytes, id_: str | None = None
) -> dict[str, Any]:
    return binaries.read(exchange, body, id_) if type_ == "Binary" else exchange.read(body)


async def update(exchange: Exchange, type_: str, id_: str) -> Response:
    """PUT /Type/id."""
    exchange.only()
    resource = _resource(exchange, type_, await exchange.body(), id_)
    match, none_match = exchange.header("if-match"), exchange.header("if-none-match")
    return await _written(
        exchange,
        lambda work: updates.update(
            work, type_, id_, resource, if_match=match, if_none_match=none_match
        ),
    )


async def conditional_update(exchange: Exchange, type_: str) -> Response:
    """PUT /Type?criteria."""
    resource = _resource(exchange, type_, await exchange.body())
    match, query = exchange.header("if-match"), condition(exchange)
    return await _written(
        exchange,
        lambda work: updates.conditional_update(work, type_, query, resource, if_match=match),
    )


async def patch(exchange: Exchange, type_: str, id_: str) -> Response:
    """PATCH /Type/id, with a patch of any form."""
    exchange.only()
    change, match = await _change(exchange), exchange.header("if-match")
    return await _written(
        exchange, lambda work: patches.patch(work, type_, id_, change, if_match=match)
    )


async def conditional_patch(exchange: Exchange, type_: str) -> Response:
    """PATCH /Type?criteria."""
    change, match, query = await _change(exchange), exchange.header("if-match"), condition(exchange)
    return await _written(
        exchange, lambda work: patches.conditional_patch(work, type_, query, change, if_match=match)
    )


async def _change(exchange: Exchange) -> patches.Patch:
    sent = (exchange.header("content-type") or "").partition(";")[0].strip().lower()
    body = await exchange.body()
    if sent in _PATCHES:
        return _PATCHES[sent](body)
    if not formats.is_fhir(sent) or body.lstrip()[:1] == b"[":
        # A list is a JSON Patch, whose media type says so: what else it could be is not guessed.
        known = ", ".join([*_PATCHES, f"{formats.JSON} or {formats.XML}"])
        raise HeadedError(
            "media-type",
            told("request.patch-type", known=known),
            {"Accept-Patch": ", ".join(PATCH_FORMATS)},
        )
    change = exchange.read(body)
    if not formats.is_formal(sent) and "resourceType" not in change:
        # fhirpy calls its merge patch JSON, which it is. A resource would name its type.
        return MergePatch(change)
    return change


async def delete(exchange: Exchange, type_: str, id_: str) -> Response:
    """DELETE /Type/id."""
    exchange.only()
    match = exchange.header("if-match")
    return await _written(exchange, lambda work: deletes.delete(work, type_, id_, if_match=match))


async def conditional_delete(exchange: Exchange, type_: str) -> Response:
    """DELETE /Type?criteria."""
    query = condition(exchange)

    async def steps(work: Work) -> Written:
        deleted = await deletes.conditional_delete(work, type_, query)
        return deleted[0] if deleted else Written(effect="unchanged", type=type_, id="")

    return await _written(exchange, steps)


def condition(exchange: Exchange) -> str:
    """The criteria in the query of a conditional interaction, as they were written."""
    criteria = _criteria(exchange)
    if not criteria:
        raise FhirError(
            "precondition-failed",
            told("request.conditional"),
        )
    return criteria


def _criteria(exchange: Exchange) -> str:
    query = exchange.request.scope["query_string"].decode("ascii", "replace")
    kept = (part for part in query.split("&") if part.partition("=")[0] not in GENERAL)
    return "&".join(part for part in kept if part)


async def _written(exchange: Exchange, steps: Callable[[Work], Awaitable[Written]]) -> Response:
    written: Any = await write(exchange.service, exchange.caller, steps)
    return exchange.written(written)

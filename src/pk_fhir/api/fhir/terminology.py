"""The operations of a terminology service over HTTP (https://hl7.org/fhir/R4/terminology-service.html)."""

import uuid
from collections.abc import Callable
from typing import Any

from starlette.responses import Response

from pk_fhir.api.fhir.exchange import Exchange
from pk_fhir.api.fhir.operation_parameters import (
    Values,
    asked,
    checked_date,
    number,
    structure,
    text,
    texts,
    truth,
)
from pk_fhir.api.fhir.projection import projected
from pk_fhir.fhir import json as fhir_json
from pk_fhir.fhir.outcome import FhirError
from pk_fhir.interactions import expand as expansions
from pk_fhir.interactions import lookup as lookups
from pk_fhir.interactions import validate_code as codes
from pk_fhir.messages import told
from pk_fhir.validation.terminology.operations import Coded, Wanted


def _answer(exchange: Exchange, resource: dict[str, Any]) -> Response:
    return exchange.answer(projected(exchange, fhir_json.dump(resource)))


# What tells of how an expansion was made: https://hl7.org/fhir/R4/valueset-definitions.html#ValueSet.expansion.parameter
_ECHOED: dict[str, Callable[[Values, str], Any]] = {
    "filter": text,
    "activeOnly": truth,
    "displayLanguage": text,
    "includeDesignations": truth,
    "excludeNotForUI": truth,
}


async def expand(exchange: Exchange, _type: str | None, id_: str | None) -> Response:
    """GET or POST /ValueSet/$expand, /ValueSet/id/$expand."""
    values = await asked(
        exchange, "url", "valueSet", "valueSetVersion", "context", "contextDirection", "filter", "date",
        "offset", "count", "includeDesignations", "designation*", "includeDefinition", "activeOnly",
        "excludeNested", "excludeNotForUI", "excludePostCoordinated", "displayLanguage", "exclude-system*",
        "system-version*", "check-system-version*", "force-system-version*", body="valueSet",
    )  # fmt: skip
    if values.get("filter") == "":
        # A field to type in asks so before anything is typed.
        del values["filter"]
    for name in ("excludeNested", "excludePostCoordinated"):
        # Expansions here are flat, and have no codes that are put together.
        truth(values, name)
    if text(values, "contextDirection") not in (None, "incoming", "outgoing"):
        raise FhirError("invalid", told("request.context-direction"))
    wanted = Wanted(
        filter=text(values, "filter") or "",
        offset=number(values, "offset") or 0,
        count=number(values, "count"),
        active_only=truth(values, "activeOnly"),
        designations=truth(values, "includeDesignations"),
        language=text(values, "displayLanguage") or "",
        designation=tuple(texts(values, "designation")),
        definition=truth(values, "includeDefinition"),
        selectable_only=truth(values, "excludeNotForUI"),
        exclude=tuple(texts(values, "exclude-system")),
        versions=_versions(values),
        date=_date(values),
        identifier=f"urn:uuid:{uuid.uuid4()}",
        echo=tuple((name, read(values, name)) for name, read in _ECHOED.items() if name in values),
    )
    value_set = await _meant(exchange, "ValueSet", id_, values, "valueSetVersion")
    found = await expansions.expand(exchange.service, exchange.caller, value_set, wanted)
    return _answer(exchange, found)


def _versions(values: Values) -> tuple[tuple[str, str], ...]:
    """The versions of code systems that are asked for: one version of each is here, and is checked."""
    named = [
        each
        for name in ("system-version", "check-system-version", "force-system-version")
        for each in texts(values, name)
    ]
    pairs = [each.partition("|") for each in named]
    if not all(system and version for system, _, version in pairs):
        raise FhirError("invalid", told("request.system-version"))
    return tuple((system, version) for system, _, version in pairs)


def _date(values: Values) -> str:
    stated = text(values, "date")
    return "" if stated is None else checked_date("date", stated)


async def validate_in_value_set(exchange: Exchange, _type: str | None, id_: str | None) -> Response:
    """GET or POST /ValueSet/$validate-code, /ValueSet/id/$validate-code."""
    values = await asked(
        exchange, "url", "context", "valueSet", "valueSetVersion", "code", "system", "systemVersion",
        "display", "coding", "codeableConcept", "date", "abstract", "displayLanguage", body="valueSet",
    )  # fmt: skip
    coded = _coded(values, "systemVersion")
    value_set = await _meant(exchange, "ValueSet", id_, values, "valueSetVersion")
    found = await codes.in_value_set(
        exchange.service, exchange.caller, coded, value_set, _told(values)
    )
    return _answer(exchange, found)


def _told(values: Values) -> codes.Told:
    _date(values)
    return codes.Told(
        abstract=truth(values, "abstract"), language=text(values, "displayLanguage") or ""
    )


async def validate_in_code_system(
    exchange: Exchange, _type: str | None, id_: str | None
) -> Response:
    """GET or POST /CodeSystem/$validate-code, /CodeSystem/id/$validate-code."""
    values = await asked(
        exchange, "url", "codeSystem", "version", "code", "display", "coding", "codeableConcept", "date",
        "abstract", "displayLanguage", body="codeSystem",
    )  # fmt: skip
    coded = _coded(values, "version")
    system = await _meant(exchange, "CodeSystem", id_, values, "version")
    found = await codes.in_code_system(
        exchange.service, exchange.caller, coded, system, _told(values)
    )
    return _answer(exchange, found)


async def lookup(exchange: Exchange, _type: str | None, _id: str | None) -> Response:
    """GET or POST /CodeSystem/$lookup."""
    values = await asked(
        exchange, "system", "code", "version", "coding", "date", "displayLanguage", "property*"
    )
    _date(values)
    coded = _coded(values, "version")[0]
    if coded.system is None:
        raise FhirError("invalid", told("request.which-system"))
    system, _, version = coded.system.partition("|")
    found = await lookups.lookup(
        exchange.service,
        exchange.caller,
        Coded(coded.code, system, coded.version or version or None),
        properties=tuple(texts(values, "property")),
        language=text(values, "displayLanguage") or "",
    )
    return _answer(exchange, found)


async def subsumes(exchange: Exchange, _type: str | None, id_: str | None) -> Response:
    """GET or POST /CodeSystem/$subsumes, /CodeSystem/id/$subsumes."""
    values = await asked(exchange, "system", "version", "codeA", "codeB", "codingA", "codingB")
    first, second = (_side(values, side) for side in "AB")
    systems = {each.system for each in (first, second)} - {None}
    versions = {each.version for each in (first, second)} - {None}
    if len(systems) > 1 or len(versions) > 1:
        raise FhirError("invalid", told("request.one-system"))
    url = None if id_ is not None else next(iter(systems), None)
    system = await _meant(exchange, "CodeSystem", id_, {"url": url} if url else {}, "version")
    if isinstance(system, dict) and systems - {system.get("url")}:
        raise FhirError("invalid", told("request.path-system"))
    codes_ = first.code, second.code
    version = next(iter(versions), None) or ""
    found = await lookups.subsumes(exchange.service, exchange.caller, system, codes_, version)
    return _answer(exchange, found)


def _side(values: Values, side: str) -> Coded:
    named = {
        "code": values.get(f"code{side}"),
        "coding": values.get(f"coding{side}"),
        "system": values.get("system"),
        "version": values.get("version"),
    }
    return _coded(named, "version")[0]


async def _meant(
    exchange: Exchange, kind: str, id_: str | None, values: Values, version: str
) -> str | dict[str, Any]:
    """The ValueSet or CodeSystem that is asked, a canonical with the version that was said."""
    url, wanted = text(values, "url"), text(values, version)
    if url is not None and wanted is not None and "|" not in url:
        url = f"{url}|{wanted}"
    context = text(values, "context")
    if url is None and context is not None:
        url = expansions.of_context(exchange.service, context)
    sent = structure(values, kind[0].lower() + kind[1:])
    return await expansions.chosen(exchange.service, exchange.caller, kind, id_, url, sent)


def _coded(values: Values, version: str) -> list[Coded]:
    """The codes that are asked of: one by `code`, the `coding`, or those of the `codeableConcept`."""
    code, coding = text(values, "code"), structure(values, "coding")
    concept = structure(values, "codeableConcept")
    if [code, coding, concept].count(None) != 2:  # noqa: PLR2004 - one of the three
        raise FhirError("invalid", told("request.one-of-codes"))
    if code is not None:
        named = (text(values, name) for name in ("system", version, "display"))
        return [Coded(code, *named)]
    listed = [coding] if concept is None else concept.get("coding")
    read = [_coding(each) for each in listed] if isinstance(listed, list) else []
    if not read:
        raise FhirError("invalid", told("request.no-coding"))
    return read


def _coding(coding: object) -> Coded:
    parts = coding if isinstance(coding, dict) else {}
    code = text(parts, "code")
    if code is None:
        raise FhirError("invalid", told("request.coding-code"))
    return Coded(code, *(text(parts, name) for name in ("system", "version", "display")))

"""The operations of a terminology service over HTTP (https://hl7.org/fhir/R4/terminology-service.html)."""

from typing import Any

from starlette.responses import Response

from pk_fhir.api.fhir.exchange import Exchange
from pk_fhir.api.fhir.operation_parameters import asked, number, structure, text, truth
from pk_fhir.api.fhir.projection import projected
from pk_fhir.fhir import json as fhir_json
from pk_fhir.fhir.outcome import FhirError
from pk_fhir.interactions import expand as expansions
from pk_fhir.interactions import lookup as lookups
from pk_fhir.interactions import validate_code as codes
from pk_fhir.validation.terminology.operations import Coded, Wanted

Values = dict[str, Any]


def _answer(exchange: Exchange, resource: dict[str, Any]) -> Response:
    return exchange.answer(projected(exchange, fhir_json.dump(resource)))


async def expand(exchange: Exchange, _type: str | None, id_: str | None) -> Response:
    """GET or POST /ValueSet/$expand, /ValueSet/id/$expand."""
    values = await asked(
        exchange, "url", "valueSet", "valueSetVersion", "filter", "offset", "count",
        "includeDesignations", "activeOnly", "displayLanguage",
    )  # fmt: skip
    wanted = Wanted(
        filter=text(values, "filter") or "",
        offset=number(values, "offset") or 0,
        count=number(values, "count"),
        active_only=truth(values, "activeOnly"),
        designations=truth(values, "includeDesignations"),
        language=text(values, "displayLanguage") or "",
    )
    value_set = await _meant(exchange, "ValueSet", id_, values, "valueSetVersion")
    found = await expansions.expand(exchange.service, exchange.caller, value_set, wanted)
    return _answer(exchange, found)


async def validate_in_value_set(exchange: Exchange, _type: str | None, id_: str | None) -> Response:
    """GET or POST /ValueSet/$validate-code, /ValueSet/id/$validate-code."""
    values = await asked(
        exchange, "url", "valueSet", "valueSetVersion", "code", "system", "systemVersion", "display",
        "coding", "codeableConcept",
    )  # fmt: skip
    coded = _coded(values, "systemVersion")
    value_set = await _meant(exchange, "ValueSet", id_, values, "valueSetVersion")
    found = await codes.in_value_set(exchange.service, exchange.caller, coded, value_set)
    return _answer(exchange, found)


async def validate_in_code_system(
    exchange: Exchange, _type: str | None, id_: str | None
) -> Response:
    """GET or POST /CodeSystem/$validate-code, /CodeSystem/id/$validate-code."""
    values = await asked(
        exchange, "url", "codeSystem", "version", "code", "display", "coding", "codeableConcept"
    )
    coded = _coded(values, "version")
    system = await _meant(exchange, "CodeSystem", id_, values, "version")
    found = await codes.in_code_system(exchange.service, exchange.caller, coded, system)
    return _answer(exchange, found)


async def lookup(exchange: Exchange, _type: str | None, _id: str | None) -> Response:
    """GET or POST /CodeSystem/$lookup."""
    values = await asked(exchange, "system", "code", "version", "coding")
    coded = _coded(values, "version")[0]
    if coded.system is None:
        raise FhirError("invalid", "Say of which system the code is.")
    found = await lookups.lookup(
        exchange.service, exchange.caller, coded.system, coded.code, coded.version or ""
    )
    return _answer(exchange, found)


async def subsumes(exchange: Exchange, _type: str | None, id_: str | None) -> Response:
    """GET or POST /CodeSystem/$subsumes, /CodeSystem/id/$subsumes."""
    values = await asked(exchange, "system", "codeA", "codeB", "codingA", "codingB")
    first, second = (
        _coded(
            {
                "code": values.get(f"code{side}"),
                "coding": values.get(f"coding{side}"),
                "system": values.get("system"),
            },
            "version",
        )[0]
        for side in "AB"
    )
    systems = {each.system for each in (first, second)} - {None}
    if len(systems) > 1:
        raise FhirError("invalid", "Both codes are of one system: compare no codes of two.")
    url = None if id_ is not None else next(iter(systems), None)
    system = await _meant(exchange, "CodeSystem", id_, {"url": url} if url else {}, "version")
    if isinstance(system, dict) and systems - {system.get("url")}:
        raise FhirError("invalid", "The codes are of another system than the one of the path.")
    found = await lookups.subsumes(
        exchange.service, exchange.caller, system, first.code, second.code
    )
    return _answer(exchange, found)


async def _meant(
    exchange: Exchange, kind: str, id_: str | None, values: Values, version: str
) -> str | dict[str, Any]:
    """The ValueSet or CodeSystem that is asked, a canonical with the version that was said."""
    url, wanted = text(values, "url"), text(values, version)
    if url is not None and wanted is not None and "|" not in url:
        url = f"{url}|{wanted}"
    sent = structure(values, kind[0].lower() + kind[1:])
    return await expansions.chosen(exchange.service, exchange.caller, kind, id_, url, sent)


def _coded(values: Values, version: str) -> list[Coded]:
    """The codes that are asked of: one by `code`, the `coding`, or those of the `codeableConcept`."""
    code, coding = text(values, "code"), structure(values, "coding")
    concept = structure(values, "codeableConcept")
    if [code, coding, concept].count(None) != 2:  # noqa: PLR2004 - one of the three
        raise FhirError(
            "invalid", "Give one of code, coding and codeableConcept where it is known."
        )
    if code is not None:
        named = (text(values, name) for name in ("system", version, "display"))
        return [Coded(code, *named)]
    listed = [coding] if concept is None else concept.get("coding")
    read = [_coding(each) for each in listed] if isinstance(listed, list) else []
    if not read:
        raise FhirError("invalid", "The codeableConcept has no coding to look at.")
    return read


def _coding(coding: object) -> Coded:
    parts = coding if isinstance(coding, dict) else {}
    code = text(parts, "code")
    if code is None:
        raise FhirError("invalid", "A coding has a code.")
    return Coded(code, *(text(parts, name) for name in ("system", "version", "display")))

"""$expand: the codes of a value set (https://hl7.org/fhir/R4/valueset-operation-expand.html)."""

import asyncio
from typing import Any

from pk_fhir.access.caller import Caller
from pk_fhir.access.rules import require
from pk_fhir.fhir import json as fhir_json
from pk_fhir.fhir.outcome import FhirError
from pk_fhir.interactions import terminology_server
from pk_fhir.interactions.checking import check
from pk_fhir.interactions.instants import instant
from pk_fhir.interactions.quoting import quoted
from pk_fhir.interactions.read import read
from pk_fhir.interactions.service import Service
from pk_fhir.interactions.stored_terminology import terminology_for
from pk_fhir.messages import told
from pk_fhir.validation.terminology import Terminology, operations

_R4 = "http://hl7.org/fhir/StructureDefinition"


async def chosen(
    service: Service,
    caller: Caller,
    kind: str,
    id_: str | None,
    url: str | None,
    sent: dict[str, Any] | None,
) -> str | dict[str, Any]:
    """The one ValueSet or CodeSystem that is meant: the stored one of an id, a sent one, or a canonical."""
    if [id_, url, sent].count(None) != 2:  # noqa: PLR2004 - one of the three
        name = kind[0].lower() + kind[1:]
        raise FhirError(
            "invalid",
            told("refused.say-which-one-way", kind=kind, name=name),
        )
    if id_ is not None:
        stored = await read(service, caller, kind, id_)
        return fhir_json.parse(stored.body or b"")
    if sent is not None:
        if sent.get("resourceType") != kind:
            raise FhirError("invalid", told("refused.send-kind", kind=kind))
        await check(service, caller, sent)
        return sent
    return str(url)


def of_context(service: Service, context: str) -> str:
    """The value set that an element is bound to: `Patient.gender`, or a profile's url, #, and the path."""
    profile, mark, path = context.rpartition("#")
    if not mark:
        profile, path = f"{_R4}/{context.partition('.')[0]}", context
    structure = service.definitions.get(profile, "StructureDefinition") or {}
    for element in structure.get("snapshot", {}).get("element", ()):
        if path in (element.get("id"), element["path"]):
            bound = element.get("binding", {}).get("valueSet")
            if bound:
                return str(bound)
    raise FhirError("not-found", told("refused.no-value-set-bound", context=quoted(context)))


async def expand(
    service: Service,
    caller: Caller,
    value_set: str | dict[str, Any],
    wanted: operations.Wanted,
) -> dict[str, Any]:
    """The ValueSet with its expansion; FhirError "not-found" or "unprocessable" where there can be none."""
    require(caller, "ValueSet", "r")
    by_url, at_hand = ([value_set], []) if isinstance(value_set, str) else ([], [value_set])
    terminology = await terminology_for(service, caller, by_url, at_hand)
    try:
        return await asyncio.to_thread(
            operations.expand,
            terminology,
            value_set,
            wanted,
            timestamp=instant(service.now()),
        )
    except RecursionError:
        raise circular() from None
    except FhirError as error:
        if not {issue.key for issue in error.issues} & _UNKNOWN:
            raise
        told_there = await _expanded_elsewhere(service, terminology, value_set, wanted)
        if told_there is None:
            raise
        return told_there


# What an expansion fails by when something is not known here.
_UNKNOWN = {"terminology.cannot-expand", "terminology.expand-unknown"}


async def _expanded_elsewhere(
    service: Service,
    terminology: Terminology,
    value_set: str | dict[str, Any],
    wanted: operations.Wanted,
) -> dict[str, Any] | None:
    """The same of the terminology server, which is sent a value set that is known here alone."""
    pairs: list[tuple[str, Any]] = [
        *named(terminology, value_set),
        ("filter", wanted.filter),
        ("offset", wanted.offset),
        ("count", wanted.count),
        ("activeOnly", wanted.active_only),
        ("includeDesignations", wanted.designations),
        ("includeDefinition", wanted.definition),
        ("excludeNotForUI", wanted.selectable_only),
        ("displayLanguage", wanted.language),
        ("date", wanted.date),
        *(("designation", each) for each in wanted.designation),
        *(("exclude-system", each) for each in wanted.exclude),
        *(("system-version", f"{system}|{version}") for system, version in wanted.versions),
    ]
    return await terminology_server.expansion(service, pairs)


def named(terminology: Terminology, value_set: str | dict[str, Any]) -> list[tuple[str, Any]]:
    """How a value set is named to a server: as it is where it is at hand here, else by its url."""
    if isinstance(value_set, dict):
        return [("valueSet", value_set)]
    known = terminology.tables.value_set(value_set)
    if known is not None:
        return [("valueSet", known.resource)]
    url, _, version = value_set.partition("|")
    return [("url", url), ("valueSetVersion", version)]


def circular() -> FhirError:
    """What is said of a value set that is made of itself, which has no codes that could be told."""
    return FhirError("unprocessable", told("refused.value-set-circle"))

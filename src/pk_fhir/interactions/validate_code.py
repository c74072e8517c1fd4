"""$validate-code of a value set or a code system (https://hl7.org/fhir/R4/valueset-operation-validate-code.html).

https://hl7.org/fhir/R4/codesystem-operation-validate-code.html is the other one. Of a CodeableConcept one
coding that holds is enough.
"""

from typing import Any, NamedTuple

from pk_fhir.access.caller import Caller
from pk_fhir.access.rules import require
from pk_fhir.fhir.outcome import FhirError
from pk_fhir.interactions import terminology_server
from pk_fhir.interactions.expand import circular, named
from pk_fhir.interactions.service import Service
from pk_fhir.interactions.stored_terminology import terminology_for
from pk_fhir.messages import told as said
from pk_fhir.validation.terminology import Terminology
from pk_fhir.validation.terminology.operations import Coded
from pk_fhir.validation.terminology.operations import validate_code as run


class Told(NamedTuple):
    """How the answer is told: whether a code that only groups others will do, and in which language."""

    abstract: bool = False
    language: str = ""


# The url that a sent value set without one goes by while it is looked at.
_NAMELESS = "urn:pk-fhir:sent"


async def in_value_set(
    service: Service,
    caller: Caller,
    codes: list[Coded],
    value_set: str | dict[str, Any],
    told: Told,
) -> dict[str, Any]:
    """Parameters: whether a code is in the value set."""
    require(caller, "ValueSet", "r")
    at_hand: list[dict[str, Any]] = []
    if isinstance(value_set, dict):
        at_hand = [{**value_set, "url": value_set.get("url", _NAMELESS)}]
        value_set = str(at_hand[0]["url"])
    rests_on = [value_set, *(coded.system or "" for coded in codes)]
    terminology = await terminology_for(service, caller, rests_on, at_hand)
    try:
        answers = [
            await _in_value_set(service, terminology, coded, value_set, told) for coded in codes
        ]
    except RecursionError:
        raise circular() from None
    return _best(answers)


async def _in_value_set(
    service: Service, terminology: Terminology, coded: Coded, value_set: str, told: Told
) -> dict[str, Any]:
    """What is known here; where that decides nothing, what the terminology server says."""
    known = terminology.tables.value_set(value_set)
    decided = known is not None and (
        terminology.member(value_set, coded.system, coded.code, version=coded.version) is not None
    )
    if not decided:
        pairs = [*named(terminology, value_set), ("systemVersion", coded.version)]
        if coded.system is None:
            pairs.append(("inferSystem", True))
        found = await _elsewhere(service, "ValueSet", coded, [*pairs, *_said(coded, told)])
        if found is not None:
            return found
    return _run(terminology, coded, value_set, told)


def _said(coded: Coded, told: Told) -> list[tuple[str, Any]]:
    return [
        ("display", coded.display),
        ("displayLanguage", told.language),
        ("abstract", told.abstract),
    ]


async def _elsewhere(
    service: Service, kind: str, coded: Coded, pairs: list[tuple[str, Any]]
) -> dict[str, Any] | None:
    """The answer of the terminology server; None where it has none."""
    system = [("system", coded.system)] if kind == "ValueSet" else []
    found = await terminology_server.operate(
        service, f"{kind}/$validate-code", [*system, ("code", coded.code), *pairs]
    )
    parts = found.get("parameter") if found else None
    listed = [each for each in parts or () if isinstance(each, dict)]
    # Whoever reads the answer looks at the result first.
    listed.sort(key=lambda each: each.get("name") != "result")
    if not listed or not isinstance(listed[0].get("valueBoolean"), bool):
        return None
    return {"resourceType": "Parameters", "parameter": listed}


async def in_code_system(
    service: Service,
    caller: Caller,
    codes: list[Coded],
    system: str | dict[str, Any],
    told: Told,
) -> dict[str, Any]:
    """Parameters: whether a code is in the code system; a coding of another system is not."""
    require(caller, "CodeSystem", "r")
    at_hand: list[dict[str, Any]] = []
    if isinstance(system, dict):
        if "url" not in system:
            raise FhirError("unprocessable", said("refused.code-system-no-url"))
        at_hand, system = [system], str(system["url"])
    url, _, version = system.partition("|")
    terminology = await terminology_for(service, caller, [url], at_hand)
    held = [
        coded._replace(system=url, version=coded.version or version or None)
        for coded in codes
        if coded.system in (None, url)
    ]
    if not held:
        raise FhirError("invalid", said("refused.other-system"))
    return _best([await _in_system(service, terminology, coded, url, told) for coded in held])


async def _in_system(
    service: Service, terminology: Terminology, coded: Coded, url: str, told: Told
) -> dict[str, Any]:
    table = terminology.tables.table(url, coded.version or "")
    if table is None or (not table.whole and table.find(coded.code) is None):
        pairs = [("url", url), ("version", coded.version), *_said(coded, told)]
        found = await _elsewhere(service, "CodeSystem", coded, pairs)
        if found is not None:
            return found
    return _run(terminology, coded, None, told)


def _run(
    terminology: Terminology, coded: Coded, value_set: str | None, told: Told
) -> dict[str, Any]:
    return run(
        terminology, coded, value_set, abstract=told.abstract, display_language=told.language
    )


def _best(answers: list[dict[str, Any]]) -> dict[str, Any]:
    """The first answer that says yes, else the first."""
    right = (each for each in answers if each["parameter"][0]["valueBoolean"])
    return next(right, answers[0])

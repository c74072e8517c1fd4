"""$lookup and $subsumes: what a code means, and how two stand to each other.

https://hl7.org/fhir/R4/codesystem-operation-lookup.html,
https://hl7.org/fhir/R4/codesystem-operation-subsumes.html.
"""

from typing import Any

from pk_fhir.access.caller import Caller
from pk_fhir.access.rules import require
from pk_fhir.fhir.outcome import FhirError
from pk_fhir.interactions import terminology_server
from pk_fhir.interactions.service import Service
from pk_fhir.interactions.stored_terminology import terminology_for
from pk_fhir.messages import told
from pk_fhir.validation.terminology import operations


async def lookup(
    service: Service,
    caller: Caller,
    coded: operations.Coded,
    *,
    properties: tuple[str, ...] = (),
    language: str = "",
) -> dict[str, Any]:
    """Parameters with the name, display, designations and properties of a code."""
    require(caller, "CodeSystem", "r")
    system = coded.system or ""
    terminology = await terminology_for(service, caller, [system])
    try:
        return operations.lookup(
            terminology,
            system,
            coded.code,
            coded.version or "",
            display_language=language,
            properties=properties,
        )
    except FhirError as error:
        named = [("system", system), ("version", coded.version), ("code", coded.code)]
        named += [("displayLanguage", language), *(("property", each) for each in properties)]
        return await _told_elsewhere(service, "CodeSystem/$lookup", named, error)


async def _told_elsewhere(
    service: Service, path: str, named: list[tuple[str, Any]], unknown: FhirError
) -> dict[str, Any]:
    """What the terminology server says of what is not known here; else that it is not known."""
    if {issue.key for issue in unknown.issues} != {"terminology.lookup-unknown-system"}:
        raise unknown
    found = await terminology_server.operate(service, path, named)
    if found is None or found.get("resourceType") != "Parameters":
        raise unknown
    return found


async def subsumes(
    service: Service,
    caller: Caller,
    system: str | dict[str, Any],
    codes: tuple[str, str],
    version: str = "",
) -> dict[str, Any]:
    """Parameters with the outcome: equivalent, subsumes, subsumed-by or not-subsumed."""
    require(caller, "CodeSystem", "r")
    at_hand = [system] if isinstance(system, dict) else []
    url = system if isinstance(system, str) else system.get("url")
    if not isinstance(url, str):
        raise FhirError("unprocessable", told("refused.code-system-no-url"))
    terminology = await terminology_for(service, caller, [url], at_hand)
    try:
        outcome = operations.subsumes(terminology, url, *codes, version)
    except FhirError as error:
        named = [("codeA", codes[0]), ("codeB", codes[1]), ("system", url), ("version", version)]
        return await _told_elsewhere(service, "CodeSystem/$subsumes", named, error)
    part = {"name": "outcome", "valueCode": outcome}
    return {"resourceType": "Parameters", "parameter": [part]}

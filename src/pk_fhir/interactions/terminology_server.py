"""What the definitions here do not know of codes is asked of the terminology server of the settings.

https://hl7.org/fhir/R4/terminology-service.html. Its answer is given on as it came; without a server, and
from one that does not know either or does not answer, there is none.
"""

from collections.abc import Iterable
from typing import Any

from pk_fhir.interactions.service import Service

Pairs = Iterable[tuple[str, Any]]
_PRIMITIVES: dict[type, str] = {bool: "valueBoolean", int: "valueInteger", str: "valueString"}
# By the definitions of the operations; everything else that is text is sent as a string.
_TYPES = {
    "url": "valueUri",
    "system": "valueUri",
    "code": "valueCode",
    "codeA": "valueCode",
    "codeB": "valueCode",
    "displayLanguage": "valueCode",
    "property": "valueCode",
    "date": "valueDateTime",
    "exclude-system": "valueCanonical",
    "system-version": "valueCanonical",
}
# A hierarchy is asked for as a value set of the codes with this relation to a code.
BELOW, ABOVE = "is-a", "generalizes"


async def operate(service: Service, path: str, pairs: Pairs) -> dict[str, Any] | None:
    """The answer of an operation such as ``ValueSet/$expand``; a dict among the values is a resource.

    A pair without a value is left out.
    """
    if service.codes is None:
        return None
    parameters = [
        _parameter(name, value) for name, value in pairs if value not in (None, "", False)
    ]
    return await service.codes.operate(
        path, {"resourceType": "Parameters", "parameter": parameters}
    )


def _parameter(name: str, value: Any) -> dict[str, Any]:
    if isinstance(value, dict):
        return {"name": name, "resource" if "resourceType" in value else "valueCoding": value}
    kind = _TYPES.get(name, _PRIMITIVES[type(value)])
    return {"name": name, kind: value}


async def expansion(service: Service, pairs: Pairs) -> dict[str, Any] | None:
    """A ValueSet with its expansion."""
    found = await operate(service, "ValueSet/$expand", pairs)
    if found is None or found.get("resourceType") != "ValueSet":
        return None
    return found if isinstance(found.get("expansion"), dict) else None


async def codes_of(
    service: Service, value_set: str | dict[str, Any]
) -> list[tuple[str, str]] | None:
    """(system, code) of everything in a value set; None where the server does not tell all of it."""
    name = "url" if isinstance(value_set, str) else "valueSet"
    url, _, version = (
        value_set.partition("|") if isinstance(value_set, str) else (value_set, "", "")
    )
    found = await expansion(service, [(name, url), ("valueSetVersion", version)])
    if found is None:
        return None
    listed = list(_contained(found["expansion"].get("contains")))
    total = found["expansion"].get("total")
    return listed if not isinstance(total, int) or total <= len(listed) else None


def _contained(contains: object) -> Iterable[tuple[str, str]]:
    for each in contains if isinstance(contains, list) else ():
        if not isinstance(each, dict):
            continue
        system, code = each.get("system"), each.get("code")
        if isinstance(system, str) and isinstance(code, str):
            yield system, code
        yield from _contained(each.get("contains"))


async def related(service: Service, system: str, code: str, relation: str) -> list[str] | None:
    """The codes with this relation (`BELOW`, `ABOVE`) to a code, itself among them."""
    asked = {"property": "concept", "op": relation, "value": code}
    include = {"system": system, "filter": [asked]}
    found = await codes_of(
        service,
        {"resourceType": "ValueSet", "status": "active", "compose": {"include": [include]}},
    )
    if not found:
        return None
    return list(dict.fromkeys([code, *(each for of, each in found if of == system)]))

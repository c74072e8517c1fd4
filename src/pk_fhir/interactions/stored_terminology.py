"""The codes that a care provider has: this product's definitions, and the ValueSets and CodeSystems stored here.

https://hl7.org/fhir/R4/terminology-service.html. What is stored wins over a definition of the same url.
Only what the caller may search is looked at, and only what a request leads to is read.
"""

from collections.abc import Iterable
from typing import Any

from pk_fhir.access.caller import Caller
from pk_fhir.interactions.service import Service
from pk_fhir.interactions.stored_definitions import stored
from pk_fhir.validation.terminology import Terminology

_KINDS = ("ValueSet", "CodeSystem")
# Value sets that lead to each other are followed this deep; what lies deeper counts as not here.
_DEEPEST = 10


async def terminology_for(
    service: Service,
    caller: Caller,
    canonicals: Iterable[str],
    at_hand: Iterable[dict[str, Any]] = (),
) -> Terminology:
    """What is known here of these canonicals and all they lead to; resources `at_hand` win over it."""
    given = list(at_hand)
    wanted = {canonical.partition("|")[0] for canonical in canonicals}
    for resource in given:
        wanted |= leads_to(resource)
    asked: set[str] = set()
    found: list[dict[str, Any]] = []
    for _ in range(_DEEPEST):
        fresh = {url for url in wanted if url} - asked
        if not fresh:
            break
        asked |= fresh
        read = [each for kind in _KINDS for each in await stored(service, caller, kind, fresh)]
        found += read
        wanted = {url for each in read for url in leads_to(each)}
    base = service.definitions
    for layer in (found, given):
        base = base.overlay(layer) if layer else base
    return Terminology(base)


def leads_to(resource: dict[str, Any]) -> set[str]:
    """Urls, without version, of the value sets and code systems that a stored value set names."""
    compose = resource.get("compose", {})
    clauses = [*compose.get("include", ()), *compose.get("exclude", ())]
    named = [each.get("system", "") for each in clauses]
    named += [url for each in clauses for url in each.get("valueSet", ())]
    return {url.partition("|")[0] for url in named if url}

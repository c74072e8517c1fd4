"""A profile that a care provider has stored, with what it leads to, for the $validate that names it.

https://hl7.org/fhir/R4/operation-resource-validate.html. Writes are held to the packages alone: what is
stored cannot change what is valid.
"""

from collections.abc import Iterator
from typing import Any

from pk_fhir.access.caller import Caller
from pk_fhir.interactions.service import Service, Validates
from pk_fhir.interactions.stored_definitions import stored
from pk_fhir.interactions.stored_terminology import leads_to

_KINDS = ("StructureDefinition", "ValueSet", "CodeSystem")
# Profiles and value sets that lead to each other are followed this deep; what lies deeper is not known here.
_DEEPEST = 10


async def validator_for(service: Service, caller: Caller, profile: str) -> Validates:
    """The service's validator; with a stored profile over it, where no package has the one that is named."""
    if _is_known(service, profile):
        return service.validator
    url, _, version = profile.partition("|")
    found = [
        each
        for each in await stored(service, caller, "StructureDefinition", {url})
        if not version or each.get("version") == version
    ][:1]
    if not found:
        return service.validator
    return service.validator.with_definitions([*await _further(service, caller, found[0]), *found])


async def _further(
    service: Service, caller: Caller, profile: dict[str, Any]
) -> list[dict[str, Any]]:
    """What a profile leads to of what is stored, and what that leads to in turn."""
    asked = {str(profile.get("url"))}
    found: list[dict[str, Any]] = []
    last = [profile]
    for _ in range(_DEEPEST):
        named = {url for each in last for url in _named(each) if not _is_known(service, url)}
        fresh = named - asked
        if not fresh:
            break
        asked |= fresh
        last = [each for kind in _KINDS for each in await stored(service, caller, kind, fresh)]
        found += reversed(last)
    return found


def _is_known(service: Service, canonical: str) -> bool:
    return service.definitions.find(canonical) is not None


def _named(resource: dict[str, Any]) -> set[str]:
    """Urls, without version, of the definitions that one names."""
    if resource["resourceType"] != "StructureDefinition":
        return leads_to(resource)
    return {url.partition("|")[0] for url in _of_profile(resource) if url}


def _of_profile(profile: dict[str, Any]) -> Iterator[str]:
    yield profile.get("baseDefinition", "")
    for view in ("snapshot", "differential"):
        for element in profile.get(view, {}).get("element", ()):
            yield element.get("binding", {}).get("valueSet", "")
            for type_ in element.get("type", ()):
                yield from type_.get("profile", ())
                yield from type_.get("targetProfile", ())

"""Profiles that a care provider has stored, with what they lead to, for the $validate that goes by them.

https://hl7.org/fhir/R4/operation-resource-validate.html. Writes are held to the packages alone: what is
stored cannot change what is valid.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from pk_fhir.access.caller import Caller
from pk_fhir.interactions.service import Service, Validates
from pk_fhir.interactions.stored_definitions import meant, stored
from pk_fhir.interactions.stored_terminology import leads_to

_KINDS = ("StructureDefinition", "ValueSet", "CodeSystem")
# Profiles and value sets that lead to each other are followed this deep; what lies deeper is not known here.
_DEEPEST = 10
# So many profiles of one request are looked for; those beyond are said not to be known.
_MOST = 50
# What no canonical looks like is not looked for, and is the validator's to tell.
_CANONICAL = re.compile(r"[^\s:|\x00-\x1f]+:[^\s\x00-\x1f]+")


async def validator_for(service: Service, caller: Caller, profiles: Iterable[str]) -> Validates:
    """The service's validator; with the stored ones of the profiles (canonicals) over it, where no package has them."""
    wanted = [each for each in dict.fromkeys(profiles) if _may_be_stored(service, each)][:_MOST]
    if not wanted:
        return service.validator
    urls = {each.partition("|")[0] for each in wanted}
    stated = await stored(service, caller, "StructureDefinition", urls)
    found = [each for profile in wanted if (each := meant(profile, stated)) is not None]
    if not found:
        return service.validator
    return service.validator.with_definitions([*await _further(service, caller, found), *found])


def claimed_by(resource: dict[str, Any]) -> Iterator[str]:
    """The profiles that a resource says it meets, and those that the resources in a Bundle say."""
    meta = resource.get("meta")
    claimed = meta.get("profile") if isinstance(meta, dict) else None
    yield from (each for each in _list(claimed) if isinstance(each, str))
    for entry in _list(resource.get("entry")):
        if isinstance(entry, dict) and isinstance(entry.get("resource"), dict):
            yield from claimed_by(entry["resource"])


def _may_be_stored(service: Service, profile: str) -> bool:
    return bool(_CANONICAL.fullmatch(profile)) and not _is_known(service, profile)


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


async def _further(
    service: Service, caller: Caller, profiles: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """What profiles lead to of what is stored, and what that leads to in turn."""
    asked = {str(each.get("url")) for each in profiles}
    found: list[dict[str, Any]] = []
    last = profiles
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

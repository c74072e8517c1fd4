"""An include gives the version that a reference names (https://hl7.org/fhir/R4/search.html#include).

The index knows which resource a reference leads to, and the includes of a page are found by it. Where what
refers to one names a version (`Patient/a/_history/3`), that one is given, as far as the caller may see it;
the current one too only where something on the page refers to the resource without a version.
"""

import re
from collections import defaultdict
from collections.abc import Iterable

import msgspec

from pk_fhir.fhir import json as fhir_json
from pk_fhir.interactions.local import LocalReferences, literals
from pk_fhir.interactions.service import Service
from pk_fhir.store import Version, Visibility
from pk_fhir.store.plan import Reference
from pk_fhir.store.search import Page

_NAMED = re.compile(r"/_history/([1-9][0-9]{0,8})\Z", re.ASCII)
_MARK = b"/_history/"


async def with_named_versions(service: Service, sight: Visibility, page: Page) -> Page:
    """The page with its included resources in the versions that are referred to."""
    if not page.included:
        return page
    shown, local = [*page.matches, *page.included], service.local(page.included[0].tenant)
    # Few refer to versions: the others are read only where one of these does.
    marked = _named((each for each in shown if _MARK in (each.body or b"")), local)
    if not any(marked.get((each.type, each.id), {None}) - {None} for each in page.included):
        return page
    named = _named(shown, local)
    included: list[Version] = []
    for current in page.included:
        wanted = named.get((current.type, current.id), {None})
        earlier = await _seen(service, sight, current, wanted - {None, current.version})
        if None in wanted or current.version in wanted or not earlier:
            included.append(current)
        included += earlier
    return msgspec.structs.replace(page, included=included)


def _named(shown: Iterable[Version], local: LocalReferences) -> dict[Reference, set[int | None]]:
    """The versions by which each resource is referred to; None is a reference without one."""
    found: dict[Reference, set[int | None]] = defaultdict(set)
    for version in shown:
        for literal in literals(fhir_json.parse(version.body or b"{}"), []):
            target = local(literal)
            if target is not None:
                stated = _NAMED.search(literal)
                found[target].add(int(stated[1]) if stated else None)
    return found


async def _seen(
    service: Service, sight: Visibility, current: Version, wanted: Iterable[int | None]
) -> list[Version]:
    """These versions of a resource, as far as they are there and may be seen."""
    read = [
        await service.store.vread(current.tenant, current.type, current.id, number)
        for number in sorted(number for number in wanted if number is not None)
    ]
    there = [version for version in read if version is not None and not version.deleted]
    return await service.store.seen(sight, there)

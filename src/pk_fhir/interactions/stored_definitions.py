"""Definitions that a care provider has stored, by their canonical url, as far as the caller may see them."""

from collections.abc import Iterable
from typing import Any

from pk_fhir.access.caller import Caller
from pk_fhir.access.rules import allowed, visibility
from pk_fhir.fhir import json as fhir_json
from pk_fhir.interactions.contexts import context
from pk_fhir.interactions.service import Service
from pk_fhir.interactions.work import audit_row
from pk_fhir.search import parse
from pk_fhir.store.search import Asked
from pk_fhir.store.search import search as run


async def stored(
    service: Service, caller: Caller, kind: str, urls: Iterable[str]
) -> list[dict[str, Any]]:
    """The resources of this kind with one of these urls, the newest first."""
    if not allowed(caller, kind, "s"):
        return []
    pairs = [
        ("url", ",".join(_escaped(url) for url in sorted(urls))),
        ("_sort", "-_lastUpdated"),
    ]
    await service.parameters.refresh(service.store, caller.tenant)
    asked = Asked(
        query=parse((kind,), pairs, context(service, caller)),
        tenant=caller.tenant,
        visibility=visibility(caller, "s"),
        count=service.rules.longest_page,
    )
    page = await run(service.store, asked)
    service.store.audit.add(
        audit_row(service, caller, "search-type", kind, query=f"url={pairs[0][1]}")
    )
    # What the product brings is at hand already, and what a care provider stores wins over it.
    shipped = service.shipped.get(caller.tenant, ())
    return [
        fhir_json.parse(version.body or b"")
        for version in page.matches
        if (version.type, version.id) not in shipped
    ]


def meant(canonical: str, among: Iterable[dict[str, Any]]) -> dict[str, Any] | None:
    """The first of these that a canonical (url, or url|version) means."""
    url, _, version = canonical.partition("|")
    return next(
        (
            each
            for each in among
            if each.get("url") == url and (not version or each.get("version") == version)
        ),
        None,
    )


def _escaped(url: str) -> str:
    for sign in ("\\", ",", "|", "$"):
        url = url.replace(sign, "\\" + sign)
    return url

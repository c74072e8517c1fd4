"""What changed at a source since an instant, deletions among it where the source keeps a history.

By history (https://hl7.org/fhir/R4/http.html#history), of a type or of everything, where the source's
CapabilityStatement states it; else by search (`_lastUpdated`), which tells of no deletion.
"""

import hashlib
from collections.abc import AsyncIterator, Sequence
from typing import Any, Literal
from urllib.parse import urlencode

import httpx
import msgspec
import orjson

from pk_fhir.sync.belongs import FOLLOWERS, concerning, key, local
from pk_fhir.sync.client import Answer, ask
from pk_fhir.sync.instants import last_updated
from pk_fhir.sync.outcome import Reason
from pk_fhir.sync.pages import Gathered, entries_of, walk
from pk_fhir.sync.pull import TYPES
from pk_fhir.sync.source import Source

FOLLOWED = (*TYPES, "Task", *FOLLOWERS)
PAGE = "200"
# A type has no more than so many times what the limits allow at a time.
MOST_BATCHES = 200
# How a source is asked what changed: `history-type` and `history-system` as in
# https://hl7.org/fhir/R4/valueset-restful-interaction.html.
Way = Literal["history-type", "history-system", "search"]


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """One resource as it is now: `version` tells it from every other version; `resource` is what of it tells
    whom it is about (`belongs.concerning`), None when it was deleted; `stamp` says when, if the source does."""

    reference: str
    version: str
    stamp: str | None
    resource: dict[str, Any] | None

    @property
    def kind(self) -> str:
        return self.reference.partition("/")[0]


class Changes(msgspec.Struct, frozen=True, kw_only=True):
    """The newest version of each resource that changed, and why that is not all of them; with `more`, others
    follow."""

    found: tuple[Change, ...] = ()
    reason: Reason | None = None
    more: bool = False


def followed(source: Source) -> list[str]:
    """The types that a source is asked for."""
    return [kind for kind in FOLLOWED if source.asks_for(kind)]


def stated_way(statement: dict[str, Any], source: Source) -> Way:
    """How the server of a CapabilityStatement can be asked: by type where each that it serves has a history;
    by the history of everything only where it may be asked for everything."""
    servers = [r for r in objects(statement.get("rest")) if r.get("mode") == "server"]
    if not servers:
        return "search"
    asked = followed(source)
    served = [r for r in objects(servers[0].get("resource")) if r.get("type") in asked]
    if served and all("history-type" in _codes(resource) for resource in served):
        return "history-type"
    keeps_all = "history-system" in _codes(servers[0])
    return "history-system" if keeps_all and not source.ask_for else "search"


async def way_of(client: httpx.AsyncClient, source: Source) -> Way:
    """How this source can be asked, as it says itself. SourceError where it does not."""
    page = await ask(client, "GET", f"{source.base_url}/metadata", source.limits)
    return stated_way(page.resource, source)


async def searched(
    client: httpx.AsyncClient, source: Source, kind: str, since: str | None
) -> AsyncIterator[Changes]:
    """What of a type changed since an instant, the oldest first; everything without one. As much at a time
    as the source's limits allow, and all of it, for a source may send in any order, and much in a moment."""
    form = {"_sort": "_lastUpdated", "_count": PAGE}
    if since is not None:
        form["_lastUpdated"] = f"ge{since}"
    url = f"{source.base_url}/{kind}/_search"
    found: list[Change] = []
    before: set[str] = set()

    def take(page: Answer, gathered: Gathered) -> None:
        there = [entry.get("resource") for entry in objects(entries_of(page))]
        found.extend(_change(each) for each in objects(there) if each.get("resourceType") == kind)
        gathered.count += len(there)

    page = await ask(client, "POST", url, source.limits, form)
    for nth in range(1, MOST_BATCHES + 1):
        found.clear()
        walked = await walk(client, source, page, url, take)
        came = {each.version for each in found}
        # Pages without end tell the same again and again.
        ends = walked.more is None or came <= before or nth == MOST_BATCHES
        yield Changes(found=tuple(found), reason=walked.reason if ends else None, more=not ends)
        if ends or walked.more is None:
            return
        before, url = came, walked.more
        page = await ask(client, "GET", url, source.limits)


async def told(client: httpx.AsyncClient, source: Source, kind: str, since: str) -> Changes:
    """What the history of a type, or of everything (""), tells since an instant."""
    versions = await _history(client, source, kind, since)
    # The newest version stands first.
    newest: dict[str, Change] = {}
    for each in versions.found:
        newest.setdefault(each.reference, each)
    return Changes(found=tuple(newest.values()), reason=versions.reason)


async def past(client: httpx.AsyncClient, source: Source, reference: str) -> list[dict[str, Any]]:
    """What the versions of one resource, which may be deleted by now, tell of whom it is about, the newest first."""
    versions = await _history(client, source, reference, None)
    return [each.resource for each in versions.found if each.resource is not None]


async def newest_instant(client: httpx.AsyncClient, source: Source) -> str | None:
    """When something last changed at the source."""
    url = f"{source.base_url}/_history?{urlencode({'_count': '1'})}"
    page = await ask(client, "GET", url, source.limits)
    stamps = [each.stamp for each in _told(entries_of(page), source) if each.stamp]
    return stamps[0] if stamps else None


async def _history(
    client: httpx.AsyncClient, source: Source, path: str, since: str | None
) -> Changes:
    query = {"_count": PAGE} | ({"_since": since} if since is not None else {})
    url = f"{'/'.join(filter(None, (source.base_url, path)))}/_history?{urlencode(query)}"
    found: list[Change] = []

    def take(page: Answer, gathered: Gathered) -> None:
        told_here = _told(entries_of(page), source)
        found.extend(told_here)
        gathered.count += len(told_here)

    first = await ask(client, "GET", url, source.limits)
    walked = await walk(client, source, first, url, take)
    return Changes(found=tuple(found), reason=walked.reason)


def _told(entries: Sequence[Any], source: Source) -> list[Change]:
    return [change for entry in objects(entries) if (change := _entry(entry, source))]


def _entry(entry: dict[str, Any], source: Source) -> Change | None:
    """https://hl7.org/fhir/R4/bundle.html#history: a deletion has a request and no resource."""
    resource, request = entry.get("resource"), entry.get("request")
    if isinstance(resource, dict) and isinstance(resource.get("resourceType"), str):
        return _change(resource) if key(resource) else None
    if not isinstance(request, dict) or request.get("method") != "DELETE":
        return None
    reference = local(request.get("url"), source.base_url or "")
    if reference.count("/") != 1:
        return None
    response = entry.get("response")
    said = response if isinstance(response, dict) else {}
    stamp = said.get("lastModified")
    told_by = said.get("etag") or stamp or request.get("url")
    return Change(
        reference=reference,
        version=f"{reference}/deleted/{told_by}",
        stamp=last_updated({"meta": {"lastUpdated": stamp}}),
        resource=None,
    )


def _change(resource: dict[str, Any]) -> Change:
    return Change(
        reference=key(resource),
        version=version_of(resource),
        stamp=last_updated(resource),
        resource=concerning(resource),
    )


def version_of(resource: dict[str, Any]) -> str:
    """Type, id and version; what has no version is told apart by its instant, and without one by all of it."""
    if not key(resource):
        return ""
    meta = resource.get("meta")
    meta = meta if isinstance(meta, dict) else {}
    told_by = meta.get("versionId") or meta.get("lastUpdated") or _digest(resource)
    return f"{key(resource)}/{told_by}"


def _digest(resource: dict[str, Any]) -> str:
    try:
        # Whatever order a server writes its members in.
        said = orjson.dumps(resource, option=orjson.OPT_SORT_KEYS)
    except TypeError:
        # Deeper than can be written: it is told apart by nothing.
        return ""
    return hashlib.sha256(said).hexdigest()[:16]


def _codes(stated: dict[str, Any]) -> set[str]:
    return {str(each.get("code")) for each in objects(stated.get("interaction"))}


def objects(value: object) -> list[dict[str, Any]]:
    """The objects of a list, whatever came in its place or among them."""
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []

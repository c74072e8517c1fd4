"""Search, page by page: https://hl7.org/fhir/R4/http.html#paging.

A source's `next` links are followed on its own origin only, never twice to the same page, and no
further than its limits; a page that cannot be had leaves the earlier ones standing, with the reason.
"""

from collections.abc import Callable
from typing import Any
from urllib.parse import urljoin

import httpx
import msgspec
import orjson

from pk_fhir.sync.client import Answer, ask
from pk_fhir.sync.outcome import Note, Reason, State
from pk_fhir.sync.problem import SourceError, UnreadableError
from pk_fhir.sync.source import Limits, Source

TOO_MANY = "view.reason.too-many"


class Gathered(msgspec.Struct, kw_only=True):
    """Resources as they came, in the order they came, and what was not whole about them.

    `sent` has the bytes of each, also of those that `resources` no longer has; `unread` what could not
    be read, and why. `count` is how many came, whatever was done with them. `more` is the page that was not
    asked for because of the limits alone.
    """

    resources: list[dict[str, Any]] = []
    sent: list[tuple[dict[str, Any], bytes]] = []
    unread: list[tuple[str, bytes]] = []
    notes: list[Note] = []
    count: int = 0
    more: str | None = None
    state: State = "fresh"
    reason: Reason | None = None

    def falls_short(self, state: State, reason: Reason) -> None:
        """Keep what is there, and say why it is not all. The first reason stands."""
        if self.reason is None:
            self.state, self.reason = state, reason

    def could_not(self, error: SourceError) -> None:
        """Set apart what a source sent instead of an answer."""
        if isinstance(error, UnreadableError):
            self.unread.append(("not-fhir", error.body))

    def join(self, other: "Gathered") -> None:
        """Add another gathering, its notes and its shortfall."""
        self.resources += other.resources
        self.sent += other.sent
        self.unread += other.unread
        self.notes += other.notes
        if other.reason is not None:
            self.falls_short(other.state, other.reason)

    def bytes_sent(self) -> list[bytes]:
        """The bytes of `resources`, in their order."""
        sent = {id(resource): raw for resource, raw in self.sent}
        return [sent[id(resource)] for resource in self.resources]


class _Page(msgspec.Struct):
    entry: list[msgspec.Raw] = []


class _Entry(msgspec.Struct):
    resource: msgspec.Raw


async def search(
    client: httpx.AsyncClient, source: Source, resource_type: str, form: dict[str, str]
) -> Gathered:
    """Every match and included resource of ``POST [type]/_search``; SourceError if even the first page fails."""
    url = f"{source.base_url}/{resource_type}/_search"
    return await _follow(client, source, await ask(client, "POST", url, source.limits, form), url)


async def everything(client: httpx.AsyncClient, source: Source, patient_id: str) -> Gathered:
    """``Patient/[id]/$everything``: https://hl7.org/fhir/R4/operation-patient-everything.html."""
    url = f"{source.base_url}/Patient/{patient_id}/$everything"
    return await _follow(client, source, await ask(client, "GET", url, source.limits), url)


async def _follow(client: httpx.AsyncClient, source: Source, page: Answer, url: str) -> Gathered:
    return await walk(client, source, page, url, _take)


async def walk(
    client: httpx.AsyncClient,
    source: Source,
    page: Answer,
    url: str,
    take: Callable[[Answer, Gathered], None],
) -> Gathered:
    """Give `take` this page, which came from `url`, and each that follows, as far as the limits allow."""
    gathered = Gathered()
    seen = {url}
    while True:
        take(page, gathered)
        link = _next_link(page.resource)
        if link is None:
            return gathered
        url = urljoin(url, link)
        reason = _why_not(url, seen, gathered, source)
        if reason is not None:
            gathered.more = url if reason.key == TOO_MANY else None
            gathered.falls_short("truncated", reason)
            return gathered
        seen.add(url)
        try:
            page = await ask(client, "GET", url, source.limits)
        except SourceError as error:
            gathered.could_not(error)
            gathered.falls_short("truncated", error.reason)
            return gathered


def entries_of(page: Answer) -> list[Any]:
    """The entries of a Bundle, whatever they are. SourceError for anything else."""
    entries = page.resource.get("entry", [])
    if page.resource.get("resourceType") != "Bundle" or not isinstance(entries, list):
        raise SourceError("failed", Reason(key="view.reason.not-a-bundle"))
    return entries


def _take(page: Answer, gathered: Gathered) -> None:
    entries = entries_of(page)
    gathered.count += len(entries)
    for entry, raw in zip(entries, _raw_entries(page, len(entries)), strict=True):
        resource = entry.get("resource") if isinstance(entry, dict) else None
        if not isinstance(resource, dict) or not isinstance(resource.get("resourceType"), str):
            gathered.notes.append(Note(key="view.note.broken-entry"))
            gathered.unread.append(("broken-entry", bytes(raw) or orjson.dumps(entry)))
        elif resource["resourceType"] == "OperationOutcome":
            gathered.notes += _said(resource)
        else:
            gathered.resources.append(resource)
            gathered.sent.append((resource, _raw_resource(raw, resource)))


def _raw_entries(page: Answer, count: int) -> list[msgspec.Raw]:
    """The bytes of each entry; empty ones where two readers of JSON do not agree on what there is."""
    try:
        found = msgspec.json.decode(page.body, type=_Page).entry
    except (msgspec.MsgspecError, RecursionError):
        found = []
    return found if len(found) == count else [msgspec.Raw()] * count


def _raw_resource(entry: msgspec.Raw, resource: dict[str, Any]) -> bytes:
    try:
        return bytes(msgspec.json.decode(entry, type=_Entry).resource)
    except (msgspec.MsgspecError, RecursionError):
        return orjson.dumps(resource)


def _said(outcome: dict[str, Any]) -> list[Note]:
    """An OperationOutcome inside a good answer: an error there means that the answer is not whole."""
    issues = outcome.get("issue")
    severities = [
        issue.get("severity")
        for issue in (issues if isinstance(issues, list) else [])
        if isinstance(issue, dict)
    ]
    if "error" in severities or "fatal" in severities:
        return [Note(key="view.note.source-reports-error")]
    return []


def _next_link(page: dict[str, Any]) -> str | None:
    links = page.get("link", [])
    for link in links if isinstance(links, list) else []:
        if isinstance(link, dict) and link.get("relation") == "next":
            url = link.get("url")
            return url if isinstance(url, str) and url else None
    return None


def _why_not(url: str, seen: set[str], gathered: Gathered, source: Source) -> Reason | None:
    """Why this next page is not asked for, or None."""
    if not _same_origin(url, source.base_url or ""):
        return Reason(key="view.reason.next-elsewhere")
    if url in seen:
        return Reason(key="view.reason.page-loop")
    limits: Limits = source.limits
    if len(seen) >= limits.pages or gathered.count >= limits.resources:
        return Reason(key=TOO_MANY)
    return None


def _same_origin(url: str, base_url: str) -> bool:
    try:
        link, base = httpx.URL(url), httpx.URL(base_url)
    except httpx.InvalidURL:
        return False
    return (link.scheme, link.host, _port(link)) == (base.scheme, base.host, _port(base))


def _port(url: httpx.URL) -> int | None:
    return url.port or {"http": 80, "https": 443}.get(url.scheme)

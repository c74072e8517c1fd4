"""Bundles as bytes: resources go in as they are stored (https://hl7.org/fhir/R4/bundle.html)."""

from collections.abc import Iterable, Mapping
from urllib.parse import quote, urlencode

from pk_fhir.fhir import json as fhir_json
from pk_fhir.fhir.outcome import Issue, operation_outcome
from pk_fhir.interactions.history import HistoryPage
from pk_fhir.interactions.instants import instant
from pk_fhir.messages import Language
from pk_fhir.store import Version

Links = list[tuple[str, str]]


def url(base: str, path: str, parameters: Iterable[tuple[str, str]]) -> str:
    """An absolute URL under the FHIR base."""
    query = urlencode(list(parameters), quote_via=quote, safe="/:,|$")
    address = f"{base}/{path}" if path else base
    return f"{address}?{query}" if query else address


def bundle(
    kind: str,
    entries: Iterable[bytes],
    *,
    links: Iterable[tuple[str, str]] = (),
    total: int | None = None,
) -> bytes:
    """A Bundle of entries that are JSON already."""
    head: dict[str, object] = {"resourceType": "Bundle", "type": kind}
    if total is not None:
        head["total"] = total
    if linked := [{"relation": relation, "url": address} for relation, address in links]:
        head["link"] = linked
    return with_entries(head, entries)


def with_entries(head: Mapping[str, object], entries: Iterable[bytes]) -> bytes:
    """The Bundle of these elements and of entries that are JSON already."""
    listed = b",".join(entries)
    start = fhir_json.dump(head)
    return start[:-1] + b',"entry":[' + listed + b"]}" if listed else start


def history(base: str, page: HistoryPage, links: Links) -> bytes:
    """A Bundle of type history, newest first."""
    return bundle(
        "history",
        (_history_entry(base, version) for version in page.versions),
        links=links,
        total=page.total,
    )


def _history_entry(base: str, version: Version) -> bytes:
    created = version.version == 1
    method = "POST" if version.method == "POST" else version.method
    path = version.type if method == "POST" else f"{version.type}/{version.id}"
    status = "204" if version.deleted else "201" if created else "200"
    rest = fhir_json.dump(
        {
            "request": {"method": method, "url": path},
            "response": {
                "status": status,
                "etag": version.etag,
                "lastModified": instant(version.last_updated),
            },
        }
    )
    full = fhir_json.dump({"fullUrl": f"{base}/{version.type}/{version.id}"})
    body = b"" if version.body is None else b',"resource":' + version.body
    return full[:-1] + body + b"," + rest[1:]


def entry(base: str, version: Version, mode: str, search: bytes | None = None) -> bytes:
    """An entry of a searchset: `mode` is match, include or outcome; `search` says more of it, as JSON."""
    return (
        f'{{"fullUrl":"{base}/{version.type}/{version.id}","resource":'.encode()
        + (version.body or b"null")
        + b',"search":'
        + (search or f'{{"mode":"{mode}"}}'.encode())
        + b"}"
    )


def plain_entry(base: str, version: Version) -> bytes:
    """An entry of a Bundle that is no answer to a search."""
    full_url = f'{{"fullUrl":"{base}/{version.type}/{version.id}","resource":'.encode()
    return full_url + (version.body or b"null") + b"}"


def outcome_entry(issues: Iterable[Issue], language: Language) -> bytes:
    """The entry of a searchset that says what to know about the search itself, in `language`."""
    outcome = operation_outcome(issues, language)
    return fhir_json.dump({"resource": outcome, "search": {"mode": "outcome"}})

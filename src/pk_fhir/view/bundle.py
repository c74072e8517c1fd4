"""The view as FHIR: a Bundle with every source's resources as they came, and what each source came to.

https://hl7.org/fhir/R4/bundle.html. A searchset, because only there may an entry say why it is in the
Bundle (match, include, outcome). What cannot be overlooked stands three times: the Bundle's own tag says
`partial` or `complete`, its first entry is an OperationOutcome about the view as a whole, and each source
has an OperationOutcome (its state and why) and a Provenance (whose what is, and when it was fetched).
Nothing is rewritten, merged or left out in silence: copies and likely duplicates are named in the first
entry. `docs/decisions/view-of-records.md`.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import chain
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from pk_fhir.contract.identifiers import HSA_ID
from pk_fhir.fhir.dates import instant
from pk_fhir.mapping.terms import AGENT_TYPE, code_system, definition
from pk_fhir.messages import text
from pk_fhir.sync import Pulled
from pk_fhir.sync.belongs import FOLLOWERS, SHARED
from pk_fhir.view.assemble import assemble, joined
from pk_fhir.view.copies import Copies
from pk_fhir.view.graph import Resource, record
from pk_fhir.view.model import QualityNote, SourceReport, View
from pk_fhir.view.moment import moment

# What a state is among FHIR's issue types (https://hl7.org/fhir/R4/valueset-issue-type.html).
ISSUES: dict[str, tuple[str, str]] = {
    "fresh": ("information", "informational"),
    "empty": ("information", "informational"),
    "stale": ("warning", "incomplete"),
    "truncated": ("warning", "incomplete"),
    "timed-out": ("error", "timeout"),
    "failed": ("error", "exception"),
    "not-authorised": ("error", "forbidden"),
    "blocked": ("error", "suppressed"),
    "no-endpoint": ("error", "not-supported"),
}

Entry = dict[str, Any]


def bundle(
    answers: Sequence[Pulled], now: datetime, born: date | None, bases: dict[str, str]
) -> dict[str, Any]:
    """The answers as a Bundle; `bases` has the base URL of each source's FHIR interface, by its key."""
    view = assemble(answers, now, born)
    parts = joined(answers, born)
    shown = [_entries(part, bases.get(part.source.key, "")) for part in parts]
    if view.person.protected:
        # What is not rewritten cannot leave out where somebody lives or is treated.
        shown = [[] for _ in parts]
    urls = {
        f"{part.source.key}:{record(entry['resource'])}": entry["fullUrl"]
        for part, entries in zip(parts, shown, strict=True)
        for entry in entries
    }
    stated = [_outcome("view", _whole(view, parts, urls))]
    for report, entries in zip(view.sources, shown, strict=True):
        stated += _of_source(view, report, entries, bases.get(report.key, ""))
    entries = [*stated, *chain.from_iterable(shown)]
    return {
        "resourceType": "Bundle",
        "meta": {
            "lastUpdated": instant(now),
            "tag": [_coding("pk-view-completeness", "complete" if _is_whole(view) else "partial")],
        },
        "type": "searchset",
        "timestamp": instant(now),
        "total": sum(entry["search"]["mode"] == "match" for entry in entries),
        "entry": entries,
    }


def _is_whole(view: View) -> bool:
    return view.complete and not view.person.protected


def _of_source(
    view: View, report: SourceReport, shown: Sequence[Entry], base: str
) -> Iterator[Entry]:
    outcome = _outcome(f"source {report.key}", _state(view, report))
    outcome["resource"]["extension"] = [_report(report)]
    targets = [entry["fullUrl"] for entry in shown] or [outcome["fullUrl"]]
    yield outcome
    url = _urn(f"provenance {report.key}")
    # In a searchset every resource has an id, but for an OperationOutcome.
    identity = {"id": url.removeprefix("urn:uuid:")}
    yield _entry(url, _provenance(view, report, targets, base) | identity)


def _entries(answer: Pulled, base: str) -> list[Entry]:
    """The resources under the URLs that they have at their source; one without an id gets a urn."""
    seen: set[str] = set()
    found = []
    for number, resource in enumerate(answer.resources):
        place = record(resource)
        url = f"{base}/{place}" if base and isinstance(resource.get("id"), str) else ""
        if not url or url in seen:
            url = _urn(f"{answer.source.key} {number} {place}")
        seen.add(url)
        kind = resource["resourceType"]
        included = kind in SHARED or kind in FOLLOWERS
        found.append(_entry(url, resource, "include" if included else "match"))
    return found


def _entry(url: str, resource: Resource, mode: str = "include") -> Entry:
    return {"fullUrl": url, "resource": resource, "search": {"mode": mode}}


def _outcome(name: str, issues: Iterable[dict[str, Any]]) -> Entry:
    resource = {"resourceType": "OperationOutcome", "issue": list(issues)}
    return _entry(_urn(f"outcome {name}"), resource, "outcome")


def _whole(view: View, parts: Sequence[Pulled], urls: dict[str, str]) -> Iterator[dict[str, Any]]:
    """What holds for the view as a whole: that it is not complete, what stands twice, what differs."""
    if _is_whole(view):
        yield _issue("information", "informational", "complete", text("view.bundle.complete", "sv"))
    else:
        yield _issue("warning", "incomplete", "partial", text("view.bundle.partial", "sv"))
    for reason in view.reasons:
        yield _issue("warning", "incomplete", "reason", reason)
    if view.person.protected:
        yield _issue("warning", "suppressed", "withheld", text("view.bundle.withheld", "sv"))
        return

    def named(lines: Iterable[str]) -> list[str]:
        return [urls.get(line.partition("#")[0], line) for line in lines]

    for group in Copies(parts).groups:
        where = [f"{source}:{place}" for source, place in group]
        yield _issue(
            "information", "duplicate", "copy", text("view.bundle.copy", "sv"), named(where)
        )
    for duplicate in view.duplicates:
        lines = named(duplicate.lines)
        yield _issue("information", "duplicate", "likeness", duplicate.reason, lines)
    for found in view.contradictions:
        yield _issue("warning", "conflict", found.kind, found.text, named(found.lines))


def _issue(
    severity: str, code: str, detail: str, words: str, lines: Sequence[str] = ()
) -> dict[str, Any]:
    issue = {
        "severity": severity,
        "code": code,
        "details": {"coding": [_coding("pk-view-issue", detail)], "text": words},
    }
    return issue | ({"diagnostics": ", ".join(lines)} if lines else {})


def _state(view: View, report: SourceReport) -> Iterator[dict[str, Any]]:
    severity, code = ISSUES[report.state]
    words = " ".join(filter(None, (report.state_text, report.reason)))
    yield {
        "severity": severity,
        "code": code,
        "details": {"coding": [_coding("pk-source-state", report.state)], "text": words},
    }
    if not view.person.protected:
        yield from (_noted(note) for note in view.quality if note.source == report.key)


def _noted(note: QualityNote) -> dict[str, Any]:
    issue: dict[str, Any] = {
        "severity": "warning",
        "code": "incomplete",
        "details": {"text": note.text},
    }
    if note.record:
        issue["diagnostics"] = note.record
    return issue | ({"expression": [note.expression]} if note.expression else {})


def _report(report: SourceReport) -> dict[str, Any]:
    """What a program asks of a source, in an extension of its OperationOutcome."""
    parts: list[dict[str, Any]] = [
        {"url": "key", "valueString": report.key},
        {"url": "name", "valueString": report.name},
        {"url": "state", "valueCode": report.state},
        {"url": "records", "valueUnsignedInt": report.records},
    ]
    if report.hsa_id:
        hsa = {"system": HSA_ID, "value": report.hsa_id}
        parts.append({"url": "care-giver", "valueIdentifier": hsa})
    if report.fetched:
        parts.append({"url": "fetched", "valueInstant": instant(report.fetched)})
    if changed := moment(report.last_changed):
        parts.append({"url": "last-changed", "valueInstant": instant(changed.first)})
    return {"url": definition("pk-source-report"), "extension": parts}


def _provenance(
    view: View, report: SourceReport, targets: Sequence[str], base: str
) -> dict[str, Any]:
    who: dict[str, Any] = {"display": report.name}
    if report.hsa_id:
        who["identifier"] = {"system": HSA_ID, "value": report.hsa_id}
    provenance: dict[str, Any] = {
        "resourceType": "Provenance",
        "target": [{"reference": target} for target in targets],
        "recorded": instant(report.fetched or view.as_of),
        "activity": {"coding": [_coding("pk-provenance-activity", "read-from-source")]},
        "agent": [{"type": {"coding": [{"system": AGENT_TYPE, "code": "custodian"}]}, "who": who}],
    }
    if base:
        what = {"identifier": {"system": "urn:ietf:rfc:3986", "value": base}}
        provenance["entity"] = [{"role": "source", "what": what | {"display": report.name}}]
    return provenance


def _coding(name: str, code: str) -> dict[str, str]:
    return {"system": code_system(name), "code": code}


def _urn(name: str) -> str:
    return uuid5(NAMESPACE_URL, f"pk-fhir view {name}").urn

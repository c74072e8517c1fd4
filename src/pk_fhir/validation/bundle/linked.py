"""Every entry of a document or message hangs together with its first one by references.

https://hl7.org/fhir/R4/documents.html#content: a document carries what can be reached from the
Composition, and beside that only what refers to those (Provenance).
"""

import re
from collections.abc import Iterator
from heapq import heappop, heappush
from typing import Any

from pk_fhir.definitions.canonicals import CORE
from pk_fhir.validation.bundle.parts import FIRST, objects, resource_of, text
from pk_fhir.validation.resolution import ByUrl, matches_in
from pk_fhir.validation.run import Run

NARRATIVE_LINK = f"{CORE}narrativeLink"
# Strings that name things rather than lead to them.
_NAMES = frozenset(
    {"system", "fullUrl", "profile", "display", "div", "url", "id", "value", "endpoint"}
)
_LONGEST_REFERENCE = 2000


def check_linked(
    bundle: dict[str, Any],
    entries: list[tuple[int, dict[str, Any]]],
    kind: str,
    path: str,
    run: Run,
) -> None:
    """Report entries that nothing joins to the first, and narrative links that lead nowhere."""
    table = run.by_url(bundle)
    numbers = {id(entry): number for number, (_, entry) in enumerate(entries)}
    targets = [
        {
            numbers[id(found)]
            for reference in _references(entry)
            for found in matches_in(table, reference, text(entry, "fullUrl"))
            if id(found) in numbers
        }
        for _, entry in entries
    ]
    reached: set[int] = set()
    _reach(reached, targets, {0})
    _reach(reached, targets, _stylesheets(bundle, entries))
    backwards = _backwards(reached, targets)
    for number, (index, entry) in enumerate(entries):
        place = f"{path}.entry[{index}]"
        if number not in reached:
            _tell_orphan(entry, kind, place, run)
        elif number in backwards:
            _tell_backwards(entry, kind, place, run)
    for _, entry in entries:
        _check_narrative_links(table, entry, path, run)


def _reach(reached: set[int], targets: list[set[int]], start: set[int]) -> set[int]:
    """Add what can be reached from `start`; what was added."""
    added = start - reached
    waiting = list(added)
    reached |= added
    while waiting:
        fresh = targets[waiting.pop()] - reached
        reached |= fresh
        added |= fresh
        waiting.extend(fresh)
    return added


def _backwards(reached: set[int], targets: list[set[int]]) -> set[int]:
    """Those that only refer to what is reached; what they reach counts as reached then.

    Entries are taken in order, and those before again when something new was reached.
    """
    referrers: dict[int, list[int]] = {}
    for number, to in enumerate(targets):
        for target in to:
            referrers.setdefault(target, []).append(number)
    found: set[int] = set()
    waiting = [(0, number) for number, to in enumerate(targets) if to & reached]
    while waiting:
        turn, number = heappop(waiting)
        if number in reached:
            continue
        found.add(number)
        for each in _reach(reached, targets, {number}):
            for other in referrers.get(each, ()):
                heappush(waiting, (turn + (other <= number), other))
    return found


def _tell_orphan(entry: dict[str, Any], kind: str, place: str, run: Run) -> None:
    if resource_of(entry) is None:
        return
    tell = run.sink.error if kind == "document" else run.sink.warning
    tell("informational", place, "bundle.orphan", url=_shown(entry), type=FIRST[kind])


def _tell_backwards(entry: dict[str, Any], kind: str, place: str, run: Run) -> None:
    if text(resource_of(entry) or {}, "resourceType") == "Provenance":
        return
    tell = run.sink.warning if kind == "document" else run.sink.information
    tell("invalid", place, "bundle.reverse-only", url=_shown(entry), type=FIRST[kind])


def _shown(entry: dict[str, Any]) -> str:
    """What an entry is called: its fullUrl, or where it has none, the type and id of its resource."""
    resource = resource_of(entry) or {}
    named = [part for key in ("resourceType", "id") if (part := text(resource, key))]
    return f"'{text(entry, 'fullUrl') or '/'.join(named)}'"


def _stylesheets(bundle: dict[str, Any], entries: list[tuple[int, dict[str, Any]]]) -> set[int]:
    urls = {
        text(link, "url")
        for _, link in objects(bundle.get("link"))
        if text(link, "relation") == "stylesheet"
    }
    return {
        number
        for number, (_, entry) in enumerate(entries)
        if (resource := resource_of(entry)) is not None
        and f"{text(resource, 'resourceType')}/{text(resource, 'id')}" in urls
    }


def _references(entry: dict[str, Any]) -> Iterator[str]:
    """Every text in the resource that may lead to another entry; Bundles in it are their own world."""
    waiting: list[Any] = [entry.get("resource")]
    while waiting:
        value = waiting.pop()
        if isinstance(value, list):
            waiting.extend(value)
        elif isinstance(value, dict) and value.get("resourceType") != "Bundle":
            for name, each in value.items():
                if isinstance(each, dict | list):
                    waiting.append(each)
                elif isinstance(each, str) and name not in _NAMES and _may_lead(each):
                    yield each


def _may_lead(value: str) -> bool:
    return "/" in value[:_LONGEST_REFERENCE] or value.startswith("urn:")


def _check_narrative_links(table: ByUrl, entry: dict[str, Any], path: str, run: Run) -> None:
    for reference in _narrative_links(resource_of(entry)):
        url, _, fragment = reference.partition("#")
        found = matches_in(table, url, text(entry, "fullUrl")) if url else [entry]
        count = sum(_ids(resource_of(each), fragment) for each in found) if fragment else len(found)
        if count == 0:
            run.sink.error("not-found", path, "bundle.narrative-link-missing", reference=reference)
        elif count > 1:
            run.sink.error(
                "invalid", path, "bundle.narrative-link-ambiguous", reference=reference, count=count
            )


def _narrative_links(resource: dict[str, Any] | None) -> Iterator[str]:
    waiting: list[Any] = [resource]
    while waiting:
        value = waiting.pop()
        if isinstance(value, list):
            waiting.extend(value)
        elif isinstance(value, dict):
            waiting.extend(each for each in value.values() if isinstance(each, dict | list))
            if value.get("url") == NARRATIVE_LINK:
                link = text(value, "valueUrl") or text(value, "valueUri")
                if link:
                    yield link


def _ids(resource: dict[str, Any] | None, fragment: str) -> int:
    """How many elements of a resource, in its narrative or outside it, have this id."""
    count = 0
    written = re.compile(rf"""\bid\s*=\s*(["']){re.escape(fragment)}\1""")
    waiting: list[Any] = [resource]
    while waiting:
        value = waiting.pop()
        if isinstance(value, list):
            waiting.extend(value)
        elif isinstance(value, dict):
            waiting.extend(each for each in value.values() if isinstance(each, dict | list))
            count += value.get("id") == fragment
            count += len(written.findall(text(value, "div")))
    return count

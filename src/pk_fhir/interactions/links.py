"""References inside a transaction become references to what is stored.

By `fullUrl` (`urn:uuid:...`, or an address of another server) to the id that the resource gets, and
by search (`Patient?identifier=...`) to the one resource that is found: in references, in elements
that hold a URL, and in the links of a narrative. https://hl7.org/fhir/R4/http.html#trules
"""

import asyncio
import re
from typing import Any

import msgspec

from pk_fhir.fhir import json as fhir_json
from pk_fhir.fhir.outcome import FhirError, Issue
from pk_fhir.interactions import conditions
from pk_fhir.interactions.entries import Entry
from pk_fhir.interactions.local import literals, references
from pk_fhir.interactions.saving import with_id
from pk_fhir.interactions.work import Work
from pk_fhir.messages import told
from pk_fhir.store import Change
from pk_fhir.store.plan import Reference
from pk_fhir.store.search.trial import ids_among


class Targets(msgspec.Struct, frozen=True):
    """Where references lead within one transaction.

    `by_url` has what each fullUrl will be; `written` the resources that entries will create or
    replace, by the reference that each will have; `deleted` what is deleted.
    """

    by_url: dict[str, Reference] = {}
    written: dict[Reference, dict[str, Any]] = {}
    deleted: set[Reference] = set()


_CONDITIONAL = re.compile(r"([A-Z][A-Za-z]+)\?(.+)", re.DOTALL)
# Elements that hold a URL which is not a Reference's; `identifier.value` is none of them.
_URL_KEYS = frozenset(
    {"uri", "url", "valueUri", "valueUrl", "valueOid", "valueUuid", "valueCanonical"}
)
_LINK = re.compile(r'((?:href|src)=")([^"]+)(")')


async def resolve_links(
    work: Work, resource: dict[str, Any], entry: Entry, targets: Targets
) -> dict[str, Any]:
    """A copy of the resource whose references lead to what is stored."""
    found: dict[str, str] = {}
    for text in dict.fromkeys(literals(resource, [])):
        try:
            found[text] = await _resolved(work, text, entry, targets)
        except _Leads as problem:
            raise _refused(_place(resource, text, entry), problem.args[0]) from problem
    links = {full: "/".join(target) for full, target in targets.by_url.items()}
    changed: dict[str, Any] = _rewritten(resource, found, links)
    return changed


class _Leads(Exception):  # noqa: N818 - a signal within this module
    """Where a reference leads, when it leads to no one resource."""


def _place(resource: dict[str, Any], text: str, entry: Entry) -> str:
    paths = (path for element, path in references(resource) if element["reference"] == text)
    return f"{entry.place}.resource.{next(paths)}"


async def _resolved(work: Work, text: str, entry: Entry, targets: Targets) -> str:
    whole, _, version = text.partition("/_history/")
    target = targets.by_url.get(whole)
    if target is None and entry.full_url is not None and _is_relative(whole):
        target = targets.by_url.get(_beside(entry.full_url, whole))
    if target is not None:
        return "/".join(target) + (f"/_history/{version}" if version else "")
    if text.startswith(("urn:uuid:", "urn:oid:")):
        raise _Leads(told("refused.no-such-entry", text=text[:60]))
    conditional = _CONDITIONAL.fullmatch(text)
    return await _found(work, conditional, targets) if conditional else text


async def _found(work: Work, conditional: re.Match[str], targets: Targets) -> str:
    """What the search finds once the transaction is written: the specification resolves these last."""
    type_, query = conditional[1], conditional[2]
    stored = {version.id for version in await conditions.matches(work, type_, query)}
    changed = targets.written.keys() | targets.deleted
    found = {id_ for id_ in stored if (type_, id_) not in changed}
    found |= await _found_in_it(work, type_, query, targets)
    if len(found) != 1:
        # The same words for nothing, and for what the caller may not see.
        key = "refused.finds-several" if found else "refused.finds-nothing"
        raise _Leads(told(key, type=type_))
    return f"{type_}/{found.pop()}"


async def _found_in_it(work: Work, type_: str, query: str, targets: Targets) -> frozenset[str]:
    """What the search finds among the resources that the transaction itself writes."""
    written = [
        with_id(resource, type_, id_)
        for (kind, id_), resource in targets.written.items()
        if kind == type_
    ]
    if not written:
        return frozenset()
    changes = [
        Change(
            tenant=work.tenant,
            type=type_,
            id=resource["id"],
            version=1,
            shard=work.tenant,
            number=number,
            body=fhir_json.dump(resource),
            last_updated=work.service.now(),
            method="POST",
            index=work.service.index(work.tenant, resource),
        )
        for number, resource in enumerate(written, 1)
    ]
    parsed = await conditions.query_of(work, type_, query)
    return await asyncio.to_thread(ids_among, parsed, work.tenant, changes)


def _is_relative(text: str) -> bool:
    return text.count("/") == 1 and ":" not in text and "?" not in text


def _beside(full_url: str, relative: str) -> str:
    """A relative reference seen from a fullUrl that is an address (http://a/Patient/1 → http://a/...)."""
    parts = full_url.rsplit("/", 2)
    return f"{parts[0]}/{relative}" if len(parts) == 3 else relative  # noqa: PLR2004 - base, type, id


def _rewritten(value: Any, found: dict[str, str], links: dict[str, str], key: str = "") -> Any:
    if isinstance(value, dict):
        return {name: _rewritten(child, found, links, name) for name, child in value.items()}
    if isinstance(value, list):
        return [_rewritten(child, found, links, key) for child in value]
    return _text(value, found, links, key) if isinstance(value, str) else value


def _text(value: str, found: dict[str, str], links: dict[str, str], key: str) -> str:
    if key == "reference":
        return found.get(value, value)
    if key in _URL_KEYS:
        return links.get(value, value)
    if key == "div" and "urn:" in value:
        return _LINK.sub(lambda link: link[1] + links.get(link[2], link[2]) + link[3], value)
    return value


def _refused(place: str, text: str) -> FhirError:
    return FhirError(
        "unprocessable",
        [
            Issue(
                severity="error",
                code="not-found",
                expression=f"{place}.reference",
                diagnostics=text,
                key="reference-in-transaction",
            )
        ],
    )

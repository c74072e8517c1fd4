"""References inside a transaction become references to what is stored.

By `fullUrl` (`urn:uuid:...`, or an address of another server) to the id that the resource gets, and
by search (`Patient?identifier=...`) to the one resource that is found: in references, in elements
that hold a URL, and in the links of a narrative. https://hl7.org/fhir/R4/http.html#trules
"""

import asyncio
import re
from html import unescape
from typing import Any

import msgspec

from pk_fhir.fhir import json as fhir_json
from pk_fhir.fhir.literal import divided
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
# Elements that hold the address of something, which is not a Reference's.
_ADDRESSES = frozenset({"uri", "url", "valueUrl"})
# Elements of type uri that may hold a placeholder too. A canonical, the system of a code, and what an extension or
# a definition is called are names: they stay what they are, whoever has the resource. So does an oid or a uuid,
# which no reference can stand in place of.
_PLACES = _ADDRESSES | {"endpoint", "instantiatesUri", "policy", "source", "valueUri"}
_PLACEHOLDERS = ("urn:uuid:", "urn:oid:")
_LINK = re.compile(r"""((?:href|src)\s*=\s*)(["'])(.+?)\2""", re.DOTALL)


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
        except FhirError as error:
            place = f"{_place(resource, text, entry)}.reference"
            issues = [msgspec.structs.replace(each, expression=place) for each in error.issues]
            raise FhirError(error.kind, issues) from error
    changed: dict[str, Any] = _rewritten(resource, found, _Links(_base(work, entry), targets))
    return changed


class _Links:
    """What a URL in a resource becomes, where it leads to another entry."""

    def __init__(self, base: str, targets: Targets) -> None:
        self._base = base
        self._targets = targets

    def __call__(self, url: str) -> str:
        found = _target(url, self._base, self._targets)
        return "/".join(found) if found is not None else url

    def in_narrative(self, match: re.Match[str]) -> str:
        """A link of the narrative, led on where it leads to an entry."""
        url = unescape(match[3])
        led = self(url)
        return match[0] if led == url else f"{match[1]}{match[2]}{led}{match[2]}"


class _Leads(Exception):  # noqa: N818 - a signal within this module
    """Where a reference leads, when it leads to no one resource."""


def _place(resource: dict[str, Any], text: str, entry: Entry) -> str:
    paths = (path for element, path in references(resource) if element["reference"] == text)
    return f"{entry.place}.resource.{next(paths)}"


async def _resolved(work: Work, text: str, entry: Entry, targets: Targets) -> str:
    whole, version = divided(text)
    target = _target(whole, _base(work, entry), targets)
    if target is not None:
        return "/".join(target) + (f"/_history/{version}" if version else "")
    if text.startswith(_PLACEHOLDERS):
        raise _Leads(told("refused.no-such-entry", text=text[:60]))
    conditional = _CONDITIONAL.fullmatch(text)
    return await _found(work, conditional, targets) if conditional else text


def _target(url: str, base: str, targets: Targets) -> Reference | None:
    """The resource of the entry that a URL without version leads to, seen from a base."""
    found = targets.by_url.get(url)
    if found is None and _is_relative(url):
        return targets.by_url.get(f"{base}/{url}")
    return found


def _base(work: Work, entry: Entry) -> str:
    """What an entry's relative references are relative to: the base in its fullUrl, or else this server's.

    https://hl7.org/fhir/R4/bundle.html#references
    """
    parts = (entry.full_url or "").rsplit("/", 2)
    return parts[0] if len(parts) == 3 else work.service.base(work.tenant)  # noqa: PLR2004 - base, type, id


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


def _rewritten(value: Any, found: dict[str, str], links: _Links, key: str = "") -> Any:
    if isinstance(value, dict):
        names = _is_named(value)
        return {
            name: child if names and name == "url" else _rewritten(child, found, links, name)
            for name, child in value.items()
        }
    if isinstance(value, list):
        return [_rewritten(child, found, links, key) for child in value]
    return _text(value, found, links, key) if isinstance(value, str) else value


def _is_named(element: dict[str, Any]) -> bool:
    """Whether `url` is what this is called: a definition, or an extension."""
    if "url" not in element:
        return False
    return any(key in ("resourceType", "extension") or key[:5] == "value" for key in element)


def _text(value: str, found: dict[str, str], links: _Links, key: str) -> str:
    if key == "reference":
        return found.get(value, value)
    if key in _PLACES and (key in _ADDRESSES or value.startswith(_PLACEHOLDERS)):
        return links(value)
    if key == "div" and ("href" in value or "src" in value):
        return _LINK.sub(links.in_narrative, value)
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

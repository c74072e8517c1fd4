"""Where a reference leads (https://hl7.org/fhir/R4/references.html).

A reference is contained (`#id`), bundled (found in the Bundle by the rules of fullUrl,
https://hl7.org/fhir/R4/bundle.html#references), or remote, and then looked up by the caller.
"""

from typing import Any, Literal, NamedTuple

from pk_fhir.fhir.literal import divided
from pk_fhir.validation.scope import Scope

Kind = Literal["contained", "bundled", "remote"]
ByUrl = dict[str, list[dict[str, Any]]]


class Found(NamedTuple):
    """What a reference leads to, of which kind it is, and the scope in which the target lies."""

    resource: dict[str, Any]
    kind: Kind
    scope: Scope


def contained_in(identity: str, scope: Scope) -> Found | None:
    """What `#identity` names from this scope: a resource contained beside it, or, of `#`, the one that contains it."""
    holder = scope
    while holder.contained and holder.container is not None:
        holder = holder.container
    if not identity:
        # `#` is how a contained resource refers to the one that it lies in.
        return Found(holder.resource, "contained", holder) if scope.contained else None
    contained = holder.resource.get("contained")
    for each in contained if isinstance(contained, list) else ():
        if isinstance(each, dict) and each.get("id") == identity:
            return Found(each, "contained", Scope(each, scope.at, holder, contained=True))
    return None


def bundles(scope: Scope) -> list[tuple[Scope, str]]:
    """The Bundles around a resource, innermost first, each with the fullUrl of the entry it is in."""
    around: list[tuple[Scope, str]] = []
    full_url = scope.full_url
    inner = scope
    while inner.container is not None:
        outer = inner.container
        full_url = inner.full_url if not inner.contained else full_url
        if outer.resource.get("resourceType") == "Bundle":
            around.append((outer, full_url))
        inner = outer
    return around


def absolute(reference: str, full_url: str) -> str | None:
    """The url that a reference means in an entry of this fullUrl; None where it means nothing there."""
    if ":" in reference.partition("/")[0]:
        return reference
    parts = reference.split("/")
    if len(parts) not in (2, 4) or not full_url:
        return None
    if full_url.startswith("urn:"):
        return full_url.rpartition(":")[0] + ":" + parts[1]
    pieces = full_url.split("/")
    return "/".join(pieces[:-2]) + "/" + "/".join(parts)


def matches_in(table: ByUrl, reference: str, full_url: str) -> list[dict[str, Any]]:
    """The entries of a Bundle to which a reference leads, by the rules of fullUrl.

    `table` is `entries_by_url(bundle)`, `full_url` that of the entry with the reference.
    """
    target = absolute(reference, full_url)
    if target is None:
        return []
    url, version = divided(target)
    url = url.partition("#")[0]
    return [
        entry
        for entry in table.get(url, ())
        if not version or _version(entry["resource"]) == version
    ]


def entries_by_url(bundle: dict[str, Any]) -> ByUrl:
    """The entries that have a resource, by fullUrl."""
    table: ByUrl = {}
    entries = bundle.get("entry")
    for entry in entries if isinstance(entries, list) else ():
        if isinstance(entry, dict) and isinstance(entry.get("resource"), dict):
            url = entry.get("fullUrl")
            if isinstance(url, str):
                table.setdefault(url, []).append(entry)
    return table


def _version(resource: dict[str, Any]) -> Any:
    meta = resource.get("meta")
    return meta.get("versionId") if isinstance(meta, dict) else None


def entries_by_id(table: ByUrl) -> dict[str, list[dict[str, Any]]]:
    """The entries that have a fullUrl and a resource, by `Type/id`."""
    found: dict[str, list[dict[str, Any]]] = {}
    for listed in table.values():
        for entry in listed:
            resource = entry["resource"]
            name = f"{resource.get('resourceType')}/{resource.get('id')}"
            found.setdefault(name, []).append(entry)
    return found

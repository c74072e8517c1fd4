"""References: what they lead to, and whether they may (https://hl7.org/fhir/R4/references.html).

A reference is contained (`#id`), bundled (found in the Bundle by the rules of fullUrl,
https://hl7.org/fhir/R4/bundle.html#references), or remote, and then resolved by the caller's look-up
where the options ask for it.
"""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from pk_fhir.validation.place import At, expression
from pk_fhir.validation.primitives import clipped
from pk_fhir.validation.run import Run, Scope
from pk_fhir.validation.shapes import Check

if TYPE_CHECKING:
    from pk_fhir.validation.program import Program

Kind = Literal["contained", "bundled", "remote"]
CORE = "http://hl7.org/fhir/StructureDefinition/"
_LITERAL = re.compile(
    r"(?:(?:https?|ftp)://\S+?/|)([A-Z][A-Za-z]+)/[A-Za-z0-9\-.]{1,64}(?:/_history/[A-Za-z0-9\-.]{1,64})?(?:#.*)?"
)
_SPACE = re.compile(r"\s")


class Found(NamedTuple):
    """What a reference leads to, of which kind it is, and the scope in which the target lies."""

    resource: dict[str, Any]
    kind: Kind
    scope: Scope


def literal_type(reference: str) -> str | None:
    """The resource type that a literal reference names, or None (`urn:`, `#id`, a search)."""
    match = _LITERAL.fullmatch(reference)
    return match[1] if match else None


def find(reference: str, run: Run, *, outside: bool = True) -> Found | None:
    """What `reference` leads to from the resource at hand; None where that is not known."""
    if reference.startswith("#"):
        return _contained(reference[1:], run.scope)
    key = ("find", reference, id(run.scope.resource), outside)
    if key not in run.memory:
        run.memory[key] = _bundled(reference, run) or (_remote(reference, run) if outside else None)
    found: Found | None = run.memory[key]
    return found


def _contained(identity: str, scope: Scope) -> Found | None:
    holder = scope
    while holder.contained and holder.container is not None:
        holder = holder.container
    if not identity:
        return Found(holder.resource, "contained", holder)
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


def _bundled(reference: str, run: Run) -> Found | None:
    for bundle, full_url in bundles(run.scope):
        matches = matches_in(bundle.resource, reference, full_url)
        if not matches and run.options.relative_by_id:
            matches = _by_id(bundle.resource, reference)
        if matches:
            entry = matches[0]
            resource = entry["resource"]
            url = entry.get("fullUrl", "")
            return Found(resource, "bundled", Scope(resource, run.scope.at, bundle, full_url=url))
    return None


def matches_in(bundle: dict[str, Any], reference: str, full_url: str) -> list[dict[str, Any]]:
    """The entries of a Bundle to which a reference leads, by the rules of fullUrl."""
    target = absolute(reference, full_url)
    if target is None:
        return []
    url, _, version = target.partition("/_history/")
    url = url.partition("#")[0]
    return [
        entry
        for entry in entries_by_url(bundle).get(url, ())
        if not version or _version(entry["resource"]) == version
    ]


def entries_by_url(bundle: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    table: dict[str, list[dict[str, Any]]] = {}
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


def _by_id(bundle: dict[str, Any], reference: str) -> list[dict[str, Any]]:
    parts = reference.split("/")
    if len(parts) != 2:  # noqa: PLR2004 - Type/id
        return []
    return [
        entry
        for listed in entries_by_url(bundle).values()
        for entry in listed
        if entry["resource"].get("resourceType") == parts[0]
        and entry["resource"].get("id") == parts[1]
    ]


def _remote(reference: str, run: Run) -> Found | None:
    if run.resolve is None:
        return None
    resource = run.resolve(reference)
    if not isinstance(resource, dict):
        return None
    return Found(resource, "remote", Scope(resource, run.scope.at))


def target_check(types: Sequence[dict[str, Any]], program: "Program") -> Check:
    """The check of a Reference whose element allows these `ElementDefinition.type`s."""
    targets = tuple(dict.fromkeys(url for each in types for url in each.get("targetProfile", ())))
    anything = not targets or any(not each.get("targetProfile") for each in types)
    names = frozenset(filter(None, (target_type(url, program) for url in targets)))
    if "Resource" in names or "DomainResource" in names:
        anything = True
    known = None if anything else names
    shown = ", ".join(sorted(names))
    literal = _LITERAL.fullmatch

    def check(value: Any, at: At, run: Run) -> None:
        if type(value) is not dict:
            return
        reference = value.get("reference")
        if type(reference) is not str:
            return
        if _SPACE.search(reference) is not None:
            run.sink.error(
                "invalid", expression(at), "reference-form", reference=clipped(reference)
            )
            return
        options = run.options
        if options.references == "IGNORE" and run.scope.container is None and reference[:1] != "#":
            # The common case: outside the resource, and only its name is looked at.
            if known is None or not options.literal_types:
                return
            match = literal(reference)
            if match is None or match[1] in known:
                return
        check_target(reference, at, run, known, shown)

    return check


def target_type(url: str, program: "Program") -> str | None:
    """The resource type that a target profile is about."""
    plain = url.partition("|")[0]
    definition = program.definitions.structure(plain)
    if definition is not None:
        found = definition.get("type")
        return found if isinstance(found, str) else None
    name = plain.removeprefix(CORE)
    return name if plain.startswith(CORE) and name.isalnum() else None


def check_target(
    reference: str, at: At, run: Run, known: frozenset[str] | None, shown: str
) -> None:
    """Check that a reference leads somewhere, as far as that is asked for, and to one of `known`."""
    found = find(reference, run, outside=run.options.references != "IGNORE")
    if found is None:
        if not _may_be_unknown(reference, run):
            run.sink.error(
                "structure", expression(at), "reference-unresolved", reference=clipped(reference)
            )
        named = literal_type(reference) if run.options.literal_types else None
        if known is not None and named is not None and named not in known:
            run.sink.error(
                "structure",
                expression(at),
                "reference-literal",
                found=named,
                targets=shown,
                reference=clipped(reference),
            )
        return
    if found.kind == "bundled":
        _check_bundled(reference, found, at, run)
    actual = str(found.resource.get("resourceType"))
    if known is not None and actual not in known:
        run.sink.error("structure", expression(at), "reference-target", found=actual, targets=shown)


def _check_bundled(reference: str, found: Found, at: At, run: Run) -> None:
    """One entry only may be meant, and of the type that the reference names."""
    for bundle, full_url in bundles(run.scope):
        if len(matches_in(bundle.resource, reference, full_url)) > 1:
            run.sink.error(
                "forbidden", expression(at), "reference-several", reference=clipped(reference)
            )
            return
    named = reference.partition("/")[0]
    actual = str(found.resource.get("resourceType"))
    if ":" not in named and named != actual:
        run.sink.error(
            "required",
            expression(at),
            "reference-other-type",
            reference=clipped(reference),
            found=actual,
        )


def _may_be_unknown(reference: str, run: Run) -> bool:
    """Whether a reference that leads nowhere known is no mistake by the options."""
    if reference.startswith("#"):
        return False
    policy = run.options.references
    if policy in ("IGNORE", "CHECK_TYPE_IF_EXISTS"):
        return True
    return run.options.example_urls and ("example.org" in reference or "acme.com" in reference)

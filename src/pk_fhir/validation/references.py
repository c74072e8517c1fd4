"""References: whether they lead to what their element allows (https://hl7.org/fhir/R4/references.html)."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from pk_fhir.definitions.canonicals import CORE
from pk_fhir.validation.place import At, expression
from pk_fhir.validation.primitives import clipped
from pk_fhir.validation.resolution import Found, bundles, matches_in
from pk_fhir.validation.run import Run
from pk_fhir.validation.shapes import Check

if TYPE_CHECKING:
    from pk_fhir.validation.ports import Library

__all__ = [
    "bundles",
    "check_stated",
    "check_target",
    "find",
    "literal_type",
    "target_check",
    "target_type",
]

ANY_RESOURCE = frozenset({"Resource", "DomainResource"})
_LITERAL = re.compile(
    r"(?:(?:https?|ftp)://\S+?/|)([A-Z][A-Za-z]+)/[A-Za-z0-9\-.]{1,64}(?:/_history/[A-Za-z0-9\-.]{1,64})?(?:#.*)?"
)
# A relative reference in a form that it should not have still says what it is about.
_NAMED = re.compile(r"(?:[^/?#:]*/)*([A-Z][A-Za-z]+)/[^/?#:]+/?(?:[?#].*)?")
_PLAIN = re.compile(r"([A-Z][A-Za-z]+)/[A-Za-z0-9\-.]{1,64}")
_CONDITIONAL = re.compile(r"([A-Z][A-Za-z]+)\?")
# What tells a person or a program what is meant, where there is no address.
SAYING = frozenset({"reference", "_reference", "identifier", "display", "_display", "extension"})
_SPACE = re.compile(r"\s")


def literal_type(reference: str) -> str | None:
    """The resource type that a literal reference names, or None (`urn:`, `#id`, a search)."""
    match = _LITERAL.fullmatch(reference) or _NAMED.fullmatch(reference)
    return match[1] if match else None


def find(reference: str, run: Run, *, outside: bool = True) -> Found | None:
    """What `reference` leads to from the resource at hand; None where that is not known."""
    return run.found(reference, outside=outside)


def target_check(types: Sequence[dict[str, Any]], program: "Library") -> Check:
    """The check of a Reference whose element allows these `ElementDefinition.type`s."""
    targets = tuple(dict.fromkeys(url for each in types for url in each.get("targetProfile", ())))
    names = frozenset(filter(None, (target_type(url, program) for url in targets)))
    anything = names & ANY_RESOURCE or not all(each.get("targetProfile") for each in types)
    known = None if anything else names
    shown = ", ".join(sorted(names))

    def check(value: Any, at: At, run: Run) -> None:
        reference = value.get("reference") if type(value) is dict else None
        if type(reference) is not str:
            if type(value) is dict and value and value.keys().isdisjoint(SAYING):
                run.sink.warning("structure", expression(at), "reference-says-nothing")
            return
        if not _plainly_good(reference, known, run):
            if _SPACE.search(reference) is not None:
                run.sink.error(
                    "invalid", expression(at), "reference-form", reference=clipped(reference)
                )
            else:
                check_target(reference, at, run, known, shown)
        if "type" in value:
            check_stated(value["type"], reference, at, run, known, shown)

    return check


def check_stated(
    stated: Any, reference: str, at: At, run: Run, known: frozenset[str] | None, shown: str
) -> None:
    """`Reference.type` names a type that may stand here, and what the reference leads to."""
    if type(stated) is not str:
        return
    if known is not None and stated not in known:
        run.sink.error(
            "structure", expression(at), "reference-stated", found=clipped(stated), targets=shown
        )
        return
    found = find(reference, run, outside=False)
    actual = str(found.resource.get("resourceType")) if found else _named_type(reference, run)
    if actual is not None and actual != stated:
        run.sink.error(
            "structure",
            expression(at),
            "reference-stated-other",
            stated=clipped(stated),
            found=actual,
        )


def _named_type(reference: str, run: Run) -> str | None:
    """The type that a reference names; an address elsewhere is one of a resource only if it names a known one."""
    named = literal_type(reference)
    if named is not None and ":" in reference and run.program.shape_or_none(named) is None:
        return None
    return named


def _plainly_good(reference: str, known: frozenset[str] | None, run: Run) -> bool:
    """The common case: outside the resource, and only the type that it names is looked at."""
    options = run.options
    if options.references != "IGNORE" or run.scope.container is not None or reference[:1] == "#":
        return False
    if known is not None and options.literal_types:
        match = _PLAIN.fullmatch(reference) or _LITERAL.fullmatch(reference)
        if match is not None:
            return match[1] in known and (match.re is _PLAIN or not _SPACE.search(reference))
        if _NAMED.fullmatch(reference) is not None:
            return False
    if ":" not in reference and _LITERAL.fullmatch(reference) is None:
        return False
    return "?" not in reference and not _SPACE.search(reference)


def target_type(url: str, program: "Library") -> str | None:
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
    conditional = _CONDITIONAL.match(reference)
    if conditional is not None:
        _check_conditional(reference, conditional[1], at, run, known, shown)
        return
    found = find(reference, run, outside=run.options.references != "IGNORE")
    if found is None:
        if not _may_be_unknown(reference, run):
            run.sink.error(
                "structure", expression(at), "reference-unresolved", reference=clipped(reference)
            )
        else:
            _check_form(reference, at, run)
        _check_named(reference, _named_type(reference, run), at, run, known, shown)
        return
    if found.kind == "bundled":
        _check_bundled(reference, found, at, run)
    if found.kind == "remote" and run.options.references == "CHECK_EXISTS":
        return
    actual = str(found.resource.get("resourceType"))
    if known is not None and actual not in known:
        run.sink.error("structure", expression(at), "reference-target", found=actual, targets=shown)


def _check_form(reference: str, at: At, run: Run) -> None:
    """What is odd about a reference that leads to nothing known here."""
    values = {"reference": clipped(reference)}
    if _is_misshapen(reference, run):
        run.sink.error("invalid", expression(at), "reference-relative", **values)
    elif ":" not in reference and literal_type(reference) is None:
        run.sink.warning("invalid", expression(at), "reference-odd", **values)
    elif reference.startswith("urn:") and bundles(run.scope):
        run.sink.warning("not-found", expression(at), "reference-urn-missing", **values)


def _is_misshapen(reference: str, run: Run) -> bool:
    """Whether a relative reference in an entry of a Bundle has not the parts that its fullUrl is completed by."""
    parts = reference.split("/")
    plain = len(parts) in (2, 4) or reference[:1] in ("", "#") or ":" in parts[0]
    return not plain and any(full_url for _, full_url in bundles(run.scope))


def _check_named(
    reference: str, named: str | None, at: At, run: Run, known: frozenset[str] | None, shown: str
) -> None:
    """The type that a reference names is taken to be its target's, where that is asked for."""
    if run.options.literal_types and known is not None and named is not None and named not in known:
        run.sink.error(
            "structure",
            expression(at),
            "reference-literal",
            found=named,
            targets=shown,
            reference=clipped(reference),
        )


def _check_conditional(
    reference: str, named: str, at: At, run: Run, known: frozenset[str] | None, shown: str
) -> None:
    """A search stands for its one match only in a transaction (http.html#trules)."""
    if all(scope.resource.get("type") != "transaction" for scope, _ in bundles(run.scope)):
        run.sink.error(
            "structure", expression(at), "reference-conditional", reference=clipped(reference)
        )
    _check_named(reference, named, at, run, known, shown)


def _check_bundled(reference: str, found: Found, at: At, run: Run) -> None:
    """One entry only may be meant, and of the type that the reference names."""
    for bundle, full_url in bundles(run.scope):
        if len(matches_in(run.by_url(bundle.resource), reference, full_url)) > 1:
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

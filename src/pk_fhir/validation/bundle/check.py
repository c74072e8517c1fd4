"""Which rules hold for which type of Bundle.

That request and response are there, that fullUrls are unique, and that a document has an identifier
and a date are invariants of R4 itself (bdl-1 to bdl-12); here stands what they do not say.
"""

from typing import Any

from pk_fhir.validation.bundle.document import check_composition, check_message_header
from pk_fhir.validation.bundle.entries import check_entries
from pk_fhir.validation.bundle.linked import check_linked
from pk_fhir.validation.bundle.links import check_links
from pk_fhir.validation.bundle.parts import FIRST, objects, text
from pk_fhir.validation.bundle.search import check_search
from pk_fhir.validation.run import Run


def check(resource: dict[str, Any], path: str, run: Run) -> None:
    """Report what is wrong with a Bundle beyond its structure; `path` is its FHIRPath location."""
    kind = text(resource, "type")
    entries = objects(resource.get("entry"))
    check_links(resource, kind, path, run)
    if kind in FIRST:
        _check_first(resource, kind, entries, path, run)
    elif kind == "searchset":
        check_search(resource, entries, path, run)
    check_entries(entries, kind, path, run)


def _check_first(
    bundle: dict[str, Any],
    kind: str,
    entries: list[tuple[int, dict[str, Any]]],
    path: str,
    run: Run,
) -> None:
    if not entries:
        run.sink.error("invalid", path, "bundle.no-entry", kind=kind)
        return
    place = f"{path}.entry[0]"
    wanted = FIRST[kind]
    first = entries[0][1]
    resource = first.get("resource")
    if not isinstance(resource, dict):
        run.sink.error("invalid", place, "bundle.first-without-resource", kind=kind, type=wanted)
        return
    found = text(resource, "resourceType")
    place += ".resource"
    if found != wanted:
        run.sink.error(
            "invalid", place, "bundle.first-type", kind=kind, type=wanted, found=found or "?"
        )
    elif kind == "document":
        check_composition(bundle, first, resource, place, run)
    else:
        check_message_header(bundle, first, resource, place, run)
    check_linked(bundle, entries, kind, path, run)

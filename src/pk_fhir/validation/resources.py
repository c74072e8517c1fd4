"""A resource, wherever it stands: at the top, contained, in a Bundle entry, in Parameters.

https://hl7.org/fhir/R4/resource.html and, for contained ones,
https://hl7.org/fhir/R4/references.html#contained.
"""

from collections.abc import Iterable
from typing import Any

from pk_fhir.validation.claims import check_claims
from pk_fhir.validation.contained import check_contained, check_container
from pk_fhir.validation.content import check_content
from pk_fhir.validation.place import At, expression
from pk_fhir.validation.primitives import clipped, json_type
from pk_fhir.validation.publication import check_publication
from pk_fhir.validation.run import Run
from pk_fhir.validation.scope import Scope
from pk_fhir.validation.shapes import Shape
from pk_fhir.validation.special import check_special
from pk_fhir.validation.structure import walk


def check_resource(value: Any, at: At, run: Run) -> None:
    """Check a resource that lies in another one, at its place there."""
    shape = shape_of(value, at, run)
    if shape is None or (at[1].key == "contained" and not run.options.contained):
        return
    parent, slot, index = at
    here = (parent, slot.typed(shape.name), index)
    outer = run.scope
    run.scope = Scope(
        value, here, outer, contained=slot.key == "contained", full_url=_full_url(at, outer)
    )
    try:
        check_as(shape, value, here, run, ())
    finally:
        run.scope = outer


def check_as(
    shape: Shape, value: dict[str, Any], at: At, run: Run, profiles: Iterable[str]
) -> None:
    """Check a resource of a known type: its base, what it claims to be, and further profiles."""
    walk(shape, value, at, run)
    if run.scope.contained:
        check_contained(value, at, run)
    if "contained" in value:
        check_container(value, at, run)
    check_content(shape, value, at, run)
    check_publication(value, at, run)
    check_special(shape.name, value, at, run)
    check_claims(value, at, run, profiles)


def shape_of(value: Any, at: At, run: Run) -> Shape | None:
    """The shape of a resource by its `resourceType`; None, with an issue, where there is none."""
    if type(value) is not dict:
        run.sink.error(
            "invalid",
            expression(at),
            "structure-not-an-object",
            type="Resource",
            found=json_type(value),
        )
        return None
    name = value.get("resourceType")
    if type(name) is not str:
        run.sink.error("invalid", expression(at), "structure-no-resource-type")
        return None
    shape: Shape | None = run.program.shape_or_none(name) if name.isalnum() else None
    if shape is None or not shape.resource or name in ("Resource", "DomainResource"):
        run.sink.error("invalid", expression(at), "structure-unknown-resource", type=clipped(name))
        return None
    return shape


def _full_url(at: At, outer: Scope) -> str:
    """The fullUrl of the entry whose resource stands at `at`."""
    entry, slot, _ = at
    if slot.path != "Bundle.entry.resource" or entry is None or entry[2] is None:
        return ""
    entries = outer.resource.get("entry")
    found = entries[entry[2]] if isinstance(entries, list) and entry[2] < len(entries) else None
    url = found.get("fullUrl") if isinstance(found, dict) else None
    return url if isinstance(url, str) else ""

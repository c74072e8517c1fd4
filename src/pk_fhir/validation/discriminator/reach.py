"""What a value has at the end of a discriminator's path (https://hl7.org/fhir/R4/profiling.html#discriminator)."""

from collections.abc import Callable, Iterator

from pk_fhir.validation.discriminator.path import Step
from pk_fhir.validation.occurrence import Occurrence
from pk_fhir.validation.place import At, Slot
from pk_fhir.validation.references import find, literal_type
from pk_fhir.validation.run import Run

Reach = Callable[[Occurrence, Run], list[Occurrence]]


def reach_of(steps: list[Step]) -> Reach:
    """What the steps lead to from a value."""

    def reach(one: Occurrence, run: Run) -> list[Occurrence]:
        found = [one]
        for kind, argument in steps:
            found = [below for each in found for below in _step(each, kind, argument, run)]
        return found

    return reach


def _step(one: Occurrence, kind: str, argument: str, run: Run) -> Iterator[Occurrence]:
    if kind == "child":
        yield from children_of(one, argument, run)
    elif kind in ("ofType", "as"):
        if one.type == argument:
            yield one
    elif kind == "extension":
        for each in children_of(one, "extension", run):
            if isinstance(each.value, dict) and each.value.get("url") == argument:
                yield each
    else:
        yield from _resolved(one, run)


def children_of(one: Occurrence, name: str, run: Run) -> Iterator[Occurrence]:
    """The values of an element of that name, of whatever type its choice is."""
    shape = run.program.shape_or_none(one.type) or run.program.shape_or_none("Element")
    if shape is None:
        return
    for key, value in one.owner.items():
        slot = shape.slots.get(key.removeprefix("_"))
        if slot is None or not _named(slot, name):
            continue
        if key.startswith("_") and key[1:] in one.owner:
            continue
        values = value if isinstance(value, list) else [value]
        for index, each in enumerate(values):
            place: At = (one.at, slot, index if isinstance(value, list) else None)
            kind = slot.type
            if kind == "Resource" and isinstance(each, dict):
                kind = str(each.get("resourceType", kind))
            if key.startswith("_"):
                yield Occurrence(None, each if isinstance(each, dict) else None, place, kind)
            else:
                yield Occurrence(each, None, place, kind)


def _named(slot: Slot, name: str) -> bool:
    return slot.path.rpartition(".")[2] in (name, name + "[x]")


def _resolved(one: Occurrence, run: Run) -> Iterator[Occurrence]:
    reference = one.value.get("reference") if isinstance(one.value, dict) else one.value
    if not isinstance(reference, str):
        return
    found = find(reference, run)
    if found is not None:
        kind = str(found.resource.get("resourceType", ""))
        yield Occurrence(found.resource, None, one.at, kind)
        return
    kind_named = literal_type(reference)
    if kind_named is not None:
        # Nothing but its type is known of what a literal reference outside leads to.
        yield Occurrence(None, None, one.at, kind_named)

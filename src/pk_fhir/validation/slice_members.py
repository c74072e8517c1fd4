"""FHIRPath's `slice()`: which values are of a slice of a profile (https://hl7.org/fhir/R4/fhirpath.html#functions)."""

from collections.abc import Iterator

from pk_fhir.fhirpath import Node as Focus
from pk_fhir.validation.discriminator import discriminate
from pk_fhir.validation.occurrence import Occurrence
from pk_fhir.validation.place import Slot
from pk_fhir.validation.run import Run
from pk_fhir.validation.snapshot import Node


def in_slice(one: Focus, structure: str, name: str, run: Run) -> bool | None:
    """Whether an element is of a slice; None where the profile has no such slice, or does not tell it."""
    tree = run.program.tree(structure)
    element = one.path.rpartition(".")[2]
    found = [
        (node, each)
        for node, each in _sliced(tree)
        if each.slice_name == name and node.name in (element, f"{element}[x]")
    ] if tree else []  # fmt: skip
    if not found:
        return None
    owner, each = found[0]
    slicing = owner.element.get("slicing") or {"discriminator": [_unstated(element)]}
    tests = discriminate(slicing, each, run.program)
    if tests is None:
        return None
    slot = Slot(element, one.path, one.type)
    beside = one.sibling if isinstance(one.sibling, dict) else None
    occurrence = Occurrence(one.value, beside, (run.scope.at, slot, None), one.type)
    return all(test(occurrence, run) for test in tests)


def _unstated(element: str) -> dict[str, str]:
    """How extensions, and otherwise choices, are sliced where nothing says it."""
    by_url = element in ("extension", "modifierExtension")
    return {"type": "value", "path": "url"} if by_url else {"type": "type", "path": "$this"}


def _sliced(node: Node) -> Iterator[tuple[Node, Node]]:
    """Each slice of a tree, with what it is a slice of."""
    for each in node.slices:
        yield node, each
        yield from _sliced(each)
    for each in node.children or ():
        yield from _sliced(each)

"""Discriminators: by what a value is told to belong to a slice.

https://hl7.org/fhir/R4/profiling.html#discriminator. What the slice's own definition states at the
discriminator's path (a fixed value, a pattern, a binding, a type, a profile, presence) becomes a test
of the value found there.
"""

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from pk_fhir.validation.occurrence import Occurrence
from pk_fhir.validation.place import At, Slot
from pk_fhir.validation.profile import conforms
from pk_fhir.validation.references import find, literal_type, target_type
from pk_fhir.validation.run import Run
from pk_fhir.validation.snapshot import Node, profiles_of
from pk_fhir.validation.values import matches, same, stated

if TYPE_CHECKING:
    from pk_fhir.validation.ports import Library

Test = Callable[[Occurrence, Run], bool]
# What a discriminator path leads to from a value.
Reach = Callable[[Occurrence, Run], list[Occurrence]]
_STEP = re.compile(
    r"\.?(?:(?P<call>resolve|ofType|as|extension)\((?P<argument>[^)]*)\)|(?P<name>\$this|[A-Za-z]\w*(?:\[x\])?))"
)
_ANY = frozenset({"Resource", "DomainResource"})


def discriminate(
    slicing: dict[str, Any], node: Node, program: "Library"
) -> tuple[Test, ...] | None:
    """The tests of a slice; None where its definition does not tell it from others."""
    found = [
        _test(str(each.get("type", "")), str(each.get("path", "")), node, program)
        for each in slicing.get("discriminator") or ()
    ]
    # A discriminator that one slice says nothing about leaves it to the others.
    return tuple(test for test in found if test is not None) or None


def _test(kind: str, path: str, node: Node, program: "Library") -> Test | None:
    steps = _steps(path)
    nodes = _nodes([node], steps, program) if steps is not None else []
    if steps is None or not nodes:
        return None
    reach = _reach(steps)
    if kind == "exists":
        return _by_presence(nodes, reach, default=True)
    if kind == "type":
        return _by_type(nodes, reach, steps)
    if kind == "profile":
        return _by_profile(nodes, reach)
    return _by_value(nodes, reach) if kind in ("value", "pattern") else None


Step = tuple[str, str]


def _steps(path: str) -> list[Step] | None:
    steps: list[Step] = []
    position = 0
    while position < len(path):
        match = _STEP.match(path, position)
        if match is None or match.end() == position:
            return None
        position = match.end()
        if match["call"]:
            steps.append((match["call"], match["argument"].strip("'\" ")))
        elif match["name"] != "$this":
            steps.append(("child", match["name"].removesuffix("[x]")))
    return steps


# Where the definition says something about the path


def _nodes(nodes: list[Node], steps: list[Step], program: "Library") -> list[Node]:
    for kind, argument in steps:
        nodes = [below for node in nodes for below in _step_nodes(node, kind, argument, program)]
    return nodes


def _step_nodes(node: Node, kind: str, argument: str, program: "Library") -> Iterator[Node]:
    if kind == "child":
        yield from _child_nodes(node, argument, program)
    elif kind == "extension":
        yield from _extension_nodes(node, argument, program)
    elif kind == "resolve":
        yield from _target_nodes(node, program)
    else:
        types = [each for each in _types(node) if each.get("code") == argument]
        if types:
            yield Node(node.name, {**node.element, "type": types}, node.children, node.slices)


def _types(node: Node) -> list[dict[str, Any]]:
    return [each for each in node.element.get("type", ()) if isinstance(each, dict)]


def _child_nodes(node: Node, name: str, program: "Library") -> Iterator[Node]:
    for child in unfolded(node, program):
        if child.name in (name, name + "[x]"):
            yield child
            yield from _all_slices(child)


def _extension_nodes(node: Node, url: str, program: "Library") -> Iterator[Node]:
    for child in unfolded(node, program):
        if child.name == "extension":
            yield from (each for each in _all_slices(child) if _url_of(each, program) == url)


def _target_nodes(node: Node, program: "Library") -> Iterator[Node]:
    """The roots of what a reference may lead to."""
    for each in _types(node):
        for url in each.get("targetProfile", ()):
            name = target_type(url, program)
            if name is None:
                continue
            tree = program.tree(url)
            declared = {"type": [{"code": name, "profile": [url]}]}
            if tree is None:
                yield Node(name, declared)
            else:
                yield Node(tree.name, {**tree.element, **declared}, tree.children)


def _all_slices(node: Node) -> Iterator[Node]:
    """Slices of a node, and slices of those."""
    for each in node.slices:
        yield each
        yield from _all_slices(each)


def _url_of(extension: Node, program: "Library") -> str | None:
    for child in unfolded(extension, program):
        if child.name == "url":
            fixed = stated(child.element, "fixed")
            if isinstance(fixed, str):
                return fixed
    profiles = [p for each in extension.element.get("type", ()) for p in profiles_of(each)]
    return profiles[0].partition("|")[0] if profiles else None


def unfolded(node: Node, program: "Library") -> tuple[Node, ...]:
    """The children of a node: its own, or those of its one type or profile."""
    types = node.element.get("type", ())
    if len(types) == 1:
        profiles = profiles_of(types[0])
        profiled = program.tree(profiles[0]) if len(profiles) == 1 else None
        if profiled is not None and profiled.children:
            return (*profiled.children, *(node.children or ()))
        if node.children is None:
            code = str(types[0].get("code", ""))
            tree = program.type_tree(code)
            if tree is None and profiles and code == "Extension":
                tree = program.type_tree("Extension")
            return tree.children or () if tree else ()
    return node.children or ()


# What the value has there


def _reach(steps: list[Step]) -> Reach:
    def reach(one: Occurrence, run: Run) -> list[Occurrence]:
        found = [one]
        for kind, argument in steps:
            found = [below for each in found for below in _step(each, kind, argument, run)]
        return found

    return reach


def _step(one: Occurrence, kind: str, argument: str, run: Run) -> Iterator[Occurrence]:
    if kind == "child":
        yield from _children(one, argument, run)
    elif kind in ("ofType", "as"):
        if one.type == argument:
            yield one
    elif kind == "extension":
        for each in _children(one, "extension", run):
            if isinstance(each.value, dict) and each.value.get("url") == argument:
                yield each
    else:
        yield from _resolved(one, run)


def _children(one: Occurrence, name: str, run: Run) -> Iterator[Occurrence]:
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


# Tests


def _by_value(nodes: list[Node], reach: Reach) -> Test | None:
    if nodes[0].element.get("max") == "0":
        return _by_presence(nodes, reach)
    wanted = [found for node in nodes if (found := _criterion(node)) is not None]
    if not wanted:
        return _by_presence(nodes, reach)

    def test(one: Occurrence, run: Run) -> bool:
        return any(meets(each, run) for each in reach(one, run) for meets in wanted)

    return test


def _criterion(node: Node) -> Test | None:
    fixed = stated(node.element, "fixed")
    if fixed is not None:
        return lambda one, _run: same(fixed, one.value)
    pattern = stated(node.element, "pattern")
    if pattern is not None:
        return lambda one, _run: matches(pattern, one.value)
    below = [(each.name, found) for each in node.children or () if (found := _criterion(each))]
    if below:
        return _every(below)
    binding = node.element.get("binding")
    if (
        isinstance(binding, dict)
        and binding.get("strength") == "required"
        and "valueSet" in binding
    ):
        value_set = str(binding["valueSet"])
        return lambda one, run: _member(value_set, one, run)
    return None


def _every(below: list[tuple[str, Test]]) -> Test:
    def test(one: Occurrence, run: Run) -> bool:
        return all(
            any(meets(each, run) for each in _children(one, name.removesuffix("[x]"), run))
            for name, meets in below
        )

    return test


def _member(value_set: str, one: Occurrence, run: Run) -> bool:
    return (
        one.value is not None
        and run.terminology.contains(value_set, one.value, one.type, run.asking) is True
    )


def _by_presence(nodes: list[Node], reach: Reach, *, default: bool = False) -> Test | None:
    node = nodes[0]
    if node.element.get("max") == "0":
        return lambda one, run: not reach(one, run)
    if node.element.get("min", 0) > 0 or default:
        return lambda one, run: bool(reach(one, run))
    return None


def _by_type(nodes: list[Node], reach: Reach, steps: list[Step]) -> Test | None:
    # Where a choice is itself sliced by type, its slices say which types are meant.
    told = [node for node in nodes if node.slice_name] if steps else []
    codes = {
        str(each.get("code", "")) for node in told or nodes for each in node.element.get("type", ())
    }
    if not codes:
        return None
    anything = bool(codes & _ANY)

    def test(one: Occurrence, run: Run) -> bool:
        return any(
            anything or each.type in codes or _reference_type(each) in codes
            for each in reach(one, run)
        )

    return test


def _reference_type(one: Occurrence) -> str | None:
    """A backbone's occurrence is typed by its path; its definition says BackboneElement."""
    return "BackboneElement" if "." in one.type else None


def _by_profile(nodes: list[Node], reach: Reach) -> Test | None:
    profiles = [
        url for node in nodes for each in node.element.get("type", ()) for url in profiles_of(each)
    ]
    if not profiles:
        return None

    def test(one: Occurrence, run: Run) -> bool:
        return any(_conforms(url, each, run) for each in reach(one, run) for url in profiles)

    return test


def _conforms(url: str, one: Occurrence, run: Run) -> bool:
    profile = run.program.profile(url)
    if profile is None:
        name = url.removeprefix("http://hl7.org/fhir/StructureDefinition/")
        return name == one.type
    if one.value is None:
        return False
    return profile.type in (one.type, *_ANY) and conforms(profile, one, run)

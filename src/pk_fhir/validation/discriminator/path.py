"""A discriminator's path, and where a slice's definition says something about what is at its end.

https://hl7.org/fhir/R4/profiling.html#discriminator: a FHIRPath of children, `$this`, `resolve()`,
`ofType()` and `extension(url)`.
"""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from pk_fhir.validation.references import target_type
from pk_fhir.validation.snapshot import Node, profiles_of
from pk_fhir.validation.values import stated

if TYPE_CHECKING:
    from pk_fhir.validation.ports import Library

# What is done at a step, and with what: ("child", "code"), ("resolve", "").
Step = tuple[str, str]
_STEP = re.compile(
    r"\.?(?:(?P<call>resolve|ofType|as|extension)\((?P<argument>[^)]*)\)|(?P<name>\$this|[A-Za-z]\w*(?:\[x\])?))"
)


def steps_of(path: str) -> list[Step] | None:
    """The steps of a path; None of one that is no discriminator's."""
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


def nodes_at(nodes: list[Node], steps: list[Step], program: "Library") -> list[Node]:
    """Every node of the definition that a path leads to, slices of it too."""
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
    for child in _unfolded(node, program):
        if child.name in (name, name + "[x]"):
            yield child
            yield from _all_slices(child)


def _extension_nodes(node: Node, url: str, program: "Library") -> Iterator[Node]:
    for child in _unfolded(node, program):
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
    for child in _unfolded(extension, program):
        if child.name == "url":
            fixed = stated(child.element, "fixed")
            if isinstance(fixed, str):
                return fixed
    profiles = [p for each in extension.element.get("type", ()) for p in profiles_of(each)]
    return profiles[0].partition("|")[0] if profiles else None


def _unfolded(node: Node, program: "Library") -> tuple[Node, ...]:
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

"""Element definitions as a tree: children by name, slices beside the element that they slice.

FHIR writes snapshots and differentials as flat lists
(https://hl7.org/fhir/R4/elementdefinition.html#id); here they are read into, and written from, trees.
"""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple, Protocol

from pk_fhir.definitions.canonicals import CORE

Element = dict[str, Any]


class SnapshotProblem(NamedTuple):
    """What is wrong with a definition: which element of the differential (or None), key, values."""

    element: int | None
    key: str
    values: dict[str, object]


class Node:
    """An element of a definition. Treated as immutable once built: trees share parts.

    `children` is None where the definition says nothing below the element, which then is as its type
    is. `slices` are alternatives of this element, in order; a re-slice is a slice of a slice.
    """

    __slots__ = ("children", "element", "index", "name", "slices")

    def __init__(
        self,
        name: str,
        element: Element,
        children: "tuple[Node, ...] | None" = None,
        slices: "tuple[Node, ...]" = (),
        index: int | None = None,
    ) -> None:
        self.name = name
        self.element = element
        self.children = children
        self.slices = slices
        self.index = index

    @property
    def slice_name(self) -> str:
        """The slice's name; empty for an element that is none."""
        return str(self.element.get("sliceName", ""))

    def child(self, name: str) -> "Node | None":
        """The child element of this name, in the node itself."""
        return next((each for each in self.children or () if each.name == name), None)

    def slice(self, name: str) -> "Node | None":
        """The slice of this name."""
        return next((each for each in self.slices if each.slice_name == name), None)


class Watch(Protocol):
    """What is told each time an element of a differential is laid over one of the base."""

    def pair(self, base: Element, derived: Element, index: int) -> None:
        """This element of the differential, by its place there, was laid over this one."""
        ...

    def new_slice(self, sliced: Element, derived: Element) -> None:
        """This slice of the differential is none of the base's."""
        ...

    def out_of_order(self, derived: Element, index: int) -> None:
        """This element does not stand in the order of the base."""
        ...

    def slice_out_of_order(self, derived: Element) -> None:
        """This slice does not stand in the order of the base's."""
        ...

    def types_of_choice(self, derived: list[Element]) -> None:
        """These elements each constrain one type of the same choice."""
        ...


class Trees(Protocol):
    """Whole trees of other definitions."""

    def tree(self, canonical: str) -> Node | None:
        """The tree of a definition's snapshot; None where it is not known."""
        ...

    def type_tree(self, code: str) -> Node | None:
        """The tree of a type's own definition; None where there is no such type."""
        ...


class _Growing:
    """A node while its list is read."""

    __slots__ = ("children", "element", "index", "name", "slices")

    def __init__(self, name: str, element: Element | None = None, index: int | None = None) -> None:
        self.name = name
        self.element = element or {}
        self.index = index
        self.children: list[_Growing] = []
        self.slices: list[_Growing] = []

    def frozen(self) -> Node:
        return Node(
            self.name,
            self.element,
            tuple(each.frozen() for each in self.children) if self.children else None,
            tuple(each.frozen() for each in self.slices),
            self.index,
        )


def read(elements: Iterable[Element]) -> Node | None:
    """The tree of a flat list; None for an empty one. Raises ValueError naming a path that cannot stand."""
    reader = _Reader()
    for index, element in enumerate(elements):
        reader.add(element, index)
    return reader.root.frozen() if reader.root else None


class _Reader:
    def __init__(self) -> None:
        self.root: _Growing | None = None
        # The element read last at each path: what follows below that path belongs to it.
        self.latest: dict[str, _Growing] = {}

    def add(self, element: Element, index: int) -> None:
        path = element.get("path")
        if not isinstance(path, str) or not path or ".." in path or path.endswith("."):
            raise ValueError(str(path))
        names = path.split(".")
        if self.root is None:
            self.root = _Growing(names[0])
            self.latest[names[0]] = self.root
        steps = _steps(element, names)
        if len(names) == 1:
            self.root.element, self.root.index = element, index
            return
        parent = self._parent(names, steps)
        node = self._place(parent, *steps[-1], element, index)
        self.latest[path] = node

    def _parent(self, names: list[str], steps: list[tuple[str, str]]) -> _Growing:
        """The node under which the element stands, by ids where they tell slices, else by order."""
        assert self.root is not None  # noqa: S101 - for the type checker: set by `add`
        node = self.root
        told = any(name for _, name in steps[:-1])
        for depth in range(1, len(names) - 1):
            path = ".".join(names[: depth + 1])
            if told:
                node = _child(node, *steps[depth])
            else:
                latest = self.latest.get(path)
                if latest is None or not _below(node, latest):
                    latest = _child(node, names[depth], "")
                node = latest
            self.latest[path] = node
        return node

    def _place(
        self, parent: _Growing, name: str, slice_name: str, element: Element, index: int
    ) -> _Growing:
        node = _child(parent, name, slice_name)
        if node.index is not None and not slice_name:
            # The same path again without a slice name: an alternative that has no name.
            node = _Growing(name)
            parent.children.append(node)
        node.element, node.index = element, index
        return node


def _below(parent: _Growing, node: _Growing) -> bool:
    return any(each is node or _is_slice(each, node) for each in parent.children)


def _is_slice(of: _Growing, node: _Growing) -> bool:
    return any(each is node or _is_slice(each, node) for each in of.slices)


def _child(parent: _Growing, name: str, slice_name: str) -> _Growing:
    """The child of that name (and slice), made where it is not there yet."""
    node = next((each for each in reversed(parent.children) if each.name == name), None)
    if node is None:
        node = _Growing(name)
        parent.children.append(node)
    return _sliced(node, slice_name) if slice_name else node


def _sliced(node: _Growing, slice_name: str) -> _Growing:
    """A slice of a node; `a/b` is a slice of the slice `a`."""
    outer, _, inner = slice_name.rpartition("/")
    if outer and (found := _find_slice(node, outer)) is not None:
        node = found
    del inner
    for each in node.slices:
        if each.element.get("sliceName") == slice_name:
            return each
    made = _Growing(node.name, {"sliceName": slice_name})
    node.slices.append(made)
    return made


def _find_slice(node: _Growing, name: str) -> _Growing | None:
    for each in node.slices:
        if each.element.get("sliceName") == name:
            return each
        found = _find_slice(each, name)
        if found is not None:
            return found
    return None


def _steps(element: Element, names: list[str]) -> list[tuple[str, str]]:
    """Name and slice of each step to an element, by its id where that fits its path."""
    own = element.get("sliceName")
    own = own if isinstance(own, str) else ""
    identity = element.get("id")
    parts = identity.split(".") if isinstance(identity, str) else []
    if len(parts) != len(names):
        return [*((name, "") for name in names[:-1]), (names[-1], own)]
    steps = [_step(*each) for each in zip(names, parts, strict=True)]
    return [*steps[:-1], (steps[-1][0], "" if own == names[-1] else own)]


def _step(name: str, part: str) -> tuple[str, str]:
    """Name and slice of one step: its name in the path, and its part of the id."""
    told, _, slice_name = part.partition(":")
    if slice_name == name:
        # `valueQuantity` for `value[x]:valueQuantity`, which closes the choice, as R4's own profiles have it.
        return name, ""
    return told if told.endswith("[x]") and slice_name else name, slice_name


def at_id(root: Node, identity: str) -> Node | None:
    """The node of an element id (`Composition.section:codeA`) in a tree."""
    node: Node | None = root
    for part in identity.split(".")[1:]:
        name, _, slice_name = part.partition(":")
        node = node.child(name) if node else None
        for piece in _slice_path(slice_name):
            node = node.slice(piece) if node else None
    return node


def _slice_path(name: str) -> list[str]:
    """`a/b` is the slice `a/b` of the slice `a`."""
    parts = name.split("/") if name else []
    return ["/".join(parts[: end + 1]) for end in range(len(parts))]


PROFILE_ELEMENT = f"{CORE}elementdefinition-profile-element"


def profiles_of(declared: Element) -> list[str]:
    """The profiles of an `ElementDefinition.type`; `url#id` where one element of a profile is meant."""
    profiles = [str(each) for each in declared.get("profile") or ()]
    beside = declared.get("_profile") or ()
    for index, each in enumerate(beside):
        for extension in (each or {}).get("extension", ()) if index < len(profiles) else ():
            if extension.get("url") == PROFILE_ELEMENT:
                profiles[index] += f"#{extension.get('valueString', '')}"
    return profiles


def write(root: Node) -> Iterator[Element]:
    """The flat list of a tree, with ids and paths."""
    yield from _write(root, root.name, root.name)


def _write(node: Node, path: str, identity: str) -> Iterator[Element]:
    element = {**node.element, "id": identity, "path": path}
    yield element
    for child in node.children or ():
        yield from _write(child, f"{path}.{child.name}", f"{identity}.{child.name}")
    base = identity.rpartition(":")[0] if node.slice_name else identity
    for each in node.slices:
        yield from _write(each, path, f"{base}:{each.slice_name}")

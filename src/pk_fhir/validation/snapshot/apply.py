"""Lay the tree of a differential over the tree of its base.

Slices, re-slices, choice types, content references and constraints below types are all the same move:
find the node that is meant, unfold it from its type where the base says nothing below it, and merge
(https://hl7.org/fhir/R4/profiling.html#slicing).
"""

from typing import TYPE_CHECKING, Any

from pk_fhir.validation.snapshot.merge import merged
from pk_fhir.validation.snapshot.tree import Node, SnapshotProblem, profiles_of

if TYPE_CHECKING:
    from pk_fhir.validation.snapshot.generate import Snapshots

# Alternatives of an element by type, as `valueQuantity` in a differential means them.
BY_TYPE: dict[str, Any] = {
    "discriminator": [{"type": "type", "path": "$this"}],
    "ordered": False,
    "rules": "open",
}
BY_URL: dict[str, Any] = {
    "discriminator": [{"type": "value", "path": "url"}],
    "ordered": False,
    "rules": "open",
}


def apply(
    base: Node,
    derived: Node,
    snapshots: "Snapshots",
    problems: list[SnapshotProblem],
    *,
    extend: bool = False,
) -> Node:
    """`base` with `derived` over it. `extend` allows children that the base does not have."""
    return _Application(snapshots, problems, base, extend=extend).node(base, derived)


class _Application:
    def __init__(
        self, snapshots: "Snapshots", problems: list[SnapshotProblem], root: Node, *, extend: bool
    ) -> None:
        self.snapshots = snapshots
        self.problems = problems
        self.root = root
        self.extend = extend

    def node(self, base: Node, derived: Node) -> Node:
        element = merged(base.element, derived.element)
        children = base.children
        if derived.children:
            below = self.unfolded(Node(base.name, element, base.children), derived)
            children = self.children(below, derived.children, derived)
        whole = Node(base.name, element, children, base.slices, derived.index)
        if derived.slices:
            whole.slices = self.slices(whole, derived.slices)
        return whole

    def unfolded(self, node: Node, derived: Node) -> tuple[Node, ...]:
        """What stands below an element: said by the base, or by the element's type."""
        if node.children is not None:
            return node.children
        reference = node.element.get("contentReference")
        if isinstance(reference, str):
            found = self._referred(reference.partition("#")[2])
            return found.children or () if found else ()
        tree = self._type_tree(node.element.get("type") or [])
        if tree is None:
            if not self.extend:
                self._problem(
                    derived, "snapshot-no-type", path=derived.element.get("path", node.name)
                )
            return ()
        return tree.children or ()

    def _type_tree(self, types: list[dict[str, Any]]) -> Node | None:
        codes = {each.get("code") for each in types}
        if len(codes) > 1:
            return self.snapshots.type_tree("Element")
        if len(types) == 1:
            profiles = profiles_of(types[0])
            if len(profiles) == 1:
                tree = self.snapshots.tree(profiles[0])
                if tree is not None:
                    return tree
        code = next(iter(codes), None)
        if not isinstance(code, str):
            return None
        if code.startswith("http://hl7.org/fhirpath/System."):
            code = "string"
        return self.snapshots.type_tree(code)

    def _referred(self, path: str) -> Node | None:
        """The node that a content reference points at, in the root of this tree or in its type's."""
        names = path.split(".")
        node: Node | None = self.root
        if names[0] != self.root.name:
            node = self.snapshots.type_tree(names[0])
        for name in names[1:]:
            node = node.child(name.partition(":")[0]) if node else None
        return node

    def children(
        self, base: tuple[Node, ...], derived: tuple[Node, ...], above: Node
    ) -> tuple[Node, ...]:
        result = list(base)
        for each in derived:
            position, meant = self._meant(result, each)
            if position is not None:
                result[position] = self.node(result[position], meant)
            elif self.extend:
                result.append(each)
            else:
                self._problem(
                    each if each.index is not None else above,
                    "snapshot-unknown-path",
                    path=each.element.get("path", each.name),
                )
        return tuple(result)

    def _meant(self, siblings: list[Node], derived: Node) -> tuple[int | None, Node]:
        """Which sibling a differential's child is about; `valueQuantity` is about `value[x]`."""
        for position, each in enumerate(siblings):
            if each.name == derived.name:
                return position, _with_slicing(each, derived)
        for position, each in enumerate(siblings):
            if each.name.endswith("[x]") and derived.name.startswith(each.name[:-3]):
                code = _type_of(each, derived.name[len(each.name) - 3 :])
                if code is not None:
                    return position, _of_type(each, derived, code)
        return None, derived

    def slices(self, whole: Node, derived: tuple[Node, ...]) -> tuple[Node, ...]:
        result = list(whole.slices)
        for each in derived:
            outer = each.slice_name.rpartition("/")[0]
            above = next(
                (p for p, old in enumerate(result) if outer and old.slice_name == outer), None
            )
            if above is not None:
                wrapped = Node(each.name, {"sliceName": outer}, None, (each,))
                result[above] = self.node(result[above], _with_slicing(result[above], wrapped))
                continue
            position = next(
                (p for p, old in enumerate(result) if old.slice_name == each.slice_name), None
            )
            if position is not None:
                result[position] = self.node(result[position], each)
            else:
                result.append(self.node(_new_slice(whole), each))
        return tuple(result)

    def _problem(self, node: Node, key: str, **values: object) -> None:
        self.problems.append(SnapshotProblem(node.index, key, values))


def _new_slice(whole: Node) -> Node:
    """A slice before its differential is laid over it: the element, sliced no further, optional."""
    element = {key: value for key, value in whole.element.items() if key != "slicing"}
    element["min"] = 0
    return Node(whole.name, element, whole.children)


def _with_slicing(base: Node, derived: Node) -> Node:
    """A slice of extensions or of a choice needs no slicing to be stated."""
    if not derived.slices or "slicing" in base.element or "slicing" in derived.element:
        return derived
    slicing = BY_URL if base.name in ("extension", "modifierExtension") else BY_TYPE
    if slicing is BY_TYPE and not base.name.endswith("[x]"):
        return derived
    element = {**derived.element, "slicing": slicing}
    return Node(derived.name, element, derived.children, derived.slices, derived.index)


def _type_of(choice: Node, capitalised: str) -> str | None:
    for each in choice.element.get("type", ()):
        code = each.get("code", "")
        if code and code[0].upper() + code[1:] == capitalised:
            return str(code)
    return None


def _of_type(choice: Node, derived: Node, code: str) -> Node:
    """What a differential says of `valueQuantity`, as said of `value[x]` or of its slice by type."""
    types = choice.element.get("type", ())
    if len(types) == 1 and not choice.slices:
        return Node(
            choice.name,
            _without(derived.element, "sliceName"),
            derived.children,
            derived.slices,
            derived.index,
        )
    own = next(dict(each) for each in types if each.get("code") == code)
    element = {"type": [own], **derived.element, "sliceName": derived.slice_name or derived.name}
    piece = Node(choice.name, element, derived.children, derived.slices, derived.index)
    above = {} if "slicing" in choice.element else {"slicing": BY_TYPE}
    return Node(choice.name, above, None, (piece,))


def _without(element: dict[str, Any], key: str) -> dict[str, Any]:
    return {each: value for each, value in element.items() if each != key}

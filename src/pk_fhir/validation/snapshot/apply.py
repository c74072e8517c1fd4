"""Lay the tree of a differential over the tree of its base.

Slices, re-slices, choice types, content references and constraints below types are all the same move:
find the node that is meant, unfold it from its type where the base says nothing below it, and merge
(https://hl7.org/fhir/R4/profiling.html#slicing).
"""

from typing import Any

from pk_fhir.definitions.elements import FHIRPATH_TYPES
from pk_fhir.validation.snapshot.merge import merged
from pk_fhir.validation.snapshot.tree import Node, SnapshotProblem, Trees, Watch, profiles_of
from pk_fhir.validation.snapshot.types import specialised

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
    snapshots: Trees,
    problems: list[SnapshotProblem],
    *,
    extend: bool = False,
    watch: Watch | None = None,
) -> Node:
    """`base` with `derived` over it. `extend` allows children that the base does not have, as types do."""
    return _Application(snapshots, problems, base, extend=extend, watch=watch).node(base, derived)


class _Application:
    def __init__(
        self,
        snapshots: Trees,
        problems: list[SnapshotProblem],
        root: Node,
        *,
        extend: bool,
        watch: Watch | None,
    ) -> None:
        self.snapshots = snapshots
        self.problems = problems
        self.root = root
        self.extend = extend
        self.watch = watch

    def node(self, base: Node, derived: Node) -> Node:
        if self.watch is not None and derived.index is not None:
            self.watch.pair(base.element, derived.element, derived.index)
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
        if code.startswith(FHIRPATH_TYPES):
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
        by_type: dict[int, list[tuple[Node, str]]] = {}
        if self.watch is not None:
            self._check_order(base, derived, self.watch)
        for each in derived:
            position = next((p for p, old in enumerate(result) if old.name == each.name), None)
            if position is not None:
                meant = _with_slicing(result[position], each)
                result[position] = self.node(result[position], meant)
                continue
            choice, code = _choice_of(result, each)
            if choice is not None:
                by_type.setdefault(choice, []).append((each, code))
            elif self.extend:
                result.append(specialised(each, self.snapshots))
            else:
                where = each if each.index is not None else above
                path = each.element.get("path", each.name)
                self._problem(where, "snapshot-unknown-path", path=path)
        for position, pieces in by_type.items():
            if self.watch is not None:
                self.watch.types_of_choice([piece.element for piece, _ in pieces])
            result[position] = self.node(result[position], _of_types(result[position], pieces))
        return tuple(result)

    def _check_order(self, base: tuple[Node, ...], derived: tuple[Node, ...], watch: Watch) -> None:
        """The elements of a differential stand in the order of the base."""
        last = len(base)
        for each in reversed(derived):
            position = next((p for p, old in enumerate(base) if old.name == each.name), None)
            if position is None:
                position = _choice_of(list(base), each)[0]
            if position is None:
                continue
            first = _first(each)
            if position > last and first is not None:
                watch.out_of_order(*first)
            last = min(last, position)

    def _check_slice_order(
        self, base: tuple[Node, ...], derived: tuple[Node, ...], watch: Watch
    ) -> None:
        """Slices that the base has stand in its order, and before new ones; those of a choice are its types."""
        if base == () and derived[0].name.endswith("[x]"):
            watch.types_of_choice([each.element for each in derived])
        places = {each.slice_name: place for place, each in enumerate(base)}
        last = -1
        for each in derived:
            place = places.get(each.slice_name, len(base))
            if place < last:
                watch.slice_out_of_order(each.element)
            last = max(last, place)

    def slices(self, whole: Node, derived: tuple[Node, ...]) -> tuple[Node, ...]:
        result = list(whole.slices)
        if self.watch is not None:
            self._check_slice_order(whole.slices, derived, self.watch)
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
                if self.watch is not None:
                    self.watch.new_slice(whole.element, each.element)
                result.append(self.node(_new_slice(whole), each))
        return tuple(result)

    def _problem(self, node: Node, key: str, **values: object) -> None:
        self.problems.append(SnapshotProblem(node.index, key, values))


def _first(node: Node) -> tuple[dict[str, Any], int] | None:
    """The element of the differential that stands first in a part of its tree, and its index."""
    if node.index is not None:
        return node.element, node.index
    below = (*(node.children or ()), *node.slices)
    return next((found for each in below if (found := _first(each))), None)


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


def _choice_of(siblings: list[Node], derived: Node) -> tuple[int | None, str]:
    """The choice and the type that a differential's child means: `valueQuantity` is one of `value[x]`."""
    for position, each in enumerate(siblings):
        stem = each.name.removesuffix("[x]")
        if stem != each.name and derived.name.startswith(stem):
            wanted = derived.name[len(stem) :]
            for declared in each.element.get("type", ()):
                code = str(declared.get("code", ""))
                if code and code[0].upper() + code[1:] == wanted:
                    return position, code
    return None, ""


def _of_types(choice: Node, pieces: list[tuple[Node, str]]) -> Node:
    """What a differential says of `valueQuantity`, as said of `value[x]` and its slices by type.

    Without a slicing of its own, the choice is then closed: it has the named types only. What speaks of
    parts of a type only, and not of the type itself, leaves the others as they were.
    """
    types = {str(each.get("code", "")): each for each in choice.element.get("type", ())}
    first = pieces[0][0]
    if len(types) == 1 and not choice.slices:
        element = _without(first.element, "sliceName")
        return Node(choice.name, element, first.children, first.slices, first.index)
    above: dict[str, Any] = {}
    if "slicing" not in choice.element and all(each.index is None for each, _ in pieces):
        above = {"slicing": BY_TYPE}
    elif "slicing" not in choice.element:
        named = {code: dict(types[code]) for _, code in pieces}
        above = {"slicing": {**BY_TYPE, "rules": "closed"}, "type": list(named.values())}
    return Node(
        choice.name, above, None, tuple(_piece(choice, each, types[code]) for each, code in pieces)
    )


def _piece(choice: Node, derived: Node, declared: dict[str, Any]) -> Node:
    name = derived.slice_name or derived.name
    element = {"type": [dict(declared)], **derived.element, "sliceName": name}
    return Node(choice.name, element, derived.children, derived.slices, derived.index)


def _without(element: dict[str, Any], key: str) -> dict[str, Any]:
    return {each: value for each, value in element.items() if each != key}

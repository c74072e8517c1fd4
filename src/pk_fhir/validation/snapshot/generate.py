"""From a differential and its base to the full tree."""

from typing import Any

from pk_fhir.definitions import Definitions
from pk_fhir.definitions.canonicals import CORE
from pk_fhir.validation.primitives import clipped
from pk_fhir.validation.snapshot.apply import apply
from pk_fhir.validation.snapshot.sane import sane
from pk_fhir.validation.snapshot.tree import (
    Element,
    Node,
    SnapshotProblem,
    Watch,
    at_id,
    read,
    write,
)

# Longer chains of profiles on profiles than this are circular or hostile.
DEEPEST_CHAIN = 40


class Snapshots:
    """Trees of definitions by canonical url, made once. `parent` has those of the layers below."""

    def __init__(self, definitions: Definitions, parent: "Snapshots | None" = None) -> None:
        self.definitions = definitions
        self._parent = parent
        self._trees: dict[str, Node | None] = {}
        self._making: set[str] = set()
        self.problems: dict[str, list[SnapshotProblem]] = {}

    def tree(self, canonical: str) -> Node | None:
        """The full tree of a definition, or None where there is none; see `problems` for what it lacks."""
        if canonical in self._trees:
            return self._trees[canonical]
        plain, _, fragment = canonical.partition("#")
        if fragment:
            whole = self.tree(plain)
            self._trees[canonical] = at_id(whole, fragment) if whole else None
            return self._trees[canonical]
        found = self.definitions.find(canonical, "StructureDefinition")
        if found is None:
            return None
        layer, _ = found
        if self._parent is not None and layer is not self.definitions:
            tree = self._parent.tree(canonical)
            self.problems[canonical] = self._parent.problems.get(canonical, [])
        else:
            definition = self.definitions.get(canonical, "StructureDefinition")
            tree = self._make(canonical, definition) if definition else None
        if canonical not in self._making:
            self._trees[canonical] = tree
        return tree

    def type_tree(self, code: str) -> Node | None:
        """The tree of a type by its name or url."""
        return self.tree(code if ":" in code else CORE + code)

    def elements(self, definition: dict[str, Any]) -> list[Element]:
        """The flat snapshot of a definition, made anew from its differential."""
        tree = self.generate(definition)
        return list(write(tree)) if tree else []

    def generate(self, definition: dict[str, Any], watch: Watch | None = None) -> Node | None:
        """The tree of a definition made from its differential, whatever snapshot it brings.

        `watch` is told of each element of the differential and of the one of the base that it changes.
        """
        url = str(definition.get("url", ""))
        problems = self.problems[url] = []
        base_url = definition.get("baseDefinition")
        differential = _read(definition, "differential", problems)
        if not isinstance(base_url, str):
            return differential
        base = self.tree(base_url)
        if base is None:
            known = self.definitions.find(base_url, "StructureDefinition") is not None
            key = "snapshot-circular" if known else "snapshot-no-base"
            problems.append(SnapshotProblem(None, key, {"base": base_url, "url": base_url}))
            return None
        if differential is None:
            return base
        special = definition.get("derivation") == "specialization"
        root = Node(differential.name, base.element, base.children, base.slices)
        return apply(root, differential, self, problems, extend=special, watch=watch)

    def _make(self, canonical: str, definition: dict[str, Any]) -> Node | None:
        if canonical in self._making or len(self._making) > DEEPEST_CHAIN:
            self.problems.setdefault(canonical, []).append(
                SnapshotProblem(None, "snapshot-circular", {"url": canonical})
            )
            return None
        self._making.add(canonical)
        try:
            if isinstance(definition.get("snapshot"), dict):
                problems = self.problems[canonical] = []
                tree = _read(definition, "snapshot", problems)
                if tree is not None:
                    return tree
            tree = self.generate(definition)
            self.problems[canonical] = self.problems.get(str(definition.get("url", "")), [])
            return tree
        finally:
            self._making.discard(canonical)


def _read(definition: dict[str, Any], view: str, problems: list[SnapshotProblem]) -> Node | None:
    part = definition.get(view)
    given = part.get("element") if isinstance(part, dict) else None
    elements: list[Element] = []
    for index, each in enumerate(given if isinstance(given, list) else ()):
        element, wrong = sane(each) if isinstance(each, dict) else ({}, ["element"])
        if wrong:
            values: dict[str, object] = {
                "path": clipped(element.get("path", "?")),
                "names": ", ".join(wrong),
            }
            problems.append(SnapshotProblem(index, "snapshot-malformed", values))
        elements.append(element)
    try:
        return read(elements)
    except ValueError as error:
        problems.append(SnapshotProblem(None, "snapshot-path", {"path": str(error)}))
        return None

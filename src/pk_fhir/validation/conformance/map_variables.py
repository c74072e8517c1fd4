"""What the variables of a StructureMap stand for: elements of types and profiles.

https://hl7.org/fhir/R4/mapping-language.html. A variable whose type is not known is followed no further.
"""

from typing import Any, NamedTuple

from pk_fhir.validation.conformance.parts import objects, text
from pk_fhir.validation.run import Run
from pk_fhir.validation.snapshot import Node
from pk_fhir.validation.snapshot.tree import at_id

SOURCE, TARGET = "source", "target"


class Place(NamedTuple):
    """An element in the tree of a definition; `url` is that of the definition."""

    url: str
    root: Node
    node: Node

    @property
    def types(self) -> list[str]:
        """The types of the element; of the root, the type that the definition is of."""
        codes = [text(each, "code") for _, each in objects(self.node.element, "type", "")]
        return [self.root.name] if self.node is self.root else codes


class Variable(NamedTuple):
    """A variable of a `mode`; `kind` is the type that a rule chose of several."""

    mode: str
    place: Place | None = None
    kind: str = ""


# By name and mode: a source and a target may have the same name.
Variables = dict[tuple[str, str], Variable]


def definition_place(name: str, run: Run) -> Place | None:
    """The root of a type by its name, or of a definition by its canonical; None where it is not known."""
    tree = run.program.tree(name) if ":" in name else run.program.type_tree(name) if name else None
    return Place(name, tree, tree) if tree is not None else None


def below(variable: Variable, name: str, run: Run) -> list[Place]:
    """The elements of that name right below a variable, of which a choice has one for each type."""
    place = variable.place
    if place is None:
        return []
    if place.node.children:
        return _named(place, name, run)
    found: list[Place] = []
    for code in [variable.kind] if variable.kind else place.types:
        known = definition_place(code, run)
        found += _named(known, name, run) if known else []
    return found


def _named(place: Place, name: str, run: Run) -> list[Place]:
    return [
        _referred(Place(place.url, place.root, child), run)
        for child in place.node.children or ()
        if child.name.removesuffix("[x]") == name
    ]


def _referred(place: Place, run: Run) -> Place:
    """The element that an element has its content from, or itself."""
    url, _, identity = text(place.node.element, "contentReference").partition("#")
    root = run.program.tree(url) if url else place.root
    node = at_id(root, identity) if root is not None and identity else None
    return Place(url or place.url, root, node) if root is not None and node is not None else place


def fits(kind: str, wanted: list[str], run: Run) -> bool:
    """Whether a type is one of some types, or specialises one of them."""
    own = definition_place(kind, run)
    name = own.root.name if own else kind
    line = {name, kind, *(run.program.ancestors(name) if name.isalnum() else ())}
    return any(each in line or _plain(each) in line for each in wanted)


def _plain(code: str) -> str:
    return code.rpartition("/")[2]


def alias_url(structure_map: dict[str, Any], alias: str, mode: str = "") -> str:
    """The definition that an alias stands for in a map, or "" where it is no alias there."""
    for _, each in objects(structure_map, "structure", ""):
        if alias and text(each, "alias") == alias and mode in ("", text(each, "mode")):
            return text(each, "url")
    return ""

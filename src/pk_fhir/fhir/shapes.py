"""What the XML codec must know of FHIR's types: their elements in order.

`pk_fhir.definitions.Definitions` is one. This package lies below it, so it asks for what it needs.
"""

from collections.abc import Iterator, Mapping
from typing import Protocol


class Shape(Protocol):
    """An element: its name (``value`` for ``value[x]``), its types, and whether it repeats."""

    @property
    def name(self) -> str: ...
    @property
    def types(self) -> tuple[str, ...]: ...
    @property
    def many(self) -> bool: ...
    def json_names(self) -> Iterator[tuple[str, str]]:
        """Each name under which it may stand, with the type that the name tells."""
        ...


class Shapes(Protocol):
    """The elements of a type (``Patient``, ``HumanName``) or backbone (``Patient.contact``), in order."""

    def children(self, type_name: str, /) -> Mapping[str, Shape]:
        """Its elements by their names, in the order of XML; none of a type that is not known."""
        ...


class Slot:
    """A child as it stands in JSON and XML: its name, its type, its rank, and whether it repeats."""

    __slots__ = ("many", "name", "rank", "stem", "type")

    def __init__(self, name: str, stem: str, type_name: str, rank: int, *, many: bool) -> None:
        self.name = name
        self.stem = stem
        self.type = type_name
        self.rank = rank
        self.many = many

    @property
    def segment(self) -> str:
        """Its name in a FHIRPath location: ``value.ofType(Quantity)`` for `valueQuantity`."""
        return self.name if self.name == self.stem else f"{self.stem}.ofType({self.type})"


def slots(type_name: str, shapes: Shapes) -> dict[str, Slot]:
    """The children of a type by the names under which they may stand."""
    found: dict[str, Slot] = {}
    for rank, shape in enumerate(shapes.children(type_name).values()):
        for name, own_type in shape.json_names():
            found[name] = Slot(name, shape.name, own_type, rank, many=shape.many)
    return found


def is_primitive(type_name: str) -> bool:
    """Primitive types are those that begin with a small letter; xhtml is none of them."""
    return type_name[:1].islower() and type_name != "xhtml"

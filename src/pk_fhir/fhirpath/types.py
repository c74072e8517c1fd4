"""Type tests and reflection (https://hl7.org/fhirpath/N1/#types-and-reflection)."""

from pk_fhir.fhirpath.compare import system_type
from pk_fhir.fhirpath.errors import FhirPathError
from pk_fhir.fhirpath.model import PRIMITIVES, SYSTEM_TYPES, Model
from pk_fhir.fhirpath.node import Item, Items, Node
from pk_fhir.fhirpath.syntax import Literal, Member, Tree


class TypeName:
    """A type as an expression names it: `namespace` is FHIR, System, or empty where none is written."""

    __slots__ = ("name", "namespace", "position")

    def __init__(self, written: str, position: int) -> None:
        namespace, dot, name = written.rpartition(".")
        self.namespace = namespace if dot else ""
        self.name = name
        self.position = position
        if self.namespace not in ("", "FHIR", "System"):
            raise FhirPathError("fhirpath.namespace", position, name=written)

    def check(self, model: Model) -> None:
        """FhirPathError where no such type is known."""
        if self.namespace == "System" or (not self.namespace and self.name in SYSTEM_TYPES):
            return
        if not model.is_known(self.name):
            raise FhirPathError("fhirpath.no-type", self.position, name=self.name)


def type_name_of(tree: Tree) -> TypeName:
    """The type that an argument of ``is()``, ``as()`` or ``ofType()`` names."""
    match tree:
        case Member(source=None, name=name, position=position):
            return TypeName(name, position)
        case Member(source=Member(source=None, name=namespace), name=name, position=position):
            return TypeName(f"{namespace}.{name}", position)
        case Literal(value=str(value), position=position):
            return TypeName(value, position)
        case _:
            raise FhirPathError("fhirpath.type-expected", tree.position)


def is_type(item: Item, wanted: TypeName, model: Model) -> bool:
    """``is``: the type, or a specialisation of it."""
    namespace, name = wanted.namespace, wanted.name
    if item.__class__ is not Node:
        kind = system_type(item)
        return kind == name and (namespace != "FHIR" or kind == "Quantity")
    if namespace == "System":
        return False
    return model.is_a(item.type, name) if item.type else _guessed(item, name)


def has_type(item: Item, wanted: TypeName, model: Model) -> bool:
    """``as`` and ``ofType``: as `is_type`, but a primitive must have the very type.

    R4's own test suite says so: a code is not given out as a string.
    """
    if item.__class__ is Node and item.type in PRIMITIVES:
        return wanted.namespace != "System" and item.type == wanted.name
    return is_type(item, wanted, model)


def _guessed(item: Node, name: str) -> bool:
    """Where no definition tells a type: what the JSON can be."""
    if isinstance(item.value, bool):
        return name == "boolean"
    if isinstance(item.value, str):
        return name == "string"
    return False


def reflect(items: Items, model: Model) -> Items:
    """``type()``: an element with `namespace` and `name` for each item."""
    return [_info(item, model) for item in items]


def _info(item: Item, model: Model) -> Node:
    if item.__class__ is not Node:
        return Node({"namespace": "System", "name": system_type(item)}, "")
    name = item.type
    if "." in name:
        name = "BackboneElement" if "BackboneElement" in model.ancestors(name) else "Element"
    return Node({"namespace": "FHIR", "name": name}, "")

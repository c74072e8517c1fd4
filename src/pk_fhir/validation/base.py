"""Compile a base type or backbone element to its `Shape`."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from pk_fhir.definitions.elements import FHIRPATH_TYPES, json_name
from pk_fhir.validation.extensions import extension_property
from pk_fhir.validation.invariants import compile_invariants
from pk_fhir.validation.place import At, Slot
from pk_fhir.validation.primitives import VALID
from pk_fhir.validation.properties import (
    complex_property,
    element_id,
    is_many,
    primitive_properties,
    resource_property,
)
from pk_fhir.validation.rules import OF_RESOURCES, rules_of
from pk_fhir.validation.run import Run
from pk_fhir.validation.shapes import Shape

if TYPE_CHECKING:
    from pk_fhir.validation.ports import Library

Element = dict[str, Any]
# The ids of a definition's elements stand in its differential and in its snapshot.
NAMED_TWICE = frozenset({"ElementDefinition"})
BACKBONES = frozenset({"BackboneElement", "Element"})


def compile_shape(definition: dict[str, Any], path: str, program: "Library") -> Shape:
    """The shape of the element `path` (`Patient`, `Patient.contact`) of a type's definition."""
    elements: list[Element] = definition["snapshot"]["element"]
    root = next(each for each in elements if each["path"] == path)
    resource = definition.get("kind") == "resource" and "." not in path
    shape = Shape(path, definition.get("url", ""), resource=resource)
    compiler = _Compiler(shape, program)
    for element in elements:
        if element["path"].rpartition(".")[0] == path:
            compiler.add(element)
    compiler.finish(root)
    if resource:
        shape.properties["resourceType"] = _anything
    return shape


def type_codes(element: Element, path: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """The FHIR types of an element: what R4 declares as FHIRPath types are ids and the like."""
    if "contentReference" in element:
        yield element["contentReference"].partition("#")[2], {}
        return
    for each in element.get("type", ()):
        code = each.get("code", "")
        if code.startswith(FHIRPATH_TYPES):
            yield _system_type(path), each
        elif code in BACKBONES and path.count("."):
            yield path, each
        elif code:
            yield code, each


def _system_type(path: str) -> str:
    if path.endswith(".url"):
        return "uri"
    # A resource's id is an `id`; an element's is any string.
    return "string"


def _anything(_value: Any, _owner: dict[str, Any], _at: At, _run: Run) -> None:
    """`resourceType` was looked at before the walk began."""


class _Compiler:
    """Fills one shape, element by element."""

    def __init__(self, shape: Shape, program: "Library") -> None:
        self.shape = shape
        self.program = program
        self.must: set[str] = set()
        self.required: list[tuple[frozenset[str], str]] = []
        self.choices: list[tuple[frozenset[str], str]] = []

    def add(self, element: Element) -> None:
        path: str = element["path"]
        name = path.rpartition(".")[2]
        self.shape.elements[path] = element
        if element.get("max") == "0":
            return
        if name.endswith("[x]"):
            self._choice(element, path, name[:-3])
            return
        for type_code, declared in type_codes(element, path):
            code = "id" if self.shape.resource and name == "id" else type_code
            slot = Slot(name, path, code, name)
            self._property(name, slot, element, declared)
        if element.get("min", 0):
            self.must.add(name)

    def _choice(self, element: Element, path: str, name: str) -> None:
        types = list(type_codes(element, path))
        keys = frozenset(json_name(name, code) for code, _ in types)
        every = keys | {"_" + key for key in keys}
        for code, declared in types:
            slot = Slot(f"{name}.ofType({code})", path, code, json_name(name, code))
            self._property(slot.key, slot, element, declared)
        self.choices.append((every, path))
        if element.get("min", 0):
            self.required.append((every, path))

    def _property(self, key: str, slot: Slot, element: Element, declared: dict[str, Any]) -> None:
        shape, program = self.shape, self.program
        shape.slots[key] = slot
        if key == "id" and not shape.resource and shape.name not in NAMED_TWICE:
            shape.properties[key] = element_id(slot)
        elif key in ("extension", "modifierExtension") and slot.type == "Extension":
            shape.properties[key] = extension_property(slot, modifier=key != "extension")
        elif slot.type in VALID:
            plain, beside = primitive_properties(slot, element, program)
            shape.properties |= {key: plain, "_" + key: beside}
        elif slot.type in ("Resource", "DomainResource"):
            shape.properties[key] = resource_property(slot, many=is_many(element))
        else:
            shape.properties[key] = complex_property(slot, element, declared, program)

    def finish(self, root: Element) -> None:
        shape = self.shape
        shape.must = frozenset(self.must)
        shape.required = tuple(self.required)
        shape.choices = tuple(self.choices)
        shape.constraints = root.get("constraint", [])
        shape.invariants = compile_invariants(root.get("constraint", ()), shape.name, self.program)
        shape.rules = rules_of(shape.name) + (OF_RESOURCES if shape.resource else ())

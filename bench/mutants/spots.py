"""Every place in a resource, with the ElementDefinition that governs it.

Read from the published snapshots (https://hl7.org/fhir/R4/elementdefinition.html), so that the mutants
depend on no code of the validator.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from pk_fhir.definitions import Definitions

Json = Any  # any JSON value, or a way in one
Way = tuple[str | int, ...]
INLINE = ("BackboneElement", "Element")


@dataclass(frozen=True)
class Child:
    """An element of a type, under one of the names by which JSON may know it."""

    element: dict[str, Any]
    type: str
    name: str

    @property
    def many(self) -> bool:
        return str(self.element.get("base", self.element)["max"]) not in ("0", "1")

    @property
    def choice(self) -> bool:
        return str(self.element["path"]).endswith("[x]")


@dataclass(frozen=True)
class Spot:
    """A value in a resource: the way to it, its FHIRPath, its type and its definition."""

    way: Way
    place: str
    value: Json
    type: str
    child: Child | None
    parent: str

    @property
    def name(self) -> str:
        return next(str(step) for step in reversed(self.way) if isinstance(step, str))

    @property
    def owner(self) -> Way:
        """The way to the whole element: the list, where this is a member of one."""
        return self.way[:-1] if isinstance(self.way[-1], int) else self.way


class Types:
    """The children of FHIR's types by JSON name."""

    def __init__(self, definitions: Definitions) -> None:
        self._definitions = definitions
        self._tables: dict[str, dict[str, dict[str, Child]]] = {}

    def children(self, name: str) -> dict[str, Child]:
        """Of a type (`Period`) or a backbone by its path (`Patient.contact`); empty for primitives."""
        root = name.partition(".")[0]
        if root not in self._tables:
            structure = self._definitions.structure(root) or {}
            self._tables[root] = _tables(structure)
        return self._tables[root].get(name, {})

    def spots(self, resource: dict[str, Any]) -> list[Spot]:
        kind = str(resource["resourceType"])
        return list(self._below(resource, kind, (), kind))

    def _below(self, value: dict[str, Any], name: str, way: Way, place: str) -> Iterator[Spot]:
        children = self.children(name)
        for key, inner in value.items():
            child = children.get(key)
            if child is None:
                continue
            step = f"{place}.{str(child.element['path']).rpartition('.')[2].removesuffix('[x]')}"
            if child.choice:
                step += f".ofType({child.type})"
            if isinstance(inner, list):
                for index, each in enumerate(inner):
                    if each is not None:
                        yield from self._at(
                            each, child, name, (*way, key, index), f"{step}[{index}]"
                        )
            else:
                yield from self._at(inner, child, name, (*way, key), step)

    def _at(self, value: Json, child: Child, parent: str, way: Way, place: str) -> Iterator[Spot]:
        kind = child.type
        if kind == "Resource" and isinstance(value, dict):
            kind = str(value["resourceType"])
            place += f"/*{kind}*/"
        yield Spot(way, place, value, kind, child, parent)
        if isinstance(value, dict):
            yield from self._below(value, kind, way, place)


@cache
def types() -> Types:
    return Types(Definitions.r4())


def _tables(structure: dict[str, Any]) -> dict[str, dict[str, Child]]:
    tables: dict[str, dict[str, Child]] = {}
    for element in structure.get("snapshot", {}).get("element", ()):
        path = str(element["path"])
        parent, dot, name = path.rpartition(".")
        if dot and "sliceName" not in element:
            for key, kind in _names(element, path, name):
                tables.setdefault(parent, {})[key] = Child(element, kind, key)
    return tables


def _names(element: dict[str, Any], path: str, name: str) -> Iterator[tuple[str, str]]:
    reference = element.get("contentReference")
    if reference:
        yield name, str(reference).rpartition("#")[2]
        return
    for each in element.get("type", ()):
        code = str(each["code"])
        kind = path if code in INLINE else code
        if code.startswith("http://hl7.org/fhirpath/"):
            kind = "id" if path.count(".") == 1 and name == "id" and path[0].isupper() else "string"
            kind = "uri" if name == "url" else kind
        plain = name.removesuffix("[x]")
        yield (plain + kind[0].upper() + kind[1:] if name.endswith("[x]") else plain), kind

"""The children of every FHIR type, as FHIRPath and search need them: names, types, repetition.

Derived from the snapshots of StructureDefinitions (https://hl7.org/fhir/R4/elementdefinition.html).
A backbone element is a type of its own, named by its path (``Patient.contact``); a content reference
is the type of the element that it points to (``Questionnaire.item.item`` is a ``Questionnaire.item``).
"""

from collections.abc import Iterator
from typing import Any

import msgspec

FHIRPATH_TYPES = "http://hl7.org/fhirpath/System."
BACKBONES = frozenset({"BackboneElement", "Element"})


class Element(msgspec.Struct, frozen=True, array_like=True):
    """A child: its FHIRPath `name` (``value``, not ``value[x]``), its `types`, and how it repeats."""

    name: str
    types: tuple[str, ...]
    many: bool = False
    choice: bool = False

    def json_names(self) -> Iterator[tuple[str, str]]:
        """Each JSON name under which it may stand, with the type that the name tells."""
        for type_name in self.types:
            yield (json_name(self.name, type_name) if self.choice else self.name), type_name


Children = dict[str, Element]


def json_name(name: str, type_name: str) -> str:
    """``value`` and ``dateTime`` make ``valueDateTime``."""
    return name + type_name[:1].upper() + type_name[1:]


def children_by_type(structure: dict[str, Any]) -> dict[str, Children]:
    """Type name → children, of a StructureDefinition's type and of each backbone in it.

    A StructureDefinition without a snapshot, or with a malformed one, gives what can be read.
    """
    table: dict[str, Children] = {}
    snapshot = structure.get("snapshot")
    elements = snapshot.get("element") if isinstance(snapshot, dict) else None
    for element in elements if isinstance(elements, list) else ():
        path = element.get("path") if isinstance(element, dict) else None
        if not isinstance(path, str) or not path:
            continue
        parent, dot, name = path.rpartition(".")
        if not dot:
            table.setdefault(path, {})
            continue
        child = _child(element, path, name)
        table.setdefault(parent, {}).setdefault(child.name, child)
    if structure.get("kind") == "resource":
        for path, children in table.items():
            if "." not in path and "id" in children:
                children["id"] = Element(name="id", types=("id",))
    return table


def _child(element: dict[str, Any], path: str, name: str) -> Element:
    choice = name.endswith("[x]")
    plain = name.removesuffix("[x]")
    base = element.get("base")
    limit = (base if isinstance(base, dict) else element).get("max")
    reference = element.get("contentReference")
    if isinstance(reference, str):
        types: tuple[str, ...] = (reference.rpartition("#")[2],)
    else:
        types = tuple(dict.fromkeys(_types(element, path)))
    return Element(name=plain, types=types, many=limit not in ("0", "1"), choice=choice)


def _types(element: dict[str, Any], path: str) -> Iterator[str]:
    listed = element.get("type")
    for each in listed if isinstance(listed, list) else ():
        code = each.get("code") if isinstance(each, dict) else None
        if not isinstance(code, str) or not code:
            continue
        if code in BACKBONES:
            yield path
        elif code.startswith(FHIRPATH_TYPES):
            yield _fhir_type(path, code)
        else:
            yield code


def _fhir_type(path: str, code: str) -> str:
    """The FHIR type of what R4 declares with a FHIRPath type: ids, Extension.url, primitive values.

    R4's own extension calls a resource's id a string; the datatypes page and everybody else, an id.
    """
    if path.endswith(".value"):
        return code
    return "uri" if path.endswith(".url") else "string"

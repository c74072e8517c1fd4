"""From the JSON form to XML elements, in the order of the definitions (https://hl7.org/fhir/R4/xml.html)."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import zip_longest
from typing import Any

from lxml import etree

from pk_fhir.fhir.outcome import FhirError, Issue
from pk_fhir.fhir.shapes import Shapes, Slot, is_primitive, slots
from pk_fhir.fhir.xml_safe import FHIR, FHIR_DEFAULT, XHTML, XmlError, namespace, root_of
from pk_fhir.messages import text


def write(resource: dict[str, Any], shapes: Shapes) -> bytes:
    """The document of a resource; FhirError "unprocessable" naming what cannot be written."""
    root = _Writer(shapes).resource(resource, "")
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True)


class _Writer:
    def __init__(self, shapes: Shapes) -> None:
        self._shapes = shapes
        self._slots: dict[str, dict[str, Slot]] = {}

    def resource(self, resource: Any, path: str) -> etree._Element:  # noqa: ANN401 - JSON as it came
        kind = resource.get("resourceType") if isinstance(resource, dict) else None
        if not isinstance(kind, str) or not self._shapes.children(kind):
            raise _unwritable(path or "resourceType", "it is no resource of a known type")
        element = etree.Element(f"{{{FHIR}}}{kind}", nsmap=FHIR_DEFAULT)
        members = {name: each for name, each in resource.items() if name != "resourceType"}
        self._children(element, kind, members, path or kind)
        return element

    def _children(
        self, parent: etree._Element, type_name: str, members: dict[str, Any], path: str
    ) -> None:
        known = self._slots.get(type_name)
        if known is None:
            known = self._slots[type_name] = slots(type_name, self._shapes)
        for name in members:
            if name.removeprefix("_") not in known and name != "fhir_comments":
                raise _unwritable(f"{path}.{name}", "the definitions do not know it")
        present = {name.removeprefix("_") for name in members} & known.keys()
        for name in sorted(present, key=lambda each: known[each].rank):
            slot = known[name]
            for value, beside in _pairs(members, name):
                self._child(parent, slot, value, beside, f"{path}.{slot.segment}")

    def _child(
        self,
        parent: etree._Element,
        slot: Slot,
        value: Any,  # noqa: ANN401 - JSON as it came
        beside: Any,  # noqa: ANN401 - JSON as it came
        path: str,
    ) -> None:
        if slot.type == "xhtml":
            parent.append(_narrative(value, path))
            return
        element = etree.SubElement(parent, f"{{{FHIR}}}{slot.name}")
        if is_primitive(slot.type):
            self._primitive(element, value, beside, path)
        elif not isinstance(value, dict):
            raise _unwritable(path, f"an object is asked for, not {value!r:.40}")
        elif slot.type in ("Resource", "DomainResource"):
            element.append(self.resource(value, path))
        else:
            self._complex(element, slot.type, value, path)

    def _complex(
        self, element: etree._Element, type_name: str, value: dict[str, Any], path: str
    ) -> None:
        attributes = ("id", "url") if type_name == "Extension" else ("id",)
        rest = dict(value)
        for name in attributes:
            if name in rest:
                _set(element, name, rest.pop(name), path)
        self._children(element, type_name, rest, path)

    def _primitive(
        self,
        element: etree._Element,
        value: Any,  # noqa: ANN401 - JSON as it came
        beside: Any,  # noqa: ANN401 - JSON as it came
        path: str,
    ) -> None:
        if isinstance(beside, dict):
            self._complex(element, "Element", beside, path)
        if isinstance(value, dict | list):
            raise _unwritable(path, "a single value is asked for")
        if value is not None:
            _set(element, "value", value, path)


def _pairs(members: dict[str, Any], name: str) -> Iterator[tuple[Any, Any]]:
    value, beside = members.get(name), members.get(f"_{name}")
    if isinstance(value, list) or isinstance(beside, list):
        values = value if isinstance(value, list) else [value]
        others = beside if isinstance(beside, list) else [beside]
        yield from zip_longest(
            values if value is not None else [], others if beside is not None else []
        )
    else:
        yield value, beside


def _set(element: etree._Element, name: str, value: Any, path: str) -> None:  # noqa: ANN401 - JSON as it came
    written = {True: "true", False: "false"}[value] if isinstance(value, bool) else str(value)
    if isinstance(value, float | Decimal | int | str):
        try:
            element.set(name, written)
        except ValueError as error:
            raise _unwritable(path, "it has characters that XML does not have") from error
    else:
        raise _unwritable(path, "a single value is asked for")


def _narrative(value: Any, path: str) -> etree._Element:  # noqa: ANN401 - JSON as it came
    try:
        element = root_of(value.encode())
    except (XmlError, AttributeError, UnicodeEncodeError) as error:
        raise _unwritable(path, "the narrative is not well-formed XHTML") from error
    if namespace(element) != XHTML:
        raise _unwritable(path, "the narrative is not in the namespace of XHTML")
    return element


def _unwritable(path: str, problem: str) -> FhirError:
    issue = Issue(
        severity="error",
        code="structure",
        expression=path,
        diagnostics=text("xml-unwritable", name=path, problem=problem),
        key="xml-unwritable",
    )
    return FhirError("unprocessable", [issue])

"""From XML elements to the JSON form, by the definitions (https://hl7.org/fhir/R4/json.html#xml).

What is wrong in form is told, and the rest is read. A type that the definitions do not know is left to
the validator: its elements are not looked at.
"""

import re
from copy import deepcopy
from decimal import Decimal
from typing import Any, cast

from lxml import etree

from pk_fhir.fhir.meant import meant
from pk_fhir.fhir.outcome import Issue
from pk_fhir.fhir.shapes import Shapes, Slot, is_primitive, slots
from pk_fhir.fhir.xml_positions import Starts
from pk_fhir.fhir.xml_safe import (
    FHIR,
    XHTML,
    XHTML_DEFAULT,
    XmlError,
    local_name,
    namespace,
)
from pk_fhir.messages import Language, text

_INTEGER = re.compile(r"-?(?:0|[1-9]\d{0,17})", re.ASCII)
_DECIMAL = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d{1,3})?", re.ASCII)
_INTEGERS = frozenset({"integer", "positiveInt", "unsignedInt"})
# Issues of code `invalid`; all others say that the structure is wrong.
_INVALID = frozenset({"xml-namespace", "xml-repeated", "xml-one-resource", "xml-empty"})
# The namespace of `xml:lang` and its like, which nobody declares.
_XML = "http://www.w3.org/XML/1998/namespace"
# What XML takes for white space (https://www.w3.org/TR/xml/#sec-white-space).
_BLANKS = " \t\r\n"
# What is an attribute in XML, of elements, of extensions and of primitives.
_ATTRIBUTES = frozenset({"id", "url", "value"})
_MAX_DIGITS = 1000
_TOLD_TEXT = 40


class Reader:
    """Reads one document; `issues` collects what is wrong with its form, `starts` tells where."""

    def __init__(self, shapes: Shapes, max_depth: int, language: Language, starts: Starts) -> None:
        self.issues: list[Issue] = []
        self._starts = starts
        self._shapes = shapes
        self._max_depth = max_depth
        self._language = language
        self._slots: dict[str, dict[str, Slot]] = {}

    def resource(self, element: etree._Element, path: str = "", depth: int = 1) -> dict[str, Any]:
        """The resource of an element, which is named by its type."""
        name = local_name(element)
        path = path or name
        if namespace(element) != FHIR:
            self._tell("xml-namespace", element, path, name=name, wanted=FHIR)
        value: dict[str, Any] = {"resourceType": name}
        known = self._known(name)
        for attribute in element.attrib:
            self._unknown_attribute(element, str(attribute), known, (), path)
        if known:
            self._children(element, known, value, path, depth)
            if not len(element):
                self._tell("xml-empty", element, path, name=name)
        return value

    def _known(self, type_name: str, attributes: tuple[str, ...] = ()) -> dict[str, Slot]:
        """The child elements of a type, without those that are attributes in XML."""
        found = self._slots.get(type_name)
        if found is None:
            found = slots(type_name, self._shapes)
            for name in attributes:
                found.pop(name, None)
            self._slots[type_name] = found
        return found

    def _children(
        self,
        element: etree._Element,
        known: dict[str, Slot],
        value: dict[str, Any],
        path: str,
        depth: int,
    ) -> None:
        if depth > self._max_depth:
            line, column = self._starts.of(element)
            raise XmlError("xml-too-deep", line, column, limit=self._max_depth)
        self._check_text(element, path)
        last: Slot | None = None
        counts: dict[str, int] = {}
        for child in element:
            slot = self._slot(child, known, path)
            if slot is None:
                continue
            index = counts.get(slot.name, 0)
            counts[slot.name] = index + 1
            where = f"{path}.{slot.segment}" + (f"[{index}]" if slot.many else "")
            if last and slot.rank < last.rank:
                self._tell("xml-order", child, where, name=slot.name, after=last.name)
            else:
                last = slot
            if index and not slot.many:
                owner = local_name(element)
                self._tell("xml-repeated", child, path, name=slot.name, owner=owner)
            self._child(child, slot, value, where, depth)

    def _slot(self, child: etree._Element, known: dict[str, Slot], path: str) -> Slot | None:
        name = local_name(child)
        slot = known.get(name)
        if slot is None:
            self._unknown_element(child, name, known, path)
            return None
        wanted = XHTML if slot.type == "xhtml" else FHIR
        if namespace(child) != wanted:
            self._tell("xml-namespace", child, path, name=name, wanted=wanted)
        return slot

    def _child(
        self, child: etree._Element, slot: Slot, value: dict[str, Any], path: str, depth: int
    ) -> None:
        if slot.type == "xhtml":
            value[slot.name] = _narrative(child)
        elif is_primitive(slot.type):
            self._primitive(child, slot, value, path, depth)
        elif slot.type in ("Resource", "DomainResource"):
            resources = [self.resource(each, path, depth + 1) for each in child]
            if len(resources) != 1:
                self._tell("xml-one-resource", child, path, name=slot.name)
            for each in resources:
                _put(value, slot, each)
        else:
            held = self._complex(child, slot.type, path, depth)
            if held:
                _put(value, slot, held)

    def _complex(
        self, element: etree._Element, type_name: str, path: str, depth: int
    ) -> dict[str, Any]:
        value: dict[str, Any] = {}
        attributes = ("id", "url") if type_name == "Extension" else ("id",)
        known = self._known(type_name, attributes)
        for attribute, content in element.attrib.items():
            name = str(attribute)
            if name in attributes:
                value[name] = str(content)
            else:
                self._unknown_attribute(element, name, known, attributes, path)
        self._children(element, known, value, path, depth + 1)
        if not value:
            self._tell("xml-empty", element, path, name=local_name(element))
        return value

    def _primitive(
        self, element: etree._Element, slot: Slot, value: dict[str, Any], path: str, depth: int
    ) -> None:
        content: Any = None
        beside: dict[str, Any] = {}
        known = self._known("Element", ("id",))
        for attribute, written in element.attrib.items():
            if attribute == "value":
                content = _content(str(written), slot.type)
            elif attribute == "id":
                beside["id"] = str(written)
            else:
                self._unknown_attribute(element, str(attribute), known, ("id", "value"), path)
        if len(element):
            self._children(element, known, beside, path, depth + 1)
        else:
            self._check_text(element, path)
        if content is None and not beside:
            self._tell("xml-empty", element, path, name=slot.name)
        _put_primitive(value, slot, content, beside)

    def _unknown_element(
        self, child: etree._Element, name: str, known: dict[str, Slot], path: str
    ) -> None:
        parent = child.getparent()
        owner = name if parent is None else local_name(parent)
        if name in _ATTRIBUTES and name not in known:
            self._tell("xml-attribute-as-element", child, path, name=name, owner=owner)
        elif near := meant(name, known, len(self.issues)):
            self._tell("xml-unknown-element-near", child, path, name=name, owner=owner, near=near)
        else:
            self._tell("xml-unknown-element", child, path, name=name, owner=owner)

    def _unknown_attribute(
        self,
        element: etree._Element,
        name: str,
        known: dict[str, Slot],
        attributes: tuple[str, ...],
        path: str,
    ) -> None:
        owner = local_name(element)
        name = _prefixed(name, element)
        if name in known:
            self._tell("xml-element-as-attribute", element, path, name=name, owner=owner)
        elif near := meant(name, attributes, len(self.issues)):
            where = {"name": name, "owner": owner, "near": near}
            self._tell("xml-unknown-attribute-near", element, path, **where)
        else:
            self._tell("xml-unknown-attribute", element, path, name=name, owner=owner)

    def _check_text(self, element: etree._Element, path: str) -> None:
        for found in (element.text, *(child.tail for child in element)):
            if found and found.strip(_BLANKS):
                told = re.sub(f"[{_BLANKS}]+", " ", found.strip(_BLANKS))[:_TOLD_TEXT]
                self._tell("xml-text", element, path, text=told)

    def _tell(self, key: str, element: etree._Element, path: str, **values: object) -> None:
        line, column = self._starts.of(element)
        self.issues.append(
            Issue(
                severity="error",
                code="invalid" if key in _INVALID else "structure",
                expression=path,
                diagnostics=text(key, self._language, **values),
                key=key,
                line=line,
                column=column,
            )
        )


def _prefixed(name: str, element: etree._Element) -> str:
    """An attribute's name as it was written: `xsi:schemaLocation`."""
    if not name.startswith("{"):
        return name
    of, _, local = name[1:].partition("}")
    declared = {url: prefix for prefix, url in element.nsmap.items() if prefix} | {_XML: "xml"}
    return f"{declared.get(of)}:{local}"


def _put(value: dict[str, Any], slot: Slot, content: Any) -> None:  # noqa: ANN401 - any JSON
    if slot.many:
        value.setdefault(slot.name, []).append(content)
    else:
        value[slot.name] = content


def _put_primitive(
    value: dict[str, Any],
    slot: Slot,
    content: Any,  # noqa: ANN401 - any JSON scalar
    beside: dict[str, Any],
) -> None:
    """A value and what stands beside it (`_name`), kept in step where the element repeats."""
    under = f"_{slot.name}"
    if not slot.many:
        if content is not None:
            value[slot.name] = content
        if beside:
            value[under] = beside
        return
    values, others = value.get(slot.name), value.get(under)
    before = len(values or others or ())
    if content is not None or values is not None:
        values = values if values is not None else [None] * before
        value[slot.name] = [*values, content]
    if beside or others is not None:
        others = others if others is not None else [None] * before
        value[under] = [*others, beside or None]


def _content(written: str, type_name: str) -> Any:  # noqa: ANN401 - any JSON scalar
    """The JSON value of an attribute; one that does not have the form stays text, for the validator."""
    if type_name == "boolean":
        return {"true": True, "false": False}.get(written, written)
    if type_name in _INTEGERS:
        return int(written) if _INTEGER.fullmatch(written) else written
    if type_name == "decimal":
        fits = len(written) <= _MAX_DIGITS and _DECIMAL.fullmatch(written)
        return _number(written) if fits else written
    return written


def _number(written: str) -> Decimal | int:
    return int(written) if _INTEGER.fullmatch(written) else Decimal(written)


def _narrative(element: etree._Element) -> str:
    """The xhtml as text, with its namespace told once and without prefixes."""
    copy = (
        deepcopy(element)
        if cast("str | None", element.prefix) is None
        else _without_prefixes(element)
    )
    copy.tail = None
    etree.cleanup_namespaces(copy)
    return etree.tostring(copy, encoding="unicode")


def _without_prefixes(element: etree._Element) -> etree._Element:
    root = etree.Element(element.tag, _attributes(element), nsmap=XHTML_DEFAULT)
    root.text = element.text
    waiting = [(element, root)]
    while waiting:
        old, new = waiting.pop()
        for child in old:
            made = etree.SubElement(new, child.tag, _attributes(child))
            made.text, made.tail = child.text, child.tail
            waiting.append((child, made))
    return root


def _attributes(element: etree._Element) -> dict[str, str]:
    return {str(name): str(value) for name, value in element.attrib.items()}

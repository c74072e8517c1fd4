"""XML Patch (RFC 5261, https://www.rfc-editor.org/rfc/rfc5261): add, replace and remove in a resource's XML form.

https://hl7.org/fhir/R4/http.html#patch. Selectors are those of the RFC's grammar, and one step more that
FHIR needs, whose values are attributes: `f:identifier[f:system/@value='urn:x']`. They are read here and not
handed to an XPath engine, so that none can cost more than a walk through the resource.
"""

import copy
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from lxml import etree
from lxml.etree import _Element as Element

from pk_fhir.definitions import Definitions
from pk_fhir.fhir import xml
from pk_fhir.fhir.outcome import FhirError
from pk_fhir.fhir.xml_safe import XmlError, local_name, root_of
from pk_fhir.interactions.quoting import quoted
from pk_fhir.messages import told

XML_PATCH = "application/xml-patch+xml"
MOST_OPERATIONS = 1000
_LONGEST = 2000

_NAME = r"(?:[^\W\d][\w.-]*:)?[^\W\d][\w.-]*"
_VALUE = rf"(?:\.|@{_NAME}|{_NAME}(?:/{_NAME})*(?:/@{_NAME})?)"
_CONDITION = rf"""\[\s*(?:[1-9]\d{{0,5}}|{_VALUE}\s*=\s*(?:'[^']*'|"[^"]*"))\s*\]"""
_STEP = re.compile(rf"/?(?P<name>@?{_NAME}|\*)(?P<conditions>(?:{_CONDITION})*)(?=/|$)")
_CONDITIONS = re.compile(
    rf"""\[\s*(?:(?P<place>\d+)|(?P<value>{_VALUE})\s*=\s*(?P<quoted>'[^']*'|"[^"]*"))\s*\]"""
)

Namespaces = Mapping[str | None, str]


class XmlPatch(NamedTuple):
    """The operations of a patch document, in their order; they are never changed."""

    operations: tuple[Element, ...]


class _Place(NamedTuple):
    """The one place that a selector names: an element, or an attribute of it."""

    element: Element
    attribute: str | None


def read_xml_patch(content: bytes) -> XmlPatch:
    """The patch in these bytes; FhirError "invalid" for what is none."""
    try:
        root = root_of(content)
    except XmlError as error:
        raise FhirError("invalid", told("rest.xml-patch-form")) from error
    operations = tuple(root)
    known = all(local_name(each) in _KINDS and "sel" in each.attrib for each in operations)
    if local_name(root) not in ("diff", "patch") or not operations or not known:
        raise FhirError("invalid", told("rest.xml-patch-form"))
    if len(operations) > MOST_OPERATIONS:
        raise FhirError(
            "too-large", told("refused.patch-too-many", most_operations=MOST_OPERATIONS)
        )
    return XmlPatch(operations)


def xml_patched(resource: dict[str, Any], patch: XmlPatch) -> dict[str, Any]:
    """The resource after the patch; FhirError "unprocessable" where it does not fit, "invalid" where a
    selector cannot be read."""
    root = etree.fromstring(xml.dump_xml(resource, Definitions.r4()))
    for number, operation in enumerate(patch.operations, 1):
        try:
            root = _KINDS[local_name(operation)](root, operation)
        except FhirError as error:
            problem = error.issues[0].diagnostics
            said = told("rest.patch-operation", number=number, problem=problem)
            raise FhirError(error.kind, said) from error
    try:
        return xml.parse_xml(etree.tostring(root, encoding="UTF-8"), Definitions.r4())
    except FhirError as error:
        raise FhirError("unprocessable", error.issues) from error


def _add(root: Element, operation: Element) -> Element:
    place, kind = _place(root, operation), operation.get("type", "")
    if place.attribute is not None:
        raise _no_place()
    if kind:
        name = _qualified(kind.removeprefix("@"), operation.nsmap, attribute=True)
        if kind[0] != "@" or name in place.element.attrib:
            raise _no_place()
        place.element.set(name, operation.text or "")
        return root
    added, position = _content(operation), operation.get("pos")
    if position == "prepend":
        # What an element begins with in text stays where it begins.
        for each in reversed(added):
            place.element.insert(0, each)
    elif position is None:
        place.element.extend(added)
    elif position in ("before", "after") and place.element is not root:
        _beside(place.element, added, position)
    else:
        raise _no_place()
    return root


def _beside(element: Element, added: list[Element], position: str) -> None:
    if position == "before":
        for each in added:
            element.addprevious(each)
    else:
        for each in reversed(added):
            element.addnext(each)


def _replace(root: Element, operation: Element) -> Element:
    element, attribute = _place(root, operation)
    if attribute is not None:
        if len(operation):
            raise FhirError("invalid", told("rest.xml-patch-content"))
        element.set(attribute, operation.text or "")
        return root
    added = _content(operation)
    if len(added) != 1:
        raise FhirError("invalid", told("rest.xml-patch-content"))
    if element is root:
        return added[0]
    added[0].tail = element.tail
    parent = element.getparent()
    assert parent is not None  # noqa: S101 - only the root has none
    parent.replace(element, added[0])
    return root


def _remove(root: Element, operation: Element) -> Element:
    element, attribute = _place(root, operation)
    if attribute is not None:
        del element.attrib[attribute]
        return root
    parent = element.getparent()
    if parent is None:
        raise FhirError("unprocessable", told("refused.patch-leaves-nothing"))
    # The text after an element (in a narrative) is not a part of it.
    before, tail = element.getprevious(), element.tail or ""
    if before is not None:
        before.tail = (before.tail or "") + tail or None
    else:
        parent.text = (parent.text or "") + tail or None
    element.tail = None
    parent.remove(element)
    return root


_KINDS: dict[str, Callable[[Element, Element], Element]] = {
    "add": _add,
    "replace": _replace,
    "remove": _remove,
}


def _content(operation: Element) -> list[Element]:
    """Copies of what an operation holds: elements, for FHIR has no text beside them."""
    if (operation.text or "").strip() or any((each.tail or "").strip() for each in operation):
        raise FhirError("invalid", told("rest.xml-patch-content"))
    copies = [copy.deepcopy(each) for each in operation]
    for each in copies:
        each.tail = None
    return copies


def _place(root: Element, operation: Element) -> _Place:
    selector, names = operation.get("sel", "").strip(), operation.nsmap
    if len(selector) > _LONGEST:
        raise _unread(selector)
    found: list[Element] | None = None
    attribute = None
    for name, conditions in _steps(selector):
        if attribute is not None:
            raise _unread(selector)
        if name[0] == "@":
            attribute = _qualified(name[1:], names, attribute=True)
            found = [each for each in found or () if attribute in each.attrib]
            continue
        wanted = name if name == "*" else _qualified(name, names)
        groups = [[root]] if found is None else [list(each) for each in found]
        found = [each for group in groups for each in _those(group, wanted, conditions, names)]
    if not found:
        raise _no_place()
    if len(found) > 1:
        raise FhirError("unprocessable", told("rest.xml-patch-several", count=len(found)))
    return _Place(found[0], attribute)


def _steps(selector: str) -> Iterator[tuple[str, str]]:
    at = 0
    while at < len(selector) or not selector:
        step = _STEP.match(selector, at)
        if step is None or (at and selector[at] != "/"):
            raise _unread(selector)
        yield step["name"], step["conditions"]
        at = step.end()


def _those(group: list[Element], wanted: str, conditions: str, names: Namespaces) -> list[Element]:
    """Those children of one element that a step selects."""
    found = [each for each in group if wanted in ("*", each.tag)]
    for condition in _CONDITIONS.finditer(conditions):
        if condition["place"]:
            at = int(condition["place"])
            found = found[at - 1 : at]
        else:
            value, text = condition["value"], condition["quoted"][1:-1]
            found = [each for each in found if text in _values(each, value, names)]
    return found


def _values(element: Element, path: str, names: Namespaces) -> list[str]:
    """What stands at a path from an element: values of attributes, or texts."""
    found = [element]
    for part in path.split("/") if path != "." else ():
        if part[0] == "@":
            name = _qualified(part[1:], names, attribute=True)
            return [value for each in found if (value := each.get(name)) is not None]
        wanted = _qualified(part, names)
        found = [child for each in found for child in each if child.tag == wanted]
    return ["".join(str(text) for text in each.itertext()) for each in found]


def _qualified(name: str, names: Namespaces, *, attribute: bool = False) -> str:
    """A name with its namespace as the patch document declares it; of attributes, none by default."""
    prefix, _, local = name.rpartition(":")
    if not prefix:
        default = None if attribute else names.get(None)
        return f"{{{default}}}{local}" if default else local
    if prefix not in names:
        raise FhirError("invalid", told("rest.xml-patch-prefix", prefix=quoted(prefix)))
    return f"{{{names[prefix]}}}{local}"


def _no_place() -> FhirError:
    return FhirError("unprocessable", told("refused.patch-no-place"))


def _unread(selector: str) -> FhirError:
    return FhirError("invalid", told("rest.xml-patch-selector", selector=quoted(selector)))

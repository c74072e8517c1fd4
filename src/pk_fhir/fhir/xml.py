"""FHIR XML on the wire, in and out, by the definitions and without loss (https://hl7.org/fhir/R4/xml.html).

Inside, a resource is its JSON form: order of elements, decimals as written, ids, narrative and contained
resources come through both ways. Comments and processing instructions do not.
"""

from typing import Any

from lxml import etree

from pk_fhir.fhir.json import DEFAULT_LIMITS, Limits
from pk_fhir.fhir.outcome import FhirError, Issue
from pk_fhir.fhir.shapes import Shapes
from pk_fhir.fhir.xml_positions import Positions, Starts
from pk_fhir.fhir.xml_read import Reader
from pk_fhir.fhir.xml_safe import FHIR, XmlError, namespace, root_of
from pk_fhir.fhir.xml_write import write
from pk_fhir.messages import Language, text

__all__ = ["Positions", "dump_xml", "parse_lenient", "parse_xml", "pretty"]


def parse_xml(
    data: bytes, shapes: Shapes, *, limits: Limits = DEFAULT_LIMITS, language: Language = "en"
) -> dict[str, Any]:
    """The resource in these bytes, in its JSON form.

    FhirError "invalid" with every error of form and its line; "too-large" for more bytes than allowed.
    """
    value, issues = parse_lenient(data, shapes, limits=limits, language=language)
    errors = [issue for issue in issues if issue.severity in ("fatal", "error")]
    if errors or value is None:
        large = any(issue.key == "xml-too-large" for issue in errors)
        raise FhirError("too-large" if large else "invalid", errors)
    return value


def parse_lenient(
    data: bytes, shapes: Shapes, *, limits: Limits = DEFAULT_LIMITS, language: Language = "en"
) -> tuple[dict[str, Any] | None, list[Issue]]:
    """The resource as far as it can be read, and what is wrong with its XML.

    None when there is nothing to go on with (the last issue is then fatal).
    """
    if len(data) > limits.max_bytes:
        error = XmlError("xml-too-large", size=len(data), limit=limits.max_bytes)
        return None, [_fatal(error, language)]
    try:
        root = root_of(data)
    except XmlError as error:
        return None, [_fatal(error, language)]
    reader = Reader(shapes, limits.max_depth, language, Starts(data, root))
    try:
        value = reader.resource(root)
    except XmlError as error:
        return None, [*reader.issues, _fatal(error, language)]
    return value, reader.issues


def dump_xml(resource: dict[str, Any], shapes: Shapes) -> bytes:
    """A resource as UTF-8 XML. FhirError "unprocessable" where something in it has no place in XML."""
    return write(resource, shapes)


def pretty(document: bytes) -> bytes:
    """A resource's XML with an element on each line; a narrative, where blanks count, as it is."""
    root = root_of(document)
    _indent(root, "\n")
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True)


def _indent(element: etree._Element, line: str) -> None:
    if not len(element) or namespace(element) != FHIR:
        return
    element.text = f"{line}  "
    for child in element:
        _indent(child, f"{line}  ")
        child.tail = f"{line}  "
    element[-1].tail = line


def _fatal(error: XmlError, language: Language) -> Issue:
    return Issue(
        severity="fatal",
        code="too-long" if error.key == "xml-too-large" else "invalid",
        diagnostics=text(error.key, language, **error.values),
        key=error.key,
        line=error.line,
        column=error.column,
    )

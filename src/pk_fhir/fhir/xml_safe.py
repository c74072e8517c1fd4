"""XML from strangers, parsed so that it can do no harm.

No document type, no entities, no network, bounded size and depth
(https://hl7.org/fhir/R4/security.html#narrative, https://owasp.org/www-community/vulnerabilities/XML_External_Entity_(XXE)_Processing).
"""

import re
from typing import Any, cast

from lxml import etree

FHIR = "http://hl7.org/fhir"
XHTML = "http://www.w3.org/1999/xhtml"
# Namespace maps with a default namespace, whose prefix is None: the stubs of lxml do not know it.
FHIR_DEFAULT: Any = {None: FHIR}
XHTML_DEFAULT: Any = {None: XHTML}

_PROLOGUE = re.compile(rb"\s*(?:<\?.*?\?>\s*|<!--.*?-->\s*)*<!DOCTYPE", re.DOTALL)
BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class XmlError(ValueError):
    """Why a text is refused: the key of a message, what fills it, and the line."""

    def __init__(self, key: str, line: int = 1, column: int = 1, **values: object) -> None:
        super().__init__(key)
        self.key = key
        self.line = line
        self.column = column
        self.values = values


def root_of(data: bytes) -> etree._Element:
    """The root element of UTF-8 XML. XmlError for anything that is not well-formed, or not safe."""
    body = data.removeprefix(BYTE_ORDER_MARK)
    if _PROLOGUE.match(body):
        raise XmlError("xml-doctype")
    try:
        body.decode()
    except UnicodeDecodeError as error:
        line = body.count(b"\n", 0, error.start) + 1
        raise XmlError("xml-encoding", line) from error
    parser = etree.XMLParser(
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        strip_cdata=False,
    )
    try:
        root = etree.fromstring(body, parser)
    except etree.XMLSyntaxError as error:
        line, column = error.position
        problem = str(error.msg).partition(", line")[0]
        raise XmlError("xml-syntax", max(line, 1), max(column, 1), problem=problem) from error
    if (root.getroottree().docinfo.encoding or "UTF-8").upper() not in (
        "UTF-8",
        "ASCII",
        "US-ASCII",
    ):
        raise XmlError("xml-encoding")
    return root


def local_name(element: etree._Element) -> str:
    """The name of an element without its namespace."""
    return etree.QName(element).localname


def namespace(element: etree._Element) -> str:
    """The namespace of an element; empty for none."""
    return etree.QName(element).namespace or ""


def line_of(element: etree._Element) -> int:
    """The line on which an element begins, from 1."""
    return cast("int | None", element.sourceline) or 1

"""Narrative: the XHTML that a resource may show (https://hl7.org/fhir/R4/narrative.html).

Only formatting, links, images and tables; no scripts, forms, or anything from outside, because what is
shown to a person must not act. The invariants txt-1 and txt-2, with the reason why.
"""

import re
from typing import Any

from lxml import etree

from pk_fhir.fhirpath.narrative import ATTRIBUTES, ELEMENTS, LANGUAGE, XHTML
from pk_fhir.validation.place import At, expression
from pk_fhir.validation.primitives import clipped
from pk_fhir.validation.run import Run

XML_ENTITIES = frozenset({"amp", "lt", "gt", "quot", "apos"})
# What a link may lead to; `cid:`, `data:` and fragments stand within the document itself.
SCHEMES = frozenset({"http", "https", "ftp", "mailto", "tel", "nfs", "sms", "cid", "data", "#"})
_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]*);")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.\-]*):")
_PARSER = etree.XMLParser(
    resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True
)
_HTML = frozenset(XHTML + each for each in ELEMENTS)
_ROOT = XHTML + "div"
# What might be the scheme of a link.
_HREF = re.compile(r"href\s*=\s*[\"']\s*([A-Za-z][A-Za-z0-9+.\-]*):")
_LINK = XHTML + "a"
_SHOWN = XHTML + "img"


def check_div(value: Any, at: At, run: Run) -> None:
    """Check a `Narrative.div`."""
    if "&" in value:
        strange = next((e for e in _ENTITY.findall(value) if e not in XML_ENTITIES), None)
        if strange is not None:
            run.sink.error("invalid", expression(at), "narrative-entity", entity=strange)
            return
    try:
        root = etree.fromstring(value.encode("utf-8", "replace"), _PARSER)
    except etree.XMLSyntaxError as error:
        run.sink.error("invalid", expression(at), "narrative-xml", problem=clipped(error.msg))
        return
    if root.tag == _ROOT and _plain(root, value):
        return
    if root.tag != _ROOT:
        run.sink.error("invalid", expression(at), "narrative-root")
    if value.lstrip().startswith("<!"):
        run.sink.error("invalid", expression(at), "narrative-doctype")
    _check_elements(root, at, run)
    if not _shows_something(root):
        run.sink.error("invariant", expression(at), "narrative-empty")


def _plain(root: Any, value: str) -> bool:
    """Whether there surely is nothing to report; most narratives are so, and this is cheap."""
    for element in root.iter():
        names = element.keys()
        if element.tag not in _HTML or (names and not ATTRIBUTES.issuperset(names)):
            return False
    return (
        (":" not in value or SCHEMES.issuperset(_HREF.findall(value)))
        and any(not text.isspace() for text in root.itertext())
        and not value.startswith("<!")
    )


def _check_elements(root: Any, at: At, run: Run) -> None:
    html, allowed = _HTML, ATTRIBUTES
    for element in root.iter():
        tag = element.tag
        if tag not in html:
            _wrong_element(element, at, run)
            continue
        attributes = element.attrib
        if attributes:
            for name in attributes.keys():  # noqa: SIM118 - lxml's attributes are no dict
                if name not in allowed and name != LANGUAGE:
                    run.sink.error(
                        "invalid", expression(at), "narrative-attribute", name=clipped(name),
                        element=tag.removeprefix(XHTML),
                    )  # fmt: skip
            if tag == _LINK and "href" in attributes:
                _check_link(attributes["href"], at, run)


def _wrong_element(element: Any, at: At, run: Run) -> None:
    if not isinstance(element.tag, str):
        if isinstance(element, etree._Entity):  # noqa: SLF001 - lxml has no public name for it
            return
        run.sink.error("invalid", expression(at), "narrative-instruction")
        return
    name = element.tag.removeprefix(XHTML)
    run.sink.error("invalid", expression(at), "narrative-element", name=clipped(name))


def _check_link(target: str, at: At, run: Run) -> None:
    found = _SCHEME.match(target)
    if found is not None and found[1].lower() not in SCHEMES:
        run.sink.error(
            "invalid", expression(at), "narrative-link", scheme=found[1], target=clipped(target)
        )


def _shows_something(root: Any) -> bool:
    if any(text.strip() for text in root.itertext()):
        return True
    return next(root.iter(_SHOWN), None) is not None

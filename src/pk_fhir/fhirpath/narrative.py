"""Narrative XHTML: what ``htmlChecks()`` allows (https://hl7.org/fhir/R4/narrative.html)."""

from functools import lru_cache

XHTML = "{http://www.w3.org/1999/xhtml}"
MAX_NARRATIVE = 5_000_000
ELEMENTS = frozenset(
    [
        "div",
        "p",
        "br",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "span",
        "pre",
        "blockquote",
        "ul",
        "ol",
        "li",
        "dl",
        "dt",
        "dd",
        "table",
        "caption",
        "thead",
        "tbody",
        "tfoot",
        "tr",
        "th",
        "td",
        "col",
        "colgroup",
        "a",
        "img",
        "b",
        "i",
        "u",
        "s",
        "em",
        "strong",
        "small",
        "big",
        "tt",
        "code",
        "cite",
        "dfn",
        "samp",
        "kbd",
        "var",
        "q",
        "sub",
        "sup",
        "abbr",
        "acronym",
        "address",
        "bdo",
        "ins",
        "del",
        "map",
        "area",
        "center",
        "strike",
        "font",
    ]
)
ATTRIBUTES = frozenset(
    [
        "title",
        "style",
        "class",
        "id",
        "lang",
        "dir",
        "accesskey",
        "tabindex",
        "span",
        "width",
        "align",
        "valign",
        "char",
        "charoff",
        "href",
        "hreflang",
        "rel",
        "rev",
        "name",
        "type",
        "src",
        "alt",
        "longdesc",
        "height",
        "border",
        "cellpadding",
        "cellspacing",
        "rules",
        "frame",
        "summary",
        "colspan",
        "rowspan",
        "headers",
        "scope",
        "abbr",
        "axis",
        "start",
        "value",
        "cite",
        "datetime",
        "shape",
        "coords",
        "usemap",
        "charset",
        "target",
        "bgcolor",
        "color",
        "face",
        "size",
        "background",
        "nowrap",
        "compact",
        "clear",
        "noshade",
        "hspace",
        "vspace",
    ]
)
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


@lru_cache(maxsize=512)
def is_narrative(text: str) -> bool:
    """Whether a ``div`` is well-formed, uses only what is allowed, and shows something."""
    from lxml import etree  # noqa: PLC0415 - few expressions look into narratives

    if len(text) > MAX_NARRATIVE:
        return False
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:
        return False
    if root.tag != f"{XHTML}div" or "<!DOCTYPE" in text:
        return False
    seen = False
    for element in root.iter():
        if not isinstance(element.tag, str):
            if element.tag is not etree.Comment:
                return False
            continue
        name = element.tag.removeprefix(XHTML)
        if name not in ELEMENTS or not all(
            each in ATTRIBUTES or each == LANGUAGE for each in element.attrib
        ):
            return False
        seen = (
            seen
            or name == "img"
            or any(
                part and part.strip()
                for part in (element.text, element.tail if element is not root else None)
            )
        )
    return seen

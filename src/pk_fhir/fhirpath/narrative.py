"""Narrative XHTML: what ``htmlChecks()`` allows (https://hl7.org/fhir/R4/narrative.html)."""

from functools import lru_cache

XHTML = "{http://www.w3.org/1999/xhtml}"
MAX_NARRATIVE = 5_000_000
# Text, and what stands in a line of text.
INLINE = frozenset(
    "a abbr acronym b bdo big cite code dfn em i img kbd map q samp small span strong sub sup tt var br".split()  # noqa: SIM905 - a list of names reads best as a line
)
ELEMENTS = INLINE | frozenset(
    "address area blockquote caption col colgroup dd div dl dt h1 h2 h3 h4 h5 h6 hr li ol p pre table tbody td tfoot th thead tr ul".split()  # noqa: SIM905
)
# Of every element, and of some beside.
COMMON = frozenset(
    "title style class id lang dir accesskey tabindex span width align valign char charoff abbr axis headers scope rowspan colspan".split()  # noqa: SIM905
)
OWN = {
    name: frozenset(listed.split())
    for name, listed in {
        "a": "charset type name href hreflang rel rev shape coords",
        "area": "shape coords href nohref alt",
        "blockquote": "cite",
        "img": "src border alt longdesc height usemap ismap",
        "map": "name",
        "pre": "space",
        "q": "cite",
        "table": "summary border frame rules cellspacing cellpadding",
        "td": "nowrap",
    }.items()
}
ATTRIBUTES = {name: COMMON | OWN.get(name, frozenset()) for name in ELEMENTS}
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
            each in ATTRIBUTES[name] or each == LANGUAGE for each in element.attrib
        ):
            return False
        seen = (
            seen
            or name == "img"
            or any(
                part and part.strip(" \t\r\n")
                for part in (element.text, element.tail if element is not root else None)
            )
        )
    return seen

"""Which XHTML elements may stand in which, in a narrative (https://hl7.org/fhir/R4/narrative.html#rules).

The rules of XHTML 1.0 as far as a reader would see something else without them: lists and tables hold
their own parts, a line of text holds no block, and nothing stands in an image or a line break.
"""

import re
from functools import cache

from pk_fhir.fhirpath.narrative import INLINE

XHTML = "http://www.w3.org/1999/xhtml"
ROWS = frozenset({"tr"})
CELLS = frozenset({"td", "th"})
# What alone may stand in an element, which has no text of its own.
ONLY: dict[str, frozenset[str]] = {
    "ul": frozenset({"li"}),
    "ol": frozenset({"li"}),
    "dl": frozenset({"dt", "dd"}),
    "table": frozenset({"caption", "col", "colgroup", "thead", "tbody", "tfoot", "tr"}),
    "thead": ROWS | {"th"},
    "tbody": ROWS | {"th"},
    "tfoot": ROWS | {"th"},
    "tr": CELLS,
    "map": frozenset({"area"}),
}
# Where alone an element may stand.
IN: dict[str, frozenset[str]] = {
    "li": frozenset({"ul", "ol"}),
    "dt": frozenset({"dl"}),
    "dd": frozenset({"dl"}),
    "caption": frozenset({"table"}),
    "colgroup": frozenset({"table"}),
    "col": frozenset({"table", "colgroup"}),
    "thead": frozenset({"table"}),
    "tbody": frozenset({"table"}),
    "tfoot": frozenset({"table"}),
    "tr": frozenset({"table", "thead", "tbody", "tfoot"}),
    "td": frozenset({"tr", "thead", "tfoot"}),
    "th": frozenset({"tr", "thead", "tfoot"}),
}
EMPTY = frozenset({"br", "hr", "img", "area"})
BLOCKS = frozenset({"div", "ul", "ol", "table", "pre"})
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
# Elements that hold a line of text.
LINES = (INLINE - {"img", "map", "br"}) | HEADINGS | {"p", "pre", "address", "dt", "dd", "caption"}
IN_NO_PARAGRAPH = frozenset({"p", "blockquote"})
# These hold no other of their kind, at any depth.
NOT_NESTED = frozenset(
    [
        "a",
        "abbr",
        "acronym",
        "b",
        "bdo",
        "big",
        "cite",
        "code",
        "dfn",
        "em",
        "i",
        "kbd",
        "p",
        "q",
        "samp",
        "small",
        "strong",
        "sub",
        "sup",
        "tt",
        "var",
    ]
)

# What a link may lead to; `data:` stands within the document itself.
SCHEMES = frozenset(
    [
        "http",
        "https",
        "ftp",
        "file",
        "mailto",
        "tel",
        "nfs",
        "sms",
        "data",
        "geo",
        "irc",
        "ircs",
        "ldap",
        "ldaps",
        "news",
        "nntp",
        "sip",
        "sips",
        "telnet",
        "webcal",
        "xmpp",
    ]
)
SCHEME = re.compile(r"\s*([A-Za-z][A-Za-z0-9+.\-]*):")
_SPACE = re.compile(r"\s")


@cache
def may_hold(parent: str, child: str) -> bool:
    """Whether an element may stand in another."""
    if parent in EMPTY or (parent in ONLY and child not in ONLY[parent]):
        return False
    if child in IN and parent not in IN[child]:
        return False
    if parent == "p" and child in IN_NO_PARAGRAPH:
        return False
    return not (parent in LINES and child in BLOCKS)


def opens(target: str) -> bool:
    """Whether a link leads somewhere, by a scheme that is allowed."""
    found = SCHEME.match(target)
    if not target or _SPACE.search(target) is not None:
        return False
    if found is None:
        return True
    scheme = found[1].lower()
    # `data:` carries what it leads to, after a comma.
    return scheme in SCHEMES and (scheme != "data" or target.partition(",")[2] != "")

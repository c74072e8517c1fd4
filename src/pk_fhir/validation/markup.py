"""Which XHTML elements may stand in which, in a narrative (https://hl7.org/fhir/R4/narrative.html#rules).

The rules of XHTML 1.0 as far as a reader would see something else without them: lists and tables hold
their own parts, a line of text holds no block, and nothing stands in an image or a line break.
"""

import re
from functools import cache, lru_cache
from itertools import starmap
from typing import NamedTuple

from pk_fhir.fhirpath.narrative import INLINE

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
# These hold no other of their kind.
NOT_NESTED = frozenset({"a", "b"})

_NAME = re.compile(r"</?([A-Za-z][A-Za-z0-9]*)")
# Text after a tag that only elements may follow; XML's white space is no text, a hard space is.
_STRAY = re.compile(
    r"<(?:(?:li|dt|dd|td|th|tr|thead|tbody|tfoot|caption|colgroup|col)\b[^>]*/|(?:ul|ol|dl|table|thead|tbody|tfoot|tr|map)\b[^>]*|/(?:li|dt|dd|td|th|tr|thead|tbody|tfoot|caption|colgroup|col))>[ \t\r\n]*[^< \t\r\n]"
)


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


class Tag(NamedTuple):
    """A tag: its element, and whether it starts it, ends it, or both."""

    name: str
    starts: bool
    ends: bool


@lru_cache(maxsize=4096)
def _tag(text: str) -> Tag:
    found = _NAME.match(text)
    ends = text[1] == "/"
    return Tag(found[1] if found else "", not ends, ends or text.endswith("/>"))


def surely_in_place(text: str, tags: list[str]) -> bool:
    """Whether all tags of a narrative surely stand where they may; `tags` are they, in their order.

    The text must be well-formed, without `<` or `>` in its attributes.
    """
    if _STRAY.search(text) is not None:
        return False
    known = {tag: _tag(tag) for tag in set(tags)}
    if any(tag.name in EMPTY and tag.starts and not tag.ends for tag in known.values()):
        # Whether there is nothing between its start and its end is for the reader to see.
        return False
    held: set[tuple[str, str]] = set()
    way: list[str] = []
    for tag in tags:
        name, starts, ends = known[tag]
        if not starts:
            way.pop()
            continue
        if way:
            held.add((way[-1], name))
        if name in NOT_NESTED and name in way:
            return False
        if not ends:
            way.append(name)
    return all(starmap(may_hold, held))

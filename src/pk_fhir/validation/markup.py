"""Which XHTML elements may stand in which, in a narrative (https://hl7.org/fhir/R4/narrative.html#rules).

The rules of XHTML 1.0 as far as a reader would see something else without them: lists and tables hold
their own parts, a line of text holds no block, and nothing stands in an image or a line break.
"""

import re
from functools import cache, lru_cache
from itertools import pairwise, starmap
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
# Text after a tag that only elements may follow.
_STRAY = re.compile(
    r"<(?:(?:li|dt|dd|td|th|tr|thead|tbody|tfoot|caption|colgroup|col)\b[^>]*/|(?:ul|ol|dl|table|thead|tbody|tfoot|tr|map)\b[^>]*|/(?:li|dt|dd|td|th|tr|thead|tbody|tfoot|caption|colgroup|col))>\s*[^<\s]"
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
    """A tag as its neighbours see it: what follows another tag, and what another tag follows on.

    Both are the name, ``/name`` for an end. What is closed at once follows as its start does, and is
    followed on as its end is; an empty element is its name either way.
    """

    follows: str
    left: str


@lru_cache(maxsize=4096)
def _tag(text: str) -> Tag:
    found = _NAME.match(text)
    name = found[1] if found else ""
    if text[1] == "/":
        return Tag(f"/{name}", f"/{name}")
    return Tag(name, f"/{name}" if text.endswith("/>") and name not in EMPTY else name)


def surely_in_place(text: str, tags: list[str]) -> bool:
    """Whether all tags of a narrative surely stand where they may; `tags` are they, in their order.

    The text must be well-formed, without `<` or `>` in its attributes. Which tag follows on which tells
    it for most narratives; the others' tags are followed in and out.
    """
    if _STRAY.search(text) is not None:
        return False
    pairs = {(_tag(one).left, _tag(other).follows) for one, other in set(pairwise(tags))}
    if not all(starmap(_follows, pairs)) and not all(starmap(may_hold, _parents(tags))):
        return False
    # What holds nothing but text holds none of its kind.
    holding = {one for one, other in pairs if one in NOT_NESTED and other[0] != "/"}
    return not any(_nested(tags, each) for each in holding)


def _parents(tags: list[str]) -> set[tuple[str, str]]:
    """Every parent and child among the tags of a well-formed text whose empty elements close at once."""
    found: set[tuple[str, str]] = set()
    way = [""]
    known = {tag: _tag(tag) for tag in set(tags)}
    for tag in tags:
        name, left = known[tag]
        if name[0] != "/":
            found.add((way[-1], name))
            if left == name and name not in EMPTY:
                way.append(name)
        elif name[1:] in EMPTY:
            # It was opened and may hold something: that nothing may be in it is for the reader to see.
            found.add((name[1:], name[1:]))
        else:
            way.pop()
    found.discard(("", "div"))
    return found


def _nested(tags: list[str], kind: str) -> bool:
    of_kind: list[str] = []
    for tag in tags:
        name, left = _tag(tag)
        if name.lstrip("/") == kind:
            of_kind.extend((name,) if left == name else (name, left))
    return any(one == other for one, other in pairwise(of_kind))


@cache
def _follows(before: str, name: str) -> bool:
    """Whether a tag may follow a tag, whatever is around them.

    A tag that passes for a sibling relies on the first one in the same parent having passed too.
    """
    if name[0] == "/":
        return name[1:] not in EMPTY
    if name in CELLS:
        return before in ("tr", "/td", "/th")
    closed = before.lstrip("/")
    if before == closed and closed not in EMPTY:
        return (name in INLINE or before not in LINES) and may_hold(before, name)
    if closed in INLINE:
        return name in INLINE
    if closed in IN:
        return all(may_hold(parent, name) for parent in IN[closed])
    return name not in IN and name != "area"

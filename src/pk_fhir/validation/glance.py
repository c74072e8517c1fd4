"""A glance that proves most narratives good, at a tenth of what reading them costs.

https://hl7.org/fhir/R4/narrative.html. A narrative is cut at each ``<``, and every piece is a tag and
the text after it. `surely_good` follows the tags once, and says yes only where all of this holds:

- every ``<`` begins a start tag, an end tag or an empty one, of an element in small letters with
  attributes that it may have, each once, in quotes; every ``&`` begins one of XML's own entities; no
  character is there that XML does not have. With each end tag meeting its start, that is well-formed.
- the one root is a ``div`` in XHTML's namespace, which no other tag changes.
- every element stands where it may (`markup.may_hold`), text only where text may, and there is some.
- every link has a scheme that is allowed, and one within the narrative leads to an id or name in it.

For whatever is else (comments, numbered characters, a quoted ``>``...) it says no, and the narrative is
read with an XML parser by `pk_fhir.validation.narrative`, which tells what is wrong, if anything is.
"""

import re
from itertools import islice
from typing import Final, NamedTuple

from pk_fhir.fhirpath.narrative import ATTRIBUTES, ELEMENTS
from pk_fhir.validation.markup import EMPTY, NOT_NESTED, ONLY, XHTML, may_hold, opens

_SPACE: Final = " \t\r\n"
_TAG = re.compile(
    r"""([a-z][a-z0-9]*)((?:[ \t\r\n]+[\w:.\-]+[ \t\r\n]*=[ \t\r\n]*(?:"[^"<>]*"|'[^'<>]*'))*)[ \t\r\n]*(/?)>"""
)
_ATTRIBUTE = re.compile(r"""([\w:.\-]+)[ \t\r\n]*=[ \t\r\n]*(?:"([^"]*)"|'([^']*)')""")
# Attributes that lead somewhere, or can be led to.
_LEADING = frozenset({"href", "src", "id", "name"})
_NO_ENTITY = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)")
# Bytes that need no second look: all but `&` and the controls that XML does not have.
_PLAIN = bytes(sorted(set(range(256)) - set(b"&") - set(range(32)) | set(_SPACE.encode())))
# Tags are kept for the next narrative, those with a small image in their style too.
LONGEST_KEPT = 2000
MOST_KEPT = 2048


class Element:
    """An element that may be open: the elements that it may hold, and whether it may hold text."""

    __slots__ = ("attributes", "holds", "once", "texts")

    def __init__(
        self,
        attributes: frozenset[str] = frozenset(),
        *,
        texts: bool = False,
        once: bool = False,
    ) -> None:
        self.attributes = attributes
        self.holds: frozenset[Element] = frozenset()
        self.texts = texts
        # Whether no other of its kind may stand in it, at any depth.
        self.once = once


_KNOWN = {
    name: Element(
        ATTRIBUTES[name] | {"xml:lang"},
        texts=name not in ONLY and name not in EMPTY,
        once=name in NOT_NESTED,
    )
    for name in ELEMENTS
}
for _name, _element in _KNOWN.items():
    _element.holds = frozenset(_KNOWN[child] for child in ELEMENTS if may_hold(_name, child))
_OUTSIDE = Element()
_ROOT = _KNOWN["div"]


class Note(NamedTuple):
    """What a tag has to do with others: where in the narrative it leads to, and how it can be led to."""

    leads: str
    names: frozenset[str]


_NOTHING = Note("", frozenset())
# What a tag does: an element starts, starts and ends at once, or ends.
_START, _BOTH, _END = 0, 1, 2
# What it does, its element; and a note, where there is something to note.
Mark = tuple[int, Element, Note | None]
_marks: dict[str, Mark] = {}


def surely_good(value: str) -> bool:
    """Whether a narrative surely is as it should be: most are, and for those this is all that is done."""
    pieces = value.split("<")
    if len(pieces) == 1 or pieces[0].strip(_SPACE) or not _surely_characters(value):
        return False
    root, closing, text = pieces[1].partition(">")
    notes = _root_notes(root + closing)
    if notes is None or not _follow(pieces, notes, shows=bool(text.strip(_SPACE))):
        return False
    return not notes or _lead_within(notes)


def _surely_characters(value: str) -> bool:
    """Whether there are only characters and entities that XML has."""
    if "]" in value and "]]>" in value:
        return False
    try:
        odd = value.encode().translate(None, _PLAIN)
    except UnicodeEncodeError:  # half of a surrogate pair
        return False
    if odd and (odd.strip(b"&") or _NO_ENTITY.search(value) is not None):
        return False
    return value.isascii() or ("\ufffe" not in value and "\uffff" not in value)


def _follow(pieces: list[str], notes: list[Note], *, shows: bool) -> bool:  # noqa: C901 - the hot path, in one loop
    """Whether the tags after the root's are good and well placed, and something is shown; adds notes."""
    here, way = _ROOT, [_OUTSIDE]
    push, pop, known = way.append, way.pop, _marks.get
    for piece in islice(pieces, 2, None):
        # Most often nothing follows the tag.
        mark = known(piece)
        text = ""
        if mark is None:
            tag, closing, text = piece.partition(">")
            tag += closing
            mark = known(tag) or _learned(tag)
            if mark is None:
                return False
        does, element, note = mark
        if does == _END:
            if element is not here:
                return False
            here = pop()
        else:
            if element not in here.holds:
                return False
            if note is not None:
                if element.once and (element is here or element in way):
                    return False
                notes.append(note)
            if does == _START:
                push(here)
                here = element
        if text and not (shows and here.texts) and text.strip(_SPACE):
            if not here.texts:
                return False
            shows = True
    return shows and here is _OUTSIDE


def _lead_within(notes: list[Note]) -> bool:
    """Whether every link within the document leads to a place in this very narrative."""
    leads = {note.leads for note in notes if note.leads}
    if not leads:
        return True
    # A name with an entity is another name once it is read.
    names = frozenset().union(*(note.names for note in notes))
    return leads <= names and not any("&" in one for one in leads)


def _learned(tag: str) -> Mark | None:
    """What a tag does, where it is good by itself; kept, so that most tags are looked at once."""
    mark = _end(tag) if tag[:1] == "/" else _start(tag)
    if mark is not None and len(tag) <= LONGEST_KEPT:
        if len(_marks) >= MOST_KEPT:
            _marks.clear()
        _marks[tag] = mark
    return mark


def _end(tag: str) -> Mark | None:
    element = _KNOWN.get(tag[1:-1].rstrip(_SPACE))
    return (_END, element, None) if element is not None and tag[-1] == ">" else None


def _start(tag: str) -> Mark | None:
    found = _TAG.fullmatch(tag)
    element = _KNOWN.get(found[1]) if found else None
    if found is None or element is None:
        return None
    note = _noted(_attributes(found[2]), element) if found[2] else _NOTHING
    if note is None:
        return None
    plain = note is _NOTHING and not element.once
    return _BOTH if found[3] else _START, element, None if plain else note


def _noted(attributes: dict[str, str] | None, element: Element) -> Note | None:
    """What is to note of an element's attributes; None where one of them is not good."""
    if attributes is None or not attributes.keys() <= element.attributes:
        return None
    if _LEADING.isdisjoint(attributes):
        return _NOTHING
    if "href" in attributes and not opens(attributes["href"]):
        return None
    lead = (attributes.get("href") or attributes.get("src", "")).strip()
    names = frozenset(attributes[key] for key in ("id", "name") if key in attributes)
    within = lead[1:] if lead.startswith("#") else ""
    return Note(within, names) if within or names else _NOTHING


def _attributes(written: str) -> dict[str, str] | None:
    """Attributes by name; None where one is given twice."""
    pairs = [(name, one or other) for name, one, other in _ATTRIBUTE.findall(written)]
    found = dict(pairs)
    return found if len(found) == len(pairs) else None


def _root_notes(tag: str) -> list[Note] | None:
    """The notes on the tag that starts a narrative: a ``div`` with XHTML's namespace; None of another."""
    if tag == _USUAL_ROOT:
        return []
    found = _TAG.fullmatch(tag)
    if found is None or found[1] != "div" or found[3]:
        return None
    attributes = _attributes(found[2])
    if attributes is None or attributes.pop("xmlns", "") != XHTML:
        return None
    note = _noted(attributes, _ROOT)
    return None if note is None else [note]


_USUAL_ROOT = f'div xmlns="{XHTML}">'

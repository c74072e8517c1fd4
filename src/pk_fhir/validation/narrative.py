"""Narrative: the XHTML that a resource may show (https://hl7.org/fhir/R4/narrative.html).

Only formatting, links, images and tables; no scripts, forms, or anything from outside, because what is
shown to a person must not act. The invariants txt-1 and txt-2, with the reason why.
"""

import re
from typing import Any
from xml.parsers import expat

from pk_fhir.fhirpath.narrative import ATTRIBUTES, ELEMENTS
from pk_fhir.validation.glance import surely_good
from pk_fhir.validation.markup import (
    EMPTY,
    NOT_NESTED,
    ONLY,
    SCHEME,
    SCHEMES,
    XHTML,
    may_hold,
    opens,
)
from pk_fhir.validation.place import At, expression
from pk_fhir.validation.primitives import clipped
from pk_fhir.validation.run import Run

XML_ENTITIES = frozenset({"amp", "lt", "gt", "quot", "apos"})
_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]*);")
# Names as the parser gives them: the namespace, a space, the name.
_HTML = frozenset(f"{XHTML} {each}" for each in ELEMENTS)
# Attributes of XML itself, which every element may have.
_OF_XML = frozenset(f"http://www.w3.org/XML/1998/namespace {each}" for each in ("lang", "space"))
_ANCHOR = re.compile(r"""\s(?:id|name)\s*=\s*["']([^"'<>]*)["']""")
_LINK = f"{XHTML} a"
_IMAGE = f"{XHTML} img"


def check_div(value: Any, at: At, run: Run) -> None:
    """Check a `Narrative.div`."""
    if surely_good(value):
        return
    if "&" in value:
        strange = next((e for e in _ENTITY.findall(value) if e not in XML_ENTITIES), None)
        if strange is not None:
            run.sink.error("invalid", expression(at), "narrative-entity", entity=strange)
            return
    reading = _Reading()
    problem = reading.read(value)
    if problem is not None:
        run.sink.error("invalid", expression(at), "narrative-xml", problem=problem)
        return
    for key, values in reading.problems:
        run.sink.error("invalid", expression(at), key, **values)
    if reading.fragments:
        _check_fragments(reading, at, run)
    if not reading.shows:
        run.sink.error("invariant", expression(at), "narrative-empty")


def _check_fragments(reading: "_Reading", at: At, run: Run) -> None:
    """A link within the document leads to an id or a name: of a narrative, an element or a resource."""
    known = reading.anchors | _ids(run.scope.root)
    for fragment in reading.fragments:
        if fragment not in known:
            run.sink.error(
                "invalid", expression(at), "narrative-fragment", fragment=clipped(fragment)
            )


def _ids(value: Any) -> set[str]:
    """Every id in a resource, those in its narratives too."""
    found: set[str] = set()
    waiting = [value]
    while waiting:
        each = waiting.pop()
        if isinstance(each, list):
            waiting.extend(each)
        elif isinstance(each, dict):
            if isinstance(each.get("id"), str):
                found.add(each["id"])
            if isinstance(each.get("div"), str):
                found.update(_ANCHOR.findall(each["div"]))
            waiting.extend(inner for inner in each.values() if isinstance(inner, dict | list))
    return found


class _Reading:
    """One reading of a narrative: what is not allowed in it, and whether it shows anything.

    `fragments` are the ids to which it links, `anchors` those that it has.
    """

    __slots__ = ("_parser", "_way", "anchors", "fragments", "problems", "shows")

    def __init__(self) -> None:
        self.problems: list[tuple[str, dict[str, object]]] = []
        self.fragments: list[str] = []
        self.anchors: set[str] = set()
        self.shows = False
        self._way: list[str] = []
        parser = self._parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartElementHandler = self._element
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.ProcessingInstructionHandler = self._instruction
        parser.StartDoctypeDeclHandler = self._doctype

    def read(self, value: str) -> str | None:
        """Read all of it; what keeps it from being XML, or None."""
        try:
            self._parser.Parse(value, True)
        except expat.ExpatError as error:
            return str(error)
        except UnicodeEncodeError:
            return "half of a surrogate pair"
        return None

    def _element(self, name: str, attributes: dict[str, str]) -> None:
        local = _local(name)
        if not self._way and name != f"{XHTML} div":
            self.problems.append(("narrative-root", {}))
        if name not in _HTML:
            self.problems.append(("narrative-element", {"name": clipped(local)}))
        else:
            self._check_place(local)
            self._check_attributes(local, attributes)
        if name == _LINK and "href" in attributes:
            self._check_link(attributes["href"])
        if name == _IMAGE:
            self.shows = True
            self._note_fragment(attributes.get("src", ""))
        self._way.append(local)

    def _end(self, _name: str) -> None:
        self._way.pop()

    def _check_place(self, name: str) -> None:
        if not self._way:
            return
        parent = self._way[-1]
        if name in NOT_NESTED and name in self._way:
            parent = name
        elif may_hold(parent, name):
            return
        self.problems.append(("narrative-place", {"name": f"<{name}>", "parent": clipped(parent)}))

    def _check_attributes(self, name: str, attributes: dict[str, str]) -> None:
        allowed = ATTRIBUTES[name]
        for each in attributes:
            if each not in allowed and each not in _OF_XML:
                values: dict[str, object] = {"name": clipped(_local(each)), "element": name}
                self.problems.append(("narrative-attribute", values))
        self.anchors.update(attributes[key] for key in ("id", "name") if key in attributes)

    def _check_link(self, target: str) -> None:
        if opens(target):
            self._note_fragment(target)
            return
        found = SCHEME.match(target)
        scheme = found[1] if found else ""
        if scheme and scheme.lower() not in SCHEMES:
            self.problems.append(("narrative-link", {"scheme": scheme, "target": clipped(target)}))
        else:
            self.problems.append(("narrative-target", {"target": clipped(target)}))

    def _note_fragment(self, target: str) -> None:
        if target.startswith("#") and len(target) > 1:
            self.fragments.append(target[1:])

    def _text(self, data: str) -> None:
        if not data.strip(" \t\r\n"):
            return
        self.shows = True
        parent = self._way[-1] if self._way else ""
        if parent in ONLY or parent in EMPTY:
            self.problems.append(("narrative-place", {"name": "text", "parent": parent}))

    def _instruction(self, _target: str, _data: str) -> None:
        self.problems.append(("narrative-instruction", {}))

    def _doctype(self, *_: object) -> None:
        # Stop before any entity is declared.
        self._parser.StartDoctypeDeclHandler = None
        self.problems.append(("narrative-doctype", {}))
        raise expat.ExpatError("a document type declaration is not allowed")


def _local(name: str) -> str:
    return name.rpartition(" ")[2]

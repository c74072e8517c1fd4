"""Narrative: the XHTML that a resource may show (https://hl7.org/fhir/R4/narrative.html).

Only formatting, links, images and tables; no scripts, forms, or anything from outside, because what is
shown to a person must not act. The invariants txt-1 and txt-2, with the reason why.
"""

import re
from functools import lru_cache
from typing import Any
from xml.parsers import expat

from pk_fhir.fhirpath.narrative import ATTRIBUTES, ELEMENTS
from pk_fhir.validation.place import At, expression
from pk_fhir.validation.primitives import clipped
from pk_fhir.validation.run import Run

XHTML = "http://www.w3.org/1999/xhtml"
XML_ENTITIES = frozenset({"amp", "lt", "gt", "quot", "apos"})
# What a link may lead to; `cid:` and `data:` stand within the document itself.
SCHEMES = frozenset({"http", "https", "ftp", "mailto", "tel", "nfs", "sms", "cid", "data"})
_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]*);")
_SCHEME = re.compile(r"\s*([A-Za-z][A-Za-z0-9+.\-]*):")
# Names as the parser gives them: the namespace, a space, the name.
_HTML = frozenset(f"{XHTML} {each}" for each in ELEMENTS)
_ATTRIBUTES = ATTRIBUTES | {"http://www.w3.org/XML/1998/namespace lang"}
_ROOT = re.compile(r'\s*<div\s[^<>]*?\bxmlns\s*=\s*["\']http://www\.w3\.org/1999/xhtml["\']')
_TAGS = re.compile(r"<[A-Za-z][^>]*>?")
# Longer tags hold images: they are not worth keeping.
LONGEST_KEPT = 300
_TAG = re.compile(r"""<([a-z][a-z0-9]*)((?:\s+[\w:.\-]+\s*=\s*(?:"[^"<>]*"|'[^'<>]*'))*)\s*/?>""")
_ATTRIBUTE = re.compile(r"""([\w:.\-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_SHOWN = re.compile(r">\s*[^<\s]")
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
    if not reading.shows:
        run.sink.error("invariant", expression(at), "narrative-empty")


def surely_good(value: str) -> bool:
    """Whether a narrative surely is as it should be: most are, and for those this is all that is done.

    The parser says that it is well-formed; its tags are looked at as texts, each once.
    """
    # A character told by its number may hide the scheme of a link.
    if "<!" in value or "<?" in value or "&#" in value or value.count("xmlns") != 1:
        return False
    if _SHOWN.search(value) is None or _ROOT.match(value) is None:
        return False
    try:
        expat.ParserCreate().Parse(value, True)
    except (expat.ExpatError, UnicodeEncodeError):
        return False
    for tag in set(_TAGS.findall(value)):
        if not (_known_good(tag) if len(tag) <= LONGEST_KEPT else _is_good(tag)):
            return False
    return True


def _is_good(tag: str) -> bool:
    """Whether a tag, as written, is of an element that is allowed with the attributes that it has."""
    found = _TAG.fullmatch(tag)
    if found is None or found[1] not in ELEMENTS:
        return False
    return all(
        (name in ATTRIBUTES or name == "xmlns") and (name != "href" or _opens(one or other))
        for name, one, other in _ATTRIBUTE.findall(found[2])
    )


_known_good = lru_cache(maxsize=4096)(_is_good)


def _opens(target: str) -> bool:
    found = _SCHEME.match(target)
    return found is None or found[1].lower() in SCHEMES


class _Reading:
    """One reading of a narrative: what is not allowed in it, and whether it shows anything."""

    __slots__ = ("_parser", "_root", "problems", "shows")

    def __init__(self) -> None:
        self.problems: list[tuple[str, dict[str, object]]] = []
        self.shows = False
        self._root = True
        parser = self._parser = expat.ParserCreate(namespace_separator=" ")
        parser.ordered_attributes = True
        parser.StartElementHandler = self._element
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

    def _element(self, name: str, attributes: list[str]) -> None:
        if self._root:
            self._root = False
            if name != f"{XHTML} div":
                self.problems.append(("narrative-root", {}))
        if name not in _HTML:
            self.problems.append(("narrative-element", {"name": clipped(_local(name))}))
        if attributes:
            self._check_attributes(name, attributes)
        if name == _IMAGE:
            self.shows = True

    def _check_attributes(self, name: str, attributes: list[str]) -> None:
        if not _ATTRIBUTES.issuperset(attributes[::2]):
            for each in attributes[::2]:
                if each not in _ATTRIBUTES:
                    values: dict[str, object] = {
                        "name": clipped(_local(each)),
                        "element": _local(name),
                    }
                    self.problems.append(("narrative-attribute", values))
        if name == _LINK:
            for each, target in zip(attributes[::2], attributes[1::2], strict=True):
                if each == "href":
                    self._check_link(target)

    def _check_link(self, target: str) -> None:
        found = _SCHEME.match(target)
        if found is not None and found[1].lower() not in SCHEMES:
            self.problems.append(
                ("narrative-link", {"scheme": found[1], "target": clipped(target)})
            )

    def _text(self, data: str) -> None:
        if not data.isspace():
            self.shows = True
            self._parser.CharacterDataHandler = None

    def _instruction(self, _target: str, _data: str) -> None:
        self.problems.append(("narrative-instruction", {}))

    def _doctype(self, *_: object) -> None:
        # Stop before any entity is declared.
        self._parser.StartDoctypeDeclHandler = None
        self.problems.append(("narrative-doctype", {}))
        raise expat.ExpatError("a document type declaration is not allowed")


def _local(name: str) -> str:
    return name.rpartition(" ")[2]

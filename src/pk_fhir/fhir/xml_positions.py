"""Lines and columns of FHIRPath locations in an XML text, read only when first asked for."""

import re
from contextlib import suppress
from xml.parsers import expat

from lxml import etree

from pk_fhir.fhir.xml_safe import BYTE_ORDER_MARK, XmlError, line_of, local_name, root_of

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_STEP = re.compile(r"(?P<name>[A-Za-z_][\w\-]*)(?:\[(?P<index>\d+)\])?$")
_OF_TYPE = re.compile(r"\.ofType\((?P<type>\w+)\)")


class Starts:
    """Where each element of a text begins, read once, when first asked for.

    lxml knows lines alone, and of a tag over several lines the last. The text was found safe by
    `root_of` before: it has no document type, and so no entities.
    """

    def __init__(self, data: bytes, root: etree._Element) -> None:
        self._data = data
        self._root = root
        self._places: dict[etree._Element, tuple[int, int]] = {}

    def of(self, element: etree._Element) -> tuple[int, int]:
        """Line and column, from 1 and in characters."""
        if not self._places:
            elements = list(self._root.iter("*"))
            places = _places(self._data)
            if len(places) != len(elements):
                places = [(line_of(each), 1) for each in elements]
            self._places = dict(zip(elements, places, strict=True))
        return self._places[element]


def _places(data: bytes) -> list[tuple[int, int]]:
    """Line and column of each start tag, in their order; not all where expat refuses what lxml reads (XML 1.1)."""
    found: list[tuple[int, int]] = []
    parser = expat.ParserCreate("UTF-8")

    def begins(_name: str, _attributes: dict[str, str]) -> None:
        found.append((parser.CurrentLineNumber, parser.CurrentColumnNumber + 1))

    parser.StartElementHandler = begins
    with suppress(expat.ExpatError):
        parser.Parse(data.removeprefix(BYTE_ORDER_MARK), True)
    return found


class Positions:
    """Line and column of the elements of one XML text."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._root: etree._Element | None = None
        self._starts: Starts | None = None

    def find(self, expression: str) -> tuple[int, int] | None:
        """Line and column, from 1, of a location such as ``CarePlan.activity[2].reference``.

        A location that is not in the text gives the nearest element around it. None when the text
        cannot be read.
        """
        if self._root is None or self._starts is None:
            try:
                self._root = root_of(self._data)
            except XmlError:
                return None
            self._starts = Starts(self._data, self._root)
        element = self._root
        text = _OF_TYPE.sub(_typed, _COMMENT.sub("", expression))
        for part in text.split(".")[1:]:
            match = _STEP.match(part)
            found = _step(element, match["name"], int(match["index"] or 0)) if match else None
            if found is None:
                break
            element = found
        return self._starts.of(element)


def _typed(match: re.Match[str]) -> str:
    return match["type"][:1].upper() + match["type"][1:]


def _step(element: etree._Element, name: str, index: int) -> etree._Element | None:
    named = [each for each in element if local_name(each) == name]
    if not named:
        named = [each for each in element if _is_choice(local_name(each), name)]
    if index >= len(named):
        return None
    found = named[index]
    held = found[0] if len(found) == 1 else None
    # `contained` and `resource` hold the resource as an element of its own.
    return held if held is not None and local_name(held)[:1].isupper() else found


def _is_choice(written: str, name: str) -> bool:
    return written.startswith(name) and written[len(name) : len(name) + 1].isupper()

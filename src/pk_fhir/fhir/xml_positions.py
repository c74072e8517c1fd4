"""Lines and columns of FHIRPath locations in an XML text, read only when first asked for."""

import re

from lxml import etree

from pk_fhir.fhir.xml_safe import XmlError, line_of, local_name, root_of

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_STEP = re.compile(r"(?P<name>[A-Za-z_][\w\-]*)(?:\[(?P<index>\d+)\])?$")
_OF_TYPE = re.compile(r"\.ofType\((?P<type>\w+)\)")


class Positions:
    """Line and column of the elements of one XML text."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._root: etree._Element | None = None
        self._lines: list[bytes] = []

    def find(self, expression: str) -> tuple[int, int] | None:
        """Line and column, from 1, of a location such as ``CarePlan.activity[2].reference``.

        A location that is not in the text gives the nearest element around it. None when the text
        cannot be read.
        """
        if self._root is None:
            try:
                self._root = root_of(self._data)
            except XmlError:
                return None
            self._lines = self._data.splitlines()
        element = self._root
        text = _OF_TYPE.sub(_typed, _COMMENT.sub("", expression))
        for part in text.split(".")[1:]:
            match = _STEP.match(part)
            found = _step(element, match["name"], int(match["index"] or 0)) if match else None
            if found is None:
                break
            element = found
        return self._place(element)

    def _place(self, element: etree._Element) -> tuple[int, int]:
        line = line_of(element)
        written = self._lines[line - 1] if line <= len(self._lines) else b""
        at = written.find(b"<" + local_name(element).encode())
        return line, len(written[: max(at, 0)].decode(errors="replace")) + 1


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

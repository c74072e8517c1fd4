"""Line and column of FHIRPath locations in a JSON text, without reading all of it again.

Only the objects and arrays on the way to a location are opened; everything beside the way is skipped
by the decoder. Where the text is not as expected (a key twice, an escaped key),
`pk_fhir.fhir.json.Positions` reads it token by token instead.
"""

import re
from typing import Any

import msgspec

from pk_fhir.fhir.json import Positions

# Where a key, or an item of an array, begins, and where its value begins and ends.
Span = tuple[int, int, int]

_OBJECT = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode
_ARRAY = msgspec.json.Decoder(list[msgspec.Raw]).decode
_SPACE = re.compile(rb"[\s,]*")
_KEY = re.compile(rb'[\s,]*("[^"\\]*"\s*:\s*)')
_STEP = re.compile(r"([A-Za-z]\w*)(?:\[x\])?(?:\.ofType\((\w+)\))?(?:\[(\d+)\])?")


class _LostError(Exception):
    """The text is not what the decoder said it was."""


class Located:
    """Places of locations in one text; each object on the way is opened once."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._opened: dict[int, Any] = {}
        self._careful: Positions | None = None

    def find(self, location: str) -> tuple[int, int] | None:
        """Line and column, from 1; of something missing, those of the nearest thing around it."""
        if self._careful is None:
            try:
                return self._line_and_column(self._offset(location))
            except (_LostError, msgspec.DecodeError):
                self._careful = Positions(self._data)
        return self._careful.find(location)

    def _offset(self, location: str) -> int:
        start = self._data.find(b"{")
        span: Span = (start, start, len(self._data.rstrip()))
        for name, type_name, index in _STEP.findall(location.partition(".")[2]):
            key = name + type_name[:1].upper() + type_name[1:]
            below = self._member(span, key)
            if below is None:
                break
            span = below
            if index:
                item = self._item(span, int(index))
                if item is None:
                    break
                span = item
        return span[0]

    def _member(self, span: Span, key: str) -> Span | None:
        if self._data[span[1] : span[1] + 1] != b"{":
            return None
        members = self._opened.get(span[1])
        if members is None:
            members = self._opened[span[1]] = self._open(span)
        found: Span | None = members.get(key) or members.get("_" + key)
        return found

    def _open(self, span: Span) -> dict[str, Span]:
        data = self._data
        members: dict[str, Span] = {}
        cursor = span[1] + 1
        for key, raw in _OBJECT(data[span[1] : span[2]]).items():
            match = _KEY.match(data, cursor)
            if match is None or not data.startswith(key.encode(), match.start(1) + 1):
                raise _LostError
            value = match.end()
            cursor = value + memoryview(raw).nbytes
            members[key] = (match.start(1), value, cursor)
        return members

    def _item(self, span: Span, index: int) -> Span | None:
        if self._data[span[1] : span[1] + 1] != b"[":
            return None
        items = self._opened.get(span[1])
        if items is None:
            items = self._opened[span[1]] = self._list(span)
        found: Span | None = items[index] if index < len(items) else None
        return found

    def _list(self, span: Span) -> list[Span]:
        cursor = span[1] + 1
        items: list[Span] = []
        for raw in _ARRAY(self._data[span[1] : span[2]]):
            match = _SPACE.match(self._data, cursor)
            begin = match.end() if match else cursor
            cursor = begin + memoryview(raw).nbytes
            items.append((begin, begin, cursor))
        return items

    def _line_and_column(self, offset: int) -> tuple[int, int]:
        data = self._data
        start = data.rfind(b"\n", 0, offset) + 1
        line = data.count(b"\n", 0, start) + 1
        return line, len(data[start:offset].decode(errors="replace")) + 1


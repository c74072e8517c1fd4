"""Where things stand in a JSON text: lines, columns, and keys that are given twice.

The parser is fast because it keeps no positions (https://hl7.org/fhir/R4/json.html). When an issue
needs one, the text is read once more by this scanner, which is written for that and nothing else.
It never recurses and never fails: of a broken text it knows what stands before the break.
"""

import re
from collections.abc import Iterable, Iterator
from json import loads

import msgspec

_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*+"|[{}\[\]:,]|[^\s{}\[\]:,"]+', re.DOTALL)
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_STEP = re.compile(r"(?P<name>[A-Za-z_$][\w\-]*)(?::[\w\-/]+)?(?:\[(?P<index>\d+)\])?$")
_OF_TYPE = re.compile(r"\.ofType\((?P<type>\w+)\)")


class Node(msgspec.Struct):
    """A value in the text: where its key (or, without one, itself) begins, and what it holds."""

    offset: int
    members: dict[str, "Node"] | None = None
    items: list["Node"] | None = None


class Duplicate(msgspec.Struct, frozen=True):
    """A key that was given again: its object's FHIRPath location, its name and its offset."""

    expression: str
    name: str
    offset: int


class Scan:
    """One reading of a text: the tree of its positions, and its duplicate keys in order."""

    def __init__(self, data: bytes) -> None:
        self.root = Node(0)
        self.duplicates: list[Duplicate] = []
        self._stack: list[Node] = []
        self._labels: list[str] = []
        self._key: tuple[str, int] | None = None
        for match in _TOKEN.finditer(data):
            self._take(match.group(), match.start())

    def _take(self, token: bytes, offset: int) -> None:
        if token in (b"}", b"]"):
            if self._stack:
                self._stack.pop()
                self._labels.pop()
        elif token in (b":", b","):
            if token == b",":
                self._key = None
        elif token[:1] == b'"' and self._wants_key():
            self._key = (_unquoted(token), offset)
        else:
            self._value(token, offset)

    def _wants_key(self) -> bool:
        return bool(self._stack) and self._stack[-1].members is not None and self._key is None

    def _value(self, token: bytes, offset: int) -> None:
        node, label = self._placed(offset)
        self._key = None
        if token == b"{":
            node.members = {}
        elif token == b"[":
            node.items = []
        else:
            if label == "resourceType" and token[:1] == b'"' and len(self._labels) == 1:
                self._labels[0] = _unquoted(token)
            return
        self._stack.append(node)
        self._labels.append(label)

    def _placed(self, offset: int) -> tuple[Node, str]:
        if not self._stack:
            self.root = Node(offset)
            return self.root, ""
        parent = self._stack[-1]
        if parent.items is not None:
            node = Node(offset)
            parent.items.append(node)
            return node, f"[{len(parent.items) - 1}]"
        name, at = self._key or ("", offset)
        node = Node(at)
        if parent.members is None:
            return node, name
        if name in parent.members:
            self.duplicates.append(Duplicate(self._expression(), name, at))
        parent.members[name] = node
        return node, name

    def _expression(self) -> str:
        return "".join(
            label if label.startswith("[") or index == 0 else f".{label}"
            for index, label in enumerate(self._labels)
        ).lstrip(".")


def _unquoted(token: bytes) -> str:
    if b"\\" in token:
        try:
            return str(loads(token))
        except ValueError:
            pass
    return token[1:-1].decode(errors="replace")


class Positions:
    """Line and column of FHIRPath locations in a JSON text, read only when first asked for."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._lines = Lines(data)
        self._root: Node | None = None

    def find(self, expression: str) -> tuple[int, int] | None:
        """Line and column, from 1, of a location such as ``CarePlan.activity[2].reference``.

        A location that is not in the text (a missing element) gives the nearest thing around it.
        None when nothing at all could be read.
        """
        offset = self._offset(expression)
        return None if offset is None else self.at(offset)

    def each(self, expressions: Iterable[str]) -> dict[str, tuple[int, int] | None]:
        """The same of many locations, in one walk through the text."""
        offsets = {expression: self._offset(expression) for expression in expressions}
        found = sorted((offset, each) for each, offset in offsets.items() if offset is not None)
        return dict.fromkeys(offsets) | {each: self.at(offset) for offset, each in found}

    def _offset(self, expression: str) -> int | None:
        if self._root is None:
            self._root = Scan(self._data).root
        if self._root.members is None:
            return None
        node = self._root
        for names, index in _steps(expression):
            found = _step(node, names, index)
            if found is None:
                break
            node = found
        return node.offset

    def at(self, offset: int) -> tuple[int, int]:
        """Line and column, from 1 and in characters, of an offset in bytes."""
        return self._lines.at(offset)


class Lines:
    """Line and column of offsets in a text, in any order; in their order, each part is read once."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._offset, self._line, self._column = 0, 1, 1

    def at(self, offset: int) -> tuple[int, int]:
        """Line and column, from 1, of an offset in bytes; columns count characters."""
        if offset < self._offset:
            self._offset, self._line, self._column = 0, 1, 1
        start = self._data.rfind(b"\n", self._offset, offset) + 1
        if start:
            self._line += self._data.count(b"\n", self._offset, start)
            self._offset, self._column = start, 1
        self._column += len(self._data[self._offset : offset].decode(errors="replace"))
        self._offset = offset
        return self._line, self._column


def _steps(expression: str) -> Iterator[tuple[tuple[str, ...], int | None]]:
    text = _OF_TYPE.sub(_typed, _COMMENT.sub("", expression))
    for part in text.split(".")[1:]:
        match = _STEP.match(part)
        if match is None:
            return
        name = match["name"]
        names = (name, f"_{name}")
        yield names, None if match["index"] is None else int(match["index"])


def _typed(match: re.Match[str]) -> str:
    name = match["type"]
    return name[:1].upper() + name[1:]


def _step(node: Node, names: tuple[str, ...], index: int | None) -> Node | None:
    members = node.members or {}
    found = next((members[name] for name in names if name in members), None)
    if found is None:
        found = _choice(members, names[0])
    if found is not None and index is not None and found.items is not None:
        return found.items[index] if index < len(found.items) else found
    return found


def _choice(members: dict[str, Node], name: str) -> Node | None:
    """`value` stands in the text as `valueQuantity`."""
    for key, node in members.items():
        bare = key.lstrip("_")
        if bare.startswith(name) and bare[len(name) : len(name) + 1].isupper():
            return node
    return None

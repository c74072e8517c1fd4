"""Line and column of FHIRPath locations in a JSON text, without reading it token by token.

The parsed resource tells how many times each key stands before the element that is looked for; the
text is then searched for that occurrence of the key. Where the text is not so plain (a key twice, an
escaped key), `pk_fhir.fhir.json.Positions` reads it with care instead.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from pk_fhir.fhir.json import Positions
from pk_fhir.fhir.json_scan import Lines
from pk_fhir.fhir.outcome import Issue

if TYPE_CHECKING:
    from pk_fhir.fhir.xml import Positions as XmlPositions

# The text is searched once for each key; for more keys, reading it with care costs less.
MOST_KEYS = 50

Place = tuple[int, int] | None
# An element's key in its owner, or an item of an array by the key that its array has.
Target = tuple[int, str]

_STEP = re.compile(r"([A-Za-z]\w*)(?:\[x\])?(?:\.ofType\((\w+)\))?(?:\[([0-9]+)\])?")
# An item that is no object and no list: those are read with care.
_ITEM = re.compile(rb'[\s,]*("(?:[^"\\]|\\.)*"|[^\s,\]\[{}"]+)')
_COMMENT = re.compile(r"/\*.*?\*/")


class Origin:
    """The text that was validated, and what it says; its places are looked for once, when first asked for.

    `resource` is None where the text says more than was kept, or is not JSON.
    """

    __slots__ = ("_data", "_found", "_locations", "_resource")

    def __init__(self, data: bytes, resource: dict[str, Any] | None) -> None:
        self._data = data
        self._resource = resource
        # Not the issues themselves: they know this text, and a circle would not be freed at once.
        self._locations: list[str] = []
        self._found: dict[str, Place] | None = None

    def issue(self, *, expression: str, mark: str | None, **values: Any) -> "LocatedIssue":
        """An issue that was found in the text; `mark` is the location of its line where that is another."""
        mark = mark or expression
        self._locations.append(mark)
        return LocatedIssue(expression=expression, mark=mark, origin=self, **values)

    def place(self, location: str) -> Place:
        """Line and column of a location, both from 1."""
        if self._found is None or location not in self._found:
            locations = self._locations
            if self._resource is None:
                positions = _careful(self._data)
                self._found = {each: positions.find(each) for each in locations}
            else:
                self._found = places(self._data, self._resource, locations)
        return self._found.get(location)


def is_xml(data: bytes) -> bool:
    """Whether a body is XML: JSON never begins with `<`."""
    return data[:1] != b"{" and data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<"


def _careful(data: bytes) -> "Positions | XmlPositions":
    if not is_xml(data):
        return Positions(data)
    from pk_fhir.fhir import xml  # noqa: PLC0415 - lxml is loaded only where there is XML

    return xml.Positions(data)


class LocatedIssue(Issue, frozen=True, kw_only=True):
    """An issue whose line and column are read from the text when they are first asked for.

    Most of those who validate never ask. It equals, and is pickled as, a plain issue with both.
    """

    origin: Origin
    mark: str

    @property  # type: ignore[misc] # in the place of a value, by intent
    def line(self) -> int | None:
        """The line of the text, from 1; None where the place is not in it."""
        place = self.origin.place(self.mark)
        return place[0] if place else None

    @property  # type: ignore[misc] # in the place of a value, by intent
    def column(self) -> int | None:
        """The column of the text, from 1; None where the place is not in it."""
        place = self.origin.place(self.mark)
        return place[1] if place else None

    def plain(self) -> Issue:
        """The same issue with its line and column as values."""
        return Issue(
            severity=self.severity,
            code=self.code,
            expression=self.expression,
            diagnostics=self.diagnostics,
            key=self.key,
            line=self.line,
            column=self.column,
        )

    def __eq__(self, other: object) -> bool:
        return self.plain() == (other.plain() if isinstance(other, LocatedIssue) else other)

    def __hash__(self) -> int:
        return hash(self.plain())

    def __reduce__(self) -> Any:
        return self.plain().__reduce__()


def places(data: bytes, resource: dict[str, Any], locations: Iterable[str]) -> dict[str, Place]:
    """Line and column, from 1, of each location; of something missing, those of what is around it."""
    wanted = {location: _target(resource, location) for location in set(locations)}
    targets = set(_looked_for(wanted.values()))
    if len({key for _, key in targets}) > MOST_KEYS:
        return Positions(data).each(wanted)
    search = _Search(data, targets)
    search.walk(resource)
    offsets = {
        location: _start(data) if target is None else search.offset(*target)
        for location, target in wanted.items()
    }
    lines = Lines(data)
    plain = sorted((offset, location) for location, offset in offsets.items() if offset is not None)
    found: dict[str, Place] = {location: lines.at(offset) for offset, location in plain}
    if len(found) < len(wanted):
        found |= Positions(data).each(each for each in wanted if each not in found)
    return found


def _looked_for(wanted: "Iterable[Wanted | None]") -> Iterator[Target]:
    for each in wanted:
        if each is not None:
            yield each[0]
            if type(each[2]) is dict and each[2]:
                # An object among others begins before its first key.
                yield id(each[2]), next(iter(each[2]))


def _start(data: bytes) -> int:
    return max(data.find(b"{"), 0)


# The owner's identity and key; the item's index, and whether the item is an object.
Wanted = tuple[Target, int | None, Any]


def _target(resource: dict[str, Any], location: str) -> Wanted | None:
    """What a location means in the resource, as far as it is there; None for the resource itself."""
    owner: Any = resource
    target: Wanted | None = None
    for step, index in _steps(location):
        key = step
        if type(owner) is not dict:
            break
        if key not in owner:
            key = "_" + key
            if key not in owner:
                break
        value = owner[key]
        target = ((id(owner), key), None, None)
        if index is not None and type(value) is list and index < len(value):
            item = value[index]
            target = ((id(owner), key), index, item)
            value = item
        owner = value
    return target


@lru_cache(maxsize=4096)
def _steps(location: str) -> tuple[tuple[str, int | None], ...]:
    """JSON keys, each with the index of an item, on the way to a location."""
    found = _STEP.findall(_COMMENT.sub("", location).partition(".")[2])
    return tuple(
        (name + kind[:1].upper() + kind[1:], int(index) if index else None)
        for name, kind, index in found
    )


class _Search:
    """One walk over the resource that counts keys, and the searches in the text that follow from it."""

    def __init__(self, data: bytes, targets: set[Target]) -> None:
        self._data = data
        self._wanted: dict[int, set[str]] = {}
        for owner, key in targets:
            self._wanted.setdefault(owner, set()).add(key)
        self._counts: dict[str, int] = {}
        self._ordinals: dict[Target, int] = {}
        self._offsets: dict[str, list[int]] = {}
        # Where each item of an array begins and ends, as far as they were asked for; before them, the bracket.
        self._items: dict[int, list[tuple[int, int]]] = {}

    def walk(self, resource: dict[str, Any]) -> None:  # noqa: C901 - the hot path, in one loop
        if not self._wanted:
            return
        counts, ordinals, wanted = self._counts, self._ordinals, self._wanted
        left = sum(map(len, wanted.values()))
        nodes: list[Any] = [iter(resource.items())]
        owners: list[dict[str, Any]] = [resource]
        while nodes:
            owner = owners[-1]
            keys = wanted.get(id(owner))
            for key, value in nodes[-1]:
                count = counts.get(key, 0)
                counts[key] = count + 1
                if keys is not None and key in keys:
                    ordinals[id(owner), key] = count
                    left -= 1
                    if not left:
                        return
                kind = type(value)
                if kind is dict:
                    nodes.append(iter(value.items()))
                    owners.append(value)
                    break
                if kind is list:
                    below = [each for each in value if type(each) is dict]
                    if len(below) < len(value) and any(type(each) is list for each in value):
                        # FHIR has no lists in lists, so their keys are not counted here.
                        ordinals.clear()
                        return
                    if below:
                        for each in reversed(below):
                            nodes.append(iter(each.items()))
                            owners.append(each)
                        break
            else:
                nodes.pop()
                owners.pop()

    def offset(self, target: Target, index: int | None, item: Any) -> int | None:
        """Where a target's key, or an item of its array, begins; None where the text is not plain."""
        begin = self._key_offset(target)
        if begin is None or index is None:
            return begin
        if type(item) is dict:
            return self._object_offset(item, begin)
        return self._item_offset(begin + len(target[1]) + 2, index)

    def _key_offset(self, target: Target) -> int | None:
        ordinal = self._ordinals.get(target)
        if ordinal is None:
            return None
        return self._occurrence(target[1], ordinal)

    def _occurrence(self, key: str, ordinal: int) -> int | None:
        offsets = self._offsets.get(key)
        if offsets is None:
            offsets = [match.start() for match in _pattern(key).finditer(self._data)]
            self._offsets[key] = offsets
        return offsets[ordinal] if ordinal < len(offsets) else None

    def _object_offset(self, item: dict[str, Any], begin: int) -> int | None:
        first = next(iter(item), None)
        if first is None:
            return None
        ordinal = self._ordinals.get((id(item), first))
        inside = None if ordinal is None else self._occurrence(first, ordinal)
        return None if inside is None else self._data.rfind(b"{", begin, inside)

    def _item_offset(self, after_key: int, index: int) -> int | None:
        items = self._items.get(after_key)
        if items is None:
            items = self._items[after_key] = [(0, self._data.find(b"[", after_key) + 1)]
        while len(items) <= index + 1:
            match = _ITEM.match(self._data, items[-1][1])
            if match is None:
                return None
            items.append((match.start(1), match.end()))
        return items[index + 1][0]


@lru_cache(maxsize=1024)
def _pattern(key: str) -> re.Pattern[bytes]:
    return re.compile(b'"' + re.escape(key.encode()) + rb'"\s*:')

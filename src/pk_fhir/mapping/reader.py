"""A reader that knows what was read, so that nothing is dropped in silence.

An `Element` is one JSON object of a resource. What `mapping` asks for counts as read; when the
resource is done, `close` notes every member that nobody asked for. A value of the wrong shape is
noted where it stands and read as absent: reading never fails.
"""

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError

from pk_fhir.contract import base, people, values
from pk_fhir.mapping.unexpressed import Log

T = TypeVar("T")
M = TypeVar("M", bound=BaseModel)

TEXT: TypeAdapter[str] = TypeAdapter(base.Text)
DATE: TypeAdapter[str] = TypeAdapter(values.Date)
DATE_TIME: TypeAdapter[str] = TypeAdapter(values.DateTime)
INSTANT: TypeAdapter[str] = TypeAdapter(values.Instant)
TIME_OF_DAY: TypeAdapter[str] = TypeAdapter(values.TimeOfDay)
URI: TypeAdapter[str] = TypeAdapter(values.Uri)
CODE: TypeAdapter[str] = TypeAdapter(values.CodeText)
HSA: TypeAdapter[str] = TypeAdapter(people.HsaId)
BOOLEAN: TypeAdapter[bool] = TypeAdapter(bool)
POSITIVE: TypeAdapter[int] = TypeAdapter(int)


class Element:
    """One object of a resource, at its path."""

    __slots__ = ("_children", "_read", "log", "path", "raw", "resource", "seen")

    def __init__(self, raw: dict[str, object], path: str, resource: str, log: Log) -> None:
        self.raw = raw
        self.path = path
        self.resource = resource
        self.log = log
        self.seen = False
        self._read: set[str] = set()
        self._children: dict[str, list[Element]] = {}

    def note(self, key: str, name: str = "", **values: str) -> None:
        """Note this element, or its member `name`, as not expressed."""
        path = f"{self.path}.{name}" if name else self.path
        self.log.add(path, self.resource, key, **values)

    def has(self, name: str) -> bool:
        """Whether the member is there; does not count as reading."""
        return name in self.raw

    def ignore(self, *names: str) -> None:
        """Count members as read that follow from what is read elsewhere."""
        self._read.update(names)

    def refuse(self, name: str, key: str, **values: str) -> None:
        """Note a member for a reason of its own, if it is there and not read yet."""
        if name in self.raw and name not in self._read:
            self._read.add(name)
            self.note(key, name, **values)

    def read(self, name: str, kind: TypeAdapter[T]) -> T | None:
        """The primitive `name`, when it is one of that kind."""
        if name not in self.raw:
            return None
        self._read.add(name)
        return self._valid(self.raw[name], name, kind)

    def read_all(self, name: str, kind: TypeAdapter[T]) -> tuple[T, ...]:
        """The primitives of the array `name` that are of that kind."""
        if name not in self.raw:
            return ()
        self._read.add(name)
        listed = self.raw[name]
        if not isinstance(listed, list):
            self.note("map-shape", name)
            return ()
        found = (self._valid(one, f"{name}[{index}]", kind) for index, one in enumerate(listed))
        return tuple(value for value in found if value is not None)

    def _valid(self, raw: object, name: str, kind: TypeAdapter[T]) -> T | None:
        try:
            return kind.validate_python(raw, strict=isinstance(raw, (bool, int)))
        except ValidationError:
            self.note("map-value", name)
            return None

    def child(self, name: str) -> "Element | None":
        """The object `name`."""
        found = self._listed(name)
        for element in found:
            element.seen = True
        return found[0] if found else None

    def children(self, name: str) -> "list[Element]":
        """The objects of the array `name`, all counted as seen; each notes its own rest."""
        found = self._listed(name)
        for element in found:
            element.seen = True
        return found

    def pick(self, name: str, wanted: "Callable[[Element], bool]") -> "list[Element]":
        """The objects of the array `name` that are wanted; the others will be noted whole."""
        found = [element for element in self._listed(name) if wanted(element)]
        for element in found:
            element.seen = True
        return found

    def extensions(self, url: str) -> "list[Element]":
        """The extensions with this URL."""
        found = self.pick("extension", lambda element: element.raw.get("url") == url)
        for element in found:
            element.ignore("url")
        return found

    def extension(self, url: str) -> "Element | None":
        """The extension with this URL; a second one is noted."""
        found = self.extensions(url)
        for other in found[1:]:
            other.note("map-second")
            other.ignore(*other.raw)
        return found[0] if found else None

    def _listed(self, name: str) -> "list[Element]":
        if name in self._children:
            return self._children[name]
        self._read.add(name)
        found: list[Element] = []
        if name in self.raw:
            raw = self.raw[name]
            if isinstance(raw, dict):
                found = [Element(raw, f"{self.path}.{name}", self.resource, self.log)]
            elif isinstance(raw, list) and raw:
                found = list(self._members(name, raw))
            else:
                self.note("map-shape", name)
        self._children[name] = found
        return found

    def _members(self, name: str, raw: list[object]) -> "Iterator[Element]":
        for index, one in enumerate(raw):
            path = f"{name}[{index}]"
            if isinstance(one, dict):
                yield Element(one, f"{self.path}.{path}", self.resource, self.log)
            else:
                self.note("map-shape", path)

    def close(self) -> None:
        """Note everything in here that was not read."""
        for name in self.raw:
            if name in self._read:
                continue
            if name == "extension":
                self._listed(name)
            else:
                # The extensions of a primitive stand in a member of their own, with an underscore.
                self.note("map-no-place", name.removeprefix("_"))
        for listed in self._children.values():
            for element in listed:
                if element.seen:
                    element.close()
                else:
                    element.note(*_why_unseen(element))


def _why_unseen(element: Element) -> tuple[str]:
    if ".extension[" in element.path.rsplit(".", 1)[-1] or element.path.rsplit(".", 1)[
        -1
    ].startswith("extension["):
        return ("map-extension",)
    if element.path.rsplit(".", 1)[-1].startswith("coding"):
        return ("map-code",)
    return ("map-no-place",)


def build(model: type[M], element: Element, **fields: Any) -> M | None:  # noqa: ANN401 - any field of any model
    """The model of these fields; noted at the element when they do not hold together."""
    try:
        return model.model_validate(fields, by_name=True, by_alias=False)
    except ValidationError:
        element.note("map-together")
        return None

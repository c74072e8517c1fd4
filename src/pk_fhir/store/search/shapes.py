"""Statements prepared once for each shape of a search.

Building a statement costs more than running it. Two searches that differ only in their values have
one shape; the statement of a shape is built with `Slot`s in the places of the values, and each later
search only fills the slots. The builders do not know: a slot is the text or number that it stands
for. What they make of one (the upper bound of a prefix, say) they make by `derived`.
"""

from collections.abc import Callable, Hashable, Iterable
from typing import Any, TypeVar

import msgspec
import sqlalchemy as sa
from sqlalchemy.util import LRUCache

from pk_fhir.fhir.outcome import FhirError
from pk_fhir.messages import told
from pk_fhir.store.statements import Rendered, Statements

Value = str | int | float
Derive = Callable[[Any], Any]
V = TypeVar("V", str, int, float)

SHAPES_KEPT = 1000
# A statement with more values than this is made for its one search: a thousand of those would fill the memory.
LARGEST_KEPT = 4000
# What PostgreSQL takes with a statement.
MOST_VALUES = 65_535


class Slot:
    """What marks a value as replaceable: where it stands in a shape's values, and how it is derived."""

    place: int
    derive: tuple[Derive, ...] = ()


class _Text(str, Slot):
    __slots__ = ("__dict__",)


class _Whole(int, Slot):
    pass


class _Real(float, Slot):
    pass


_SLOTS: dict[type, type] = {str: _Text, int: _Whole, float: _Real}


def derived(value: V, derive: Callable[[V], V]) -> V:
    """`derive(value)`; of a slot a slot, whose later values are derived in the same way."""
    made = derive(value)
    if isinstance(value, Slot):
        slot: V = _slot(made, value.place, (*value.derive, derive))
        return slot
    return made


def _slot(value: Any, place: int, derive: tuple[Derive, ...] = ()) -> Any:
    slot = _SLOTS[type(value)](value)
    slot.place = place
    slot.derive = derive
    return slot


class Values:
    """Takes a value apart into its shape and its values; `marked` puts slots in their places.

    Struct fields named in `OPEN` hold values; all other texts and numbers are part of the shape.
    """

    OPEN = frozenset(
        {"values", "ids", "words", "tenant", "patients", "units", "givers", "hidden_units"}
        | {"hidden_givers", "state", "position", "starts"}
        | {"reader_unit", "reader_giver", "reader_employee", "judged_at"}
    )

    def __init__(self) -> None:
        self.found: list[Value] = []

    def shape(self, part: Any, *, is_open: bool = False) -> Hashable:
        """The shape of a part; its values are appended to `found`."""
        if isinstance(part, msgspec.Struct):
            fields = part.__struct_fields__
            inner = (self.shape(getattr(part, name), is_open=name in self.OPEN) for name in fields)
            return (type(part), *inner)
        if isinstance(part, tuple | frozenset):
            parts: Iterable[Any] = sorted(part) if isinstance(part, frozenset) and is_open else part
            if isinstance(part, frozenset) and not is_open:
                return part
            return tuple([self.shape(each, is_open=is_open) for each in parts])
        if is_open and type(part) in _SLOTS:
            self.found.append(part)
            return type(part).__name__
        return part  # type: ignore[no-any-return] # a text, a number, a flag or nothing

    def marked(self, part: Any, *, is_open: bool = False) -> Any:
        """The part with a slot for each of its values, in the order of `shape`."""
        if isinstance(part, msgspec.Struct):
            fields = part.__struct_fields__
            inner = {
                name: self.marked(getattr(part, name), is_open=name in self.OPEN) for name in fields
            }
            return type(part)(**inner)
        if isinstance(part, tuple):
            return tuple([self.marked(each, is_open=is_open) for each in part])
        if isinstance(part, frozenset) and is_open:
            return frozenset([self.marked(each, is_open=True) for each in sorted(part)])
        if is_open and type(part) in _SLOTS:
            self.found.append(part)
            return _slot(part, len(self.found) - 1)
        return part


class _Fill:
    """A compiled statement, and for each of its parameters a constant or a slot."""

    def __init__(self, statements: Statements, statement: sa.ClauseElement) -> None:
        rendered = statements.render(statement)
        self.text = rendered.text
        self.parameters = [
            (value.place, value.derive) if isinstance(value, Slot) else (None, value)
            for value in rendered.values
        ]

    def with_values(self, values: list[Value]) -> Rendered:
        filled: list[Any] = []
        for place, rest in self.parameters:
            if place is None:
                filled.append(rest)
                continue
            value: Any = values[place]
            for derive in rest:
                value = derive(value)
            filled.append(value)
        return Rendered(self.text, filled)


class Shapes:
    """The prepared statements of one store."""

    def __init__(self, statements: Statements) -> None:
        self._statements = statements
        self._kept: LRUCache[Hashable, _Fill] = LRUCache(SHAPES_KEPT)

    def rendered(
        self,
        name: Hashable,
        asked: Any,
        build: Callable[[Any], sa.ClauseElement],
    ) -> Rendered:
        """`build(asked)` as text and values, built only where its shape is new. FhirError("invalid") for
        more values than a statement takes.

        `name` and the shape must say all that `build` depends on, but for the values.
        """
        values = Values()
        shape = (name, values.shape(asked))
        fill = self._kept.get(shape)
        if fill is None:
            fill = _Fill(self._statements, build(Values().marked(asked)))
            if len(fill.parameters) > MOST_VALUES:
                raise FhirError("invalid", told("search.too-much-in-all"))
            if len(fill.parameters) <= LARGEST_KEPT:
                self._kept[shape] = fill
        return fill.with_values(values.found)

"""The text of ``_filter`` → a tree: ``given eq "peter" and not (birthdate ge 2014)``.

https://hl7.org/fhir/R4/search_filter.html. And and or have no precedence: they are read from left to
right. A name may say the type that a step leads to: ``subject:Patient.name``.
"""

import json
import re
from collections.abc import Iterator
from typing import Literal

import msgspec

from pk_fhir.search.reading import Unreadable

OPERATORS = frozenset(
    {
        "eq", "ne", "co", "sw", "ew", "gt", "lt", "ge", "le", "ap", "sa", "eb", "pr", "po", "ss",
        "sb", "in", "ni", "re",
    }
)  # fmt: skip
MOST_TESTS = 100
DEEPEST = 20

_NAME = re.compile(r"[_A-Za-z][_A-Za-z0-9-]*(?::[A-Z][A-Za-z]*)?")
_WORD = re.compile(r"[^\s()\[\]]+")
_TOKEN = re.compile(r"[^\s)\]]+")
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')


class Step(msgspec.Struct, frozen=True):
    """A name of a path, and what the elements or resources that it leads to must meet."""

    name: str
    where: "Filter | None" = None


class Test(msgspec.Struct, frozen=True):
    """``path operator value``."""

    path: tuple[Step, ...]
    operator: str
    value: str


class Negation(msgspec.Struct, frozen=True):
    """``not (filter)``."""

    inner: "Filter"


class Logical(msgspec.Struct, frozen=True):
    """``left and right``, ``left or right``."""

    connective: Literal["and", "or"]
    left: "Filter"
    right: "Filter"


Filter = Test | Negation | Logical


def read(text: str) -> Filter:
    """The tree of a filter; Unreadable where it does not follow the grammar, with the place."""
    reader = _Reader(text)
    found = reader.filter()
    reader.end()
    return found


def tests(filter_: Filter) -> Iterator[Test]:
    """Every test in a filter, also those within the steps of paths."""
    if isinstance(filter_, Test):
        yield filter_
        for step in filter_.path:
            if step.where is not None:
                yield from tests(step.where)
    elif isinstance(filter_, Negation):
        yield from tests(filter_.inner)
    else:
        yield from tests(filter_.left)
        yield from tests(filter_.right)


class _Reader:
    """Reads a text by descent."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._depth = 0
        self._tests = 0

    def filter(self) -> Filter:
        self._depth += 1
        if self._depth > DEEPEST:
            raise Unreadable("search.too-deep", name="_filter", most=DEEPEST)
        found = self._one()
        while (word := self._peek(_WORD)) in ("and", "or"):
            self._take(_WORD)
            found = Logical("and" if word == "and" else "or", found, self._one())
        self._depth -= 1
        return found

    def end(self) -> None:
        self._skip()
        if self._at < len(self._text):
            raise self._wrong()

    def _one(self) -> Filter:
        if self._sign("("):
            found = self.filter()
            self._expect(")")
            return found
        if self._peek(_WORD) == "not":
            start = self._at
            self._take(_WORD)
            if self._sign("("):
                found = Negation(self.filter())
                self._expect(")")
                return found
            self._at = start
        return self._test()

    def _test(self) -> Test:
        self._tests += 1
        if self._tests > MOST_TESTS:
            raise Unreadable("search.too-many-values", "too-long", name="_filter", most=MOST_TESTS)
        path = [self._step()]
        while self._text[self._at : self._at + 1] == ".":
            self._at += 1
            path.append(self._step())
        start = self._at
        operator = self._take(_WORD)
        if operator not in OPERATORS or start == self._at - len(operator):
            raise Unreadable(
                "search.bad-operator", text=operator[:20], known=", ".join(sorted(OPERATORS))
            )
        return Test(tuple(path), operator, self._value())

    def _step(self) -> Step:
        name = self._take(_NAME)
        if self._text[self._at : self._at + 1] != "[":
            return Step(name)
        self._at += 1
        where = self.filter()
        self._expect("]")
        return Step(name, where)

    def _value(self) -> str:
        quoted = self._peek(_STRING)
        if not quoted:
            return self._take(_TOKEN)
        try:
            value = json.loads(self._take(_STRING))
        except ValueError:
            raise self._wrong() from None
        return str(value)

    def _skip(self) -> None:
        while self._text[self._at : self._at + 1].isspace():
            self._at += 1

    def _peek(self, pattern: re.Pattern[str]) -> str:
        self._skip()
        found = pattern.match(self._text, self._at)
        return found[0] if found else ""

    def _take(self, pattern: re.Pattern[str]) -> str:
        found = self._peek(pattern)
        if not found:
            raise self._wrong()
        self._at += len(found)
        return found

    def _sign(self, sign: str) -> bool:
        self._skip()
        if self._text[self._at : self._at + 1] != sign:
            return False
        self._at += 1
        return True

    def _expect(self, sign: str) -> None:
        if not self._sign(sign):
            raise self._wrong()

    def _wrong(self) -> Unreadable:
        return Unreadable("search.bad-filter", place=self._at + 1)

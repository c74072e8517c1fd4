"""What is asked of a full text: words, phrases, and, or, parentheses.

https://hl7.org/fhir/R4/search.html#text: ``(bone OR liver) and metastases``. Words beside each other must
all be there; a comma is an or, as everywhere in a search.
"""

import re

from pk_fhir.search.escapes import split, unescaped
from pk_fhir.search.reading import Unreadable

MOST_WORDS = 20
_TOKEN = re.compile(r'"([^"]*)"|([()])|([^\s()"]+)|(")')

Words = tuple[str, ...]
Alternatives = tuple[Words, ...]


def words(value: str, name: str) -> Alternatives:
    """Alternatives, each of words (or phrases) that must all be there. Raises Unreadable."""
    found = tuple(
        alternative
        for part in split(value, ",")
        for alternative in _Reader(unescaped(part), name).whole()
    )
    found = tuple(dict.fromkeys(found))
    if sum(map(len, found)) > MOST_WORDS:
        raise Unreadable("search.too-many-values", "too-long", name=name, most=MOST_WORDS)
    return found


class _Reader:
    """Reads one text by descent: or, and, then a word or what stands in parentheses."""

    def __init__(self, text: str, name: str) -> None:
        self._name = name
        self._open = 0
        self._left = [_token(match) for match in _TOKEN.finditer(text)][::-1]

    def whole(self) -> Alternatives:
        found = self._either()
        if self._left:
            raise self._wrong()
        return found

    def _either(self) -> Alternatives:
        found = self._all()
        while self._next() == "or":
            self._left.pop()
            found = (*found, *self._all())
        return found

    def _all(self) -> Alternatives:
        found = self._one()
        while (following := self._next()) not in ("or", ")", ""):
            if following == "and":
                self._left.pop()
            further = self._one()
            found = tuple((*one, *other) for one in found for other in further)
            if len(found) > MOST_WORDS:
                raise Unreadable(
                    "search.too-many-values", "too-long", name=self._name, most=MOST_WORDS
                )
        return found

    def _one(self) -> Alternatives:
        mark = self._next()
        if mark in ("and", "or", ")", ""):
            raise self._wrong()
        text = self._left.pop()[1]
        if mark != "(":
            return ((text,),)
        self._open += 1
        if self._open > MOST_WORDS:
            raise Unreadable("search.too-deep", "too-long", name=self._name, most=MOST_WORDS)
        inner = self._either()
        if self._next() != ")":
            raise self._wrong()
        self._left.pop()
        self._open -= 1
        return inner

    def _next(self) -> str:
        """The sign or connective that comes next; a word is "word", and the end is ""."""
        return self._left[-1][0] if self._left else ""

    def _wrong(self) -> Unreadable:
        return Unreadable("search.bad-words", name=self._name)


def _token(match: re.Match[str]) -> tuple[str, str]:
    phrase, bracket, word, _ = match.groups()
    if bracket:
        return bracket, bracket
    text = phrase if phrase is not None else word or '"'
    mark = text.lower() if phrase is None and text.lower() in ("and", "or") else "word"
    return (mark if text.strip() else ""), text

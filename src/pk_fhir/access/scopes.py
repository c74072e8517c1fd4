"""SMART scopes: which interactions on which types a token opens.

https://hl7.org/fhir/smart-app-launch/STU2.2/scopes-and-launch-context.html. A scope is a level, a
type or `*`, and letters of `cruds` in that order; those of version 1 (`read`, `write`, `*`) mean
`rs`, `cud`, `cruds`. What cannot be read exactly opens nothing: letters out of order, another case,
and a scope with a query, which would narrow in a way that is not offered here.
"""

import re
from collections.abc import Iterable
from typing import Literal

import msgspec

Letter = Literal["c", "r", "u", "d", "s"]
Level = Literal["patient", "user", "system"]

_SCOPE = re.compile(r"(patient|user|system)/(\*|[A-Z][A-Za-z]*)\.(c?r?u?d?s?|read|write|\*)")
_VERSION_1 = {"read": "rs", "write": "cud", "*": "cruds"}


class Scopes(msgspec.Struct, frozen=True):
    """The types that each letter opens; `every` has the letters that open all types."""

    every: frozenset[str]
    types: dict[str, frozenset[str]]  # letter → types

    def allows(self, type_: str, letter: Letter) -> bool:
        return letter in self.every or type_ in self.types.get(letter, ())

    def opened(self, letter: Letter) -> frozenset[str] | None:
        """The types that the letter opens; None for every type."""
        if letter in self.every:
            return None
        return self.types.get(letter, frozenset())


def read_scopes(scopes: Iterable[str], levels: frozenset[Level]) -> Scopes:
    """The union of those scopes that are of one of these levels."""
    every: set[str] = set()
    types: dict[str, set[str]] = {}
    for scope in scopes:
        match = _SCOPE.fullmatch(scope)
        if match is None or match[1] not in levels:
            continue
        for letter in _VERSION_1.get(match[3], match[3]):
            if match[2] == "*":
                every.add(letter)
            else:
                types.setdefault(letter, set()).add(match[2])
    return Scopes(frozenset(every), {letter: frozenset(opened) for letter, opened in types.items()})

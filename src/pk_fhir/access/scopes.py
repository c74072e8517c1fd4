"""SMART scopes: which interactions on which types a token opens.

https://hl7.org/fhir/smart-app-launch/STU2.2/scopes-and-launch-context.html. A scope is a level, a
type or `*`, and letters of `cruds` in that order; those of version 1 (`read`, `write`, `*`) mean
`rs`, `cud`, `cruds`. What cannot be read exactly opens nothing: letters out of order, another case.

A scope with a query (`CarePlan.rs?status=active`) opens reading and searching of what the query finds,
whichever way it is reached; writing it does not open. A query that is more than plain parameters
(modifiers, chains, dates) opens nothing, nor does one on all types (see `narrowing.py`).
"""

import re
from collections.abc import Iterable
from typing import Literal

import msgspec

from pk_fhir.access.narrowing import criteria

Letter = Literal["c", "r", "u", "d", "s"]
Level = Literal["patient", "user", "system"]

_SCOPE = re.compile(
    r"(patient|user|system)/(\*|[A-Z][A-Za-z]*)\.(c?r?u?d?s?|read|write|\*)(?:\?(.+))?"
)
_NARROWED = frozenset({"r", "s"})
_VERSION_1 = {"read": "rs", "write": "cud", "*": "cruds"}


class Scopes(msgspec.Struct, frozen=True):
    """The types that each letter opens; `every` has the letters that open all types.

    `narrowed` has, by letter, types with the query that narrows what is opened of them.
    """

    every: frozenset[str]
    types: dict[str, frozenset[str]]  # letter → types
    narrowed: dict[str, tuple[tuple[str, str], ...]] = {}

    def allows(self, type_: str, letter: Letter) -> bool:
        """Whether the letter opens the type, in whole or narrowed by a query."""
        return (
            letter in self.every
            or type_ in self.types.get(letter, ())
            or any(each == type_ for each, _ in self.narrowed.get(letter, ()))
        )

    def opened(self, letter: Letter) -> frozenset[str] | None:
        """The types that the letter opens in whole; None for every type."""
        if letter in self.every:
            return None
        return self.types.get(letter, frozenset())


def read_scopes(scopes: Iterable[str], levels: frozenset[Level]) -> Scopes:
    """The union of those scopes that are of one of these levels."""
    every: set[str] = set()
    types: dict[str, set[str]] = {}
    narrowed: dict[str, set[tuple[str, str]]] = {}
    for scope in scopes:
        match = _SCOPE.fullmatch(scope)
        if match is None or match[1] not in levels:
            continue
        for letter in _VERSION_1.get(match[3], match[3]):
            if match[4] is not None:
                if letter in _NARROWED and criteria(match[2], match[4]) is not None:
                    narrowed.setdefault(letter, set()).add((match[2], match[4]))
            elif match[2] == "*":
                every.add(letter)
            else:
                types.setdefault(letter, set()).add(match[2])
    return Scopes(
        frozenset(every),
        {letter: frozenset(opened) for letter, opened in types.items()},
        {letter: tuple(sorted(queries)) for letter, queries in narrowed.items()},
    )

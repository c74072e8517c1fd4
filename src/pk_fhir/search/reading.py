"""What reading a query needs to know, and how a part that cannot be read is told."""

from collections.abc import Iterable
from datetime import tzinfo
from difflib import get_close_matches
from typing import Protocol

import msgspec

from pk_fhir.fhir.outcome import Issue
from pk_fhir.messages import Language, text
from pk_fhir.search.escapes import split
from pk_fhir.search.parameters import Registry

MOST_VALUES = 1000
# Rows of the audit trail, and not of the index: nothing leads to them from elsewhere.
LOG = "AuditEvent"


class Terminology(Protocol):
    """Codes of value sets and hierarchies, for the modifiers `:in`, `:not-in`, `:above`, `:below`."""

    def expand(self, value_set: str) -> Iterable[tuple[str, str]] | None:
        """(system, code) of everything in a value set; None where it is not known or has no end."""

    def below(self, system: str, code: str) -> Iterable[str] | None:
        """The code and all that it subsumes; None where the system is not known."""

    def above(self, system: str, code: str) -> Iterable[str] | None:
        """The code and all that subsume it; None where the system is not known."""


class Context(msgspec.Struct, frozen=True, kw_only=True):
    """Where a query is read.

    `types` are the resource types that this server has. `now` is microseconds since 1970 (for
    ``ap``). `zone` and `bases` as for an `Indexer`. `lenient`: what is not understood is ignored and
    reported (``Prefer: handling=lenient``) instead of refused.
    """

    registry: Registry
    types: tuple[str, ...]
    now: int
    zone: tzinfo
    bases: tuple[str, ...] = ()
    terminology: Terminology | None = None
    lenient: bool = False
    language: Language = "en"


class Unreadable(Exception):  # noqa: N818 - a signal within this room, made an Issue by the reader
    """A part of a query that cannot be read: the key of its text, the values, the issue code."""

    def __init__(self, key: str, code: str = "invalid", /, **values: object) -> None:
        self.key = key
        self.code = code
        self.values = values
        super().__init__(key)


def issue_of(problem: Unreadable, name: str, context: Context) -> Issue:
    """The problem as an issue at the parameter `name`."""
    return Issue(
        severity="warning" if context.lenient else "error",
        code=problem.code,
        expression=f"http.{name}",
        diagnostics=text(problem.key, context.language, **{"name": name, **problem.values}),
        key=problem.key,
    )


def values(value: str, name: str) -> list[str]:
    """The values between commas, still escaped."""
    parts = split(value, ",")
    if len(parts) > MOST_VALUES:
        raise Unreadable("search.too-many-values", "too-long", name=name, most=MOST_VALUES)
    return parts


def is_true(value: str, name: str) -> bool:
    """The value of ``:missing``."""
    if value not in ("true", "false"):
        raise Unreadable("search.bad-boolean", name=name)
    return value == "true"


def suggestion(wrong: str, known: Iterable[str], language: Language) -> str:
    """A sentence that names what was probably meant, or what there is; starts with a space."""
    names = sorted(known)
    close = get_close_matches(wrong, names, n=3, cutoff=0.6) or [
        name for name in names if name.lower() == wrong.lower()
    ]
    if close:
        return " " + text("search.did-you-mean", language, names=", ".join(close))
    if 0 < len(names) <= 60:  # noqa: PLR2004 - what a person can still look through
        return " " + text("search.there-are", language, names=", ".join(names))
    return ""


def check_type(type_name: str, context: Context) -> None:
    """Unreadable for a type that this server has not, or that is searched by itself alone."""
    if type_name == LOG:
        raise Unreadable("search.log-apart", "not-supported", type=type_name)
    if type_name not in context.types:
        raise Unreadable(
            "search.unknown-type",
            "not-supported",
            type=type_name,
            suggestion=suggestion(type_name, context.types, context.language),
        )

"""Regular expressions from strangers, run without letting them run away.

Python's `re` is fast and has no limit; `regex` has a time limit. A pattern that repeats something which
itself repeats or branches can take exponential time, and goes to `regex`; so does what `re` cannot read.
"""

import re
from functools import lru_cache
from typing import Any, Protocol

from pk_fhir.fhirpath.errors import FhirPathError

SECONDS = 0.25
LEAST_SECONDS = 0.01
MAX_PATTERN = 5_000
# A single repeat costs at most the square of the text's length.
MAX_PLAIN_TEXT = 20_000

_REPEATS = {re._constants.MAX_REPEAT, re._constants.MIN_REPEAT}  # type: ignore[attr-defined]  # noqa: SLF001 - the only parser of re's own syntax
# Signs that a later `re` may read as operations on sets, and warns of.
SETS = ("[[", "--", "&&", "||", "~~")
_GROUP = re.compile(r"\$(?:(\d)|\{(\w+)\})")


class Pattern(Protocol):
    """The part of `re` and `regex` that is used here, with the time limit of the latter."""

    def search(self, text: str) -> bool:
        """Whether it is found somewhere in the text."""
        ...

    def fullmatch(self, text: str) -> bool:
        """Whether it is the whole text."""
        ...

    def sub(self, replacement: str, text: str) -> str:
        """The text with each match replaced; `$1` and `${name}` are groups."""
        ...


class _Plain:
    def __init__(self, compiled: re.Pattern[str], slow: "_Timed") -> None:
        self._compiled = compiled
        self._slow = slow

    def search(self, text: str) -> bool:
        if len(text) > MAX_PLAIN_TEXT:
            return self._slow.search(text)
        return self._compiled.search(text) is not None

    def fullmatch(self, text: str) -> bool:
        if len(text) > MAX_PLAIN_TEXT:
            return self._slow.fullmatch(text)
        return self._compiled.fullmatch(text) is not None

    def sub(self, replacement: str, text: str) -> str:
        if len(text) > MAX_PLAIN_TEXT:
            return self._slow.sub(replacement, text)
        return self._compiled.sub(replacement, text)


class _Timed:
    """A `regex` pattern, compiled when it is first used.

    Each time-out in a row halves the time that is allowed, so that a resource with a thousand hostile
    texts takes seconds and not minutes; an answer in time restores it.
    """

    def __init__(self, pattern: str, flags: int) -> None:
        self._pattern = pattern
        self._flags = flags
        self._compiled: Any = None
        self._seconds = SECONDS

    def _run(self, method: str, *arguments: str) -> Any:  # noqa: ANN401 - a match, or a string
        import regex  # noqa: PLC0415 - few expressions need it

        try:
            if self._compiled is None:
                self._compiled = regex.compile(self._pattern, self._flags | regex.VERSION0)
            found = getattr(self._compiled, method)(*arguments, timeout=self._seconds)
        except TimeoutError:
            self._seconds = max(self._seconds / 2, LEAST_SECONDS)
            raise FhirPathError("fhirpath.pattern-too-slow", pattern=self._pattern) from None
        except (regex.error, IndexError, OverflowError) as error:
            raise _unreadable(self._pattern, error) from error
        self._seconds = SECONDS
        return found

    def search(self, text: str) -> bool:
        return self._run("search", text) is not None

    def fullmatch(self, text: str) -> bool:
        return self._run("fullmatch", text) is not None

    def sub(self, replacement: str, text: str) -> str:
        return str(self._run("sub", replacement, text))


def search(pattern: str, text: str, flags: str = "") -> bool:
    """Whether the pattern matches somewhere in the text; ``.`` matches a line end too.

    FhirPathError for a pattern that cannot be read, or takes longer than `SECONDS`.
    """
    return compiled(pattern, flags).search(text)


def full_match(pattern: str, text: str, flags: str = "") -> bool:
    """Whether the pattern matches the whole text; errors as `search`."""
    return compiled(pattern, flags).fullmatch(text)


def replace_all(pattern: str, substitution: str, text: str, flags: str = "") -> str:
    """The text with every match replaced; ``$1`` and ``${name}`` stand for groups. Errors as `search`."""
    escaped = substitution.replace("\\", "\\\\")
    groups = _GROUP.sub(lambda match: rf"\g<{match.group(1) or match.group(2)}>", escaped)
    try:
        return compiled(pattern, flags).sub(groups, text)
    except (re.error, IndexError) as error:
        raise _unreadable(pattern, error) from error


@lru_cache(maxsize=1000)
def compiled(pattern: str, flags: str = "") -> Pattern:
    """The pattern, in the engine that is safe for it."""
    if len(pattern) > MAX_PATTERN:
        raise FhirPathError("fhirpath.pattern-too-long", most=MAX_PATTERN)
    options = (
        re.DOTALL | (re.IGNORECASE if "i" in flags else 0) | (re.MULTILINE if "m" in flags else 0)
    )
    timed = _Timed(pattern, int(options))
    if any(mark in pattern for mark in SETS):
        return timed
    try:
        tree = re._parser.parse(pattern, options)  # type: ignore[attr-defined]  # noqa: SLF001 - as above
    except (re.error, OverflowError, RecursionError):
        return timed
    if _is_risky(tree, inside=False):
        return timed
    return _Plain(re.compile(pattern, options), timed)


def _is_risky(tree: Any, *, inside: bool) -> bool:  # noqa: ANN401 - re's own parse tree
    repeats = 0
    for operator, argument in tree:
        if operator in _REPEATS:
            _, most, body = argument
            wide = most == re._constants.MAXREPEAT or most > 64  # type: ignore[attr-defined]  # noqa: SLF001, PLR2004 - as above
            repeats += wide
            if (wide and inside) or _is_risky(body, inside=inside or most > 1):
                return True
        elif _branches(operator, argument, inside=inside):
            return True
    return repeats > 3  # noqa: PLR2004 - the cube of a long text is too much


def _branches(operator: Any, argument: Any, *, inside: bool) -> bool:  # noqa: ANN401 - as above
    name = str(operator)
    if name == "SUBPATTERN":
        return _is_risky(argument[-1], inside=inside)
    if name == "BRANCH":
        return inside or any(_is_risky(each, inside=inside) for each in argument[1])
    return name in ("GROUPREF", "GROUPREF_EXISTS", "ATOMIC_GROUP", "POSSESSIVE_REPEAT")


def _unreadable(pattern: str, error: Exception) -> FhirPathError:
    return FhirPathError("fhirpath.pattern", pattern=pattern, problem=error)

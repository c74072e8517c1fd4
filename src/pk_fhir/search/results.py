"""Parameters that say what the answer holds: sort, page size, totals, includes, summaries.

https://hl7.org/fhir/R4/search.html#return
"""

import re
from typing import TypeVar, get_args

import msgspec

from pk_fhir.search.canonical import is_definition, named
from pk_fhir.search.escapes import split
from pk_fhir.search.parameters import Parameter
from pk_fhir.search.plain import parameters
from pk_fhir.search.query import Include, SortKey, Summary, Total
from pk_fhir.search.reading import Context, Unreadable, check_type, suggestion

SUMMARIES: tuple[Summary, ...] = get_args(Summary)
TOTALS: tuple[Total, ...] = get_args(Total)
SORTABLE = frozenset({"string", "token", "date", "number", "quantity", "uri", "reference"})
_DIGITS = re.compile(r"\d{1,100}\Z", re.ASCII)
# More than any page holds, and what each database can count to.
_MOST = 10**9

Types = tuple[str, ...]


def count(value: str) -> int:
    """The value of `_count`; Unreadable where it is no whole number, and never more than a database can count to."""
    if not _DIGITS.match(value):
        raise Unreadable("search.bad-count")
    return min(int(value), _MOST)


Choice = TypeVar("Choice", bound=str)


def choice(name: str, value: str, choices: tuple[Choice, ...]) -> Choice:
    """The value of a parameter that has a fixed list of them; Unreadable for any other."""
    for each in choices:
        if each == value:
            return each
    raise Unreadable("search.bad-choice", name=name, choices=", ".join(choices))


def elements(value: str) -> tuple[str, ...]:
    """Names of top-level elements, with or without the type before them; a choice with or without `[x]`."""
    names = [part.strip() for part in split(value, ",")]
    if not all(re.fullmatch(r"[A-Za-z][A-Za-z0-9.]*(\[x\])?", name) for name in names):
        raise Unreadable("search.bad-elements")
    return tuple(dict.fromkeys(names))


def sort(types: Types, value: str, context: Context) -> tuple[SortKey, ...]:
    """``_sort=-date,status``: the keys in their order."""
    keys: list[SortKey] = []
    for part in split(value, ","):
        code = part.strip().removeprefix("-")
        descending = part.strip().startswith("-")
        if code in ("_id", "_lastUpdated"):
            keys.append(SortKey(code, (), descending))
            continue
        if not code:
            raise Unreadable("search.empty-value", name="_sort")
        known = parameters(types, code, context)
        if known[0].kind not in SORTABLE or not known[0].expression:
            raise Unreadable("search.bad-sort", "not-supported", kind=known[0].kind, code=code)
        if len({each.kind for each in known}) > 1:
            raise Unreadable("search.several-kinds", "not-supported", code=code)
        keys.append(SortKey(known[0].kind, tuple(each.key() for each in known), descending))
    return tuple(keys)


def include(types: Types, name: str, value: str, context: Context) -> Include:
    """One ``_include`` or ``_revinclude``, with ``:iterate`` where its name says so."""
    head, _, modifier = name.partition(":")
    if modifier not in ("", "iterate", "recurse"):
        raise Unreadable(
            "search.unknown-modifier",
            "not-supported",
            modifier=modifier,
            kind="include",
            code=head,
            suggestion=suggestion(modifier, ("iterate",), context.language),
        )
    reverse = head == "_revinclude"
    iterate = bool(modifier)
    anywhere = Include(reverse, None, None, None, iterate)
    if value == "*":
        return _with_canonicals(anywhere, types, None, context)
    parts = value.split(":")
    if len(parts) not in (2, 3) or not all(parts):
        raise Unreadable("search.bad-include", name=name)
    source, code = parts[:2]
    check_type(source, context)
    if not reverse and not iterate and source not in types:
        raise Unreadable("search.include-source", type=source, of=", ".join(types[:3]), value=value)
    target = parts[2] if len(parts) == 3 else None  # noqa: PLR2004 - the third part
    if target is not None:
        check_type(target, context)
    followed = msgspec.structs.replace(anywhere, source=source, target=target)
    if code == "*":
        return _with_canonicals(followed, types, None, context)
    (parameter,) = parameters((source,), code, context)
    _can_point(parameter, target, context)
    followed = msgspec.structs.replace(followed, keys=(parameter.key(),))
    return _with_canonicals(followed, types, parameter, context)


def _with_canonicals(
    followed: Include, types: Types, parameter: Parameter | None, context: Context
) -> Include:
    """The include with the types of definitions that it reaches by their url; no `parameter` is all."""
    anything = context.types if followed.iterate else types
    sources = anything if not followed.reverse else context.types
    targets = anything if followed.reverse else context.types
    if followed.source:
        sources = (followed.source,)
    if followed.target:
        targets = tuple(each for each in targets if each == followed.target)
    targets = tuple(each for each in targets if is_definition(each, context))
    if not targets:
        return followed
    known = (
        [parameter]
        if parameter is not None
        else [each for name in sources for each in context.registry.for_type(name).values()]
    )
    canonical, literal = named(known, targets, context)
    return msgspec.structs.replace(followed, canonical=canonical, literal=literal)


def _can_point(parameter: Parameter, target: str | None, context: Context) -> None:
    if parameter.kind != "reference":
        raise Unreadable("search.not-a-reference", "not-supported", code=parameter.code)
    if target and parameter.targets and target not in parameter.targets:
        raise Unreadable(
            "search.wrong-target",
            code=parameter.code,
            type=target,
            suggestion=suggestion(target, parameter.targets, context.language),
        )

"""One search parameter of a query → one criterion: special ones, chains, ``_has``, and plain ones.

https://hl7.org/fhir/R4/search.html#chaining, #has
"""

from collections.abc import Callable
from typing import NamedTuple

from pk_fhir.search import special
from pk_fhir.search.canonical import named
from pk_fhir.search.parameters import Parameter
from pk_fhir.search.plain import parameters, plain
from pk_fhir.search.query import Branch, Chain, Criterion, Has
from pk_fhir.search.reading import Context, Unreadable, check_type, suggestion

MOST_BRANCHES = 200
DEEPEST = 8  # steps of chains and _has; more can only be meant to hurt

Types = tuple[str, ...]


class Steps:
    """How far a chain has gone: steps down, and branches taken in all."""

    __slots__ = ("branches", "depth")

    def __init__(self) -> None:
        self.depth = 0
        self.branches = 0


class At(NamedTuple):
    """Where in a query we are: the types in question, and how many steps down."""

    types: Types
    context: Context
    steps: Steps

    @classmethod
    def start(cls, types: Types, context: Context) -> "At":
        """At the resources searched for, before any step."""
        return cls(types, context, Steps())


Inner = Callable[[At], tuple[Criterion, ...]]


def criterion(types: Types, name: str, value: str, context: Context) -> Criterion:
    """What ``name=value`` asks of resources of these types. Raises Unreadable."""
    return _criterion(At.start(types, context), name, value)


def _criterion(at: At, name: str, value: str) -> Criterion:
    if not value:
        raise Unreadable("search.empty-value", name=name)
    if name.startswith("_has:"):
        return _has(at, name, value)
    head, dot, rest = name.partition(".")
    code, _, modifier = head.partition(":")
    if dot:
        return chained(at, head, lambda below: (_criterion(below, rest, value),))
    if code in special.READERS:
        return special.READERS[code](at.types, modifier, value, at.context)
    return plain(at.types, code, modifier, value, at.context)


def chained(at: At, head: str, inner: Inner) -> Criterion:
    """A reference by the parameter `head` (``subject``, ``subject:Patient``) to what meets `inner`."""
    types, context, _ = at
    code, _, modifier = head.partition(":")
    known = parameters(types, code, context)
    if any(each.kind != "reference" for each in known):
        raise Unreadable("search.not-a-reference", "not-supported", code=code)
    targets = _targets(known, modifier, context)
    branches: list[Branch] = []
    problems: list[Unreadable] = []
    for target in targets:
        try:
            branches.append(_below(at, target, head, inner))
        except _TooWideError:
            raise
        except Unreadable as problem:
            problems.append(problem)
    if not branches:
        raise _clearest(problems)
    canonical, literal = named(known, [each.type_name for each in branches], context)
    return Chain(tuple(parameter.key() for parameter in known), tuple(branches), canonical, literal)


def _below(at: At, type_name: str, name: str, inner: Inner) -> Branch:
    """The rest of a chain or of a `_has`, one step down."""
    steps = at.steps
    steps.branches += 1
    if steps.branches > MOST_BRANCHES:
        raise _TooWideError("search.too-wide", "too-costly", name=name)
    steps.depth += 1
    try:
        if steps.depth > DEEPEST:
            raise Unreadable("search.too-deep", name=name, most=DEEPEST)
        return Branch(type_name, inner(At((type_name,), at.context, steps)))
    finally:
        steps.depth -= 1


class _TooWideError(Unreadable):
    """Ends the whole chain, not one branch of it."""


def _clearest(problems: list[Unreadable]) -> Unreadable:
    """A value that is wrong says more than a type that lacks the parameter."""
    for problem in problems:
        if problem.key != "search.unknown-parameter":
            return problem
    return problems[0]


def _targets(known: tuple[Parameter, ...], modifier: str, context: Context) -> Types:
    parameter = known[0]
    possible = tuple(
        name
        for name in context.types
        if any(not each.targets or name in each.targets for each in known)
    )
    if modifier and modifier not in possible:
        raise Unreadable(
            "search.wrong-target",
            code=parameter.code,
            type=modifier,
            suggestion=suggestion(modifier, possible, context.language),
        )
    if not possible:
        raise Unreadable(
            "search.wrong-target",
            code=parameter.code,
            type=", ".join(parameter.targets),
            suggestion="",
        )
    return (modifier,) if modifier else possible


def _has(at: At, name: str, value: str) -> Criterion:
    types, context, _ = at
    parts = name.split(":", 3)
    if len(parts) != 4 or not all(parts):  # noqa: PLR2004 - _has, type, reference, parameter
        raise Unreadable("search.bad-has", name=name)
    _, type_name, code, rest = parts
    check_type(type_name, context)
    (referring,) = parameters((type_name,), code, context)
    if referring.kind != "reference":
        raise Unreadable("search.not-a-reference", "not-supported", code=code)
    if referring.targets and not set(types) & set(referring.targets):
        raise Unreadable(
            "search.wrong-target",
            code=f"{type_name}.{code}",
            type=", ".join(types),
            suggestion=suggestion(types[0], referring.targets, context.language),
        )
    branch = _below(at, type_name, name, lambda below: (_criterion(below, rest, value),))
    canonical, literal = named((referring,), types, context)
    return Has((referring.key(),), branch, canonical, literal)

"""One search parameter of a query → one criterion: special ones, chains, ``_has``, and plain ones.

https://hl7.org/fhir/R4/search.html#chaining, #has
"""

from typing import NamedTuple

from pk_fhir.search import special
from pk_fhir.search.parameters import Parameter
from pk_fhir.search.plain import parameters, plain
from pk_fhir.search.query import Branch, Chain, Criterion, Has
from pk_fhir.search.reading import Context, Unreadable, suggestion

MOST_BRANCHES = 200
DEEPEST = 8  # steps of chains and _has; more can only be meant to hurt

Types = tuple[str, ...]


class _At(NamedTuple):
    """Where in a query we are: the types in question, and how many steps down."""

    types: Types
    context: Context
    steps: "Steps"


class Steps:
    """How far a chain has gone: steps down, and branches taken in all."""

    __slots__ = ("branches", "depth")

    def __init__(self) -> None:
        self.depth = 0
        self.branches = 0


def criterion(
    types: Types, name: str, value: str, context: Context, steps: Steps | None = None
) -> Criterion:
    """What ``name=value`` asks of resources of these types. Raises Unreadable."""
    steps = steps or Steps()
    if steps.depth > DEEPEST:
        raise Unreadable("search.too-deep", name=name, most=DEEPEST)
    if not value:
        raise Unreadable("search.empty-value", name=name)
    if name.startswith("_has:"):
        return _has(_At(types, context, steps), name, value)
    head, dot, rest = name.partition(".")
    code, _, modifier = head.partition(":")
    if dot:
        return _chain(_At(types, context, steps), head, rest, value)
    if code in special.READERS:
        return special.READERS[code](types, modifier, value, context)
    return plain(types, code, modifier, value, context)


def _chain(at: _At, head: str, rest: str, value: str) -> Criterion:
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
            inner = _inner(target, f"{head}.{rest}", (rest, value), at)
        except _TooWideError:
            raise
        except Unreadable as problem:
            problems.append(problem)
        else:
            branches.append(Branch(target, (inner,)))
    if not branches:
        raise _clearest(problems)
    return Chain(tuple(parameter.key() for parameter in known), tuple(branches))


def _inner(type_name: str, name: str, pair: tuple[str, str], at: _At) -> Criterion:
    """The rest of a chain or of a `_has`, one step down."""
    steps = at.steps
    steps.branches += 1
    if steps.branches > MOST_BRANCHES:
        raise _TooWideError("search.too-wide", "too-costly", name=name)
    steps.depth += 1
    try:
        return criterion((type_name,), *pair, at.context, steps)
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


def _has(at: _At, name: str, value: str) -> Criterion:
    types, context, _ = at
    parts = name.split(":", 3)
    if len(parts) != 4 or not all(parts):  # noqa: PLR2004 - _has, type, reference, parameter
        raise Unreadable("search.bad-has", name=name)
    _, type_name, code, rest = parts
    if type_name not in context.types:
        raise Unreadable(
            "search.unknown-type",
            "not-supported",
            type=type_name,
            suggestion=suggestion(type_name, context.types, context.language),
        )
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
    inner = _inner(type_name, name, (rest, value), at)
    return Has((referring.key(),), Branch(type_name, (inner,)))

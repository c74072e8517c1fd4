"""One search parameter of a query → one criterion: kinds, modifiers, chains, ``_has``.

https://hl7.org/fhir/R4/search.html#modifiers, #chaining, #has
"""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from pk_fhir.search import special
from pk_fhir.search.escapes import split
from pk_fhir.search.kinds import MODIFIERS, Modified, reference
from pk_fhir.search.kinds.number import NUMBERS
from pk_fhir.search.kinds.quantity import QUANTITIES
from pk_fhir.search.kinds.setting import STRINGS
from pk_fhir.search.kinds.string import PHONETIC
from pk_fhir.search.parameters import Parameter
from pk_fhir.search.phonetics import DEFINITION
from pk_fhir.search.query import (
    AllOf,
    AnyOf,
    Branch,
    Chain,
    Composite,
    Criterion,
    Has,
    Match,
    Missing,
    Test,
)
from pk_fhir.search.reading import Context, Unreadable, suggestion

# The parameters of https://hl7.org/fhir/R4/search.html#return, which are no search parameters.
RESULTS = frozenset(
    {
        "_sort", "_count", "_total", "_summary", "_elements", "_include", "_revinclude", "_has",
        "_type", "_format", "_pretty",
    }
)  # fmt: skip
MOST_VALUES = 1000
MOST_BRANCHES = 200
DEEPEST = 8  # steps of chains and _has; more can only be meant to hurt

# By kind, the FHIR types of which one value makes one row.
_ONE_ROW: dict[str, frozenset[str]] = {
    "date": frozenset({"date", "dateTime", "instant", "Period", "Timing"}),
    "number": NUMBERS,
    "quantity": QUANTITIES | {"Range", "Money"},
    "reference": frozenset({"Reference"}),
    "string": STRINGS,
    "token": frozenset({"code", "boolean", "id", "Coding", "Identifier"}),
}

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
    return _plain(types, code, modifier, value, context)


def parameters(types: Types, code: str, context: Context) -> tuple[Parameter, ...]:
    """The parameter on each of the types; Unreadable where one of them has none."""
    found: list[Parameter] = []
    for type_name in types:
        known = context.registry.for_type(type_name)
        parameter = known.get(code)
        if parameter is None:
            raise Unreadable(
                "search.unknown-parameter",
                "not-supported",
                type=type_name,
                code=code,
                suggestion=suggestion(code, _names(code, known), context.language),
            )
        if not parameter.indexed:
            raise Unreadable("search.not-indexed", "incomplete", type=type_name, code=code)
        found.append(parameter)
    return tuple(found)


def _names(code: str, known: Iterable[str]) -> set[str]:
    """What may have been meant: of names that begin with `_`, also those that shape the answer."""
    return {*known, *(RESULTS if code.startswith("_") else ())}


def _plain(types: Types, code: str, modifier: str, value: str, context: Context) -> Criterion:
    known = parameters(types, code, context)
    first = known[0]
    name = f"{code}:{modifier}" if modifier else code
    if modifier == "missing":
        return _missing(known, value, name)
    if first.kind == "composite":
        return _composite(known, modifier, value, name, context)
    if first.kind == "special":
        return special.near(first, modifier, value, name)
    modified = _modified(first, modifier, context)
    tests = alternatives(value, name, lambda text: modified.read(first, text, name, context))
    return Match(
        kind=modified.kind,
        keys=tuple(parameter.key(modified.part) for parameter in known),
        tests=tests,
        negated=modified.negated,
        distinct=len(known) == 1 and _distinct(first, tests),
    )


def alternatives(value: str, name: str, read: Callable[[str], Iterable[Test]]) -> tuple[Test, ...]:
    """The tests of the values between commas, each once."""
    parts = split(value, ",")
    if len(parts) > MOST_VALUES:
        raise Unreadable("search.too-many-values", "too-long", name=name, most=MOST_VALUES)
    return tuple(dict.fromkeys(test for part in parts for test in read(part)))


def _distinct(parameter: Parameter, tests: tuple[Test, ...]) -> bool:
    """Whether at most one row of a resource can pass: it has one value, which makes one row, or its
    rows differ in what the one test names."""
    if parameter.single and parameter.types <= _ONE_ROW.get(parameter.kind, frozenset()):
        return True
    return len(tests) == 1 and tests[0].form in ("both", "typed", "is")


def _modified(parameter: Parameter, modifier: str, context: Context) -> Modified:
    known = PHONETIC if parameter.url == DEFINITION else MODIFIERS[parameter.kind]
    found = known.get(modifier)
    if found is not None:
        return found
    if parameter.kind == "reference" and modifier in (parameter.targets or context.types):
        return reference.of_type(modifier)
    names = {name for name in known if name} | {"missing"}
    if parameter.kind == "reference":
        names |= set(parameter.targets)
    raise Unreadable(
        "search.unknown-modifier",
        "not-supported",
        modifier=modifier,
        kind=parameter.kind,
        code=parameter.code,
        suggestion=suggestion(modifier, names, context.language),
    )


def _missing(known: tuple[Parameter, ...], value: str, name: str) -> Criterion:
    if value not in ("true", "false"):
        raise Unreadable("search.bad-boolean", name=name)
    kind, part = known[0].kind, ""
    if kind == "composite":
        kind, part = known[0].components[0].parameter.kind, "$0"
    elif kind == "special":
        kind, part = "number", "$0"
    keys = tuple(parameter.key(part) for parameter in known)
    if kind == "reference":
        # A reference that has only an identifier is there too.
        beside = Missing("token", tuple(each.key(":identifier") for each in known), value == "true")
        own = Missing("reference", keys, value == "true")
        return AnyOf((own, beside)) if value == "false" else AllOf((own, beside))
    return Missing(kind, keys, value == "true")


def _composite(
    known: tuple[Parameter, ...], modifier: str, value: str, name: str, context: Context
) -> Criterion:
    parameter = known[0]
    if modifier or len(known) > 1:
        _modified_composite(parameter, modifier)
    components = parameter.components
    tests: list[tuple[Test, ...]] = []
    for text in split(value, ","):
        parts = split(text, "$")
        if len(parts) != len(components) or not all(parts):
            raise Unreadable("search.bad-composite", name=name, count=len(components))
        tests.append(
            tuple(
                _only(MODIFIERS[each.parameter.kind][""].read(each.parameter, part, name, context))
                for each, part in zip(components, parts, strict=True)
            )
        )
    return Composite(
        tuple(
            (each.parameter.kind, parameter.key(f"${place}"))
            for place, each in enumerate(components)
        ),
        tuple(dict.fromkeys(tests)),
    )


def _only(tests: list[Test]) -> Test:
    return tests[0]


def _modified_composite(parameter: Parameter, modifier: str) -> None:
    raise Unreadable(
        "search.unknown-modifier",
        "not-supported",
        modifier=modifier,
        kind=parameter.kind,
        code=parameter.code,
        suggestion="",
    )


def _chain(at: _At, head: str, rest: str, value: str) -> Criterion:
    types, context, _ = at
    code, _, modifier = head.partition(":")
    known = parameters(types, code, context)
    first = known[0]
    if first.kind != "reference":
        raise Unreadable("search.not-a-reference", "not-supported", code=code)
    targets = _targets(first, modifier, context)
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


def _targets(parameter: Parameter, modifier: str, context: Context) -> Types:
    possible = tuple(
        name for name in context.types if not parameter.targets or name in parameter.targets
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

"""One search parameter without a chain → one criterion: its kind, modifiers and values.

https://hl7.org/fhir/R4/search.html#modifiers, #combining. Of several types each reads the value by its
own definition of the parameter.
"""

from collections.abc import Callable, Iterable

import msgspec

from pk_fhir.search import canonical, hierarchies, special
from pk_fhir.search.escapes import split
from pk_fhir.search.kinds import MODIFIERS, Modified, reference, uri
from pk_fhir.search.kinds.number import NUMBERS
from pk_fhir.search.kinds.quantity import QUANTITIES
from pk_fhir.search.kinds.setting import STRINGS
from pk_fhir.search.kinds.string import PHONETIC
from pk_fhir.search.parameters import PRESENT, Parameter
from pk_fhir.search.phonetics import DEFINITION
from pk_fhir.search.query import AllOf, AnyOf, Composite, Criterion, Match, Missing, Test
from pk_fhir.search.reading import Context, Unreadable, is_true, suggestion, values

# The parameters of https://hl7.org/fhir/R4/search.html#return, which are no search parameters.
RESULTS = frozenset(
    {
        "_sort", "_count", "_total", "_summary", "_elements", "_include", "_revinclude", "_has",
        "_type", "_format", "_pretty",
    }
)  # fmt: skip

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


def plain(types: Types, code: str, modifier: str, value: str, context: Context) -> Criterion:
    """What ``code:modifier=value`` asks of resources of these types. Raises Unreadable."""
    return united(
        [_one(each, modifier, value, context) for each in parameters(types, code, context)]
    )


def united(criteria: list[Criterion]) -> Criterion:
    """What several types ask by a parameter of one name, each of resources of its own type."""
    if len(criteria) == 1:
        return criteria[0]
    merged = _merged(criteria)
    if len(merged) == 1:
        return merged[0]
    # A resource of another type has no row of a parameter: it is not in the way of "none".
    return AllOf(tuple(merged)) if all(map(_asks_for_none, merged)) else AnyOf(tuple(merged))


def _asks_for_none(criterion: Criterion) -> bool:
    if isinstance(criterion, Match):
        return criterion.negated
    if isinstance(criterion, Missing):
        return criterion.missing
    return isinstance(criterion, AllOf) and all(map(_asks_for_none, criterion.criteria))


def _merged(criteria: list[Criterion]) -> list[Criterion]:
    """Those that ask the same of different parameters are one."""
    found: dict[Criterion, tuple[int, ...]] = {}
    others: list[Criterion] = []
    for each in criteria:
        if isinstance(each, Match | Missing):
            alike = msgspec.structs.replace(each, keys=())
            if isinstance(alike, Match):
                alike = msgspec.structs.replace(alike, distinct=False)
            found[alike] = (*found.get(alike, ()), *each.keys)
        elif each not in others:
            others.append(each)
    return [*(msgspec.structs.replace(each, keys=keys) for each, keys in found.items()), *others]


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
    return {*known, *(RESULTS if code.startswith("_") else ())} - {code}


def _one(parameter: Parameter, modifier: str, value: str, context: Context) -> Criterion:
    """What is asked of resources of the parameter's type."""
    name = f"{parameter.code}:{modifier}" if modifier else parameter.code
    if modifier == "missing":
        return missing(parameter, value, name)
    if parameter.kind == "composite":
        return _composite(parameter, modifier, value, name, context)
    if parameter.kind == "special":
        return special.near(parameter, modifier, value, name)
    if modifier in hierarchies.MODIFIERS and hierarchies.is_in(parameter, context):
        return hierarchies.criterion(parameter, modifier, value, name, context)
    found = _by_url(parameter, modifier, value, name, context)
    if found is not None:
        return found
    modified = _modified(parameter, modifier, context)
    tests = alternatives(value, name, lambda text: modified.read(parameter, text, name, context))
    return Match(
        kind=modified.kind,
        keys=(parameter.key(modified.part),),
        tests=tests,
        negated=modified.negated,
        distinct=_distinct(parameter, tests),
    )


def alternatives(value: str, name: str, read: Callable[[str], Iterable[Test]]) -> tuple[Test, ...]:
    """The tests of the values between commas, each once."""
    return tuple(dict.fromkeys(test for part in values(value, name) for test in read(part)))


def _distinct(parameter: Parameter, tests: tuple[Test, ...]) -> bool:
    """Whether at most one row of a resource can pass: it has one value, which makes one row, or its
    rows differ in what the one test names."""
    if parameter.single and parameter.types <= _ONE_ROW.get(parameter.kind, frozenset()):
        return True
    return len(tests) == 1 and tests[0].form in ("both", "typed", "is", "canonical")


def _modified(parameter: Parameter, modifier: str, context: Context) -> Modified:
    known = PHONETIC if parameter.url == DEFINITION else MODIFIERS[parameter.kind]
    if reference.is_canonical(parameter):
        known = reference.CANONICAL
    found = known.get(modifier)
    if found is not None:
        return found
    if reference.is_type(parameter, modifier, context):
        return reference.of_type(modifier)
    names = {name for name in known if name} | {"missing"}
    if parameter.kind == "reference":
        names |= set(parameter.targets)
    raise _unknown_modifier(parameter, modifier, suggestion(modifier, names, context.language))


def _unknown_modifier(parameter: Parameter, modifier: str, hint: str) -> Unreadable:
    return Unreadable(
        "search.unknown-modifier",
        "not-supported",
        modifier=modifier,
        kind=parameter.kind,
        code=parameter.code,
        suggestion=hint,
    )


def missing(parameter: Parameter, value: str, name: str) -> Criterion:
    """The resource has no value of the parameter ("true"), or has one ("false")."""
    absent = is_true(value, name)
    kind: str = parameter.kind
    parts: tuple[str, ...] = ("", PRESENT)
    if parameter.kind == "composite":
        kind, parts = parameter.components[0].parameter.kind, ("$0",)
    elif parameter.kind == "special":
        kind, parts = "number", ("$0",)
    return Missing(kind, tuple(parameter.key(part) for part in parts), absent)


# Definitions, named by their url: https://hl7.org/fhir/R4/references.html#canonical


def _by_url(
    parameter: Parameter, modifier: str, value: str, name: str, context: Context
) -> Criterion | None:
    """What is asked of a definition by its url and version, or, of what has a canonical, by the definition's
    id; None for what is asked as of any other parameter."""
    if reference.is_canonical(parameter) and reference.is_type(parameter, modifier, context):
        listed = values(value, name)
        return canonical.of_definitions(parameter, modifier, listed, name, context)
    if modifier or (parameter.kind, parameter.code) != ("uri", "url") or "|" not in value:
        return None
    version = context.registry.get(parameter.type_name, "version")
    return _of_version(parameter, version, value, name, context) if version else None


def _of_version(
    parameter: Parameter, version: Parameter, value: str, name: str, context: Context
) -> Criterion:
    found: list[Criterion] = []
    for text in values(value, name):
        url, *stated = split(text, "|", 1)
        same = Match(
            kind="uri",
            keys=(parameter.key(),),
            tests=tuple(uri.MODIFIERS[""].read(parameter, url, name, context)),
            distinct=parameter.single,
        )
        found.append(
            AllOf((same, _one(version, "", stated[0], context))) if stated and stated[0] else same
        )
    return found[0] if len(found) == 1 else AnyOf(tuple(found))


# Composites: https://hl7.org/fhir/R4/search.html#composite


def _composite(
    parameter: Parameter, modifier: str, value: str, name: str, context: Context
) -> Criterion:
    if modifier:
        raise _unknown_modifier(parameter, modifier, "")
    components = parameter.components
    tests: list[tuple[Test, ...]] = []
    for text in values(value, name):
        parts = split(text, "$")
        if len(parts) != len(components) or not all(parts):
            raise Unreadable("search.bad-composite", name=name, count=len(components))
        tests += combined(
            [
                MODIFIERS[each.parameter.kind][""].read(each.parameter, part, name, context)
                for each, part in zip(components, parts, strict=True)
            ]
        )
    return Composite(
        tuple(
            (each.parameter.kind, parameter.key(f"${place}"))
            for place, each in enumerate(components)
        ),
        tuple(dict.fromkeys(tests)),
    )


def combined(parts: list[list[Test]]) -> list[tuple[Test, ...]]:
    """Every combination of the alternatives of each part."""
    found: list[tuple[Test, ...]] = [()]
    for tests in parts:
        found = [(*before, test) for before in found for test in tests]
    return found

"""A ``_filter`` → one criterion: the same parameters, chains and tests as of any search.

https://hl7.org/fhir/R4/search_filter.html. A value is not case sensitive. Each step of a path is a step of
a chain, so that what may not be seen leads nowhere.
"""

from collections.abc import Iterator

from pk_fhir.search import special
from pk_fhir.search.criteria import At, chained
from pk_fhir.search.filter_text import Filter, Logical, Negation, Step, Test, read, tests
from pk_fhir.search.kinds import Modified
from pk_fhir.search.kinds.filtered import OPERATORS
from pk_fhir.search.parameters import Parameter
from pk_fhir.search.plain import combined, missing, parameters, united
from pk_fhir.search.query import AllOf, AnyOf, Composite, Criterion, Ids, Match, Not
from pk_fhir.search.query import Test as Asked
from pk_fhir.search.reading import Context, Unreadable, is_true

NAME = "_filter"
# The names that stand for a composite, whose parts are asked for together.
_TOGETHER: dict[tuple[str, str], tuple[str, tuple[str, ...]]] = {
    ("Group", "characteristic"): ("characteristic-value", ("code", "value")),
    ("DocumentReference", "relatesTo"): ("relationship", ("target", "code")),
}
_SYSTEMS = {
    "loinc": "http://loinc.org",
    "snomed": "http://snomed.info/sct",
    "rxnorm": "http://www.nlm.nih.gov/research/umls/rxnorm",
    "ucum": "http://unitsofmeasure.org",
}


def criterion(types: tuple[str, ...], value: str, context: Context) -> Criterion:
    """What the filter asks of resources of these types. Raises Unreadable."""
    return _of(read(value), At.start(types, context))


def coded(value: str) -> Iterator[tuple[str, str]]:
    """What it asks of value sets and hierarchies: pairs of modifier (`in`, `below`) and value."""
    try:
        found = list(tests(read(value)))
    except Unreadable:
        return
    for each in found:
        if each.operator in ("in", "ni"):
            yield "in", each.value
        elif each.operator in ("ss", "sb"):
            yield ("below" if each.operator == "ss" else "above"), _named(each.value)


def _of(filter_: Filter, at: At) -> Criterion:
    if isinstance(filter_, Negation):
        return Not(_of(filter_.inner, at))
    if isinstance(filter_, Logical):
        parts = tuple(_of(each, at) for each in _operands(filter_, filter_.connective))
        return AllOf(parts) if filter_.connective == "and" else AnyOf(parts)
    return _test(filter_, at)


def _operands(filter_: Filter, connective: str) -> Iterator[Filter]:
    """What one connective connects, side by side: no deeper than it must be."""
    if isinstance(filter_, Logical) and filter_.connective == connective:
        yield from _operands(filter_.left, connective)
        yield from _operands(filter_.right, connective)
    else:
        yield filter_


def _test(test: Test, at: At) -> Criterion:
    first, *rest = test.path
    if len(at.types) == 1 and (at.types[0], first.name) in _TOGETHER and rest:
        return _together(first, rest, test, at)
    if not rest:
        if first.where is not None:
            raise Unreadable("search.filter-without-name", name=first.name)
        return _last(first.name, test, at)
    following = Test(tuple(rest), test.operator, test.value)

    def inner(below: At) -> tuple[Criterion, ...]:
        narrowed = () if first.where is None else (_of(first.where, below),)
        return (*narrowed, _test(following, below))

    return chained(at, first.name, inner)


def _last(name: str, test: Test, at: At) -> Criterion:
    """The test of the parameter at the end of a path."""
    if name in special.READERS:
        return _special(name, test, at)
    return united([_one(each, test, at.context) for each in parameters(at.types, name, at.context)])


def _special(name: str, test: Test, at: At) -> Criterion:
    value, operator = _escaped(test.value), test.operator
    if name == "_lastUpdated":
        if operator not in OPERATORS["date"] or operator == "co":
            raise _not_for(operator, name, "date")
        # Of a moment a period that overlaps is one that holds it.
        value, operator = f"{'eq' if operator == 'po' else operator}{value}", "eq"
    found = special.READERS[name](at.types, "", value, at.context)
    if operator == "ne" and isinstance(found, Ids):
        return Ids(found.ids, negated=True)
    if operator not in ("eq", "co"):
        raise _not_for(operator, name, "special")
    return found


def _one(parameter: Parameter, test: Test, context: Context) -> Criterion:
    """What is asked of resources of the parameter's type."""
    operator = test.operator
    if operator == "pr":
        present = is_true(test.value, f"{NAME}: {parameter.code} pr")
        return missing(parameter, "false" if present else "true", NAME)
    modified = _modified(parameter, operator)
    return Match(
        kind=modified.kind,
        keys=(parameter.key(modified.part),),
        tests=tuple(modified.read(parameter, _value(parameter, test), _shown(parameter), context)),
        negated=modified.negated,
    )


def _modified(parameter: Parameter, operator: str) -> Modified:
    found = OPERATORS.get(parameter.kind, {}).get(operator)
    if found is None:
        raise _not_for(operator, parameter.code, parameter.kind)
    return found


def _not_for(operator: str, code: str, kind: str) -> Unreadable:
    return Unreadable("search.filter-operator", operator=operator, kind=kind, code=code)


def _shown(parameter: Parameter) -> str:
    return f"{NAME}: {parameter.code}"


def _value(parameter: Parameter, test: Test) -> str:
    """The value as the kinds read it: with a search's escapes."""
    if parameter.kind in ("string", "uri"):
        return _escaped(test.value).replace("|", "\\|")
    return _escaped(_named(test.value) if parameter.kind in ("token", "quantity") else test.value)


def _escaped(value: str) -> str:
    # A bar parts system and code in a filter too, and may be escaped there.
    plain = value.replace("\\|", "\x01").replace("\\", "\\\\").replace("\x01", "\\|")
    return plain.replace(",", "\\,").replace("$", "\\$")


def _named(value: str) -> str:
    """``loinc|1234-5`` with the whole system."""
    system, bar, code = value.partition("|")
    return f"{_SYSTEMS.get(system, system)}{bar}{code}"


def _together(first: Step, rest: list[Step], test: Test, at: At) -> Criterion:
    """``characteristic[code eq gender].value eq mixed``: both of one element."""
    code, names = _TOGETHER[at.types[0], first.name]
    [composite] = parameters(at.types, code, at.context)
    inner = first.where
    if len(rest) != 1 or not isinstance(inner, Test) or len(inner.path) != 1:
        raise Unreadable("search.filter-without-name", name=first.name)
    asked = {inner.path[0].name: inner, rest[0].name: test}
    if set(asked) != set(names):
        raise Unreadable("search.filter-without-name", name=first.name)
    parts: list[list[Asked]] = []
    for name, component in zip(names, composite.components, strict=True):
        parameter = component.parameter
        modified = _modified(parameter, asked[name].operator)
        if modified.negated or modified.part:
            raise _not_for(asked[name].operator, name, parameter.kind)
        parts.append(
            list(modified.read(parameter, _value(parameter, asked[name]), NAME, at.context))
        )
    return Composite(
        tuple(
            (each.parameter.kind, composite.key(f"${place}"))
            for place, each in enumerate(composite.components)
        ),
        tuple(combined(parts)),
    )

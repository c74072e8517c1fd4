"""Invariants about presence and single codes, compiled to look-ups in a JSON object.

Most invariants of R4's types ask only which elements are there: `code.empty() or system.exists()`.
Those need no FHIRPath engine. Three-valued logic as in http://hl7.org/fhirpath/N1/#boolean-logic.
"""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from pk_fhir.fhirpath.syntax import Binary, Call, Chain, Literal, Member, Tree, Variable

COUNTS: dict[str, Callable[[int, int], bool]] = {
    "=": lambda one, other: one == other,
    ">": lambda one, other: one > other,
    ">=": lambda one, other: one >= other,
    "<": lambda one, other: one < other,
    "<=": lambda one, other: one <= other,
}

Truth = Callable[[dict[str, Any]], bool | None]


class Names(NamedTuple):
    """The JSON names of an element, and whether it is a single JSON string, or a single boolean.

    `below` gives the names of its children, where it is an element of one type that has some.
    """

    keys: frozenset[str]
    text: bool
    flag: bool
    below: Callable[[], Mapping[str, "Names"]] | None = None


# What R4 calls by a name (https://hl7.org/fhir/R4/fhirpath.html#variables).
CONSTANTS = {
    "sct": "http://snomed.info/sct",
    "loinc": "http://loinc.org",
    "ucum": "http://unitsofmeasure.org",
}


def presence(tree: Tree, names: Mapping[str, Names]) -> Truth | None:  # noqa: C901, PLR0911 - one case for each form of expression
    """The expression as a function of the object, or None where it asks more than presence."""
    match tree:
        case Binary(operator=operator, left=left, right=Literal(value=int(number))) if (
            operator in COUNTS and not isinstance(number, bool)
        ):
            return _counted(left, COUNTS[operator], number, names)
        case Binary(
            operator="=",
            left=Member(source=None, name=name),
            right=Literal(value=bool(wanted_truth)),
        ):
            return _flag(names.get(name), wanted_truth)
        case Call(
            source=Member(source=None, name=name), name="exists" | "empty" as asked, arguments=()
        ):
            found = names.get(name)
            return None if found is None else _present(found.keys, asked == "exists")
        case Call(
            source=Call(source=source, name="where", arguments=(criterion,)),
            name="exists" | "empty" as asked,
            arguments=(),
        ):
            return _somewhere(source, criterion, names, wanted=asked == "exists")
        case Call(source=source, name="not", arguments=()) if source is not None:
            return _negated(presence(source, names))
        case Chain(operator=operator, operands=operands) if operator in ("and", "or"):
            return _joined(operator, [presence(each, names) for each in operands])
        case Binary(operator=operator) if operator in ("implies", "xor"):
            return _paired(operator, presence(tree.left, names), presence(tree.right, names))
        case Binary(
            operator="=" | "!=" as operator,
            left=Member(source=None, name=name),
            right=Literal(value=str()) | Variable() as stated,
        ) if (wanted := _constant(stated)) is not None:
            return _compared(names.get(name), frozenset({wanted}), operator == "=")
        case Binary(operator="=" | "!=" as operator):
            return _paired(operator, presence(tree.left, names), presence(tree.right, names))
        case Binary(
            operator="in",
            left=Member(source=None, name=name),
            right=Chain(operator="|", operands=operands),
        ):
            wanted_codes = {each.value for each in operands if isinstance(each, Literal)}
            if len(wanted_codes) == len(operands) and all(isinstance(c, str) for c in wanted_codes):
                return _compared(names.get(name), frozenset(map(str, wanted_codes)), True)
    return None


def _constant(tree: Literal | Variable) -> str | None:
    found = CONSTANTS.get(tree.name) if isinstance(tree, Variable) else tree.value
    return found if isinstance(found, str) else None


def untraced(tree: Tree) -> Tree:
    """The expression without `trace()`, which changes nothing."""
    match tree:
        case Call(source=source, name="trace") if source is not None:
            return untraced(source)
        case Call(source=source, name=name, arguments=arguments):
            inner = untraced(source) if source is not None else None
            return Call(inner, name, tuple(map(untraced, arguments)), tree.position)
        case Chain(operator=operator, operands=operands):
            return Chain(operator, tuple(map(untraced, operands)), tree.position)
        case Binary(operator=operator, left=left, right=right):
            return Binary(operator, untraced(left), untraced(right), tree.position)
        case Member(source=source, name=name) if source is not None:
            return Member(untraced(source), name, tree.position)
    return tree


def json_name(names: Names) -> str:
    """The JSON name of an element's value, where it has only one."""
    return next(each for each in names.keys if not each.startswith("_"))


def _somewhere(
    path: Tree | None, criterion: Tree, names: Mapping[str, Names], *, wanted: bool
) -> Truth | None:
    """`path.where(criterion).exists()`, for a path of objects."""
    way = _way(path, names)
    fits = presence(criterion, way[1]) if way is not None else None
    if way is None or fits is None:
        return None
    keys = way[0]

    def somewhere(value: dict[str, Any]) -> bool | None:
        level: list[Any] = [value]
        for key in keys:
            found = [each[key] for each in level if key in each]
            level = [one for each in found for one in (each if type(each) is list else [each])]
            if any(type(each) is not dict for each in level):
                return None
        return any(fits(each) is True for each in level) is wanted

    return somewhere


def _way(
    path: Tree | None, names: Mapping[str, Names]
) -> tuple[tuple[str, ...], Mapping[str, Names]] | None:
    """The JSON names along a path, and the names of what it leads to."""
    match path:
        case Member(source=source, name=name):
            before = ((), names) if source is None else _way(source, names)
            found = before[1].get(name) if before is not None else None
            if before is None or found is None or found.below is None:
                return None
            return (*before[0], *found.keys), found.below()
    return None


def _counted(
    tree: Tree, fits: Callable[[int, int], bool], number: int, names: Mapping[str, Names]
) -> Truth | None:
    """`a.count() + b.count() > 0`, for elements that are no choice."""
    keys = _counted_keys(tree, names)
    if keys is None:
        return None

    def counted(value: dict[str, Any]) -> bool:
        total = 0
        for own in keys:
            total += max(_length(value.get(key)) for key in own)
        return fits(total, number)

    return counted


def _length(value: Any) -> int:
    if value is None:
        return 0
    return len(value) if type(value) is list else 1


def _counted_keys(tree: Tree, names: Mapping[str, Names]) -> tuple[frozenset[str], ...] | None:
    match tree:
        case Binary(operator="+"):
            left, right = _counted_keys(tree.left, names), _counted_keys(tree.right, names)
            return None if left is None or right is None else (*left, *right)
        case Call(source=Member(source=None, name=name), name="count", arguments=()):
            found = names.get(name)
            # A primitive has a second name, `_name`, aligned with the first.
            plain = found is not None and len({key.removeprefix("_") for key in found.keys}) == 1
            return (found.keys,) if found is not None and plain else None
    return None


def _flag(names: Names | None, wanted: bool) -> Truth | None:
    if names is None or not names.flag:
        return None
    key = json_name(names)

    def flag(value: dict[str, Any]) -> bool | None:
        found = value.get(key)
        return None if type(found) is not bool else found is wanted

    return flag


def _present(keys: frozenset[str], wanted: bool) -> Truth:
    if len(keys) == 1:
        (key,) = keys
        if wanted:
            return lambda value: key in value
        return lambda value: key not in value
    if wanted:
        return lambda value: not keys.isdisjoint(value)
    return keys.isdisjoint


def _negated(inner: Truth | None) -> Truth | None:
    if inner is None:
        return None
    known = inner

    def negated(value: dict[str, Any]) -> bool | None:
        verdict = known(value)
        return None if verdict is None else not verdict

    return negated


def _joined(operator: str, parts: list[Truth | None]) -> Truth | None:
    known = [part for part in parts if part is not None]
    if len(known) < len(parts):
        return None
    decisive = operator == "or"

    def joined(value: dict[str, Any]) -> bool | None:
        unknown = False
        for part in known:
            verdict = part(value)
            if verdict is decisive:
                return decisive
            unknown = unknown or verdict is None
        return None if unknown else not decisive

    return joined


def _paired(operator: str, left: Truth | None, right: Truth | None) -> Truth | None:
    if left is None or right is None:
        return None
    one, other = left, right

    def implies(value: dict[str, Any]) -> bool | None:
        premise = one(value)
        if premise is False:
            return True
        conclusion = other(value)
        if premise is True or conclusion is True:
            return conclusion
        return None

    def differs(value: dict[str, Any]) -> bool | None:
        first, second = one(value), other(value)
        return None if first is None or second is None else first is not second

    if operator == "implies":
        return implies
    return _negated(differs) if operator == "=" else differs


def _compared(names: Names | None, wanted: frozenset[str], equal: bool) -> Truth | None:
    if names is None or not names.text:
        return None
    key = json_name(names)

    def compared(value: dict[str, Any]) -> bool | None:
        found = value.get(key)
        return None if type(found) is not str else (found in wanted) is equal

    return compared

"""Invariants about presence and single codes, compiled to look-ups in a JSON object.

Most invariants of R4's types ask only which elements are there: `code.empty() or system.exists()`.
Those need no FHIRPath engine. Three-valued logic as in http://hl7.org/fhirpath/N1/#boolean-logic.
"""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from pk_fhir.fhirpath.syntax import Binary, Call, Chain, Literal, Member, Tree

COUNTS: dict[str, Callable[[int, int], bool]] = {
    "=": lambda one, other: one == other,
    ">": lambda one, other: one > other,
    ">=": lambda one, other: one >= other,
    "<": lambda one, other: one < other,
    "<=": lambda one, other: one <= other,
}

Truth = Callable[[dict[str, Any]], bool | None]


class Names(NamedTuple):
    """The JSON names of an element, and whether it is a single JSON string, or a single boolean."""

    keys: frozenset[str]
    text: bool
    flag: bool


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
        case Call(source=source, name="not", arguments=()) if source is not None:
            return _negated(presence(source, names))
        case Chain(operator=operator, operands=operands) if operator in ("and", "or"):
            return _joined(operator, [presence(each, names) for each in operands])
        case Binary(operator=operator) if operator in ("implies", "xor"):
            return _paired(operator, presence(tree.left, names), presence(tree.right, names))
        case Binary(
            operator="=" | "!=" as operator,
            left=Member(source=None, name=name),
            right=Literal(value=str(wanted)),
        ):
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


def proof(tree: Tree, names: Mapping[str, Names]) -> Callable[[dict[str, Any]], bool] | None:
    """A cheap look that is True only where the expression surely is; None where none is to be had."""
    whole = presence(tree, names)
    if whole is not None:
        return lambda value: whole(value) is True
    match tree:
        case Chain(operator="or", operands=operands):
            parts = [part for part in (proof(each, names) for each in operands) if part is not None]
            return (lambda value: any(part(value) for part in parts)) if parts else None
        case Chain(operator="and", operands=operands):
            every = [proof(each, names) for each in operands]
            known = [part for part in every if part is not None]
            if len(known) == len(every):
                return lambda value: all(part(value) for part in known)
        case Binary(operator="implies", left=left, right=right):
            premise, conclusion = presence(left, names), proof(right, names)
            if premise is not None:
                asked = premise
                if conclusion is None:
                    return lambda value: asked(value) is False
                told = conclusion
                return lambda value: asked(value) is False or told(value)
    return None


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


def _counted(
    tree: Tree, fits: Callable[[int, int], bool], number: int, names: Mapping[str, Names]
) -> Truth | None:
    """`a.count() + b.count() > 0`, for elements whose JSON has one name."""
    keys = _counted_keys(tree, names)
    if keys is None:
        return None

    def counted(value: dict[str, Any]) -> bool:
        total = 0
        for key in keys:
            found = value.get(key)
            if found is not None:
                total += len(found) if type(found) is list else 1
        return fits(total, number)

    return counted


def _counted_keys(tree: Tree, names: Mapping[str, Names]) -> tuple[str, ...] | None:
    match tree:
        case Binary(operator="+"):
            left, right = _counted_keys(tree.left, names), _counted_keys(tree.right, names)
            return None if left is None or right is None else (*left, *right)
        case Call(source=Member(source=None, name=name), name="count", arguments=()):
            found = names.get(name)
            return tuple(found.keys) if found is not None and len(found.keys) == 1 else None
    return None


def _flag(names: Names | None, wanted: bool) -> Truth | None:
    if names is None or not names.flag:
        return None
    key = next(each for each in names.keys if not each.startswith("_"))

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
    key = next(each for each in names.keys if not each.startswith("_"))

    def compared(value: dict[str, Any]) -> bool | None:
        found = value.get(key)
        return None if type(found) is not str else (found in wanted) is equal

    return compared

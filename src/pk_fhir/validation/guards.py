"""What the mere presence of elements says of an invariant.

An invariant is evaluated in thought, with some elements absent, some present and all others unknown.
Where it comes out true, nothing that the elements hold can change that, and the expression is not
touched: `guards` asks that once for each element, when an invariant is compiled, and `settled` for the
keys that an object has (see `pk_fhir.validation.layouts`).
"""

from collections.abc import Collection
from typing import Literal as Word
from typing import NamedTuple

from pk_fhir.fhirpath.syntax import (
    Binary,
    Call,
    Chain,
    Index,
    Literal,
    Member,
    Sign,
    Tree,
    TypeTest,
    parts,
)
from pk_fhir.validation.presence import COUNTS

# EMPTY is the empty collection, ZERO the number; None is "cannot be told".
Verdict = bool | Word["empty", "zero"] | None
EMPTY: Word["empty"] = "empty"
ZERO: Word["zero"] = "zero"


class Known(NamedTuple):
    """Names of the focus's children that are surely absent, and those that are surely there."""

    absent: Collection[str]
    present: Collection[str]


OF_NOTHING: dict[str, Verdict] = {
    "empty": True,
    "exists": False,
    "hasValue": False,
    "all": True,
    "isDistinct": True,
    "allTrue": True,
    "count": ZERO,
    "iif": None,
    "combine": None,
    "union": None,
    "aggregate": None,
    "toString": EMPTY,
    "htmlChecks": None,
    "conformsTo": None,
}


def guards(tree: Tree) -> frozenset[str]:
    """The names of children each of whose absence alone makes the expression true."""
    return frozenset(name for name in names_in(tree) if settled(tree, Known((name,), ())))


def settled(tree: Tree, known: Known) -> bool:
    """Whether the expression is surely true, whatever the values of the elements are."""
    return _verdict(tree, known) is True


def names_in(tree: Tree) -> set[str]:
    """The names of the focus's children in an expression."""
    if isinstance(tree, Member) and tree.source is None:
        return {tree.name}
    found: set[str] = set()
    for part in parts(tree):
        found |= names_in(part)
    return found


def _verdict(tree: Tree, known: Known) -> Verdict:  # noqa: PLR0911 - one case for each form of expression
    match tree:
        case Literal(value=bool(value)):
            return value
        case Member(source=None, name=name):
            return EMPTY if name in known.absent else None
        case Member(source=source) if source is not None:
            return EMPTY if _verdict(source, known) == EMPTY else None
        case Index(source=source) | TypeTest(operand=source) | Sign(operand=source):
            return EMPTY if _verdict(source, known) == EMPTY else None
        case Call():
            return _call(tree, known)
        case Chain():
            return _chain(tree, known)
        case Binary():
            return _binary(tree, known)
        case _:
            return None


def _call(tree: Call, known: Known) -> Verdict:
    match tree:
        case Call(source=Member(source=None, name=name), name="exists" | "empty", arguments=()) if (
            name in known.present
        ):
            return tree.name == "exists"
    source = None if tree.source is None else _verdict(tree.source, known)
    if tree.name == "not":
        return not source if isinstance(source, bool) else source
    if source == EMPTY:
        return OF_NOTHING.get(tree.name, EMPTY)
    return None


def _chain(tree: Chain, known: Known) -> Verdict:
    verdicts = [_verdict(each, known) for each in tree.operands]
    if tree.operator == "|":
        return EMPTY if all(each == EMPTY for each in verdicts) else None
    decisive = tree.operator == "or"
    if any(each is decisive for each in verdicts):
        return decisive
    return (not decisive) if all(each is (not decisive) for each in verdicts) else None


def _binary(tree: Binary, known: Known) -> Verdict:
    left, right = _verdict(tree.left, known), _verdict(tree.right, known)
    if tree.operator == "implies":
        return True if left is False or right is True else None
    if left == ZERO:
        return _of_zero(tree.operator, right, tree.right)
    if EMPTY in (left, right) and tree.operator not in ("&", "xor", "~", "!~", "in", "contains"):
        return EMPTY
    return None


def _of_zero(operator: str, right: Verdict, tree: Tree) -> Verdict:
    """`0 + 0`, and a zero compared with a number that is written out."""
    if operator == "+":
        return ZERO if right == ZERO else None
    if operator in COUNTS and isinstance(tree, Literal) and type(tree.value) is int:
        return COUNTS[operator](0, tree.value)
    return None

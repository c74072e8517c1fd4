"""Which elements must be there for an invariant to be able to fail.

An invariant is evaluated in thought with one element absent and all others unknown. Where it comes out
true, its absence alone proves it, and at run time the expression is not touched.
"""

from typing import Literal as Word

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

# EMPTY is the empty collection; None is "cannot be told".
Verdict = bool | Word["empty"] | None
EMPTY: Word["empty"] = "empty"

OF_NOTHING: dict[str, Verdict] = {
    "empty": True,
    "exists": False,
    "hasValue": False,
    "all": True,
    "isDistinct": True,
    "allTrue": True,
    "count": None,
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
    return frozenset(name for name in _names(tree) if _verdict(tree, name) is True)


def _names(tree: Tree) -> set[str]:
    if isinstance(tree, Member) and tree.source is None:
        return {tree.name}
    found: set[str] = set()
    for part in parts(tree):
        found |= _names(part)
    return found


def _verdict(tree: Tree, absent: str) -> Verdict:  # noqa: PLR0911 - one case for each form of expression
    match tree:
        case Literal(value=bool(value)):
            return value
        case Member(source=None, name=name):
            return EMPTY if name == absent else None
        case Member(source=source) if source is not None:
            return EMPTY if _verdict(source, absent) == EMPTY else None
        case Index(source=source) | TypeTest(operand=source) | Sign(operand=source):
            return EMPTY if _verdict(source, absent) == EMPTY else None
        case Call():
            return _call(tree, absent)
        case Chain():
            return _chain(tree, absent)
        case Binary():
            return _binary(tree, absent)
        case _:
            return None


def _call(tree: Call, absent: str) -> Verdict:
    source = None if tree.source is None else _verdict(tree.source, absent)
    if tree.name == "not":
        return not source if isinstance(source, bool) else source
    if source == EMPTY:
        return OF_NOTHING.get(tree.name, EMPTY)
    return None


def _chain(tree: Chain, absent: str) -> Verdict:
    verdicts = [_verdict(each, absent) for each in tree.operands]
    if tree.operator == "|":
        return EMPTY if all(each == EMPTY for each in verdicts) else None
    decisive = tree.operator == "or"
    if any(each is decisive for each in verdicts):
        return decisive
    return (not decisive) if all(each is (not decisive) for each in verdicts) else None


def _binary(tree: Binary, absent: str) -> Verdict:
    left, right = _verdict(tree.left, absent), _verdict(tree.right, absent)
    if tree.operator == "implies":
        if left is False or right is True:
            return True
        return None
    if EMPTY in (left, right) and tree.operator not in ("&", "xor", "~", "!~", "in", "contains"):
        return EMPTY
    return None

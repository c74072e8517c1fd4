"""Cheap proofs of invariants that ask more than presence, from the parts that do not.

`proof` gives a look that is True only where the expression surely is. Where it is not, FHIRPath decides.
"""

from collections.abc import Callable, Mapping
from typing import Any

from pk_fhir.fhirpath.syntax import Binary, Chain, Member, Tree
from pk_fhir.validation.presence import Names, json_name, presence

Proof = Callable[[dict[str, Any]], bool]


def proof(tree: Tree, names: Mapping[str, Names]) -> Proof | None:
    """A cheap look that is True only where the expression surely is; None where none is to be had."""
    whole = presence(tree, names)
    if whole is not None:
        return lambda value: whole(value) is True
    match tree:
        case Chain(operator="or" | "and"):
            return _of_chain(tree, names)
        case Binary(operator="implies"):
            return _of_implication(tree, names)
        case Binary(operator=">=", left=Member(source=None), right=Member(source=None)):
            return _ordered(tree.right, tree.left, names)
        case Binary(operator="<=", left=Member(source=None), right=Member(source=None)):
            return _ordered(tree.left, tree.right, names)
    return None


def _of_chain(tree: Chain, names: Mapping[str, Names]) -> Proof | None:
    parts = [proof(each, names) for each in tree.operands]
    known = [part for part in parts if part is not None]
    if tree.operator == "or":
        return (lambda value: any(part(value) for part in known)) if known else None
    return (lambda value: all(part(value) for part in known)) if len(known) == len(parts) else None


def _of_implication(tree: Binary, names: Mapping[str, Names]) -> Proof | None:
    premise, conclusion = presence(tree.left, names), proof(tree.right, names)
    if premise is None:
        return conclusion
    asked, told = premise, conclusion
    if told is None:
        return lambda value: asked(value) is False
    known = told
    return lambda value: asked(value) is False or known(value)


def _ordered(sooner: Tree, later: Tree, names: Mapping[str, Names]) -> Proof | None:
    """Two moments written with the same precision and in the same zone, the second not before the first."""
    found = [names.get(each.name) for each in (sooner, later) if isinstance(each, Member)]
    plain = [json_name(each) for each in found if each is not None and each.text]
    if len(plain) != 2:  # noqa: PLR2004 - both of them
        return None
    first, second = plain

    def ordered(value: dict[str, Any]) -> bool:
        one, other = value.get(first), value.get(second)
        if type(one) is not str or type(other) is not str or len(one) != len(other):
            return False
        return one[19:] == other[19:] and one[:19] <= other[:19]

    return ordered

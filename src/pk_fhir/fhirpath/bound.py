"""Expressions bound to the type of their focus: the fast way for invariants.

A bound test answers True, False or None (empty) for a raw JSON value. What the types allow is asked of
the JSON at once (`presence`); the rest goes through nodes as everywhere.
"""

import operator as operators
from collections.abc import Callable
from typing import Any

from pk_fhir.fhirpath.answers import (
    Number,
    Test,
    all_of,
    any_of,
    exactly_one,
    implies,
    number_at,
    text_question,
    total,
)
from pk_fhir.fhirpath.compiler import compile_tree
from pk_fhir.fhirpath.context import FIXED_VARIABLES, Context
from pk_fhir.fhirpath.errors import FhirPathError
from pk_fhir.fhirpath.functions.registry import truth
from pk_fhir.fhirpath.model import PRIMITIVES, Model
from pk_fhir.fhirpath.node import TEMPORAL_TYPES, Node
from pk_fhir.fhirpath.presence import Path, elements, exists, path_of, scalar, tally
from pk_fhir.fhirpath.reads import reads_of
from pk_fhir.fhirpath.syntax import Binary, Call, Chain, Literal, Special, Tree, Variable, parts

TEXTS = frozenset(
    kind
    for kind in PRIMITIVES
    if kind not in TEMPORAL_TYPES
    and kind not in ("boolean", "decimal", "integer", "unsignedInt", "positiveInt", "integer64")
)
NUMBERS = frozenset({"integer", "unsignedInt", "positiveInt", "decimal"})
COMPARED: dict[str, Callable[[Any, Any], bool]] = {
    "=": operators.eq,
    "!=": operators.ne,
    "<": operators.lt,
    "<=": operators.le,
    ">": operators.gt,
    ">=": operators.ge,
}
BOOLEAN_CALLS = frozenset(
    {
        "exists",
        "empty",
        "not",
        "all",
        "hasValue",
        "matches",
        "startsWith",
        "endsWith",
        "contains",
        "isDistinct",
    }
)
BOOLEAN_OPERATORS = frozenset(
    {"=", "!=", "<", "<=", ">", ">=", "in", "contains", "xor", "implies", "and", "or"}
)


class Bound:
    """An invariant, ready for one type of focus.

    `test(context, value, sibling)` answers for the JSON `value` of an element (and its ``_`` sibling if
    it is a primitive): True, False, or None for an empty result; FhirPathError as `Expression.evaluate`.
    One `Context` serves a whole resource: its `resource` and `root` are ``%resource`` and
    ``%rootResource``; ``%context`` is set by the call.

    `reads` are the JSON names under the focus that can change the answer: where none of them is there,
    the answer is `absent`. None where that cannot be told. `direct` says that no node is ever made.
    """

    __slots__ = ("absent", "direct", "reads", "test", "text", "type")

    def __init__(self, text: str, tree: Tree, type_name: str, model: Model) -> None:
        self.text = text
        self.type = type_name
        binder = _Binder(model)
        run = binder.test(tree, type_name)
        self.direct = not binder.nodes
        self.reads = reads_of(tree, type_name, model)
        self.test: Test = run if self.direct else _with_focus(run, type_name)
        self.absent: bool | None = None
        if self.reads is not None:
            empty = Node({}, type_name, None, {}, type_name)
            self.absent = self.test(Context(model, empty), {}, None)

    def __repr__(self) -> str:
        return f"Bound({self.text!r}, {self.type!r})"


def _with_focus(run: Test, type_name: str) -> Test:
    def test(c: Context, value: Any, sibling: Any = None) -> bool | None:  # noqa: ANN401 - JSON
        c.focus = Node(value, type_name, sibling, c.owner, type_name)
        c.visits = 0
        try:
            return run(c, value, sibling)
        except RecursionError:
            raise FhirPathError("fhirpath.too-deep") from None

    return test


class _Binder:
    def __init__(self, model: Model) -> None:
        self._model = model
        self.nodes = False

    def test(self, tree: Tree, kind: str) -> Test:
        """The answer of a tree as a boolean, for a focus of a type."""
        found: Test | None = None
        if kind and kind not in PRIMITIVES:
            match tree:
                case Literal(value=bool(value)):
                    found = lambda _, __, ___: value  # noqa: E731 - a constant
                case Chain(operator="and", operands=operands):
                    found = all_of([self.test(each, kind) for each in operands])
                case Chain(operator="or", operands=operands):
                    found = any_of([self.test(each, kind) for each in operands])
                case Binary():
                    found = self._binary(tree, kind)
                case Call():
                    found = self._call(tree, kind)
                case _:
                    found = self._flag(tree, kind)
        return found or self._through_nodes(tree, kind)

    def _through_nodes(self, tree: Tree, kind: str) -> Test:
        self.nodes = True
        run = compile_tree(tree, many_as=True)
        return lambda c, value, sibling: truth(run(c, [Node(value, kind, sibling, c.owner, kind)]))

    def _path(self, tree: Tree | None, kind: str) -> Path | None:
        path = path_of(tree, kind, self._model)
        return path if path is not None and path.legs else None

    def _flag(self, tree: Tree, kind: str) -> Test | None:
        """An element that is a boolean itself."""
        path = self._path(tree, kind)
        if path is None or path.type != "boolean" or not path.single:
            return None
        get = scalar(path)
        return lambda _, value, __: (
            (found is True or found.__class__ is not bool)
            if (found := get(value)) is not None
            else None
        )

    def _call(self, tree: Call, kind: str) -> Test | None:
        if tree.name == "not" and tree.source is not None:
            inner = self.test(tree.source, kind)
            return lambda c, value, sibling: (
                None if (found := inner(c, value, sibling)) is None else not found
            )
        if tree.name == "trace" and tree.source is not None and len(tree.arguments) == 1:
            return self.test(tree.source, kind)
        if tree.arguments:
            return self._criteria(tree, kind) or self._text(tree, kind)
        return self._presence(tree, kind)

    def _presence(self, tree: Call, kind: str) -> Test | None:
        if (
            tree.name in ("exists", "empty")
            and isinstance(tree.source, Call)
            and tree.source.name == "where"
        ):
            inner = Call(tree.source.source, "exists", tree.source.arguments, tree.position)
            found = self._criteria(inner, kind)
            if found is None or tree.name == "exists":
                return found
            return lambda c, value, sibling: not found(c, value, sibling)
        path = self._path(tree.source, kind)
        if path is None:
            return None
        if tree.name == "isDistinct" and path.type in TEXTS:
            each = elements(path)
            return lambda _, value, __: len(set(found := list(each(value)))) == len(found)
        return _asked(tree.name, path)

    def _criteria(self, tree: Call, kind: str) -> Test | None:
        """``exists(criteria)`` and ``all(criteria)`` over elements of one complex type."""
        path = path_of(tree.source, kind, self._model)
        if tree.name not in ("exists", "all") or path is None or len(tree.arguments) != 1:
            return None
        if not path.legs or not path.type or path.type in PRIMITIVES or path.type[0].islower():
            return None
        if path.type in ("Resource", "DomainResource") or _counts(tree.arguments[0]):
            return None
        each, criteria = elements(path), self.test(tree.arguments[0], path.type)
        if tree.name == "all":
            return lambda c, value, _: all(
                criteria(c, item, None) is True for item in each(value) if item.__class__ is dict
            )
        return lambda c, value, _: any(
            criteria(c, item, None) is True for item in each(value) if item.__class__ is dict
        )

    def _text(self, tree: Call, kind: str) -> Test | None:
        """A question to a single string, with a literal argument."""
        path = self._path(tree.source, kind)
        if path is None or path.type not in TEXTS or not path.single or len(tree.arguments) != 1:
            return None
        argument = tree.arguments[0]
        if not isinstance(argument, Literal) or not isinstance(argument.value, str):
            return None
        ask, get = text_question(tree.name, argument.value), scalar(path)
        if ask is None:
            return None
        return lambda _, value, __: ask(found) if (found := get(value)).__class__ is str else None

    def _binary(self, tree: Binary, kind: str) -> Test | None:
        name = tree.operator
        if name in ("xor", "implies"):
            left, right = self.test(tree.left, kind), self.test(tree.right, kind)
            return (exactly_one if name == "xor" else implies)(left, right)
        if name == "in":
            return self._membership(tree, kind)
        compare = COMPARED.get(name)
        if compare is None:
            return None
        return (
            self._codes(tree, kind, compare)
            or self._numbers(tree, kind, compare)
            or self._verdicts(tree, kind)
            or self._moments(tree, kind, compare)
        )

    def _membership(self, tree: Binary, kind: str) -> Test | None:
        path = self._path(tree.left, kind)
        if path is None or path.type not in TEXTS or not path.single:
            return None
        options = (
            tree.right.operands
            if isinstance(tree.right, Chain) and tree.right.operator == "|"
            else (tree.right,)
        )
        texts = [each.value for each in options if isinstance(each, Literal)]
        if len(texts) != len(options) or not all(isinstance(each, str) for each in texts):
            return None
        get, known = scalar(path), frozenset(texts)
        return lambda _, value, __: (
            None if (found := get(value)) is None else found.__class__ is str and found in known
        )

    def _codes(self, tree: Binary, kind: str, compare: Callable[[Any, Any], bool]) -> Test | None:
        """A single element of a simple type beside a literal."""
        path, wanted = self._path(tree.left, kind), _constant(tree.right)
        if path is None or not path.single or wanted is None:
            return None
        fits = (isinstance(wanted, str) and path.type in TEXTS) or (
            isinstance(wanted, bool) and path.type == "boolean" and tree.operator in ("=", "!=")
        )
        if not fits:
            return None
        get, same = scalar(path), type(wanted)
        return lambda _, value, __: (
            compare(found, wanted) if (found := get(value)).__class__ is same else None
        )

    def _numbers(self, tree: Binary, kind: str, compare: Callable[[Any, Any], bool]) -> Test | None:
        left, right = self._number(tree.left, kind), self._number(tree.right, kind)
        if left is None or right is None:
            return None

        def test(c: Context, value: Any, sibling: Any) -> bool | None:  # noqa: ANN401 - JSON
            one, other = left(c, value, sibling), right(c, value, sibling)
            return None if one is None or other is None else compare(one, other)

        return test

    def _number(self, tree: Tree, kind: str) -> Number | None:
        """Whole literals, counts, single numbers, and their sums."""
        match tree:
            case Literal(value=int(value)) if not isinstance(value, bool):
                return lambda _, __, ___: value
            case Call(source=source, name="count", arguments=()):
                path = self._path(source, kind)
                if path is None or any(len(leg.steps) != 1 for leg in path.legs):
                    return None
                count = tally(path)
                return lambda _, value, __: count(value)
            case Binary(operator="+", left=left, right=right):
                one, other = self._number(left, kind), self._number(right, kind)
                return total(one, other) if one and other else None
            case _:
                path = self._path(tree, kind)
                if path is None or path.type not in NUMBERS or not path.single:
                    return None
                get = scalar(path)
                return number_at(get)

    def _verdicts(self, tree: Binary, kind: str) -> Test | None:
        """``=`` and ``!=`` between two booleans."""
        if tree.operator not in ("=", "!=") or not (
            _is_boolean(tree.left) and _is_boolean(tree.right)
        ):
            return None
        left, right, wanted = (
            self.test(tree.left, kind),
            self.test(tree.right, kind),
            tree.operator == "=",
        )

        def test(c: Context, value: Any, sibling: Any) -> bool | None:  # noqa: ANN401 - JSON
            one, other = left(c, value, sibling), right(c, value, sibling)
            return None if one is None or other is None else (one is other) is wanted

        return test

    def _moments(self, tree: Binary, kind: str, compare: Callable[[Any, Any], bool]) -> Test | None:
        """Two single dates: as text where both have the same form, else through nodes."""
        left, right = self._path(tree.left, kind), self._path(tree.right, kind)
        if left is None or right is None or not left.single or not right.single:
            return None
        if left.type not in TEMPORAL_TYPES or right.type not in TEMPORAL_TYPES:
            return None
        slow, one, other = self._through_nodes(tree, kind), scalar(left), scalar(right)

        def test(c: Context, value: Any, sibling: Any) -> bool | None:  # noqa: ANN401 - JSON
            a, b = one(value), other(value)
            if a is None or b is None:
                return None
            if (
                a.__class__ is str
                and b.__class__ is str
                and len(a) == len(b)
                and a[19:] == b[19:]
                and a[10:11] == b[10:11]
            ):
                return compare(a, b)
            return slow(c, value, sibling)

        return test


def _asked(name: str, path: Path) -> Test | None:
    if name == "hasValue":
        if not path.single or path.type not in PRIMITIVES:
            return None
        get = scalar(path)
        return lambda _, value, __: get(value) is not None
    ask = exists(path)
    if name == "exists":
        return lambda _, value, __: ask(value)
    if name == "empty":
        return lambda _, value, __: not ask(value)
    return None


def _constant(tree: Tree) -> object | None:
    match tree:
        case Literal(value=value):
            return value
        case Variable(name=name):
            return FIXED_VARIABLES.get(name)
        case _:
            return None


def _is_boolean(tree: Tree) -> bool:
    match tree:
        case Call(name=name):
            return name in BOOLEAN_CALLS
        case Binary(operator=operator) | Chain(operator=operator):
            return operator in BOOLEAN_OPERATORS
        case _:
            return False


def _counts(tree: Tree) -> bool:
    """Whether ``$index`` or ``$total`` is asked for, which only the iteration through nodes sets."""
    return (isinstance(tree, Special) and tree.name != "this") or any(map(_counts, parts(tree)))

"""Syntax tree → Python closures.

A compiled expression is called with the context and the focus (the collection that ``$this`` is), and
gives a collection. Nothing of the tree is looked at again when it runs.
"""

from collections.abc import Callable
from difflib import get_close_matches

from pk_fhir.fhirpath.arithmetic import ARITHMETIC, affirm, negate
from pk_fhir.fhirpath.compare import equal, equivalent, key, order, valueless
from pk_fhir.fhirpath.context import Context
from pk_fhir.fhirpath.errors import FhirPathError
from pk_fhir.fhirpath.functions import FUNCTIONS
from pk_fhir.fhirpath.functions.collections import contains_item, sorted_items
from pk_fhir.fhirpath.functions.registry import Run, boolean, truth
from pk_fhir.fhirpath.node import Items, Node, member, part, system
from pk_fhir.fhirpath.syntax import (
    Binary,
    Call,
    Chain,
    Empty,
    Index,
    Literal,
    Member,
    Sign,
    Special,
    Tree,
    TypeTest,
    Variable,
    parts,
)
from pk_fhir.fhirpath.types import TypeName, has_type, is_type, reflect, type_name_of

COMPARISONS: dict[str, Callable[[int], bool]] = {
    "<": lambda verdict: verdict < 0,
    "<=": lambda verdict: verdict <= 0,
    ">": lambda verdict: verdict > 0,
    ">=": lambda verdict: verdict >= 0,
}


def compile_tree(tree: Tree, *, many_as: bool = False) -> Run:
    """The closure of a tree; FhirPathError for unknown functions and wrong numbers of arguments.

    `many_as` lets ``as`` pick from several items, which R4's own invariants rely on.
    """
    return _Compiler(many_as=many_as, scoped=_defines(tree)).run(tree)


def _defines(tree: Tree) -> bool:
    return (isinstance(tree, Call) and tree.name == "defineVariable") or any(
        map(_defines, parts(tree))
    )


class _Compiler:
    def __init__(self, *, many_as: bool, scoped: bool) -> None:
        self._many_as = many_as
        self._scoped = scoped

    def run(self, tree: Tree) -> Run:
        compilers: dict[type, Callable[..., Run]] = {
            Literal: self._literal,
            Empty: self._literal,
            Variable: self._variable,
            Special: self._special,
            Member: self._member,
            Call: self._call,
            Index: self._index,
            Sign: self._sign,
            Chain: self._chain,
            TypeTest: self._type_test,
            Binary: self._binary,
        }
        return compilers[tree.__class__](tree)

    def _literal(self, tree: Literal | Empty) -> Run:
        if isinstance(tree, Empty):
            return lambda _, __: []
        value = tree.value
        return lambda _, __: [value]

    def _variable(self, tree: Variable) -> Run:
        name, position = tree.name, tree.position
        return lambda c, _: c.variable(name, position)

    def _sign(self, tree: Sign) -> Run:
        inner, change = self.run(tree.operand), negate if tree.operator == "-" else affirm
        return _placed(lambda c, this: change(inner(c, this)), tree.position)

    def _type_test(self, tree: TypeTest) -> Run:
        wanted = TypeName(tree.type_name, tree.position)
        return self._type_function(tree.operator, self.run(tree.operand), wanted)

    def _special(self, tree: Special) -> Run:
        if tree.name == "this":
            return lambda _, this: this
        if tree.name == "index":
            return lambda c, _: [c.index]
        return lambda c, _: c.total

    def _source(self, source: Tree | None) -> Run | None:
        return None if source is None else self.run(source)

    def _operand(self, tree: Tree) -> Run:
        """An operand: what it defines is not seen beside it."""
        run = self.run(tree)
        if not self._scoped:
            return run

        def scoped(c: Context, this: Items) -> Items:
            variables = c.variables
            found = run(c, this)
            c.variables = variables
            return found

        return scoped

    def _member(self, tree: Member) -> Run:
        name, source = tree.name, self._source(tree.source)

        def step(c: Context, items: Items) -> Items:
            out: Items = []
            model = c.model
            steps = model.steps(name)
            for item in items:
                if item.__class__ is Node:
                    member(item, steps[item.type], name, model, out)
                else:
                    out += part(item, name)
            return out

        if source is not None:
            return lambda c, this: step(c, source(c, this))
        if not name[0].isupper():
            return step

        def type_or_step(c: Context, this: Items) -> Items:
            fitting = [
                item for item in this if item.__class__ is Node and c.model.is_a(item.type, name)
            ]
            return fitting or step(c, this)

        return type_or_step

    def _index(self, tree: Index) -> Run:
        source, index = self.run(tree.source), self._operand(tree.index)

        def at(c: Context, this: Items) -> Items:
            items, wanted = source(c, this), index(c, this)
            if not wanted:
                return []
            position = system(wanted[0])
            if len(wanted) > 1 or isinstance(position, bool) or not isinstance(position, int):
                raise FhirPathError("fhirpath.index", tree.position)
            return [items[position]] if 0 <= position < len(items) else []

        return at

    def _call(self, tree: Call) -> Run:
        source = self._source(tree.source)
        if tree.name in ("is", "as", "ofType", "type"):
            return self._types(tree, source)
        if tree.name == "sort":
            return self._sort(tree, source)
        found = FUNCTIONS.get(tree.name)
        if found is None:
            close = get_close_matches(tree.name, FUNCTIONS, n=1)
            key = "fhirpath.no-function-near" if close else "fhirpath.no-function"
            raise FhirPathError(key, tree.position, name=tree.name, near="".join(close))
        if not found.least <= len(tree.arguments) <= found.most:
            least, most = found.least, found.most
            key = "fhirpath.arguments" if least == most else "fhirpath.arguments-range"
            raise FhirPathError(
                key, tree.position, name=tree.name, count=least, least=least, most=most
            )
        arguments = [self.run(each) for each in tree.arguments]
        if not found.lazy:
            arguments = [self._operand(each) for each in tree.arguments]
        join = _lazy if found.lazy else _eager
        return join(found.run, source, arguments, tree.position)

    def _types(self, tree: Call, source: Run | None) -> Run:
        start = source or (lambda _, this: this)
        if tree.name == "type":
            return lambda c, this: reflect(start(c, this), c.model)
        if len(tree.arguments) != 1:
            raise FhirPathError("fhirpath.takes-type", tree.position, name=tree.name)
        return self._type_function(tree.name, start, type_name_of(tree.arguments[0]))

    def _type_function(self, name: str, source: Run, wanted: TypeName) -> Run:
        many = name == "ofType" or (name == "as" and self._many_as)

        def test(c: Context, this: Items) -> Items:
            items = source(c, this)
            wanted.check(c.model)
            if len(items) > 1 and not many:
                raise FhirPathError(
                    "fhirpath.single-item", wanted.position, what=f"`{name}`", count=len(items)
                )
            if name == "is":
                return [is_type(item, wanted, c.model) for item in items]
            return [item for item in items if has_type(item, wanted, c.model)]

        return test

    def _sort(self, tree: Call, source: Run | None) -> Run:
        start = source or (lambda _, this: this)
        keys: list[tuple[Run, bool]] = []
        for argument in tree.arguments or (Special("this", tree.position),):
            descending = isinstance(argument, Sign) and argument.operator == "-"
            keys.append(
                (self.run(argument.operand if isinstance(argument, Sign) else argument), descending)
            )
        return _placed(lambda c, this: sorted_items(c, start(c, this), keys), tree.position)

    def _chain(self, tree: Chain) -> Run:
        operands = [self._operand(each) for each in tree.operands]
        join = {"|": _union, "and": _and, "or": _or}[tree.operator]
        return _placed(join(operands), tree.position)

    def _binary(self, tree: Binary) -> Run:
        left, right = self._operand(tree.left), self._operand(tree.right)
        operator = tree.operator
        if operator in ARITHMETIC:
            run = ARITHMETIC[operator]
            return _placed(lambda c, this: run(left(c, this), right(c, this)), tree.position)
        if operator in COMPARISONS:
            return _placed(_comparison(operator, left, right), tree.position)
        return _placed(_logic(operator, left, right), tree.position)


def _placed(run: Run, position: int) -> Run:
    """Give an error that tells no place the place of this operator."""

    def placed(c: Context, this: Items) -> Items:
        try:
            return run(c, this)
        except FhirPathError as error:
            raise error.at(position) from None

    return placed


def _eager(
    function: Callable[..., Items], source: Run | None, arguments: list[Run], position: int
) -> Run:
    def call(c: Context, this: Items) -> Items:
        items = source(c, this) if source else this
        given = [each(c, this) for each in arguments]
        try:
            return function(c, items, *given)
        except FhirPathError as error:
            raise error.at(position) from None

    def bare(c: Context, this: Items) -> Items:
        items = source(c, this) if source else this
        try:
            return function(c, items)
        except FhirPathError as error:
            raise error.at(position) from None

    return call if arguments else bare


def _lazy(
    function: Callable[..., Items], source: Run | None, arguments: list[Run], position: int
) -> Run:
    def call(c: Context, this: Items) -> Items:
        items = source(c, this) if source else this
        try:
            return function(c, items, *arguments)
        except FhirPathError as error:
            raise error.at(position) from None

    return call


def _union(operands: list[Run]) -> Run:
    def union(c: Context, this: Items) -> Items:
        found: dict[object, object] = {}
        for operand in operands:
            for item in operand(c, this):
                found.setdefault(key(item), item)
        return list(found.values())

    return union


def _and(operands: list[Run]) -> Run:
    def conjunction(c: Context, this: Items) -> Items:
        verdict: bool | None = True
        for operand in operands:
            value = truth(operand(c, this))
            if value is False:
                return [False]
            verdict = verdict and value
        return boolean(verdict)

    return conjunction


def _or(operands: list[Run]) -> Run:
    def disjunction(c: Context, this: Items) -> Items:
        known = True
        for operand in operands:
            value = truth(operand(c, this))
            if value is True:
                return [True]
            known = known and value is not None
        return [False] if known else []

    return disjunction


def _comparison(operator: str, left: Run, right: Run) -> Run:
    fits = COMPARISONS[operator]

    def compare(c: Context, this: Items) -> Items:
        one, other = left(c, this), right(c, this)
        if not one or not other:
            return []
        if len(one) > 1 or len(other) > 1:
            raise FhirPathError("fhirpath.single-items", operator=operator)
        first, second = system(one[0]), system(other[0])
        if valueless(first) or valueless(second):
            return []
        verdict = order(first, second, operator)
        return [] if verdict is None else [fits(verdict)]

    return compare


def _logic(operator: str, left: Run, right: Run) -> Run:
    if operator == "implies":
        return _implies(left, right)
    decide = LOGIC[operator]
    return lambda c, this: decide(left(c, this), right(c, this))


def _not(value: bool | None) -> Items:
    return [] if value is None else [not value]


def _xor(one: bool | None, other: bool | None) -> Items:
    return [] if one is None or other is None else [one is not other]


LOGIC: dict[str, Callable[[Items, Items], Items]] = {
    "=": lambda left, right: boolean(equal(left, right)),
    "!=": lambda left, right: _not(equal(left, right)),
    "~": lambda left, right: [equivalent(left, right)],
    "!~": lambda left, right: [not equivalent(left, right)],
    "in": lambda left, right: boolean(contains_item(right, left, "in")),
    "contains": lambda left, right: boolean(contains_item(left, right, "contains")),
    "xor": lambda left, right: _xor(truth(left), truth(right)),
}


def _implies(left: Run, right: Run) -> Run:
    def implication(c: Context, this: Items) -> Items:
        premise = truth(left(c, this))
        if premise is False:
            return [True]
        conclusion = truth(right(c, this))
        if premise is True:
            return boolean(conclusion)
        return [True] if conclusion is True else []

    return implication

"""Strict checks: does every path exist, and is order asked only of what has one?

Types are followed through the tree as sets of names; where nothing is known (``resolve()``,
``descendants()``, a caller's variable), everything is allowed.
"""

from dataclasses import dataclass
from difflib import get_close_matches

from pk_fhir.fhirpath.errors import FhirPathError
from pk_fhir.fhirpath.model import ABSTRACT_RESOURCES, PRIMITIVES, Model
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
)
from pk_fhir.fhirpath.types import TypeName, type_name_of

SYSTEM = "System."
# Functions that give some of their input.
KEEPING = frozenset({
    "where", "first", "last", "tail", "skip", "take", "single", "distinct", "intersect", "exclude",
    "trace", "sort", "defineVariable", "checkModifiers", "slice", "repeatAll",
})  # fmt: skip
ORDERED = frozenset({"first", "last", "tail", "skip", "take"})
UNORDERED = frozenset({"children", "descendants", "repeat", "repeatAll"})
# Functions whose arguments are evaluated for each item.
EACH = frozenset({
    "where", "select", "repeat", "repeatAll", "all", "exists", "aggregate", "iif", "trace", "sort",
    "coalesce", "defineVariable",
})  # fmt: skip
MIXED = frozenset({"union", "combine", "iif", "coalesce"})


@dataclass(frozen=True, slots=True)
class Static:
    """What is known of a collection: the `types` in it (None: any), and whether it has an order."""

    types: frozenset[str] | None
    ordered: bool = True


ANY = Static(None)


def check(tree: Tree, type_name: str, model: Model) -> None:
    """FhirPathError for the first path that does not exist from `type_name` on."""
    if type_name:
        start = Static(frozenset({type_name}))
        _Checker(model, start).infer(tree, start)


class _Checker:
    def __init__(self, model: Model, root: Static) -> None:
        self._model = model
        self._root = root

    def infer(self, tree: Tree, this: Static) -> Static:
        match tree:
            case Member():
                return self._member(tree, this)
            case Call():
                return self._call(tree, this)
            case TypeTest(operator=operator, operand=operand, type_name=name, position=position):
                source = self.infer(operand, this)
                wanted = TypeName(name, position)
                return self._typed(operator, wanted, source)
            case Index(source=source, index=index, position=position):
                self.infer(index, this)
                return self._in_order(self.infer(source, this), "an index", position)
            case _:
                return self._value(tree, this)

    def _value(self, tree: Tree, this: Static) -> Static:
        match tree:
            case Special(name=name):
                return this if name == "this" else ANY
            case Variable(name=name):
                return self._root if name in ("resource", "rootResource", "context") else ANY
            case Sign(operand=operand):
                return self.infer(operand, this)
            case Chain(operator=operator, operands=operands):
                found = [self.infer(each, this) for each in operands]
                return _together(found) if operator == "|" else ANY
            case Binary(left=left, right=right):
                self.infer(left, this)
                self.infer(right, this)
                return ANY
            case Literal() | Empty() | _:
                return ANY

    def _member(self, tree: Member, this: Static) -> Static:
        source = this if tree.source is None else self.infer(tree.source, this)
        if source.types is None:
            return Static(None, source.ordered)
        if tree.source is None and tree.name[0].isupper():
            named = self._named(tree, source)
            if named is not None:
                return named
        found: set[str] = set()
        known = False
        for type_name in source.types:
            types = self._child(type_name, tree.name)
            if types is None:
                return Static(None, source.ordered)
            known = known or bool(types)
            found |= types
        if not known:
            raise self._complaint(tree, source.types)
        return Static(_concrete(found), source.ordered)

    def _named(self, tree: Member, source: Static) -> Static | None:
        """A path may start with the name of its type (``Patient.name``)."""
        fitting = {each for each in source.types or () if self._model.is_a(each, tree.name)}
        if fitting:
            return Static(frozenset(fitting), source.ordered)
        if not self._model.is_known(tree.name):
            return None
        types = ", ".join(sorted(source.types or ()))
        raise FhirPathError("fhirpath.other-context", tree.position, name=tree.name, types=types)

    def _child(self, type_name: str, name: str) -> set[str] | None:
        """The types of a child: none where it does not exist, None where the type is not known."""
        if type_name.startswith(SYSTEM):
            return set()
        parent = "Element" if type_name in PRIMITIVES else type_name
        steps = self._model.steps(name)[parent]
        return None if steps is None else {step.type for step in steps}

    def _complaint(self, tree: Member, types: frozenset[str]) -> FhirPathError:
        name = tree.name
        names = {
            each for type_name in types for each in self._model.definitions.children(type_name)
        }
        choice = next(
            (each for each in names if name.startswith(each) and name[len(each) :][:1].isupper()),
            None,
        )
        close = [choice] if choice else get_close_matches(name, names, n=1)
        key = "fhirpath.no-element-near" if close else "fhirpath.no-element"
        shown = ", ".join(sorted(types)[:3])
        return FhirPathError(key, tree.position, types=shown, name=name, near="".join(close))

    def _call(self, tree: Call, this: Static) -> Static:
        source = this if tree.source is None else self.infer(tree.source, this)
        name = tree.name
        if name in ("is", "as", "ofType"):
            return self._typed(name, type_name_of(tree.arguments[0]), source)
        if name in ORDERED:
            self._in_order(source, f"{name}()", tree.position)
        focus = source if name in EACH else this
        results = [self.infer(each, focus) for each in tree.arguments]
        if name == "repeat":
            self._repeat(tree, results[0])
            return Static(None, ordered=False)
        return _result(name, source, results)

    def _repeat(self, tree: Call, found: Static) -> None:
        """The projection is also applied to what it gave; an element that only some have is allowed."""
        if found.types is not None:
            self.infer(tree.arguments[0], Static(None))

    def _typed(self, operator: str, wanted: TypeName, source: Static) -> Static:
        wanted.check(self._model)
        if operator == "is":
            return Static(frozenset({f"{SYSTEM}Boolean"}), source.ordered)
        known = self._model.is_known(wanted.name) and wanted.namespace != "System"
        return Static(frozenset({wanted.name}) if known else None, source.ordered)

    def _in_order(self, source: Static, what: str, position: int) -> Static:
        if not source.ordered:
            raise FhirPathError("fhirpath.no-order", position, what=what)
        return source


def _result(name: str, source: Static, results: list[Static]) -> Static:
    if name in KEEPING:
        return Static(source.types, source.ordered and name not in UNORDERED)
    if name == "select":
        return Static(results[0].types, source.ordered and results[0].ordered)
    if name in MIXED:
        others = results[1:] if name == "iif" else results
        return _together([*others, source] if name in ("union", "combine") else others)
    if name == "extension":
        return Static(frozenset({"Extension"}), source.ordered)
    return Static(None, ordered=name not in UNORDERED)


def _together(found: list[Static]) -> Static:
    types: frozenset[str] | None = frozenset()
    for each in found:
        types = None if types is None or each.types is None else types | each.types
    return Static(types, all(each.ordered for each in found))


def _concrete(types: set[str]) -> frozenset[str] | None:
    """None where anything may stand: a resource of any type."""
    return None if types & ABSTRACT_RESOURCES else frozenset(types)

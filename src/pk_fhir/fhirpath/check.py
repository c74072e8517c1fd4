"""Strict checks: does every path exist, do functions get what they take, has it an order where one is asked for?

Types are followed through the tree as sets of names; where nothing is known (``resolve()``,
``descendants()``, a caller's variable), everything is allowed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from pk_fhir.fhirpath.compare import system_type
from pk_fhir.fhirpath.context import FIXED_VARIABLES
from pk_fhir.fhirpath.errors import FhirPathError, Phrase
from pk_fhir.fhirpath.model import ABSTRACT_RESOURCES, PRIMITIVES, SYSTEM_TYPES, Model
from pk_fhir.fhirpath.signatures import SIGNATURES, SYSTEM, VALUES, WORDS, Types
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
TRUTHS = frozenset({
    "=", "!=", "~", "!~", "<", "<=", ">", ">=", "in", "contains", "and", "or", "xor", "implies",
})  # fmt: skip
QUANTITY_PARTS = {"value": f"{SYSTEM}Decimal", "unit": f"{SYSTEM}String"}


@dataclass(frozen=True, slots=True)
class Static:
    """What is known of a collection: the `types` in it (None: any), and whether it has an order."""

    types: frozenset[str] | None
    ordered: bool = True


ANY = Static(None)


def _system(name: str) -> Static:
    return Static(frozenset({SYSTEM + name}))


def check(tree: Tree, type_name: str, model: Model) -> None:
    """FhirPathError for the first path that does not exist from `type_name` on."""
    if type_name:
        check_from((type_name,), tree, model)


def check_from(type_names: Iterable[str], tree: Tree, model: Model) -> None:
    """As `check`, where an item may be of any of several types: a path exists if one of them has it."""
    start = Static(frozenset(type_names))
    _Checker(model, start).infer(tree, start)


class _Checker:
    def __init__(self, model: Model, start: Static) -> None:
        self._model = model
        self._start = start
        whole = all(model.is_a(each, "Resource") for each in start.types or ())
        # The resource around an element, such as an extension, may be any.
        self._resource = start if whole else ANY

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
                return self._in_order(
                    self.infer(source, this), Phrase("fhirpath.an-index"), position
                )
            case _:
                return self._value(tree, this)

    def _value(self, tree: Tree, this: Static) -> Static:
        match tree:
            case Sign(operand=operand):
                return self.infer(operand, this)
            case Chain(operator=operator, operands=operands):
                found = [self.infer(each, this) for each in operands]
                return _together(found) if operator == "|" else _system("Boolean")
            case Binary(operator=operator, left=left, right=right):
                self.infer(left, this)
                self.infer(right, this)
                return _system("Boolean") if operator in TRUTHS else ANY
            case _:
                return self._leaf(tree, this)

    def _leaf(self, tree: Tree, this: Static) -> Static:
        match tree:
            case Literal(value=value):
                return _system(system_type(value))
            case Special(name=name):
                return {"this": this, "index": _system("Integer")}.get(name, ANY)
            case Variable(name=name):
                return self._variable(name)
            case Empty() | _:
                return ANY

    def _variable(self, name: str) -> Static:
        if name in FIXED_VARIABLES:
            return _system("String")
        return {
            "context": self._start,
            "resource": self._resource,
            "rootResource": self._resource,
        }.get(name, ANY)

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
            part = QUANTITY_PARTS.get(name) if type_name == f"{SYSTEM}Quantity" else None
            return {part} if part else set()
        if name == "value" and type_name in PRIMITIVES:
            return {SYSTEM + VALUES.get(type_name, "String")}
        parent = "Element" if type_name in PRIMITIVES else type_name
        steps = self._model.steps(name)[parent]
        return None if steps is None else {step.type for step in steps}

    def _complaint(self, tree: Member, types: frozenset[str]) -> FhirPathError:
        name = tree.name
        parents = {"Element" if each in PRIMITIVES else each for each in types}
        names = {each for parent in parents for each in self._model.definitions.children(parent)}
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
        _fits(tree, source, results)
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
        if wanted.namespace == "System" and wanted.name not in SYSTEM_TYPES:
            raise FhirPathError("fhirpath.no-type", wanted.position, name=f"System.{wanted.name}")
        known = self._model.is_known(wanted.name) and wanted.namespace != "System"
        return Static(_concrete({wanted.name}) if known else None, source.ordered)

    def _in_order(self, source: Static, what: str, position: int) -> Static:
        if not source.ordered:
            raise FhirPathError("fhirpath.no-order", position, what=what)
        return source


def _fits(tree: Call, source: Static, results: list[Static]) -> None:
    """FhirPathError where the input or an argument of a function is of none of the types that it takes."""
    signature = SIGNATURES.get(tree.name)
    if signature is None:
        return
    if not _is_of(source, signature.takes):
        raise _misfit("fhirpath.wrong-input", tree.position, tree.name, source, signature.takes)
    for argument, found, takes in zip(tree.arguments, results, signature.arguments, strict=False):
        if not _is_of(found, takes):
            raise _misfit("fhirpath.wrong-argument", argument.position, tree.name, found, takes)


def _is_of(found: Static, takes: Types | None) -> bool:
    return takes is None or not found.types or bool(found.types & takes)


def _misfit(
    key: str, position: int, name: str, found: Static, takes: Types | None
) -> FhirPathError:
    got = ", ".join(sorted(found.types or ())[:3])
    wanted = Phrase(f"fhirpath.type-{WORDS[takes or frozenset()]}")
    return FhirPathError(key, position, name=name, got=got, wanted=wanted)


def _result(name: str, source: Static, results: list[Static]) -> Static:
    signature = SIGNATURES.get(name)
    if signature is not None and signature.gives:
        return _system(signature.gives)
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

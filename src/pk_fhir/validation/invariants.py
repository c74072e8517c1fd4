"""Invariants of definitions, compiled to checks.

https://hl7.org/fhir/R4/conformance-rules.html#constraints. Those that the walk proves are left out,
those about presence become look-ups, and the rest is FHIRPath, evaluated only where the elements that
can make it fail are there.
"""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

from pk_fhir.definitions.canonicals import CORE
from pk_fhir.fhirpath import Context, Expression, FhirPathError, Node, model_of
from pk_fhir.fhirpath import compile as compile_fhirpath
from pk_fhir.fhirpath.syntax import Tree
from pk_fhir.validation.claims import conforms_to
from pk_fhir.validation.corrected import corrected
from pk_fhir.validation.guards import Known, guards, names_in, settled
from pk_fhir.validation.place import At, expression
from pk_fhir.validation.presence import Names, Truth, presence, untraced
from pk_fhir.validation.primitives import NUMBERS, VALID
from pk_fhir.validation.proofs import proof
from pk_fhir.validation.quick import QUICK, QUICK_BY_TEXT
from pk_fhir.validation.run import Run
from pk_fhir.validation.shapes import Check, Invariant
from pk_fhir.validation.slice_members import in_slice

if TYPE_CHECKING:
    from pk_fhir.validation.ports import Library

Constraint = Mapping[str, Any]
BEST_PRACTICE = CORE + "elementdefinition-bestpractice"

# What the walk proves by itself: content, extension or value, contained resources, narrative.
PROVEN = frozenset(
    {"ele-1", "ext-1", "dom-2", "dom-3", "dom-4", "dom-5", "ref-1", "txt-1", "txt-2"}
)


def compile_invariants(
    constraints: Iterable[Constraint], type_name: str, program: "Library", *, source: str = ""
) -> tuple[Invariant, ...]:
    """Checks of constraints on elements of a type (or backbone path)."""
    found = []
    for each in constraints:
        key = str(each.get("key", ""))
        core = not source or str(each.get("source", source)).startswith(CORE)
        if not isinstance(each.get("expression"), str) or (core and key in PROVEN):
            continue
        found.append(_compile(each, key, type_name, program, source, core=core))
    return tuple(found)


# So many combinations of what is there and what is not are kept for an invariant.
MOST_PRESENCES = 64
# An expression meets JSON of any shape: what is malformed has been told by the walk already.
UNEVALUABLE = (FhirPathError, TypeError, ValueError, AttributeError, ArithmeticError)
# R4 engines take `as String` for FHIR's `string`, and published invariants rely on it. `is` they take by the
# letter: no element is a System type.
_CAPITAL = re.compile(
    r"\b(as)(\s+|\s*\(\s*)(String|Boolean|Integer|Decimal|Date|DateTime|Time|Uri|Code)\b(?!\.)"
)


def _lowered(match: "re.Match[str]") -> str:
    name = match[3]
    return match[1] + match[2] + name[0].lower() + name[1:]


class _Rule:
    """What is told when an invariant does not hold."""

    __slots__ = ("best_practice", "core", "human", "key", "severity", "url")

    def __init__(self, constraint: Constraint, key: str, url: str, *, core: bool = False) -> None:
        self.core = core
        self.key = key
        self.human = str(constraint.get("human", ""))
        self.url = str(constraint.get("source") or url)
        self.severity = "warning" if constraint.get("severity") == "warning" else "error"
        self.best_practice = any(
            each.get("url") == BEST_PRACTICE and each.get("valueBoolean") is True
            for each in constraint.get("extension", ())
        )

    def report(self, at: At, run: Run) -> None:
        severity = self.severity
        if self.best_practice:
            chosen = run.options.best_practice
            if chosen == "ignore":
                return
            severity = "information" if chosen == "hint" else chosen
        run.sink.add(
            severity,  # type: ignore[arg-type]
            "invariant",
            expression(at),
            "invariant",
            rule=self.key,
            human=self.human,
            url=self.url,
        )

    def report_broken(self, problem: Exception, at: At, run: Run) -> None:
        """What cannot be evaluated is not known to hold; R4's own rules fail only on what is malformed."""
        run.sink.add(
            "warning" if self.core else self.severity,  # type: ignore[arg-type]
            "processing",
            expression(at),
            "invariant-broken",
            rule=self.key,
            url=self.url,
            problem=(
                problem.text(run.sink.language)
                if isinstance(problem, FhirPathError)
                else str(problem)
            ),
        )


def _compile(
    constraint: Constraint, key: str, type_name: str, program: "Library", source: str, *, core: bool
) -> Invariant:
    stated = str(constraint["expression"])
    text = corrected(key, stated) if core else stated
    # R4's own types name no source within their own elements.
    rule = _Rule(constraint, key, source or CORE + type_name.partition(".")[0], core=core)
    try:
        compiled = compile_fhirpath(_CAPITAL.sub(_lowered, text), invariant=True)
    except FhirPathError as error:
        return Invariant(_broken(rule, error))
    if type_name in VALID:
        # In JSON the value of a primitive does not hold its id and extensions.
        return Invariant(_evaluated(compiled, rule, type_name))
    names = names_of(type_name, program)
    needed, settled = _needed(compiled, names), _settled(compiled.tree, names)
    evaluated = _evaluated(compiled, rule, type_name)
    quick = QUICK.get(key) or QUICK_BY_TEXT.get(text) if core else None
    if quick is not None:
        return Invariant(_unless(quick, evaluated), (), settled)
    simple = presence(untraced(compiled.tree), names)
    if simple is not None:
        return Invariant(_simple(simple, rule), needed, settled)
    proven = proof(untraced(compiled.tree), names)
    return Invariant(_unless(proven, evaluated) if proven else evaluated, needed, settled)


def names_of(type_name: str, program: "Library") -> dict[str, Names]:
    """The children of a type by FHIRPath name, with their JSON names."""
    known = program.compiled
    key = ("names of", type_name)
    if key not in known:
        children = program.definitions.children(type_name)
        table = {}
        for name, element in children.items():
            keys = [json_name for json_name, _ in element.json_names()]
            primitive = any(kind in VALID for kind in element.types)
            beside = ["_" + each for each in keys] if primitive else []
            single = not element.many and not element.choice and primitive
            flag = single and element.types == ("boolean",)
            text = single and not flag and not any(kind in NUMBERS for kind in element.types)
            below = None
            if len(element.types) == 1 and not element.choice and not primitive:
                below = partial(names_of, element.types[0], program)
            table[name] = Names(frozenset([*keys, *beside]), text, flag, below)
        known[key] = table
    found: dict[str, Names] = known[key]
    return found


def _needed(compiled: Expression, names: Mapping[str, Names]) -> tuple[frozenset[str], ...]:
    """The JSON names of which one each must be there for the expression to be able to fail."""
    return tuple(names[name].keys for name in guards(compiled.tree) if name in names)


def _settled(tree: Tree, names: Mapping[str, Names]) -> Callable[[Collection[str]], bool]:
    """Whether the expression surely holds for an object with the given JSON names."""
    asked = [name for name in names_in(tree) if name in names]
    absences = [names[name].keys.isdisjoint for name in asked]
    plain = untraced(tree)

    @lru_cache(maxsize=MOST_PRESENCES)
    def judged(absent: tuple[bool, ...]) -> bool:
        gone = [name for name, is_gone in zip(asked, absent, strict=True) if is_gone]
        return settled(plain, Known(gone, set(asked) - set(gone)))

    return lambda keys: judged(tuple([is_absent(keys) for is_absent in absences]))


def _broken(rule: _Rule, problem: Exception) -> Check:
    def check(_value: Any, at: At, run: Run) -> None:
        rule.report_broken(problem, at, run)

    return check


def _unless(quick: Callable[[dict[str, Any]], bool], check: Check) -> Check:
    def unless(value: Any, at: At, run: Run) -> None:
        if type(value) is dict and not quick(value):
            check(value, at, run)

    return unless


def _simple(truth: Truth, rule: _Rule) -> Check:
    def check(value: Any, at: At, run: Run) -> None:
        if type(value) is dict and truth(value) is not True:
            rule.report(at, run)

    return check


def _evaluated(compiled: Expression, rule: _Rule, type_name: str) -> Check:
    def check(value: Any, at: At, run: Run) -> None:
        if rule.best_practice and run.options.best_practice == "ignore":
            return
        kind = type_name or at[1].type
        if kind not in VALID:
            focus = Node(value, kind, None, run.scope.resource, kind)
        elif type(value) is dict:
            focus = Node(None, kind, value, run.scope.resource, kind)
        else:
            focus = Node(value, kind, _beside(at, run), run.scope.resource, kind)
        try:
            verdict = compiled.test(context_of(focus, run), focus)
        except UNEVALUABLE as error:
            rule.report_broken(error, at, run)
            return
        if verdict is not True:
            rule.report(at, run)

    return check


def _beside(at: At, run: Run) -> Any:
    """The id and extensions of the primitive at a place."""
    parent, slot, index = at
    owner = run.value_at(parent) if parent is not None else None
    beside = owner.get(f"_{slot.key}") if isinstance(owner, dict) else None
    if index is None or not isinstance(beside, list):
        return beside
    return beside[index] if index < len(beside) else None


def context_of(focus: Node, run: Run) -> Context:
    """What an evaluation for an element of the resource at hand can see."""
    resource = run.scope.resource
    root = run.scope.root
    node = Node(resource, str(resource.get("resourceType", "")), None, resource)
    top = node if root is resource else Node(root, str(root.get("resourceType", "")), None, root)
    return Context(
        model_of(run.definitions),
        focus,
        resource=node,
        root=top,
        resolve=run.find,
        terminology=_Codes(run),
        profiles=_Profiles(run),
        now=run.given_now,
    )


class _Codes:
    """FHIRPath's questions about codes, answered by the terminology of a run."""

    __slots__ = ("_run",)

    def __init__(self, run: Run) -> None:
        self._run = run

    def member_of(self, coded: Any, value_set: str) -> bool | None:
        kind = (
            "code"
            if isinstance(coded, str)
            else "CodeableConcept"
            if "coding" in coded
            else "Coding"
        )
        return self._run.terminology.contains(value_set, coded, kind, self._run.asking)

    def subsumes(self, general: dict[str, Any], special: dict[str, Any]) -> bool | None:
        return self._run.terminology.subsumes(general, special)


class _Profiles:
    """FHIRPath's questions about profiles, answered by the compiled ones."""

    __slots__ = ("_run",)

    def __init__(self, run: Run) -> None:
        self._run = run

    def conforms(self, resource: dict[str, Any], profile: str) -> bool | None:
        return conforms_to(resource, profile, self._run)

    def in_slice(self, element: Node, structure: str, name: str) -> bool | None:
        return in_slice(element, structure, name, self._run)


def evaluate_anywhere(
    text: str,
    value: Any,
    run: Run,
    *,
    type_name: str = "",
    beside: Any = None,
    extension: Any = None,
) -> list[Any] | None:
    """What an expression gives for a value in the resource at hand; None where it cannot be evaluated.

    `beside` is the companion of a primitive, `extension` what `%extension` stands for in the expression.
    """
    if value is None and beside is None:
        return None
    kind = type_name or str(value.get("resourceType", "")) if isinstance(value, dict) else type_name
    focus = Node(value, kind, beside, run.scope.resource)
    context = context_of(focus, run)
    if extension is not None:
        context.variables["extension"] = [Node(extension, "Extension", None, run.scope.resource)]
    try:
        items = compile_fhirpath(text, invariant=True).items(context, focus)
    except UNEVALUABLE:
        return None
    return [each.value if isinstance(each, Node) else each for each in items]

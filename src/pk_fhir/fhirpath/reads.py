"""Which JSON names under the focus an expression looks at, so that it can be skipped without them."""

from pk_fhir.fhirpath.model import PRIMITIVES, Model
from pk_fhir.fhirpath.syntax import Call, Member, Special, Tree, Variable, parts

# Functions whose arguments are evaluated for each item of their source: not at all without any.
FOR_EACH = frozenset({"where", "select", "all", "exists", "repeat", "repeatAll", "trace"})
TYPED = frozenset({"is", "as", "ofType"})
# Functions that look elsewhere, or at the clock, or answer without any input.
VARYING = frozenset(
    {"resolve", "now", "today", "timeOfDay", "defineVariable", "iif", "aggregate", "coalesce"}
)


def reads_of(tree: Tree, type_name: str, model: Model) -> frozenset[str] | None:
    """JSON names; None where the answer may depend on anything else of the data."""
    if not type_name or type_name in PRIMITIVES:
        return None
    names: set[str] = set()
    return frozenset(names) if _gather(tree, type_name, model, names) else None


def _gather(tree: Tree, type_name: str, model: Model, names: set[str]) -> bool:
    """Add what `tree` reads of the focus; False where that cannot be told."""
    match tree:
        case Member(source=None | Special(name="this") as source, name=name):
            return _named(name, type_name, model, names, start=source is None)
        case Member(source=Member(source=None, name=root), name=name) if root == type_name:
            return _named(name, type_name, model, names, start=False)
        case Variable(name="resource" | "rootResource" | "context") | Special():
            return False
        case Call():
            return _gather_call(tree, type_name, model, names)
        case _:
            return all(_gather(each, type_name, model, names) for each in parts(tree))


def _gather_call(tree: Call, type_name: str, model: Model, names: set[str]) -> bool:
    if tree.source is None or tree.name in VARYING:
        return False
    # The arguments of these are no paths from the focus.
    below = (tree.source,) if tree.name in FOR_EACH or tree.name in TYPED else parts(tree)
    return all(_gather(each, type_name, model, names) for each in below)


def _named(name: str, type_name: str, model: Model, names: set[str], *, start: bool) -> bool:
    if start and name[0].isupper():
        return False
    for step in model.steps(name)[type_name] or ():
        names.add(step.key)
        if step.sibling is not None:
            names.add(step.sibling)
    return model.steps(name)[type_name] is not None

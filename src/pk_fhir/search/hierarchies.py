"""References into a hierarchy, searched through it: ``location:below=42``, ``encounter:above=21``.

https://hl7.org/fhir/R4/search.html#recursive. A type is a hierarchy where its resources are parts of
others of the same type. Each step down or up is a step of a chain or of a ``_has``, so that what may
not be seen leads nowhere.
"""

from pk_fhir.search.escapes import split
from pk_fhir.search.kinds import reference
from pk_fhir.search.parameters import Parameter
from pk_fhir.search.query import AnyOf, Branch, Chain, Criterion, Has, Ids, Match, Test
from pk_fhir.search.reading import Context, Unreadable

MODIFIERS = frozenset({"above", "below"})
# By these names R4 calls the reference to what something is a part of.
_PARENTS = ("partof", "part-of")
DEEPEST = 8


def is_in(parameter: Parameter, context: Context) -> bool:
    """Whether a reference leads into a hierarchy."""
    return bool(_parents(parameter, context))


def _parents(parameter: Parameter, context: Context) -> dict[str, Parameter]:
    """By target type that is a hierarchy, the parameter that leads to the parent."""
    if parameter.kind != "reference" or reference.is_canonical(parameter):
        return {}
    found: dict[str, Parameter] = {}
    for target in parameter.targets:
        if target not in context.types:
            continue
        known = context.registry.for_type(target)
        for name in _PARENTS:
            parent = known.get(name)
            if parent is not None and target in parent.targets:
                found[target] = parent
    return found


def criterion(
    parameter: Parameter, modifier: str, value: str, name: str, context: Context
) -> Criterion:
    """The reference is to one of these, or to what is below (above) it. Raises Unreadable."""
    parents = _parents(parameter, context)
    found: list[Criterion] = []
    for text in split(value, ","):
        named, ident = reference.local(parameter, text, name, context)
        if named and named not in parents:
            raise Unreadable("search.bad-reference", name=name)
        for target, parent in parents.items():
            if named in ("", target):
                found += _reached(parameter, parent, ident, down=modifier == "below")
    return AnyOf(tuple(found))


def _reached(
    parameter: Parameter, parent: Parameter, ident: str, *, down: bool
) -> tuple[Criterion, Criterion]:
    target = parent.type_name
    test = Test("typed", (target, ident))
    itself = Match(kind="reference", keys=(parameter.key(),), tests=(test,))
    further = _below(parent, test) if down else _above(parent, ident)
    return itself, Chain((parameter.key(),), (Branch(target, (further,)),))


def _below(parent: Parameter, test: Test) -> Criterion:
    """A resource whose parent, or whose parent's parent, and so on, is that one."""
    found: Criterion = Match(kind="reference", keys=(parent.key(),), tests=(test,))
    child = found
    for _ in range(DEEPEST):
        found = AnyOf((child, Chain((parent.key(),), (Branch(parent.type_name, (found,)),))))
    return found


def _above(parent: Parameter, ident: str) -> Criterion:
    """A resource that is the parent of that one, or of its parent, and so on."""
    start: Criterion = Ids((ident,))
    found = start
    for _ in range(DEEPEST):
        inner = start if found is start else AnyOf((start, found))
        found = Has((parent.key(),), Branch(parent.type_name, (inner,)))
    return found

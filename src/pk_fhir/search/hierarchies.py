"""References into a hierarchy, searched through it: ``location:below=42``, ``encounter:above=21``.

https://hl7.org/fhir/R4/search.html#recursive. A type is a hierarchy where its resources are parts of
others of the same type.
"""

from pk_fhir.search.kinds import reference
from pk_fhir.search.parameters import Parameter
from pk_fhir.search.query import Along, AnyOf, Criterion
from pk_fhir.search.reading import Context, Unreadable, values

MODIFIERS = frozenset({"above", "below"})
# By these names R4 calls the reference to what something is a part of.
_PARENTS = ("partof", "part-of")


def is_in(parameter: Parameter, context: Context) -> bool:
    """Whether a reference leads into a hierarchy."""
    return bool(_parents(parameter, context))


def _parents(parameter: Parameter, context: Context) -> dict[str, Parameter]:
    """By target type that is a hierarchy, the parameter that leads to the parent."""
    if parameter.kind != "reference" or reference.is_canonical(parameter):
        return {}
    return {
        target: parent
        for target in parameter.targets
        if target in context.types
        for name in _PARENTS
        if (parent := context.registry.get(target, name)) is not None and target in parent.targets
    }


def criterion(
    parameter: Parameter, modifier: str, value: str, name: str, context: Context
) -> Criterion:
    """The reference is to one of these, or to what is below (above) it. Raises Unreadable."""
    parents = _parents(parameter, context)
    ids: dict[str, list[str]] = {}
    for text in values(value, name):
        named, ident = reference.local(parameter, text, name, context)
        if named and named not in parents:
            raise Unreadable("search.bad-reference", name=name)
        for target in (named,) if named else parents:
            ids.setdefault(target, []).append(ident)
    found = [
        Along(
            keys=(parameter.key(),),
            type_name=target,
            parent=parents[target].key(),
            ids=tuple(dict.fromkeys(listed)),
            down=modifier == "below",
        )
        for target, listed in ids.items()
    ]
    return found[0] if len(found) == 1 else AnyOf(tuple(found))

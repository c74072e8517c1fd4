"""Which definitions the canonicals of a reference parameter may name.

A canonical names a definition by its `url`, whatever its id here, so what follows one (a chain, `_has`, an
include) meets the definition by that. https://hl7.org/fhir/R4/references.html#canonical
"""

from collections.abc import Iterable

from pk_fhir.search.kinds.setting import URIS
from pk_fhir.search.parameters import Parameter
from pk_fhir.search.reading import Context


def named(
    known: Iterable[Parameter], among: Iterable[str], context: Context
) -> tuple[tuple[str, ...], bool]:
    """The types among some whose resources are named by their url in values of these parameters; and whether
    any of their values is, or may be, a reference to an id."""
    wanted = [each for each in known if each.kind == "reference"]
    canonical = [each for each in wanted if each.types & URIS]
    types = tuple(
        name
        for name in among
        if any(not each.targets or name in each.targets for each in canonical)
        and is_definition(name, context)
    )
    return types, any(not each.types or each.types - URIS for each in wanted)


def is_definition(type_name: str, context: Context) -> bool:
    """Whether resources of a type have a canonical url, by which they can be searched for."""
    element = context.registry.definitions.children(type_name).get("url")
    if element is None or context.registry.get(type_name, "url") is None:
        return False
    return any(type_ == "uri" for _, type_ in element.json_names())

"""Which definitions the canonicals of a reference parameter may name.

A canonical names a definition by its `url`, whatever its id here, so what follows one (a chain, `_has`, an
include) meets the definition by that. https://hl7.org/fhir/R4/references.html#canonical
"""

import re
from collections.abc import Iterable

from pk_fhir.search.escapes import unescaped
from pk_fhir.search.kinds.setting import URIS
from pk_fhir.search.parameters import Parameter
from pk_fhir.search.query import AnyOf, Branch, Chain, Criterion, Ids, Match, Test
from pk_fhir.search.reading import Context, Unreadable
from pk_fhir.search.strings import clipped
from pk_fhir.search.targets import target

_ID = re.compile(r"[A-Za-z0-9.\-]{1,64}\Z")


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


def of_definitions(
    parameter: Parameter, type_name: str, values: Iterable[str], name: str, context: Context
) -> Criterion:
    """``questionnaire:Questionnaire=123``: what names, by its url, the definition with this id here; or a url
    itself. Raises Unreadable."""
    ids: list[str] = []
    urls: list[str] = []
    for value in values:
        text = unescaped(value).strip()
        ident = _local(type_name, text, name, context)
        (ids if ident else urls).append(ident or clipped(text))
    found: list[Criterion] = []
    keys = (parameter.key(),)
    types, _ = named([parameter], [type_name], context)
    if ids:
        branch = Branch(type_name, (Ids(tuple(dict.fromkeys(ids))),))
        found.append(Chain(keys, (branch,), types, literal=False))
    if urls:
        tests = tuple(Test("canonical", (url,)) for url in dict.fromkeys(urls))
        distinct = len(tests) == 1
        found.append(Match(kind="reference", keys=keys, tests=tests, distinct=distinct))
    return found[0] if len(found) == 1 else AnyOf(tuple(found))


def _local(type_name: str, text: str, name: str, context: Context) -> str:
    """The id of a definition of this server; "" for what is a url of any definition."""
    if _ID.match(text):
        return text
    found = target(text, context.bases)
    if found is None or (_ID.match(found.id) and found.type_name != type_name):
        raise Unreadable("search.bad-reference", name=name)
    return found.id if _ID.match(found.id) else ""

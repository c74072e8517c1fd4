"""How a query is read that asks by a value set or a hierarchy: `:in`, `:not-in`, `:above`, `:below`.

https://hl7.org/fhir/R4/search.html#token. The ValueSets and CodeSystems that the care provider has
stored are looked up first; a reading itself asks nobody. A value set may be named by its reference too.
"""

from collections.abc import Iterable, Iterator

import msgspec

from pk_fhir.access.caller import Caller
from pk_fhir.access.rules import visibility
from pk_fhir.fhir import json as fhir_json
from pk_fhir.interactions.contexts import context
from pk_fhir.interactions.searched_codes import SearchedCodes
from pk_fhir.interactions.service import Service
from pk_fhir.interactions.stored_terminology import terminology_for
from pk_fhir.search import Context, filters
from pk_fhir.validation.terminology import Terminology

_SETS = (":in", ":not-in")
_HIERARCHIES = (":above", ":below")


async def context_for(
    service: Service, caller: Caller, pairs: Iterable[tuple[str, str]], *, lenient: bool = False
) -> Context:
    """The context that these pairs need."""
    plain = context(service, caller, lenient=lenient)
    named = list(_asked_of(pairs))
    if not named:
        return plain
    by_reference = {value: await _url(service, caller, value) for value in named}
    urls = [by_reference[value] or value for value in named]
    terminology = await terminology_for(service, caller, urls)
    codes = _StoredCodes(terminology, {ref: url for ref, url in by_reference.items() if url})
    return msgspec.structs.replace(plain, terminology=codes)


def _asked_of(pairs: Iterable[tuple[str, str]]) -> Iterator[str]:
    """The value sets and code systems that the pairs name."""
    for name, value in pairs:
        if name == filters.NAME:
            yield from _asked_of(
                (f":{modifier}", inner) for modifier, inner in filters.coded(value)
            )
        elif name.endswith(_SETS):
            yield value
        elif name.endswith(_HIERARCHIES):
            yield value.partition("|")[0]


async def _url(service: Service, caller: Caller, value: str) -> str | None:
    """The url of a ValueSet that is named by its reference; None for what is no such reference."""
    target = service.local(caller.tenant)(value)
    if target is None or target[0] != "ValueSet":
        return None
    found = await service.store.read(caller.tenant, *target)
    if found is None or found.body is None:
        return None
    if not await service.store.seen(visibility(caller, "r"), [found]):
        return None
    url = fhir_json.parse(found.body).get("url")
    return url if isinstance(url, str) else None


class _StoredCodes(SearchedCodes):
    """Codes of definitions and of what is stored; value sets by their references too."""

    def __init__(self, terminology: Terminology, urls: dict[str, str]) -> None:
        super().__init__(terminology)
        self._urls = urls

    def expand(self, value_set: str) -> Iterable[tuple[str, str]] | None:
        return super().expand(self._urls.get(value_set, value_set))

"""How a query is read that asks by a value set or a hierarchy: `:in`, `:not-in`, `:above`, `:below`.

https://hl7.org/fhir/R4/search.html#token. The ValueSets and CodeSystems that the care provider has
stored are looked up first; a reading itself asks nobody. A value set may be named by its reference too.
"""

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from pk_fhir.access.caller import Caller
from pk_fhir.access.rules import visibility
from pk_fhir.contract.identifiers import canonical_system
from pk_fhir.fhir import json as fhir_json
from pk_fhir.interactions import terminology_server
from pk_fhir.interactions.contexts import context
from pk_fhir.interactions.searched_codes import SearchedCodes
from pk_fhir.interactions.service import Service
from pk_fhir.interactions.stored_terminology import terminology_for
from pk_fhir.search import Context, filters
from pk_fhir.search.escapes import split, unescaped
from pk_fhir.validation.terminology import Terminology

_SETS = (":in", ":not-in")
_HIERARCHIES = (":above", ":below")


async def context_for(
    service: Service, caller: Caller, pairs: Iterable[tuple[str, str]], *, lenient: bool = False
) -> Context:
    """The context that these pairs need."""
    plain = context(service, caller, lenient=lenient)
    pairs = list(pairs)
    named = [_named(*asked) for asked in _asked_of(pairs)]
    if not named:
        return plain
    by_reference = {value: await _url(service, caller, value) for value in named}
    urls = [by_reference[value] or value for value in named]
    terminology = await terminology_for(service, caller, urls)
    codes = _StoredCodes(terminology, {ref: url for ref, url in by_reference.items() if url})
    if service.codes is not None:
        for modifier, value in _asked_of(pairs):
            await _ask(service, codes, modifier, value)
    return msgspec.structs.replace(plain, terminology=codes)


def _asked_of(pairs: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """What the pairs ask of value sets and code systems: modifier, and value."""
    for name, value in pairs:
        if name == filters.NAME:
            yield from ((f":{modifier}", inner) for modifier, inner in filters.coded(value))
        else:
            modifier = f":{name.rpartition(':')[2]}"
            if modifier in (*_SETS, *_HIERARCHIES):
                yield from ((modifier, unescaped(each)) for each in split(value, ","))


def _named(modifier: str, value: str) -> str:
    """The value set or the code system that is asked."""
    return value if modifier in _SETS else value.partition("|")[0]


async def _ask(service: Service, codes: "_StoredCodes", modifier: str, value: str) -> None:
    """What is not known here is asked of the terminology server, and kept for the reading."""
    if modifier in _SETS:
        if codes.expand(value) is None:
            codes.sets[value] = await terminology_server.codes_of(service, codes.at_hand(value))
        return
    stated, _, code = value.partition("|")
    system = canonical_system(stated)
    down = modifier == ":below"
    if not system or not code or (codes.below if down else codes.above)(system, code) is not None:
        return
    relation = terminology_server.BELOW if down else terminology_server.ABOVE
    found = await terminology_server.related(service, system, code, relation)
    codes.hierarchies[down, system, code] = found


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
        # What a terminology server told.
        self.sets: dict[str, list[tuple[str, str]] | None] = {}
        self.hierarchies: dict[tuple[bool, str, str], list[str] | None] = {}

    def at_hand(self, value_set: str) -> str | dict[str, Any]:
        """The value set itself where it is known here, else what it is called."""
        url = self._urls.get(value_set, value_set)
        found = self._terminology.tables.value_set(url)
        return found.resource if found is not None else url

    def expand(self, value_set: str) -> Iterable[tuple[str, str]] | None:
        found = super().expand(self._urls.get(value_set, value_set))
        return self.sets.get(value_set) if found is None else found

    def below(self, system: str, code: str) -> Iterable[str] | None:
        found = super().below(system, code)
        return self.hierarchies.get((True, system, code)) if found is None else found

    def above(self, system: str, code: str) -> Iterable[str] | None:
        found = super().above(system, code)
        return self.hierarchies.get((False, system, code)) if found is None else found

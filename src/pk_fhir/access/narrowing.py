"""The query of a SMART scope as criteria of a search: what of a type the scope opens.

https://hl7.org/fhir/smart-app-launch/STU2.2/scopes-and-launch-context.html#finer-grained-resource-constraints-using-search-parameters.
Only plain parameters of R4 by code, identifier, URI and reference: modifiers, chains, dates and texts
would narrow in ways that differ from server to server, and are refused.
"""

import re
from functools import cache, lru_cache
from urllib.parse import parse_qsl
from zoneinfo import ZoneInfo

from pk_fhir.definitions import Definitions
from pk_fhir.fhir.dates import SWEDEN
from pk_fhir.fhir.outcome import FhirError
from pk_fhir.search import Context, Registry, parse
from pk_fhir.search.query import Criterion, Match
from pk_fhir.store import search as _search  # noqa: F401 - knows how criteria become conditions

# No modifier, no chain, and of the parameters of every resource those that name a value.
_PLAIN = re.compile(r"[a-z][A-Za-z-]*|_(?:id|tag|profile|security|source)")
KINDS = frozenset({"token", "reference", "uri"})


@cache
def registry() -> Registry:
    """R4's own search parameters."""
    return Registry(Definitions.r4())


@lru_cache(maxsize=1024)
def criteria(type_: str, query: str) -> tuple[Criterion, ...] | None:
    """What a resource of the type must meet; None for a query that is not offered."""
    pairs = parse_qsl(query, keep_blank_values=True)
    if type_ == "*" or not pairs or not all(_PLAIN.fullmatch(name) for name, _ in pairs):
        return None
    context = Context(registry=registry(), types=(type_,), now=0, zone=ZoneInfo(SWEDEN), bases=())
    try:
        where = parse((type_,), pairs, context).where
    except FhirError:
        return None
    plain = all(
        isinstance(each, Match) and not each.negated and each.kind in KINDS for each in where
    )
    return where if plain and len(where) == len(pairs) else None

"""The search in a conditional interaction. https://hl7.org/fhir/R4/http.html#ccreate"""

import hashlib
from typing import Any

import msgspec
import sqlalchemy as sa

from pk_fhir.search.query import Criterion, Match, Query
from pk_fhir.store.search import select
from pk_fhir.store.search.scope import Scope
from pk_fhir.store.visibility import Visibility


class Condition(msgspec.Struct, frozen=True):
    """`statement` selects the ids of matches. `locks` are names that two writers with a condition in
    common share, whatever else their conditions say; `shared_locks` none yet."""

    statement: sa.Select[Any]
    locks: frozenset[str]
    shared_locks: frozenset[str] = frozenset()


def condition(
    query: Query, tenant: str, visibility: Visibility, most: int, *, lists: bool = False
) -> Condition:
    """The condition of `query`, as seen by a caller with this visibility."""
    scope = Scope(tenant=tenant, visibility=visibility, lists=lists)
    return Condition(select.ids(scope, query, most), _locks(tenant, query))


def _locks(tenant: str, query: Query) -> frozenset[str]:
    """A name for each identifier or reference that is asked for; without any, one for the type.

    Two conditions that could find the same resource by the same identifier meet in its name. The
    names are hashes: what is asked for is personal.
    """
    exact = [each for each in query.where if _is_exact(each)]
    if not exact:
        return frozenset({f"{tenant}/{'+'.join(query.types)}"})
    return frozenset(_name(tenant, each) for each in exact)


def _is_exact(criterion: Criterion) -> bool:
    return (
        isinstance(criterion, Match)
        and not criterion.negated
        and criterion.kind in ("token", "reference")
        and len(criterion.tests) == 1
        and criterion.tests[0].form in ("both", "typed", "code")
    )


def _name(tenant: str, criterion: Criterion) -> str:
    told = msgspec.json.encode((tenant, criterion))
    return hashlib.sha256(told).hexdigest()

"""The search in a conditional interaction (https://hl7.org/fhir/R4/http.html#cond-update).

What the search finds must still be so when the write is made: the store runs it again in the same
step. Only what the caller may see is found, so that a condition tells nothing about the rest.
"""

from typing import Any

from pk_fhir.access.protected import sight
from pk_fhir.access.rules import require, visibility
from pk_fhir.fhir.outcome import FhirError, Issue
from pk_fhir.fhir.search_value import token
from pk_fhir.interactions.coded_contexts import context_for
from pk_fhir.interactions.query_strings import read_pairs
from pk_fhir.interactions.search import require_types
from pk_fhir.interactions.work import Work
from pk_fhir.messages import told
from pk_fhir.search import Query, parse
from pk_fhir.store import Found, Version
from pk_fhir.store.search import Condition, condition

# More matches than this are as good as these for the words of a refusal.
MOST_MATCHES = 100


async def one(work: Work, type_: str, query: str, place: str = "") -> Version | None:
    """The one resource that the condition finds, None for none; FhirError "precondition-failed" for several."""
    return _one(await matches(work, type_, query, place), type_, place)


async def one_left(work: Work, type_: str, query: str, place: str = "") -> Version | None:
    """As `one`, of what the same transaction has not deleted: deletions come before creates."""
    found = await matches(work, type_, query, place)
    left = [version for version in found if (version.type, version.id) not in work.deleted]
    return _one(left, type_, place)


def _one(found: list[Version], type_: str, place: str) -> Version | None:
    if len(found) > 1:
        raise FhirError(
            "precondition-failed",
            [
                Issue(
                    severity="error",
                    code="multiple-matches",
                    expression=place,
                    diagnostics=told("refused.several-match", type=type_),
                    key="several-matches",
                )
            ],
        )
    return found[0] if found else None


async def matches(work: Work, type_: str, query: str, place: str = "") -> list[Version]:
    """Every resource that the condition finds."""
    known = work.conditions.get((type_, query))
    if known is not None:
        return known
    pairs = read_pairs(_criteria(type_, query))
    if not pairs:
        raise FhirError(
            "precondition-failed",
            [
                Issue(
                    severity="error",
                    code="invalid",
                    expression=place,
                    diagnostics=told("refused.empty-condition", type=type_),
                    key="empty-condition",
                )
            ],
        )
    search = await _condition(work, type_, pairs)
    rows = await work.service.store.fetch(search.statement)
    ids = frozenset(str(row[0]) for row in rows)
    work.expect(Found(statement=search.statement, ids=ids), search.locks, search.shared_locks)
    await work.prefetch((type_, id_) for id_ in ids)
    found = [await work.current(type_, id_) for id_ in sorted(ids)]
    there = [version for version in found if version is not None and not version.deleted]
    work.conditions[type_, query] = there
    return there


def _criteria(type_: str, query: str) -> str:
    """The parameters alone: HAPI FHIR's client puts the type's address and `?` before them."""
    address, mark, criteria = query.partition("?")
    named = address.rpartition("/")[2]
    return criteria if mark and named in ("", type_) and "=" not in address else query


async def query_of(work: Work, type_: str, query: str) -> Query:
    """The condition as a query tree, if the caller may ask it."""
    return await _parsed(work, type_, read_pairs(_criteria(type_, query)))


async def _parsed(work: Work, type_: str, pairs: list[tuple[str, str]]) -> Query:
    require(work.caller, type_, "s")
    query = parse((type_,), pairs, await context_for(work.service, work.caller, pairs))
    require_types(work.caller, query)
    return query


async def _condition(work: Work, type_: str, pairs: list[tuple[str, str]]) -> Condition:
    query = await _parsed(work, type_, pairs)
    known = work.service.parameters.registry(work.tenant)
    return condition(
        query,
        work.tenant,
        sight(work.caller, query, visibility(work.caller, "s"), known),
        MOST_MATCHES,
        lists=work.service.store.statements.name == "sqlite",
    )


async def lock_identifiers(work: Work, type_: str, resource: dict[str, Any]) -> None:
    """Keep a conditional create apart from those whose condition its resource would meet."""
    identifiers = resource.get("identifier")
    for identifier in identifiers if isinstance(identifiers, list) else [identifiers]:
        if not isinstance(identifier, dict):
            continue
        system, value = identifier.get("system", ""), identifier.get("value")
        if isinstance(system, str) and isinstance(value, str) and value:
            found = await _condition(work, type_, [("identifier", token(system, value))])
            work.lock(found.locks)

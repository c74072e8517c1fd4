"""Criteria of the query tree as SQL over `versions` and the index tables.

Every alias of `versions` (a match, a step of a chain, the referring resource of `_has`, a list) is
narrowed by `Scope.allowed`: to the tenant, to the rows valid at the search's state, and to what the
caller may see. So what may not be seen can neither be found nor change what is found.
"""

from collections.abc import Callable, Sequence
from typing import Any

import msgspec
import sqlalchemy as sa

from pk_fhir.search.query import (
    AllOf,
    Along,
    AnyOf,
    Branch,
    Chain,
    Composite,
    Content,
    Criterion,
    Has,
    Ids,
    InList,
    Match,
    Missing,
    Near,
    Not,
    Updated,
    Within,
)
from pk_fhir.store.search import conditions, content, hierarchy, index_rows, steps
from pk_fhir.store.search.leading import narrowest_first
from pk_fhir.store.search.near import within
from pk_fhir.store.search.scope import Alias, Condition, Scope, of
from pk_fhir.store.search.source import Source
from pk_fhir.store.tables import directory, versions
from pk_fhir.store.visibility import Grant, Visibility, compiled_by


def source(scope: Scope, version: Alias, criteria: Sequence[Criterion]) -> Source:
    """`version` is an alias of `versions`, narrowed by the criteria, but not by `scope.allowed`.

    The criterion that is likely to leave the fewest is the way in: joined where at most one of its
    rows belongs to a version, listed where the database needs it told so.
    """
    ordered = sorted(criteria, key=narrowest_first)
    lead = ordered[0] if ordered else None
    if isinstance(lead, Within) or (isinstance(lead, Match) and lead.distinct and not lead.negated):
        row, where = index_rows.matching(scope, lead)
        rest = [one(scope, version, each) for each in ordered[1:]]
        return Source(version.join(row, of(row, version)), rest, version, where, row.c.number)
    scope = msgspec.structs.replace(scope, probing=False)
    if lead is None:
        return Source(version, [], version, [])
    if isinstance(lead, Ids) and not lead.negated:
        first = _by_id(scope, version, lead)
    else:
        first = _as_list(scope, version, lead) if scope.lists else one(scope, version, lead)
    return Source(
        version, [first, *(one(scope, version, each) for each in ordered[1:])], version, []
    )


def of_patients(
    scope: Scope, version: Alias, criteria: Sequence[Criterion], patients: Sequence[str]
) -> Source:
    """The source of a caller who sees the compartments of these Patients only: their shards are the
    way in, however few or many others meet the criteria."""
    tenant = sa.literal(scope.tenant, sa.Text())
    shards = [tenant.concat("/").concat(sa.literal(each, sa.Text())) for each in patients]
    within = version.c.shard.in_(shards) if shards else sa.false()
    return Source(version, [within, *(one(scope, version, each) for each in criteria)], version, [])


def one(scope: Scope, version: Alias, criterion: Criterion) -> Condition:
    """The condition that this version meets the criterion."""
    return _ONE[type(criterion)](scope, version, criterion)


def narrowed(tenant: str, version: Alias, criteria: Sequence[Criterion]) -> list[Condition]:
    """What a grant's criteria ask of the version itself, whatever the caller may see of what it refers to."""
    scope = Scope(tenant=tenant, visibility=Visibility((Grant(tenant=tenant),)))
    return [one(scope, version, each) for each in criteria]


compiled_by(narrowed)


def _match(scope: Scope, version: Alias, criterion: Match) -> Condition:
    row, where = index_rows.matching(scope, criterion)
    has = index_rows.none if criterion.negated else index_rows.exists
    return has(scope, row, version, where)


def _within(scope: Scope, version: Alias, criterion: Within) -> Condition:
    row, where = index_rows.matching(scope, criterion)
    return index_rows.exists(scope, row, version, where)


def _missing(scope: Scope, version: Alias, criterion: Missing) -> Condition:
    row, where = index_rows.of_parameter(scope, criterion.kind, criterion.keys)
    has = index_rows.none if criterion.missing else index_rows.exists
    return has(scope, row, version, where)


def _ids(_scope: Scope, version: Alias, criterion: Ids) -> Condition:
    listed = version.c.id.in_(criterion.ids) if criterion.ids else sa.false()
    return sa.not_(listed) if criterion.negated else sa.and_(listed)


def _updated(_scope: Scope, version: Alias, criterion: Updated) -> Condition:
    column = version.c.last_updated
    return conditions.either(conditions.updated(column, test) for test in criterion.tests)


def _any_of(scope: Scope, version: Alias, criterion: AnyOf) -> Condition:
    return conditions.either(one(scope, version, each) for each in criterion.criteria)


def _all_of(scope: Scope, version: Alias, criterion: AllOf) -> Condition:
    return sa.and_(*(one(scope, version, each) for each in criterion.criteria))


def _not(scope: Scope, version: Alias, criterion: Not) -> Condition:
    return sa.not_(one(scope, version, criterion.criterion))


def _chain(scope: Scope, version: Alias, criterion: Chain) -> Condition:
    keys = criterion.keys
    found = [
        *(
            steps.to(scope, keys, branch.type_name, _at_the_end(scope, branch))
            for branch in criterion.branches
            if criterion.literal
        ),
        *(
            steps.to_definition(scope, keys, branch.type_name, _at_the_end(scope, branch))
            for branch in criterion.branches
            if branch.type_name in criterion.canonical
        ),
    ]
    if not found:
        return sa.false()
    return _among(version, found[0] if len(found) == 1 else sa.union_all(*found))


def _at_the_end(scope: Scope, branch: Branch) -> Source:
    return source(scope, versions.alias(), branch.where)


def _along(scope: Scope, version: Alias, criterion: Along) -> Condition:
    return _among(version, hierarchy.referring(scope, criterion))


def _composite(scope: Scope, version: Alias, criterion: Composite) -> Condition:
    return _among(version, index_rows.composite(scope, criterion))


def _near(scope: Scope, version: Alias, criterion: Near) -> Condition:
    return _among(version, within(scope.tenant, criterion))


def _has(scope: Scope, version: Alias, criterion: Has) -> Condition:
    keys, type_name = criterion.keys, criterion.branch.type_name
    found: list[Condition] = []
    if criterion.literal:
        end = _at_the_end(scope, criterion.branch)
        found.append(_among_resources(version, steps.back(scope, keys, type_name, end)))
    if criterion.canonical:
        end = _at_the_end(scope, criterion.branch)
        named = steps.back_to_definition(scope, keys, type_name, end, criterion.canonical)
        found.append(_among(version, named))
    return conditions.either(found)


def _in_list(scope: Scope, version: Alias, criterion: InList) -> Condition:
    lists = _at_the_end(scope, Branch("List", (Ids(criterion.ids),)))
    return _among_resources(version, steps.back(scope, (criterion.key,), "List", lists))


def _content(_scope: Scope, version: Alias, criterion: Content) -> Condition:
    return content.condition(version, criterion)


def _as_list(scope: Scope, version: Alias, criterion: Criterion) -> Condition:
    """The criterion as: the version is among those. Chains and their like always are."""
    if isinstance(criterion, Match) and not criterion.negated:
        row, where = index_rows.matching(scope, criterion)
        return _among(version, sa.select(row.c.shard, row.c.number).where(*where))
    return one(scope, version, criterion)


def _among(version: Alias, rows: Any) -> Condition:
    return sa.and_(sa.tuple_(version.c.shard, version.c.number).in_(rows))


def _among_resources(version: Alias, places: sa.Select[Any]) -> Condition:
    return sa.and_(sa.tuple_(version.c.shard, version.c.type, version.c.id).in_(places))


def _by_id(scope: Scope, version: Alias, criterion: Ids) -> Condition:
    """Ids by the directory, which knows in which shard a resource is."""
    entry = directory.alias()
    places = sa.select(entry.c.shard, entry.c.type, entry.c.id).where(
        entry.c.tenant == scope.tenant, entry.c.id.in_(criterion.ids)
    )
    return sa.and_(
        _among_resources(version, places),
        version.c.id.in_(criterion.ids),
    )


_ONE: dict[type, Callable[[Scope, Alias, Any], Condition]] = {
    Match: _match,
    Within: _within,
    Missing: _missing,
    Ids: _ids,
    Updated: _updated,
    AnyOf: _any_of,
    AllOf: _all_of,
    Not: _not,
    Along: _along,
    Chain: _chain,
    Composite: _composite,
    Near: _near,
    Has: _has,
    InList: _in_list,
    Content: _content,
}

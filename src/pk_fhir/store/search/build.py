"""Criteria of the query tree as SQL over `versions` and the index tables.

Every alias of `versions` (a match, a step of a chain, the referring resource of `_has`, a list) is
narrowed by `Scope.allowed`: to the tenant, to the rows valid at the search's state, and to what the
caller may see. So what may not be seen can neither be found nor change what is found.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

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
from pk_fhir.store.index_tables import TABLES
from pk_fhir.store.search import canonicals, conditions, content, hierarchy
from pk_fhir.store.search.near import within
from pk_fhir.store.search.scope import Alias, Condition, Scope, at, of, of_types, parameter
from pk_fhir.store.tables import directory, versions
from pk_fhir.store.version import Version
from pk_fhir.store.visibility import Grant, Visibility, compiled_by

# More values than this are read together and sorted.
MOST_APART = 8
# Forms of which no two different tests are passed by one row.
_APART = ({"code"}, {"both"}, {"typed"}, {"id"})


class Source(NamedTuple):
    """Versions that meet criteria: FROM, WHERE, and the alias of `versions` to select from.

    Where an index row leads, `lead` are the conditions on it (not in `where`), and `order` is the
    column in whose order rows come cheapest.
    """

    tables: Alias
    where: list[Condition]
    version: Alias
    lead: list[Condition]
    order: sa.ColumnElement[int] | None = None


def source(scope: Scope, version: Alias, criteria: Sequence[Criterion]) -> Source:
    """`version` is an alias of `versions`, narrowed by the criteria, but not by `scope.allowed`.

    The criterion that is likely to leave the fewest is the way in: joined where at most one of its
    rows belongs to a version, listed where the database needs it told so.
    """
    ordered = sorted(criteria, key=_order)
    lead = ordered[0] if ordered else None
    if isinstance(lead, Within) or (isinstance(lead, Match) and lead.distinct and not lead.negated):
        row, where = _rows(scope, lead)
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


def apart(scope: Scope, criteria: Sequence[Criterion]) -> list[tuple[Criterion, ...]]:
    """The criteria once for each value of the one that leads, where no resource can have two of them.

    Each value's rows stand in the order of their numbers, and all of them together do not.
    """
    ordered = sorted(criteria, key=_order)
    lead = ordered[0] if ordered else None
    if not scope.probing or not isinstance(lead, Match) or lead.negated or not lead.distinct:
        return [tuple(criteria)]
    tests = lead.tests
    if not 1 < len(tests) <= MOST_APART or {test.form for test in tests} not in _APART:
        return [tuple(criteria)]
    return [(msgspec.structs.replace(lead, tests=(test,)), *ordered[1:]) for test in tests]


def of_patients(
    scope: Scope, version: Alias, criteria: Sequence[Criterion], patients: Sequence[str]
) -> Source:
    """The source of a caller who sees the compartments of these Patients only: their shards are the
    way in, however few or many others meet the criteria."""
    tenant = sa.literal(scope.tenant, sa.Text())
    shards = [tenant.concat("/").concat(sa.literal(each, sa.Text())) for each in patients]
    within = version.c.shard.in_(shards) if shards else sa.false()
    return Source(version, [within, *(one(scope, version, each) for each in criteria)], version, [])


def in_order(scope: Scope, found: Source, types: Sequence[str]) -> Source:
    """The source narrowed to these types and to what the caller may see, so that its first rows cost
    no more than they must.

    PostgreSQL thinks a join by shard and number far smaller than it is, and would rather read all of
    it and sort: there each index row, in its order, looks up its own version (OFFSET 0 holds the
    planner to that).
    """
    version = found.version
    allowed = scope.allowed(version)
    if scope.lists or found.order is None or not isinstance(found.tables, sa.Join):
        of_type = of_types(version.c.type, types)
        return found._replace(where=[*allowed, of_type, *found.where])
    row = found.tables.right
    columns: list[Any] = [version.c[name] for name in Version.__struct_fields__]
    looked_up = (
        sa.select(*columns)
        .where(
            of(row, version),
            *allowed,
            scope.reached(version, types),
            *found.where,
        )
        .offset(sa.literal_column("0"))
        .lateral("v")
    )
    return Source(row.join(looked_up, sa.true()), [], looked_up, found.lead, found.order)


def _order(criterion: Criterion) -> tuple[int, int]:
    """Narrowest first; of steps along references, those to the narrowest end."""
    branches: tuple[Branch, ...] = ()
    if isinstance(criterion, Chain):
        branches = criterion.branches
    elif isinstance(criterion, Has):
        branches = (criterion.branch,)
    ends = (min(map(_selectivity, branch.where), default=10) for branch in branches)
    return _selectivity(criterion), max(ends, default=0)


def _selectivity(criterion: Criterion) -> int:
    """How few resources are likely to meet it: 0 is fewest."""
    if isinstance(criterion, Ids):
        return 9 if criterion.negated else 0
    if isinstance(criterion, Match):
        return _of_match(criterion)
    if isinstance(criterion, Not):
        return 9
    if isinstance(criterion, Along | Chain | Has | InList | Composite | Near | Within):
        return 4
    return 10 if isinstance(criterion, Content) else 8


def _of_match(match: Match) -> int:
    if match.negated:
        return 9
    form = match.tests[0].form if match.tests else ""
    ranks = {"typed": 1, "id": 1, "both": 2, "is": 2, "exact": 3, "starts": 3}
    return ranks.get(form, 5 if match.kind != "token" else 6)


def one(scope: Scope, version: Alias, criterion: Criterion) -> Condition:
    """The condition that this version meets the criterion."""
    return _ONE[type(criterion)](scope, version, criterion)


def narrowed(tenant: str, version: Alias, criteria: Sequence[Criterion]) -> list[Condition]:
    """What a grant's criteria ask of the version itself, whatever the caller may see of what it refers to."""
    scope = Scope(tenant=tenant, visibility=Visibility((Grant(tenant=tenant),)))
    return [one(scope, version, each) for each in criteria]


compiled_by(narrowed)


def _match(scope: Scope, version: Alias, criterion: Match) -> Condition:
    row, where = _rows(scope, criterion)
    if criterion.negated:
        return sa.not_(_row_exists(_probing(scope), row, version, where))
    return _row_exists(scope, row, version, where)


def _within(scope: Scope, version: Alias, criterion: Within) -> Condition:
    row, where = _rows(scope, criterion)
    return _row_exists(scope, row, version, where)


def _missing(scope: Scope, version: Alias, criterion: Missing) -> Condition:
    row, where = _of_parameter(scope, criterion.kind, criterion.keys)
    if criterion.missing:
        return sa.not_(_row_exists(_probing(scope), row, version, where))
    return _row_exists(scope, row, version, where)


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
    steps = [
        *(_step(scope, keys, branch) for branch in criterion.branches if criterion.literal),
        *(
            _named(scope, keys, branch)
            for branch in criterion.branches
            if branch.type_name in criterion.canonical
        ),
    ]
    if not steps:
        return sa.false()
    return _among(version, steps[0] if len(steps) == 1 else sa.union_all(*steps))


def _along(scope: Scope, version: Alias, criterion: Along) -> Condition:
    return _among(version, hierarchy.referring(scope, criterion))


def _composite(scope: Scope, version: Alias, criterion: Composite) -> Condition:
    return _among(version, _composite_rows(scope, criterion))


def _near(scope: Scope, version: Alias, criterion: Near) -> Condition:
    return _among(version, within(scope.tenant, criterion))


def _has(scope: Scope, version: Alias, criterion: Has) -> Condition:
    keys, branch = criterion.keys, criterion.branch
    found: list[Condition] = []
    if criterion.literal:
        found.append(_among_resources(version, _referring(scope, keys, branch)))
    if criterion.canonical:
        found.append(_among(version, _naming(scope, keys, branch, criterion.canonical)))
    return conditions.either(found)


def _in_list(scope: Scope, version: Alias, criterion: InList) -> Condition:
    branch = Branch("List", (Ids(criterion.ids),))
    return _among_resources(version, _referring(scope, (criterion.key,), branch))


def _content(_scope: Scope, version: Alias, criterion: Content) -> Condition:
    return content.condition(version, criterion)


def _as_list(scope: Scope, version: Alias, criterion: Criterion) -> Condition:
    """The criterion as: the version is among those. Chains and their like always are."""
    if isinstance(criterion, Match) and not criterion.negated:
        row, where = _rows(scope, criterion)
        return _among(version, sa.select(row.c.shard, row.c.number).where(*where))
    return one(scope, version, criterion)


def _among(version: Alias, rows: Any) -> Condition:
    return sa.and_(sa.tuple_(version.c.shard, version.c.number).in_(rows))


def _by_id(scope: Scope, version: Alias, criterion: Ids) -> Condition:
    """Ids by the directory, which knows in which shard a resource is."""
    entry = directory.alias()
    places = sa.select(entry.c.shard, entry.c.type, entry.c.id).where(
        entry.c.tenant == scope.tenant, entry.c.id.in_(criterion.ids)
    )
    return sa.and_(
        sa.tuple_(version.c.shard, version.c.type, version.c.id).in_(places),
        version.c.id.in_(criterion.ids),
    )


# Rows of an index table


def _of_parameter(scope: Scope, kind: str, keys: Sequence[int]) -> tuple[Alias, list[Condition]]:
    row = TABLES[kind].alias()
    return row, [row.c.tenant == scope.tenant, parameter(row, keys)]


def _rows(scope: Scope, match: Match | Within) -> tuple[Alias, list[Condition]]:
    if isinstance(match, Within):
        row, where = _of_parameter(scope, "date", match.keys)
        return row, [*where, conditions.all_of_dates(row.c, match.tests)]
    row, where = _of_parameter(scope, match.kind, match.keys)
    return row, [*where, conditions.any_of(match.kind, row.c, match.tests)]


def _probing(scope: Scope) -> Scope:
    """The scope where each version is asked for its own rows: PostgreSQL would else read the rows of all that
    have a parameter, to find who has none."""
    return msgspec.structs.replace(scope, probing=not scope.lists)


def _row_exists(scope: Scope, row: Alias, version: Alias, where: Iterable[Condition]) -> Condition:
    found: sa.Select[Any] = (
        sa.select(sa.literal_column("1")).select_from(row).where(of(row, version), *where)
    )
    # OFFSET 0 keeps PostgreSQL from making a join of it.
    return sa.exists(found.offset(sa.literal_column("0")) if scope.probing else found)


def _composite_rows(scope: Scope, criterion: Composite) -> sa.Select[Any]:
    rows = [TABLES[kind].alias() for kind, _ in criterion.parts]
    first = rows[0]
    where: list[Condition] = []
    for row, (_, key) in zip(rows, criterion.parts, strict=True):
        where += [row.c.tenant == scope.tenant, parameter(row, (key,))]
        if row is not first:
            where += [
                row.c.shard == first.c.shard,
                row.c.number == first.c.number,
                row.c.part == first.c.part,
            ]
    kinds = [kind for kind, _ in criterion.parts]
    alternatives = [
        sa.and_(
            *(
                conditions.one(kind, row.c, test)
                for kind, row, test in zip(kinds, rows, tests, strict=True)
            )
        )
        for tests in criterion.tests
    ]
    return sa.select(first.c.shard, first.c.number).where(*where, conditions.either(alternatives))


# Steps along references


def _of_branch(scope: Scope, version: Alias, branch: Branch, found: Source) -> list[Condition]:
    """What a resource at the end of a step must be: of the branch's type, to be seen, and as it asks."""
    types = (branch.type_name,)
    # Where no index row leads, the type is a way in.
    led = found.order is not None
    return [
        scope.reached(version, types) if led else of_types(version.c.type, types),
        *scope.allowed(version),
        *found.where,
        *found.lead,
    ]


def _step(scope: Scope, keys: Sequence[int], branch: Branch) -> sa.Select[Any]:
    """Versions with a reference, by these parameters, to a resource of the branch."""
    row, entry, target = TABLES["reference"].alias(), directory.alias(), versions.alias()
    found = source(scope, target, branch.where)
    joined = found.tables.join(entry, at(scope, entry, target)).join(
        row, sa.and_(row.c.target_id == entry.c.id, row.c.target_type == entry.c.type)
    )
    return (
        sa.select(row.c.shard, row.c.number)
        .select_from(joined)
        .where(
            row.c.tenant == scope.tenant,
            parameter(row, keys),
            row.c.target_type == branch.type_name,
            entry.c.tenant == scope.tenant,
            entry.c.type == branch.type_name,
            *_of_branch(scope, target, branch, found),
        )
    )


def _referring(scope: Scope, keys: Sequence[int], branch: Branch) -> sa.Select[Any]:
    """Shard, type and id of what resources of the branch refer to by these parameters."""
    row, entry, referring = TABLES["reference"].alias(), directory.alias(), versions.alias()
    found = source(scope, referring, branch.where)
    joined = found.tables.join(row, of(row, referring)).join(
        entry,
        sa.and_(
            entry.c.tenant == row.c.tenant,
            entry.c.type == row.c.target_type,
            entry.c.id == row.c.target_id,
        ),
    )
    return (
        sa.select(entry.c.shard, entry.c.type, entry.c.id)
        .select_from(joined)
        .where(
            row.c.tenant == scope.tenant,
            parameter(row, keys),
            *_of_branch(scope, referring, branch, found),
        )
    )


def _named(scope: Scope, keys: Sequence[int], branch: Branch) -> sa.Select[Any]:
    """Versions with a canonical, by these parameters, of a definition of the branch."""
    types = (branch.type_name,)
    row, target = TABLES["reference"].alias(), versions.alias()
    url, of_url = canonicals.urls(scope, types)
    found = source(scope, target, branch.where)
    joined = found.tables.join(url, of(url, target)).join(
        row, sa.and_(*canonicals.from_url(scope, row, url, types))
    )
    return (
        sa.select(row.c.shard, row.c.number)
        .select_from(joined)
        .where(
            *of_url,
            parameter(row, keys),
            *_of_branch(scope, target, branch, found),
        )
    )


def _naming(
    scope: Scope, keys: Sequence[int], branch: Branch, types: Sequence[str]
) -> sa.Select[Any]:
    """Versions of definitions whose canonical is in resources of the branch, by these parameters."""
    row, referring = TABLES["reference"].alias(), versions.alias()
    url, of_url = canonicals.urls(scope, types)
    found = source(scope, referring, branch.where)
    joined = found.tables.join(row, of(row, referring)).join(
        url, sa.and_(*canonicals.to_url(scope, row, url, types))
    )
    return (
        sa.select(url.c.shard, url.c.number)
        .select_from(joined)
        .where(
            *of_url,
            parameter(row, keys),
            *_of_branch(scope, referring, branch, found),
        )
    )


def _among_resources(version: Alias, places: sa.Select[Any]) -> Condition:
    return sa.and_(sa.tuple_(version.c.shard, version.c.type, version.c.id).in_(places))


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

"""The expectations of a plan as statements, the same for both databases, and what their rows mean."""

from collections.abc import Awaitable, Callable, Iterable
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, aggregate_order_by

from pk_fhir.store.plan import MentionedError, MissingError, Plan, Reference, StaleError
from pk_fhir.store.tables import directory, mentions, versions
from pk_fhir.store.transactions import valid
from pk_fhir.store.visibility import Visibility, clause

# A refused deletion lists so many of those that refer to the resource.
MOST_MENTIONS = 100


class Guard(NamedTuple):
    """`judge` raises for rows of `statement` that are not as expected.

    `holds` says the same within SQL (PostgreSQL), so that a whole write is one round trip.
    """

    statement: sa.Select[Any]
    judge: Callable[[list[tuple[Any, ...]]], None]
    holds: sa.ColumnElement[bool]


def of_plan(plan: Plan) -> list[Guard]:
    """What to check before the first row is written, but for `plainly_present` and `unmentioned`.

    On PostgreSQL the statements lock what they read, so that it holds until the commit.
    """
    guards = [_found(found.statement, found.ids) for found in plan.found]
    if plan.visibility is not None and (present := outside_plan(plan)):
        guards.append(_present(plan.tenant, present, plan.visibility))
    return guards


def plainly_present(plan: Plan) -> list[Reference]:
    """What must exist, whoever asks: each database has a quick way of its own to check it."""
    return sorted(outside_plan(plan)) if plan.visibility is None else []


async def rehearse(plan: Plan, fetch: Callable[[sa.Select[Any]], Awaitable[Any]]) -> None:
    """Ask by reading, before there is a write, what of a plan would be refused: MissingError or MentionedError."""
    wanted = outside_plan(plan)
    guards = [_present(plan.tenant, wanted, plan.visibility)] if wanted else []
    if plan.unmentioned:
        guards.append(unmentioned(plan))
    for guard in guards:
        guard.judge([tuple(row) for row in await fetch(guard.statement)])


def outside_plan(plan: Plan) -> frozenset[Reference]:
    """What must exist and is not written by the plan itself."""
    if not plan.present:
        return plan.present
    own = {(change.type, change.id) for change in plan.changes if not change.deleted}
    return plan.present - own


def _found(statement: sa.Select[Any], expected: frozenset[str]) -> Guard:
    def judge(rows: list[tuple[Any, ...]]) -> None:
        if {row[0] for row in rows} != expected:
            raise StaleError

    inner = statement.subquery()
    ident = next(iter(inner.c))
    if expected:
        ordered = aggregate_order_by(ident, sa.collate(ident, "C"))
        listed = sa.select(sa.func.array_agg(ordered, type_=ARRAY(sa.Text))).scalar_subquery()
        holds: sa.ColumnElement[bool] = listed == sa.literal(sorted(expected), ARRAY(sa.Text))
    else:
        holds = ~sa.exists(sa.select(ident))
    return Guard(statement, judge, holds)


def _present(tenant: str, wanted: frozenset[Reference], visibility: Visibility | None) -> Guard:
    c = directory.c
    statement: sa.Select[Any] = (
        sa.select(c.type, c.id)
        .join(versions, sa.and_(versions.c.shard == c.shard, versions.c.number == c.number))
        .where(
            c.tenant == tenant,
            _any_of(c.type, c.id, wanted),
            sa.not_(c.deleted),
            sa.true() if visibility is None else clause(visibility, versions),
        )
        .with_for_update(of=directory, read=True, key_share=True)
    )

    def judge(rows: list[tuple[Any, ...]]) -> None:
        if missing := wanted - {(row[0], row[1]) for row in rows}:
            raise MissingError(list(missing))

    count = sa.select(sa.func.count()).select_from(statement.subquery()).scalar_subquery()
    return Guard(statement, judge, count == len(wanted))


def _any_of(kind: Any, ident: Any, wanted: Iterable[Reference]) -> sa.ColumnElement[bool]:
    """One condition for each type: both databases use the key for it."""
    by_type: dict[str, list[str]] = {}
    for name, value in sorted(wanted):
        by_type.setdefault(name, []).append(value)
    return sa.or_(*(sa.and_(kind == name, ident.in_(ids)) for name, ids in by_type.items()))


def unmentioned(plan: Plan) -> Guard:
    """That nobody refers to what is deleted. Each database has a quick way to check it; this one says who does."""
    replaced = {(change.type, change.id) for change in plan.changes}
    statement: sa.Select[Any] = (
        sa.select(mentions.c.target_type, mentions.c.target_id, versions.c.type, versions.c.id)
        .join(
            versions,
            sa.and_(versions.c.shard == mentions.c.shard, versions.c.number == mentions.c.number),
        )
        .where(
            mentions.c.tenant == plan.tenant,
            _any_of(mentions.c.target_type, mentions.c.target_id, plan.unmentioned),
            valid(versions, None),
            sa.not_(_any_of(versions.c.type, versions.c.id, replaced)),
        )
        .limit(MOST_MENTIONS)
    )

    def judge(rows: list[tuple[Any, ...]]) -> None:
        if rows:
            raise MentionedError([((row[0], row[1]), (row[2], row[3])) for row in rows])

    return Guard(statement, judge, ~sa.exists(sa.select(statement.subquery().c.target_id)))

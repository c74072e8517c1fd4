"""What blocks (spärrar) hide from one reader, as a condition over `versions`.

The rules are `access.policy.blocks`; this says the same in SQL, and a property test holds them together.
A block is looked up by the shard of the row, so it costs one look into a small table.
"""

from typing import Any

import msgspec
import sqlalchemy as sa

from pk_fhir.store.block_tables import block_liftings, blocks
from pk_fhir.store.tables import versions

Condition = sa.ColumnElement[bool]


class Barrier(msgspec.Struct, frozen=True, kw_only=True):
    """Hides from one reader what blocks (spärrar) hide: `access.policy.blocks` in terms of rows.

    Who reads, and when (microseconds); whether blocks of units (`inner`) and of care givers (`outer`)
    are heeded, and those of units against another giver's reader; how long a lifting lasts at most;
    the word that leaves each type out of a block; and types that no block hides.
    """

    reader_unit: str | None
    reader_giver: str | None
    reader_employee: str | None
    judged_at: int
    inner: bool = True
    outer: bool = True
    inner_reaches_givers: bool = True
    longest_lifting: int
    excludable: tuple[tuple[str, str], ...] = ()
    exempt: frozenset[str] = frozenset()


def passes(barrier: Barrier, table: sa.FromClause) -> Condition:
    """That no block which holds now hides the version from the reader."""
    block, stated = blocks.alias(), versions.alias()
    hidden = (
        sa.exists()
        .where(
            block.c.shard == table.c.shard,
            stated.c.shard == block.c.shard,
            stated.c.number == block.c.number,
            stated.c.until_tx.is_(None),
            sa.not_(stated.c.deleted),
            *_holds(block.c.since, block.c.until, barrier.judged_at),
            _reaches(barrier, block.c, table.c),
            _is_about(block.c, table.c),
            sa.not_(_is_excluded(barrier, block.c, table.c)),
            sa.not_(_is_lifted(barrier, block.c)),
        )
        .correlate(table)
    )
    if not barrier.exempt:
        return sa.not_(hidden)
    return sa.or_(table.c.type.in_(sorted(barrier.exempt)), sa.not_(hidden))


def _holds(since: Any, until: Any, at: int) -> tuple[Condition, Condition]:
    return sa.or_(since.is_(None), since <= at), sa.or_(until.is_(None), until > at)


def _reaches(barrier: Barrier, block: Any, row: Any) -> Condition:
    ways: list[Condition] = []
    if barrier.inner:
        inner = [
            block.kind != "outer",
            _could_be(block.unit, row.care_unit),
            _another(row.care_unit, barrier.reader_unit),
        ]
        if not barrier.inner_reaches_givers:
            inner.append(sa.not_(_another(row.care_giver, barrier.reader_giver)))
        ways.append(sa.and_(*inner))
    if barrier.outer:
        outer = (
            block.kind != "inner",
            _could_be(block.giver, row.care_giver),
            _another(row.care_giver, barrier.reader_giver),
        )
        ways.append(sa.and_(*outer))
    return sa.or_(sa.false(), *ways)


def _could_be(meant: Any, owner: Any) -> Condition:
    return sa.or_(meant.is_(None), owner.is_(None), meant == owner)


def _another(owner: Any, own: str | None) -> Condition:
    return sa.true() if own is None else sa.or_(owner.is_(None), owner != own)


def _is_about(block: Any, row: Any) -> Condition:
    return sa.or_(
        sa.and_(block.about_since.is_(None), block.about_until.is_(None)),
        sa.and_(row.about_since.is_(None), row.about_until.is_(None)),
        sa.and_(
            _begins_before(block.about_since, row.about_until),
            _begins_before(row.about_since, block.about_until),
        ),
    )


def _begins_before(start: Any, end: Any) -> Condition:
    return sa.or_(start.is_(None), end.is_(None), start < end)


def _is_excluded(barrier: Barrier, block: Any, row: Any) -> Condition:
    return sa.or_(
        sa.false(),
        *(
            sa.and_(row.type == type_, block.excluded.contains(word))
            for type_, word in barrier.excludable
        ),
    )


def _is_lifted(barrier: Barrier, block: Any) -> Condition:
    lifting, at = block_liftings.alias(), barrier.judged_at
    named = sa.or_(
        lifting.c.unit.is_not(None), lifting.c.giver.is_not(None), lifting.c.employee.is_not(None)
    )
    return sa.exists().where(
        lifting.c.shard == block.shard,
        lifting.c.number == block.number,
        *_holds(lifting.c.since, lifting.c.until, at),
        lifting.c.since + barrier.longest_lifting > at,
        named,
        _is_for(lifting.c.unit, barrier.reader_unit),
        _is_for(lifting.c.giver, barrier.reader_giver),
        _is_for(lifting.c.employee, barrier.reader_employee),
    )


def _is_for(stated: Any, own: str | None) -> Condition:
    return stated.is_(None) if own is None else sa.or_(stated.is_(None), stated == own)

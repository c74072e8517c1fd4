"""What the audit trail says, read back: rows of some persons, or of a care provider, newest first."""

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
import sqlalchemy as sa

from pk_fhir.store.database import Database
from pk_fhir.store.plan import AuditRow
from pk_fhir.store.tables import audit


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """Which rows. A row is of one of `patients` (tenant, Patient id) or `persons` (keys), where these
    are stated; every other part that is stated narrows further.

    `since` and `until` are microseconds, `until` is not included. `numbers` are ids of rows. `before`
    is the (at, number) of the last row of the page before.
    """

    tenant: str | None = None
    patients: tuple[tuple[str, str], ...] | None = None
    persons: tuple[str, ...] = ()
    numbers: tuple[int, ...] | None = None
    since: int | None = None
    until: int | None = None
    subjects: tuple[str, ...] | None = None
    interactions: tuple[str, ...] | None = None
    outcomes: tuple[str, ...] | None = None
    purposes: tuple[str, ...] | None = None
    about: tuple[tuple[str, str | None], ...] | None = None
    before: tuple[int, int] | None = None
    count: int = 50


async def rows(database: Database, wanted: Wanted) -> list[AuditRow]:
    """The rows, newest first, and one more when there are more."""
    c = audit.c
    statement = (
        sa.select(*_columns())
        .where(*_conditions(wanted))
        .order_by(c.at.desc(), c.number.desc())
        .limit(wanted.count + 1)
    )
    return await _read(database, statement)


async def in_order(
    database: Database, tenant: str, after: int, end: int, count: int
) -> list[AuditRow]:
    """So many rows of a care provider, the oldest first, with numbers above `after` and below `end`."""
    c = audit.c
    between = (c.tenant == tenant, c.number > after, c.number < end)
    return await _read(
        database, sa.select(*_columns()).where(*between).order_by(c.number).limit(count)
    )


async def of_numbers(database: Database, tenant: str, numbers: Sequence[int]) -> list[AuditRow]:
    """These rows of a care provider, the oldest first."""
    c = audit.c
    these = (c.tenant == tenant, c.number.in_(numbers))
    return await _read(database, sa.select(*_columns()).where(*these).order_by(c.number))


async def count_up_to(database: Database, tenant: str, end: int) -> int:
    """How many rows of a care provider have numbers below `end`."""
    c = audit.c
    found = await database.fetch(
        sa.select(sa.func.count()).select_from(audit).where(c.tenant == tenant, c.number < end)
    )
    return int(found[0][0])


def _columns() -> list[Any]:
    return [audit.c[name] for name in AuditRow.__struct_fields__]


async def _read(database: Database, statement: sa.Select[Any]) -> list[AuditRow]:
    names = AuditRow.__struct_fields__
    return [
        AuditRow(**dict(zip(names, row, strict=True))) for row in await database.fetch(statement)
    ]


async def total(database: Database, wanted: Wanted) -> int:
    """How many rows there are in all."""
    whole = msgspec.structs.replace(wanted, before=None)
    found = await database.fetch(
        sa.select(sa.func.count()).select_from(audit).where(*_conditions(whole))
    )
    return int(found[0][0])


def _conditions(wanted: Wanted) -> Iterable[sa.ColumnElement[bool]]:
    c = audit.c
    if wanted.tenant is not None:
        yield c.tenant == wanted.tenant
    if wanted.patients is not None or wanted.persons:
        yield _of_persons(wanted)
    yield from _between(wanted)
    listed: tuple[tuple[Any, Sequence[Any] | None], ...] = (
        (c.number, wanted.numbers),
        (c.subject, wanted.subjects),
        (c.interaction, wanted.interactions),
        (c.outcome, wanted.outcomes),
        (c.purpose, wanted.purposes),
    )
    yield from (column.in_(values) for column, values in listed if values is not None)
    if wanted.about is not None:
        yield sa.or_(sa.false(), *(_about(type_, id_) for type_, id_ in wanted.about))


def _between(wanted: Wanted) -> Iterable[sa.ColumnElement[bool]]:
    c = audit.c
    if wanted.since is not None:
        yield c.at >= wanted.since
    if wanted.until is not None:
        yield c.at < wanted.until
    if wanted.before is not None:
        at, number = wanted.before
        yield sa.or_(c.at < at, sa.and_(c.at == at, c.number < number))


def _of_persons(wanted: Wanted) -> sa.ColumnElement[bool]:
    c = audit.c
    ways: list[sa.ColumnElement[bool]] = [
        sa.and_(c.tenant == tenant, c.patient == patient)
        for tenant, patient in sorted(wanted.patients or ())
    ]
    if wanted.persons:
        ways.append(c.person.in_(wanted.persons))
    return sa.or_(*ways) if ways else sa.false()


def _about(type_: str, id_: str | None) -> sa.ColumnElement[bool]:
    c = audit.c
    if type_ == "Patient" and id_ is not None:
        return c.patient == id_
    return c.type == type_ if id_ is None else sa.and_(c.type == type_, c.id == id_)

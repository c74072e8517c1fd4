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
    columns: list[Any] = [c[name] for name in AuditRow.__struct_fields__]
    statement = (
        sa.select(*columns)
        .where(*_conditions(wanted))
        .order_by(c.at.desc(), c.number.desc())
        .limit(wanted.count + 1)
    )
    return [AuditRow(**dict(zip(AuditRow.__struct_fields__, row, strict=True))) for row in await database.fetch(statement)]  # fmt: skip


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

"""The Subscriptions in force of one database."""

from typing import Any

import msgspec
import sqlalchemy as sa

from pk_fhir.store.database import Database
from pk_fhir.store.subscription_tables import subscriptions
from pk_fhir.store.tables import versions


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """A Subscription in force; the last fields are the columns of `subscription_tables.subscriptions`."""

    tenant: str
    id: str
    shard: str
    number: int
    body: bytes
    last_updated: int
    status: str
    subscriber: str
    since: int | None
    failing_since: int | None
    until: int | None


def _in_force(*where: sa.ColumnElement[bool]) -> sa.Select[Any]:
    s, v = subscriptions.c, versions.c
    return (
        sa.select(
            v.tenant,
            v.id,
            v.shard,
            v.number,
            v.body,
            v.last_updated,
            s.status,
            s.subscriber,
            s.since,
            s.failing_since,
            s.until,
        )
        .select_from(
            subscriptions.join(versions, sa.and_(v.shard == s.shard, v.number == s.number))
        )
        .where(v.until_tx.is_(None), *where)
        .order_by(v.number)
    )


async def _rows(database: Database, *where: sa.ColumnElement[bool]) -> list[Standing]:
    names = Standing.__struct_fields__
    rows = await database.fetch(_in_force(*where))
    return [Standing(**dict(zip(names, row, strict=True))) for row in rows]


async def of_tenant(database: Database, tenant: str) -> list[Standing]:
    """Those in force at a care provider."""
    return await _rows(database, subscriptions.c.tenant == tenant)


async def one(database: Database, tenant: str, id_: str) -> Standing | None:
    """The Subscription with this id, None where it is off or gone."""
    found = await _rows(database, subscriptions.c.tenant == tenant, versions.c.id == id_)
    return found[0] if found else None


async def ended(database: Database, now: int) -> list[Standing]:
    """Those whose end has passed."""
    return await _rows(database, subscriptions.c.until <= now)


async def any_of(database: Database, tenant: str) -> bool:
    """Whether a tenant has one in force."""
    return bool(await database.fetch(_in_force(subscriptions.c.tenant == tenant).limit(1)))

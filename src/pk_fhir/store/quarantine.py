"""Quarantine: the bytes that an external source sent about a person and that are no FHIR resource.

They stand here as they came until the source sends something readable instead: each answer about the
person replaces what was here. Times are microseconds since 1970, UTC. Only `sync` writes here.
"""

import asyncio
import hashlib
import zlib
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
import sqlalchemy as sa

from pk_fhir.store.database import Database
from pk_fhir.store.quarantine_tables import quarantine

# So much of one thing is kept, and so many things of one answer.
MOST_BYTES = 1_000_000
MOST_KEPT = 20
MOST_LISTED = 1000

Unread = tuple[str, bytes]


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """One thing in quarantine: whose, why, since when, and how large it was."""

    source: str
    digest: str
    reason: str
    first_at: int
    last_at: int
    size: int


class Quarantine:
    """The quarantine of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._insert = database.statements.insert

    async def replace(self, source: str, person: str, found: Sequence[Unread], at: int) -> None:
        """What could not be read of the source's last answer about a person: (reason, bytes) each."""
        c = quarantine.c
        rows = await asyncio.to_thread(_rows, source, person, found, at)
        kept = [row["digest"] for row in rows]
        gone = sa.delete(quarantine).where(
            c.source == source, c.person == person, c.digest.not_in(kept), c.last_at <= at
        )
        await self._database.execute([gone, *map(self._put, rows)])

    def _put(self, row: dict[str, Any]) -> sa.ClauseElement:
        insert = self._insert(quarantine).values(row)
        statement: sa.ClauseElement = insert.on_conflict_do_update(
            index_elements=["source", "person", "digest"],
            set_={"last_at": insert.excluded.last_at, "reason": insert.excluded.reason},
        )
        return statement

    async def listed(self, source: str | None = None) -> list[Held]:
        """What is there, the newest first, at most a thousand."""
        c = quarantine.c
        query = sa.select(c.source, c.digest, c.reason, c.first_at, c.last_at, c.size)
        if source is not None:
            query = query.where(c.source == source)
        rows = await self._database.fetch(
            query.order_by(c.last_at.desc(), c.source, c.digest).limit(MOST_LISTED)
        )
        names = Held.__struct_fields__
        return [Held(**dict(zip(names, row, strict=True))) for row in rows]

    async def body(self, source: str, digest: str) -> bytes | None:
        """The bytes as they came (the first megabyte of them); None where there are none."""
        c = quarantine.c
        rows = await self._database.fetch(
            sa.select(c.body).where(c.source == source, c.digest == digest).limit(1)
        )
        return await asyncio.to_thread(zlib.decompress, rows[0][0]) if rows else None

    async def forget(self, sources: Iterable[str]) -> int:
        """Delete everything of these sources; how much that was."""
        [count] = await self._database.execute(
            [sa.delete(quarantine).where(quarantine.c.source.in_(sorted(sources)))]
        )
        return count


def _rows(source: str, person: str, found: Sequence[Unread], at: int) -> list[dict[str, Any]]:
    rows = {}
    for reason, body in found[:MOST_KEPT]:
        digest = hashlib.sha256(body).hexdigest()
        rows[digest] = {
            "source": source,
            "person": person,
            "digest": digest,
            "reason": reason,
            "first_at": at,
            "last_at": at,
            "size": len(body),
            "body": zlib.compress(body[:MOST_BYTES]),
        }
    return list(rows.values())

"""Replicas: what an external source last answered about a person, byte for byte, for when it next fails.

Bodies are compressed JSON arrays. An answer replaces an older one, but a part of an answer never
replaces a whole one. A refusal is remembered beside the answer and hides it until the source answers
again. Times are microseconds since 1970, UTC. Only `sync` writes here.
"""

import asyncio
import zlib
from collections.abc import AsyncIterator, Iterable, Sequence
from typing import Any

import msgspec
import sqlalchemy as sa

from pk_fhir.store.database import Database
from pk_fhir.store.replica_tables import replicas
from pk_fhir.store.statements import Prepared

# So many answers are read at once.
AT_ONCE = 100
# Where the body stands in a row of `last`.
BODY = 4
# So many compressed bytes are unpacked in less time than a thread needs to take them over.
AT_ONCE_BYTES = 64_000


class Replica(msgspec.Struct, frozen=True, kw_only=True):
    """One answer. `resources` is a JSON array of them as they were sent, `remarks` the writer's own JSON."""

    fetched: int
    state: str
    whole: bool
    resources: bytes
    remarks: str
    refused_at: int | None = None


class Replicas:
    """The replicas of one database. `person` is a key without meaning, made by the caller."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._keep = database.statements.prepare(_keeping(database))
        # The statement for so many keys.
        self._last: dict[int, Prepared] = {}

    async def keep(self, source: str, person: str, replica: Replica) -> None:
        """Keep an answer, unless a newer one, or a whole one where this is a part, is there."""
        body = await asyncio.to_thread(zlib.compress, replica.resources)
        values = {
            "shard": _shard(source, person),
            "source": source,
            "fetched": replica.fetched,
            "state": replica.state,
            "whole": replica.whole,
            "remarks": replica.remarks,
            "body": body,
            "refused_at": None,
        }
        await self._database.execute([self._keep.with_values(**values)])

    async def last(
        self, sources: Sequence[str], persons: Sequence[str]
    ) -> dict[str, list[Replica]]:
        """What is kept under any of these keys of one person, by source; also what a refusal hides."""
        shards = [_shard(source, person) for source in sources for person in persons]
        if not shards:
            return {}
        named = {f"shard_{n}": shard for n, shard in enumerate(shards)}
        rows = await self._database.fetch(self._of(len(shards)).with_values(**named))
        if sum(len(row[BODY]) for row in rows) <= AT_ONCE_BYTES:
            return _by_source(rows)
        return await asyncio.to_thread(_by_source, rows)

    def _of(self, count: int) -> Prepared:
        """What reads so many: a view always asks for the same number, and its statement is made once."""
        if count not in self._last:
            c = replicas.c
            keys = [sa.bindparam(f"shard_{n}", type_=sa.String) for n in range(count)]
            self._last[count] = self._database.statements.prepare(
                sa.select(
                    c.source, c.fetched, c.state, c.whole, c.body, c.remarks, c.refused_at
                ).where(c.shard.in_(keys))
            )
        return self._last[count]

    async def refuse(self, source: str, persons: Sequence[str], at: int) -> None:
        """The source refuses us from now on: hide what is kept."""
        c = replicas.c
        await self._database.execute(
            [
                sa.update(replicas)
                .where(c.shard.in_([_shard(source, person) for person in persons]), c.fetched <= at)
                .values({c.refused_at: at})
            ]
        )

    async def of_source(self, source: str, before: int) -> AsyncIterator[bytes]:
        """What the source answered before a time: a JSON array of resources for each person."""
        c = replicas.c
        after = ""
        while rows := await self._database.fetch(
            sa.select(c.shard, c.body)
            .where(c.source == source, c.fetched < before, c.shard > after)
            .order_by(c.shard)
            .limit(AT_ONCE)
        ):
            for shard, body in rows:
                after = shard
                yield await asyncio.to_thread(zlib.decompress, body)

    async def forget(self, sources: Iterable[str]) -> int:
        """Delete everything that these sources answered; how many answers that were."""
        return sum(
            await self._database.execute(
                [sa.delete(replicas).where(replicas.c.source.in_(sorted(sources)))]
            )
        )


def _keeping(database: Database) -> sa.ClauseElement:
    """The statement of `Replicas.keep`, with the columns' names for its values."""
    insert = database.statements.insert(replicas)
    new, old = insert.excluded, replicas.c
    statement: sa.ClauseElement = insert.on_conflict_do_update(
        index_elements=[old.shard],
        set_={column.name: new[column.name] for column in old if column.name != "shard"},
        where=sa.and_(
            new.fetched >= sa.func.coalesce(old.refused_at, old.fetched),
            sa.or_(new.whole, sa.not_(old.whole), old.refused_at.is_not(None)),
        ),
    )
    return statement


def _shard(source: str, person: str) -> str:
    return f"{source}/{person}"


def _by_source(rows: Iterable[Sequence[Any]]) -> dict[str, list[Replica]]:
    found: dict[str, list[Replica]] = {}
    for source, *row in rows:
        found.setdefault(source, []).append(_replica(row))
    return found


def _replica(row: Sequence[Any]) -> Replica:
    fetched, state, whole, body, remarks, refused_at = row
    return Replica(
        fetched=fetched,
        state=state,
        whole=bool(whole),
        resources=zlib.decompress(body),
        remarks=remarks,
        refused_at=refused_at,
    )

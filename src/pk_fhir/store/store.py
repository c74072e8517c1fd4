"""The store: versions of resources, and everything that is written with them.

`Store.open` takes a database URL (`sqlite:///file`, `postgresql+psycopg://...`). Reads return
versions; a write is a plan (`plan.py`). Nothing here knows why a row may be seen: visibility is
handed in as a value.
"""

import asyncio
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa

from pk_fhir.store import guards, people
from pk_fhir.store import history as past
from pk_fhir.store.audit import AuditTrail
from pk_fhir.store.database import Database, Rows
from pk_fhir.store.history import HistoryQuery
from pk_fhir.store.migrate import migrate
from pk_fhir.store.numbers import Numbers
from pk_fhir.store.plan import Plan, Reference
from pk_fhir.store.sqlite import SQLite, path_of
from pk_fhir.store.statements import Rendered, Statements
from pk_fhir.store.tables import answers, directory, versions
from pk_fhir.store.version import Version, columns
from pk_fhir.store.visibility import Visibility, clause, sees

# Told of the destinations of a write, once it is durable.
Hearer = Callable[[tuple[str, ...]], None]
# So many versions are judged by one statement.
_AT_ONCE = 200


class Store:
    """An open store. Make it with `Store.open`, end it with `close`."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.numbers = Numbers()
        self.audit = AuditTrail(database)
        self._hearers: list[Hearer] = []
        d, v = directory.c, versions.c
        joined = directory.join(versions, sa.and_(v.shard == d.shard, v.number == d.number))
        self._read = database.statements.prepare(
            sa.select(*columns())
            .select_from(joined)
            .where(
                d.tenant == sa.bindparam("tenant"),
                d.type == sa.bindparam("type"),
                d.id == sa.bindparam("id"),
            )
        )
        joined = directory.join(
            versions, sa.and_(v.shard == d.shard, v.type == d.type, v.id == d.id)
        )
        self._vread = database.statements.prepare(
            sa.select(*columns())
            .select_from(joined)
            .where(
                d.tenant == sa.bindparam("tenant"),
                d.type == sa.bindparam("type"),
                d.id == sa.bindparam("id"),
                v.version == sa.bindparam("version"),
            )
        )

    @classmethod
    async def open(cls, url: str, *, upgrade: bool = True, pool: int = 6) -> "Store":
        """Open, and first bring the tables to this release (`upgrade`).

        `pool` is the number of connections for searches, and that for writes, on PostgreSQL. ValueError for a URL of another database.
        """
        parsed = sa.make_url(url)
        backend = parsed.get_backend_name()
        if backend not in ("sqlite", "postgresql"):
            raise ValueError(f"{backend} is not supported: use sqlite:///file or postgresql://")
        if upgrade:
            await asyncio.to_thread(migrate, url)
        if backend == "sqlite":
            return cls(SQLite(path_of(parsed)))
        # An optional dependency, which only this database needs.
        from pk_fhir.store.postgresql import PostgreSQL  # noqa: PLC0415

        return cls(await PostgreSQL.open(parsed, pool))

    @property
    def statements(self) -> Statements:
        """How statements are made for this database."""
        return self.database.statements

    async def close(self) -> None:
        """Write the audit rows that wait, and close the database."""
        await self.audit.close()
        await self.database.close()

    async def read(self, tenant: str, type_: str, id_: str) -> Version | None:
        """The current version, which may be a deletion; None where there never was one."""
        rows = await self.database.fetch_prepared(self._read, tenant=tenant, type=type_, id=id_)
        return Version(*rows[0]) if rows else None

    async def vread(self, tenant: str, type_: str, id_: str, version: int) -> Version | None:
        """A version by its number, which may be a deletion; None where there never was one."""
        rows = await self.database.fetch_prepared(
            self._vread, tenant=tenant, type=type_, id=id_, version=version
        )
        return Version(*rows[0]) if rows else None

    async def read_many(
        self, tenant: str, references: Iterable[Reference]
    ) -> dict[Reference, Version]:
        """The current versions of those of these resources that exist (deletions too)."""
        wanted: dict[str, set[str]] = {}
        for type_, id_ in references:
            wanted.setdefault(type_, set()).add(id_)
        if not wanted:
            return {}
        d, v = directory.c, versions.c
        rows = await self.fetch(
            sa.select(*columns())
            .select_from(
                directory.join(versions, sa.and_(v.shard == d.shard, v.number == d.number))
            )
            .where(
                d.tenant == tenant,
                sa.or_(
                    *(
                        sa.and_(d.type == type_, d.id.in_(sorted(ids)))
                        for type_, ids in sorted(wanted.items())
                    )
                ),
            )
        )
        found = [Version(*row) for row in rows]
        return {(version.type, version.id): version for version in found}

    async def seen(self, visibility: Visibility, found: Sequence[Version]) -> list[Version]:
        """Those of these stored versions that may be seen, in their order: what `clause` says of each."""
        plain = [version for version in found if sees(visibility, version)]
        if visibility.is_plain or not plain:
            return plain
        c = versions.c
        kept: set[tuple[str, int]] = set()
        for start in range(0, len(plain), _AT_ONCE):
            places = [(each.shard, each.number) for each in plain[start : start + _AT_ONCE]]
            rows = await self.fetch(
                sa.select(c.shard, c.number).where(
                    sa.tuple_(c.shard, c.number).in_(places), clause(visibility, versions)
                )
            )
            kept.update((row[0], row[1]) for row in rows)
        return [version for version in plain if (version.shard, version.number) in kept]

    async def history(self, query: HistoryQuery) -> list[Version]:
        """The page's versions, newest first, and one more when there is a next page."""
        return [Version(*row) for row in await self.fetch(past.statement(query))]

    async def history_total(self, query: HistoryQuery) -> int:
        """How many versions there are in all, whatever the page."""
        rows = await self.fetch(past.total(query))
        return int(rows[0][0])

    async def fetch(self, statement: sa.ClauseElement | Rendered) -> Rows:
        """The rows of any statement that reads."""
        return await self.database.fetch(statement)

    async def rehearse(self, plan: Plan) -> None:
        """Refuse a plan as `write` would, by what is stored now; nothing is written."""
        await guards.rehearse(plan, self.fetch)

    async def write(self, plan: Plan) -> None:
        """Check and write a plan in one step: see `Database.write`."""
        await self.database.write(plan)
        if plan.destinations:
            for hear in self._hearers:
                hear(plan.destinations)

    @contextmanager
    def heard(self, hear: Hearer) -> Iterator[None]:
        """Within the context, what this process writes for somebody is told at once. Nobody may rely on it:
        what other processes write is found in the outbox alone."""
        self._hearers.append(hear)
        try:
            yield
        finally:
            self._hearers.remove(hear)

    async def execute(self, statements: Sequence[sa.ClauseElement]) -> list[int]:
        """Housekeeping in one transaction; how many rows each statement touched."""
        return await self.database.execute(statements)

    async def people(
        self, tenants: Iterable[str], system: str, value: str
    ) -> list[tuple[str, str]]:
        """(tenant, Patient id) of the person with this canonical identifier, former and linked ones too."""
        return await people.by_identifier(self.database, tenants, system, value)

    async def answer(self, tenant: str, subject: str, key: str) -> tuple[bytes, bytes] | None:
        """(hash of the request, first answer) for an Idempotency-Key that was used before."""
        rows: list[tuple[Any, ...]] = await self.fetch(
            sa.select(answers.c.request, answers.c.answer).where(
                answers.c.tenant == tenant, answers.c.subject == subject, answers.c.key == key
            )
        )
        return (rows[0][0], rows[0][1]) if rows else None

"""The work of indexing anew, kept: asked for, held under a lease, resumed, ended, cancelled.

Whoever holds a job renews its lease with each batch. A holder that is gone leaves it where it was, and
another takes it up: a batch that is repeated does no harm.
"""

import json
from functools import lru_cache
from typing import Literal

import msgspec
import sqlalchemy as sa

from pk_fhir.store.database import Database
from pk_fhir.store.reindex_tables import indexed_parameters, reindex_jobs
from pk_fhir.store.search.reindex import Place
from pk_fhir.store.tables import directory, versions

State = Literal["running", "completed", "cancelled", "failed"]
LEASE = 60_000_000  # microseconds

_c = reindex_jobs.c


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """One piece of work. Times are microseconds since 1970, UTC.

    `parameters` are (id, version) of the SearchParameters that are indexed once it is done. `at_type`
    and `after` say where it goes on.
    """

    tenant: str
    id: str
    types: list[str]
    parameters: list[tuple[str, int]]
    requested: int
    state: State = "running"
    total: int = 0
    done: int = 0
    at_type: int = 0
    after: Place | None = None
    ended: int | None = None
    problem: str | None = None


_COLUMNS = (
    _c.tenant, _c.id, _c.types, _c.parameters, _c.requested, _c.state, _c.total, _c.done, _c.at_type,
    _c.shard, _c.number, _c.ended, _c.problem,
)  # fmt: skip


def _job(row: tuple[object, ...]) -> Job:
    names = [str(column.name) for column in _COLUMNS]
    values = dict(zip(names, row, strict=True))
    shard, number = values.pop("shard"), values.pop("number")
    values["after"] = None if shard is None else (shard, number)
    values["types"] = json.loads(str(values["types"]))
    values["parameters"] = json.loads(str(values["parameters"]))
    return msgspec.convert(values, Job)


async def add(database: Database, job: Job) -> None:
    """Keep a new job; it is free to be taken up."""
    values = {
        "tenant": job.tenant,
        "id": job.id,
        "types": json.dumps(job.types),
        "parameters": json.dumps(job.parameters),
        "requested": job.requested,
        "state": job.state,
        "total": job.total,
        "done": 0,
        "at_type": 0,
        "leased_until": 0,
    }
    await database.execute([sa.insert(reindex_jobs).values(values)])


async def find(database: Database, tenant: str, id_: str) -> Job | None:
    """The job with this id; None where there is none at the care provider."""
    rows = await database.fetch(sa.select(*_COLUMNS).where(_c.tenant == tenant, _c.id == id_))
    return _job(rows[0]) if rows else None


async def running(database: Database, tenant: str) -> Job | None:
    """The job that a tenant has under way, of which there is one at a time."""
    chosen = sa.select(*_COLUMNS).where(_c.tenant == tenant, _c.state == "running")
    rows = await database.fetch(chosen.order_by(_c.requested).limit(1))
    return _job(rows[0]) if rows else None


async def claim(database: Database, holder: str, now: int) -> Job | None:
    """Take up a job that nobody holds; None where there is none."""
    free = sa.select(*_COLUMNS).where(_c.state == "running", _c.leased_until < now)
    for row in await database.fetch(free.order_by(_c.requested).limit(10)):
        job = _job(row)
        taken = (
            sa.update(reindex_jobs)
            .where(
                _c.tenant == job.tenant,
                _c.id == job.id,
                _c.state == "running",
                _c.leased_until < now,
            )
            .values(holder=holder, leased_until=now + LEASE)
        )
        [count] = await database.execute([taken])
        if count:
            return job
    return None


async def advance(database: Database, job: Job, holder: str, now: int) -> bool:
    """Keep how far a held job has come; False where it is no longer held or was cancelled."""
    shard, number = job.after if job.after is not None else (None, None)
    kept = (
        sa.update(reindex_jobs)
        .where(
            _c.tenant == job.tenant,
            _c.id == job.id,
            _c.holder == holder,
            _c.state == "running",
        )
        .values(
            done=job.done, at_type=job.at_type, shard=shard, number=number, leased_until=now + LEASE
        )
    )
    [count] = await database.execute([kept])
    return count > 0


async def end(
    database: Database, job: Job, state: State, now: int, problem: str | None = None
) -> bool:
    """End a job; a completed one makes its parameters indexed in the same transaction."""
    ended = (
        sa.update(reindex_jobs)
        .where(_c.tenant == job.tenant, _c.id == job.id, _c.state == "running")
        .values(state=state, ended=now, problem=problem, done=job.done)
    )
    i = indexed_parameters.c
    statements: list[sa.ClauseElement] = [ended]
    for id_, version in job.parameters if state == "completed" else ():
        same = (i.tenant == job.tenant, i.id == id_, i.version == version)
        values = {"tenant": job.tenant, "id": id_, "version": version, "at": now}
        statements += [
            sa.delete(indexed_parameters).where(*same),
            sa.insert(indexed_parameters).values(values),
        ]
    counts = await database.execute(statements)
    return counts[0] > 0


async def indexed(database: Database, tenant: str) -> set[tuple[str, int]]:
    """(id, version) of the SearchParameters by which everything is indexed."""
    i = indexed_parameters.c
    rows = await database.fetch(sa.select(i.id, i.version).where(i.tenant == tenant))
    return {(str(row[0]), int(row[1])) for row in rows}


@lru_cache(maxsize=256)
def stamp(tenant: str) -> sa.Select[tuple[int, int, int, int]]:
    """A row that changes whenever a SearchParameter does, or becomes indexed."""
    d, i = directory.c, indexed_parameters.c
    # The first is what `indexed_by` asks again with each write.
    written = sa.select(
        sa.func.coalesce(sa.func.sum(d.version), 0), sa.func.coalesce(sa.func.max(d.number), 0)
    ).where(d.tenant == tenant, d.type == "SearchParameter")
    done = sa.select(sa.func.count(), sa.func.coalesce(sa.func.max(i.at), 0)).where(
        i.tenant == tenant
    )
    one, two = written.subquery(), done.subquery()
    return sa.select(*one.c, *two.c)


def definitions(tenant: str) -> sa.Select[tuple[str, int, bytes | None]]:
    """Every version of every SearchParameter of a tenant, oldest first: they are few."""
    v = versions.c
    return (
        sa.select(v.id, v.version, v.body)
        .where(v.tenant == tenant, v.type == "SearchParameter")
        .order_by(v.id, v.version)
    )

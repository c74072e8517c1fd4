"""$reindex: index rows made anew after a search parameter was added or changed, beside other work.

FHIR's asynchronous pattern (https://hl7.org/fhir/R4/async.html): it is asked for, looked at, and
cancelled. A process that ends in the middle leaves the work to the next one, which goes on where it was.
"""

import asyncio
from collections.abc import Iterable

import msgspec
import structlog

from pk_fhir.access.caller import Caller
from pk_fhir.access.rules import require
from pk_fhir.fhir.outcome import FhirError
from pk_fhir.interactions.quoting import quoted
from pk_fhir.interactions.service import Service
from pk_fhir.interactions.types import SERVED, is_served
from pk_fhir.messages import told
from pk_fhir.store import reindex_jobs
from pk_fhir.store.reindex_jobs import Job
from pk_fhir.store.search.reindex import reindex, remaining

__all__ = ["Job", "cancel", "go_on", "progress", "start"]

_log = structlog.get_logger(__name__)


def may(caller: Caller) -> None:
    """FhirError "forbidden" for anybody but a system that may change search parameters."""
    require(caller, "SearchParameter", "u")
    if caller.role != "system":
        raise FhirError("forbidden", told("refused.reindex-system"))


async def start(
    service: Service, caller: Caller, types: Iterable[str] = (), parameter: str | None = None
) -> Job:
    """The work that is now under way: of these types, of one SearchParameter, or of all that wait.

    FhirError "conflict" while other work is under way, "not-found" for a SearchParameter that is none.
    """
    may(caller)
    tenant = caller.tenant
    service.parameters.expire(tenant)
    await service.parameters.refresh(service.store, tenant)
    named = _types(service, tenant, tuple(types), parameter)
    underway = await reindex_jobs.running(service.store.database, tenant)
    if underway is not None:
        if underway.types == named:
            return underway
        raise FhirError("conflict", told("refused.reindex-underway", id=underway.id))
    job = Job(
        tenant=tenant,
        id=service.new_id(),
        types=named,
        parameters=[
            (each.id, each.version)
            for each in service.parameters.waiting(tenant)
            if set(each.types) <= set(named)
        ],
        requested=service.now(),
        total=sum([await remaining(service.store, tenant, name) for name in named]),
    )
    await reindex_jobs.add(service.store.database, job)
    go_on(service)
    return job


def _types(
    service: Service, tenant: str, types: tuple[str, ...], parameter: str | None
) -> list[str]:
    unknown = [name for name in types if not is_served(name)]
    if unknown:
        raise FhirError("invalid", told("refused.not-served", unknown=quoted(unknown[0])))
    if parameter is not None:
        stored = [each for each in service.parameters.stored(tenant) if each.id == parameter]
        if not stored:
            raise FhirError("not-found", told("refused.no-search-parameter"))
        return list(stored[0].types)
    if types:
        return sorted(set(types))
    waiting = {name for each in service.parameters.waiting(tenant) for name in each.types}
    return sorted(waiting or SERVED)


async def progress(service: Service, caller: Caller, id_: str) -> Job:
    """How far the work is; FhirError "not-found" for work that never was."""
    may(caller)
    job = await reindex_jobs.find(service.store.database, caller.tenant, id_)
    if job is None:
        raise FhirError("not-found", told("refused.no-such-work"))
    return job


async def cancel(service: Service, caller: Caller, id_: str) -> None:
    """End the work where it is: what waits goes on waiting."""
    job = await progress(service, caller, id_)
    await reindex_jobs.end(service.store.database, job, "cancelled", service.now())


def go_on(service: Service) -> None:
    """Take up, beside other work, whatever nobody holds."""
    task = asyncio.create_task(_run_all(service))
    service.parameters.tasks.add(task)
    task.add_done_callback(service.parameters.tasks.discard)


def _now(service: Service) -> int:
    return service.now()


async def _claimed(service: Service, holder: str) -> Job | None:
    try:
        return await reindex_jobs.claim(service.store.database, holder, _now(service))
    except Exception as error:  # noqa: BLE001 - the database may be gone: the next minute looks again
        _log.error("no work could be looked for", problem=type(error).__name__)
        return None


async def _run_all(service: Service) -> None:
    holder = service.new_id()
    while (job := await _claimed(service, holder)) is not None:
        try:
            await _run(service, job, holder)
        except Exception as error:  # noqa: BLE001 - told in the job, and to the operators
            _log.exception("indexing anew failed", job=job.id)
            await reindex_jobs.end(
                service.store.database, job, "failed", service.now(), type(error).__name__
            )


async def _run(service: Service, job: Job, holder: str) -> None:
    # Nobody writes by what was in force before (`store.indexed_by`), and this process does not either.
    service.parameters.expire(job.tenant)
    await service.parameters.refresh(service.store, job.tenant)
    database = service.store.database

    def index(resource: dict[str, object]) -> object:
        return service.index(job.tenant, resource)

    while job.at_type < len(job.types):
        did = await reindex(
            service.store,
            job.tenant,
            index,  # type: ignore[arg-type] # rows as `Change.index` has them
            type_name=job.types[job.at_type],
            after=job.after,
        )
        job = msgspec.structs.replace(
            job,
            done=job.done + did.done,
            after=did.following,
            at_type=job.at_type + (did.following is None),
        )
        if not await reindex_jobs.advance(database, job, holder, service.now()):
            return
    await reindex_jobs.end(database, job, "completed", service.now())
    service.parameters.expire(job.tenant)

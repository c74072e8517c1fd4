"""transaction (https://hl7.org/fhir/R4/http.html#transaction): all entries, or none.

Deletions first, then creates, updates and patches, and reads last, whatever their order in the
Bundle. A read of what is not there, or a search that cannot be understood, refuses the whole like any
other entry ("either accept all actions, or reject all"); what is found is read after the writes. References by `fullUrl` become the ids that the server gave, in circles too; a reference that
is a search (`Patient?identifier=...`) becomes the one resource that it finds.
"""

from collections.abc import Iterable
from typing import Any, Protocol

from pk_fhir.access.caller import Caller
from pk_fhir.fhir.outcome import FhirError, Issue
from pk_fhir.interactions import conditions, standard
from pk_fhir.interactions.checking import require_served
from pk_fhir.interactions.coded_contexts import context_for
from pk_fhir.interactions.create import create
from pk_fhir.interactions.delete import conditional_delete, delete
from pk_fhir.interactions.entries import Entry, Faults, at, read_entries
from pk_fhir.interactions.idempotency import once
from pk_fhir.interactions.ids import is_version, require_possible
from pk_fhir.interactions.links import Targets, resolve_links
from pk_fhir.interactions.patch import conditional_patch, patch
from pk_fhir.interactions.query_strings import read_pairs
from pk_fhir.interactions.refusals import record
from pk_fhir.interactions.responses import Response, of_error, of_written, responses_bundle
from pk_fhir.interactions.service import Service
from pk_fhir.interactions.types import is_served
from pk_fhir.interactions.update import conditional_update, update
from pk_fhir.interactions.work import Work, write
from pk_fhir.interactions.written import Written
from pk_fhir.messages import Language, told
from pk_fhir.search import parse
from pk_fhir.store.plan import Reference


class Reader(Protocol):
    """Runs entries that write nothing: reads, searches, operations (`api.fhir.subrequests`)."""

    async def __call__(self, entry: Entry) -> Response:
        """As its own request would run."""
        ...

    def require_reading(self, entry: Entry) -> None:
        """FhirError where nothing answers the entry, or what answers changes what is stored."""
        ...


# https://hl7.org/fhir/R4/http.html#trules
ORDER = {"DELETE": 0, "POST": 1, "PUT": 2, "PATCH": 3, "GET": 4}
# A JSON Patch is no resource, and lies in a Binary: its references are what they are.
_OPAQUE = {**dict.fromkeys(ORDER, frozenset[str]()), "PATCH": frozenset({"Binary"})}
# Within a method: first what others get their patient from.
_LATER = {
    "AppointmentResponse": 2,
    "AuditEvent": 3,
    "Binary": 3,
    "Provenance": 4,
    "Slot": 2,
    "Task": 1,
}


async def transaction(
    service: Service,
    caller: Caller,
    bundle: dict[str, Any],
    reader: Reader,
    key: tuple[str, bytes] | None = None,
    returns: str | None = None,
) -> bytes:
    """Run the Bundle; the answer is a Bundle of type transaction-response, in the entries' order.

    `key` is an Idempotency-Key and the hash of its request: the same again is written once. `returns` is
    what the caller prefers to have of what was written (minimal, representation, operationoutcome).
    """
    entries = read_entries(bundle, service.base(caller.tenant), service.rules.entries)
    faults = Faults()
    for entry in entries:
        with faults.of(entry):
            _known(entry)
    faults.tell()
    writes = [entry for entry in entries if not entry.reads]
    reads = [entry for entry in entries if entry.reads]

    async def steps(work: Work) -> dict[str, list[Written]]:
        done = await write_all(work, writes)
        faults = Faults()
        for entry in reads:
            with faults.of(entry):
                await _check_read(work, entry, reader)
        faults.tell()
        return done

    done: dict[str, list[Written]] = {}
    try:
        if not writes:
            await steps(Work(service, caller))
        elif key is not None:
            done = await once(service, caller, *key, steps, dict[str, list[Written]])
        else:
            done = await write(service, caller, steps)
    except FhirError as error:
        await _record(service, caller, entries, error)
        raise
    answers = [
        await _read(entry, reader, caller.language)
        if entry.reads
        else of_written(service, caller, done[entry.place], returns)
        for entry in entries
    ]
    return responses_bundle("transaction-response", answers)


async def _record(
    service: Service, caller: Caller, entries: Iterable[Entry], error: FhirError
) -> None:
    """Tell the log of the entries for which the whole was refused, as of requests of their own."""
    places = {issue.expression.partition("]")[0] + "]" for issue in error.issues}
    for entry in entries:
        if entry.place in places:
            await record(service, caller, error, entry.method, entry.path, entry.query)


async def write_one(
    service: Service,
    caller: Caller,
    entry: Entry,
    key: tuple[str, bytes] | None = None,
    returns: str | None = None,
) -> Response:
    """An entry that writes, alone: as a batch runs it; with a key (see `transaction`) once."""
    _known(entry)

    async def steps(work: Work) -> list[Written]:
        return (await write_all(work, [entry]))[entry.place]

    if key is None:
        return of_written(service, caller, await write(service, caller, steps), returns)
    return of_written(
        service, caller, await once(service, caller, *key, steps, list[Written]), returns
    )


def _known(entry: Entry) -> None:
    if entry.reads:
        return
    if entry.path and not entry.path[0].startswith("$"):
        try:
            require_served(entry.type)
        except FhirError as error:
            raise at(f"{entry.place}.request.url", error) from error
    if not is_served(entry.type) or len(entry.path) > 2:  # noqa: PLR2004 - a type and an id
        raise at(
            f"{entry.place}.request.url",
            FhirError(
                "not-supported" if entry.path else "invalid",
                told("refused.transaction-writes"),
            ),
        )


async def write_all(work: Work, entries: Iterable[Entry]) -> dict[str, list[Written]]:
    """Add the entries that write to the work, in the specification's order; what each came to, by its place."""
    entries = sorted(entries, key=lambda entry: (ORDER[entry.method], _LATER.get(entry.type, 0)))
    deletions = [entry for entry in entries if entry.method == "DELETE"]
    faults = Faults()
    done = await _deleted(work, deletions, faults)
    others = entries[len(deletions) :]
    targets, ids = await _targets(work, others, faults)
    # What the others would refer to is not known.
    faults.tell()
    for entry in others:
        with faults.of(entry):
            resource = entry.resource
            if resource is not None and resource.get("resourceType") not in _OPAQUE[entry.method]:
                resource = await resolve_links(work, resource, entry, targets)
            done[entry.place] = await _write(work, entry, resource, ids.get(entry.place), targets)
    faults.tell()
    return done


async def _deleted(
    work: Work, entries: Iterable[Entry], faults: Faults
) -> dict[str, list[Written]]:
    """Deletions, before anything else is asked: what they find is gone for all that follows."""
    done = {}
    for entry in entries:
        with faults.of(entry):
            done[entry.place] = await _delete(work, entry)
    return done


async def _targets(
    work: Work, entries: list[Entry], faults: Faults
) -> tuple[Targets, dict[str, str]]:
    """What each fullUrl will be, and the ids that creates get; conditions are answered beforehand."""
    targets = Targets(deleted=work.deleted)
    ids: dict[str, str] = {}
    same: dict[tuple[str, str], Reference] = {}
    for entry in entries:
        if entry.method not in ("POST", "PUT"):
            continue
        with faults.of(entry):
            reference = await _reference(work, entry)
            condition = _condition(entry)
            if condition is not None:
                reference = same.setdefault((entry.type, condition), reference)
            ids[entry.place] = reference[1]
            named = entry.full_url or _named(entry)
            if named is not None:
                targets.by_url[named] = reference
            if entry.resource is not None and not await _stands(work, entry):
                targets.written[reference] = entry.resource
    _once(entries, ids, faults)
    return targets, ids


def _named(entry: Entry) -> str | None:
    """How others refer to an entry without fullUrl: by the id that its resource has in the Bundle."""
    id_ = (entry.resource or {}).get("id")
    return f"{entry.type}/{id_}" if isinstance(id_, str) else None


async def _stands(work: Work, entry: Entry) -> bool:
    """Whether a conditional create finds its resource, which then stays as it is."""
    if entry.method != "POST" or entry.if_none_exist is None:
        return False
    return await conditions.one_left(work, entry.type, entry.if_none_exist) is not None


def _condition(entry: Entry) -> str | None:
    """The search of a conditional create or update; two entries with one search are about one resource."""
    if entry.method == "POST":
        return entry.if_none_exist
    return entry.query or None if len(entry.path) == 1 else None


async def _reference(work: Work, entry: Entry) -> Reference:
    condition = _condition(entry)
    if entry.method == "PUT" and len(entry.path) == 2:  # noqa: PLR2004 - a type and an id
        return entry.type, entry.path[1]
    if condition is not None:
        find = conditions.one_left if entry.method == "POST" else conditions.one
        found = await find(work, entry.type, condition)
        if found is not None:
            return entry.type, found.id
        stated = (entry.resource or {}).get("id")
        if entry.method == "PUT" and isinstance(stated, str):
            return entry.type, stated
    return entry.type, work.service.new_id()


def _once(entries: list[Entry], ids: dict[str, str], faults: Faults) -> None:
    """No two entries may write one resource."""
    seen: dict[Reference, str] = {}
    for entry in entries:
        if entry.place not in ids or (entry.method == "POST" and entry.if_none_exist is not None):
            continue
        first = seen.setdefault((entry.type, ids[entry.place]), entry.place)
        with faults.of(entry):
            if first != entry.place:
                issue = Issue(
                    severity="error",
                    code="duplicate",
                    diagnostics=told("refused.written-twice", first=first),
                    key="written-twice",
                )
                raise FhirError("invalid", [issue])


async def _write(
    work: Work, entry: Entry, resource: dict[str, Any] | None, id_: str | None, targets: Targets
) -> list[Written]:
    place = f"{entry.place}.resource"
    type_ = entry.type
    if entry.method == "POST" and len(entry.path) == 1 and resource is not None:
        condition = entry.if_none_exist
        return [await create(work, type_, resource, id_=id_, if_none_exist=condition, place=place)]
    if entry.method == "PUT" and resource is not None:
        return [await _update(work, entry, resource, id_ or "", place)]
    if entry.method == "PATCH" and resource is not None:
        return [await _patch(work, entry, resource, targets)]
    raise FhirError("not-supported", told("refused.transaction-writes"))


async def _update(
    work: Work, entry: Entry, resource: dict[str, Any], id_: str, place: str
) -> Written:
    match = entry.if_match
    if len(entry.path) == 2:  # noqa: PLR2004 - a type and an id
        return await update(
            work,
            entry.type,
            entry.path[1],
            resource,
            if_match=match,
            if_none_match=entry.if_none_match,
            place=place,
        )
    if "id" not in resource:
        resource = {**resource, "id": id_}
    return await conditional_update(
        work, entry.type, entry.query, resource, if_match=match, place=place
    )


async def _delete(work: Work, entry: Entry) -> list[Written]:
    if len(entry.path) == 2:  # noqa: PLR2004 - a type and an id
        return [await delete(work, entry.type, entry.path[1], if_match=entry.if_match)]
    deleted = await conditional_delete(work, entry.type, entry.query)
    return deleted or [Written(effect="unchanged", type=entry.type, id="")]


async def _patch(work: Work, entry: Entry, resource: dict[str, Any], _targets: Targets) -> Written:
    if len(entry.path) == 2:  # noqa: PLR2004 - a type and an id
        return await patch(work, entry.type, entry.path[1], resource, if_match=entry.if_match)
    return await conditional_patch(work, entry.type, entry.query, resource, if_match=entry.if_match)


async def _check_read(work: Work, entry: Entry, reader: Reader) -> None:
    """A read that must fail refuses the whole transaction, before anything is written."""
    reader.require_reading(entry)
    if len(entry.path) > 1 and entry.path[1][:1] not in ("_", "$"):
        await _check_there(work, entry)
    elif len(entry.path) == 1 and entry.path[0][:1].isupper():
        require_served(entry.type)
        pairs = read_pairs(entry.query)
        parse((entry.type,), pairs, await context_for(work.service, work.caller, pairs))


async def _check_there(work: Work, entry: Entry) -> None:
    type_, id_ = entry.path[:2]
    require_served(type_)
    require_possible(type_, id_)
    found = work.changes.get((type_, id_)) or await work.current(type_, id_)
    if found is None and standard.by_id(work.caller, type_, id_) is not None:
        return
    if found is None or not work.may_see(found):
        raise FhirError("not-found", told("refused.no-such-id", type=type_))
    if found.body is None and len(entry.path) == 2:  # noqa: PLR2004 - a type and an id
        raise FhirError("gone", told("refused.deleted", type=type_))
    if len(entry.path) == 4 and entry.path[2] == "_history":  # noqa: PLR2004 - a version of it
        number = entry.path[3]
        if not is_version(number) or int(number) > found.version:
            raise FhirError("not-found", told("rest.no-such-version", type=type_))


async def _read(entry: Entry, reader: Reader, language: Language) -> Response:
    try:
        answer = await reader(entry)
    except FhirError as error:
        # It was there when the transaction was written, and what was written stands.
        return of_error(at(entry.place, error), language)
    return answer

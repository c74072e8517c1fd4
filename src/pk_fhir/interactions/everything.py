"""$everything of a Patient, and of a CarePlan (https://hl7.org/fhir/R4/operation-patient-everything.html).

Of a Patient: what is in the compartment (Task and Provenance too, which R4's definition of the
compartment leaves out), and what those resources refer to outside it: units, staff, questionnaires.
Of a CarePlan: what it leads to, step by step. Every row is judged, like everything that leaves.
"""

from collections.abc import Awaitable, Callable, Iterable
from functools import lru_cache
from typing import Any

import msgspec
import sqlalchemy as sa

from pk_fhir.access.caller import Caller
from pk_fhir.access.protected import TYPES as TYPES_OF_PERSONS
from pk_fhir.access.rules import require, visibility
from pk_fhir.fhir import json as fhir_json
from pk_fhir.fhir.outcome import FhirError
from pk_fhir.interactions import bundles, cursor
from pk_fhir.interactions.care_dates import within
from pk_fhir.interactions.ids import require_possible
from pk_fhir.interactions.protecting import is_hidden, leading_on
from pk_fhir.interactions.quoting import quoted
from pk_fhir.interactions.read import read
from pk_fhir.interactions.service import Service
from pk_fhir.interactions.types import SERVED, is_served
from pk_fhir.interactions.work import audit_row
from pk_fhir.messages import told
from pk_fhir.search.dates import Range
from pk_fhir.store import Version, Visibility, clause
from pk_fhir.store.statements import Prepared, Statements
from pk_fhir.store.tables import directory, mentions, versions
from pk_fhir.store.version import columns

# From a CarePlan this many references are followed: plan, goal, who set it, and where they work.
STEPS = 4
MOST = 2000
# Of more pages than this, how many entries there are is not counted.
MOST_COUNTED = 10


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """What part of everything.

    `since`: changed at or after (microseconds); `types`: of these alone; `start` and `end`: about care
    between them; `after`: the next page's position.
    """

    since: int | None = None
    types: tuple[str, ...] | None = None
    start: Range | None = None
    end: Range | None = None
    count: int | None = None
    after: tuple[str, int] | None = None


class Everything(msgspec.Struct, frozen=True):
    """A page, the position of the next one, and how many there are in all where that was counted."""

    versions: list[Version]
    after: tuple[str, int] | None
    total: int | None = None


async def counted(
    read_page: Callable[[Wanted], Awaitable[Everything]], wanted: Wanted
) -> Everything:
    """How many there are, and none of them (https://hl7.org/fhir/R4/search.html#count)."""
    known: set[tuple[str, str]] = set()
    after = None
    for _ in range(MOST_COUNTED):
        page = await read_page(msgspec.structs.replace(wanted, count=None, after=after))
        known |= {(version.type, version.id) for version in page.versions}
        after = page.after
        if after is None:
            return Everything([], None, len(known))
    return Everything([], None)


async def of_patient(service: Service, caller: Caller, id_: str, wanted: Wanted) -> Everything:
    """A page of everything about a Patient. FhirError "not-found" for one not to be seen."""
    require(caller, "Patient", "r")
    require_possible("Patient", id_)
    size = _size(service, wanted)
    shard = f"{caller.tenant}/{id_}"
    after = wanted.after[1] if wanted.after is not None else None
    hidden = await is_hidden(service, caller, id_)
    shape, values = _shape(caller, wanted, hidden=hidden), {"since": wanted.since, "after": after}
    statements = service.store.statements
    inside = _compartment(statements, shape).with_values(shard=shard, size=size + 1, **values)
    found = [Version(*row) for row in await service.store.fetch(inside)]
    if wanted.after is None and not found:
        await read(service, caller, "Patient", id_)
    page = found[:size]
    outside: list[Version] = []
    if wanted.after is None:
        around = _outside(statements, shape).with_values(
            shard=shard, tenant=caller.tenant, **values
        )
        outside = [Version(*row) for row in await service.store.fetch(around)]
    service.store.audit.add(audit_row(service, caller, "everything", "Patient", id_, patient=id_))
    last = (shard, page[-1].number) if len(found) > size else None
    return Everything(_about(service, [*page, *outside], wanted), last)


async def of_patients(service: Service, caller: Caller, wanted: Wanted) -> Everything:
    """A page of everything about every Patient whom the caller may see, one Patient after another."""
    require(caller, "Patient", "s")
    size = _size(service, wanted)
    rows = await service.store.fetch(_next_shards(caller, wanted, size + 1))
    found = [Version(*row) for row in rows]
    page = found[:size]
    outside: list[Version] = []
    if page:
        leading = await leading_on(service, caller, page)
        around = await service.store.fetch(_next(caller, leading, "", wanted))
        outside = [Version(*row) for row in around]
    for patient in sorted({str(version.patient) for version in page}):
        service.store.audit.add(
            audit_row(service, caller, "everything", "Patient", patient, patient=patient)
        )
    last = (page[-1].shard, page[-1].number) if len(found) > size else None
    return Everything(_about(service, [*page, *outside], wanted), last)


async def of_care_plan(service: Service, caller: Caller, id_: str, wanted: Wanted) -> Everything:
    """Everything that a CarePlan leads to, itself first."""
    start = await read(service, caller, "CarePlan", id_)
    known = {(start.type, start.id): start}
    fresh = [start]
    for _ in range(STEPS):
        if not fresh or len(known) > MOST:
            break
        leading = await leading_on(service, caller, fresh)
        rows = await service.store.fetch(_next(caller, leading, start.shard, Wanted()))
        fresh = [
            version
            for version in (Version(*row) for row in rows)
            if (version.type, version.id) not in known
        ]
        known |= {(version.type, version.id): version for version in fresh}
    found = [version for version in known.values() if _is_wanted(version, wanted)][:MOST]
    return _page_of(_about(service, found, wanted), wanted)


def _page_of(found: list[Version], wanted: Wanted) -> Everything:
    """A page of what is known whole: its position counts from the CarePlan on."""
    begin = wanted.after[1] if wanted.after is not None else 0
    end = begin + (wanted.count or MOST)
    return Everything(found[begin:end], ("", end) if end < len(found) else None)


def _about(service: Service, found: list[Version], wanted: Wanted) -> list[Version]:
    if wanted.start is None and wanted.end is None:
        return found
    return [
        version
        for version in found
        if within(fhir_json.parse(version.body or b""), wanted.start, wanted.end, service.zone)
    ]


def _size(service: Service, wanted: Wanted) -> int:
    longest = service.rules.longest_page * 2
    return min(wanted.count or longest, longest)


def searchset(
    service: Service, caller: Caller, found: Everything, path: str, pairs: Iterable[tuple[str, str]]
) -> bytes:
    """The page as a Bundle."""
    base = service.base(caller.tenant)
    given = list(pairs)
    kept = [pair for pair in given if pair[0] != "_page"]
    links = [("self", bundles.url(base, path, kept))]
    if found.after is not None:
        token = cursor.seal(service.secret, caller, [path, *found.after])
        links.append(("next", bundles.url(base, path, [*kept, ("_page", token)])))
    entries = [bundles.entry(base, version, "match") for version in found.versions]
    total = found.total
    if total is None and found.after is None and len(kept) == len(given) and found.versions:
        total = len(entries)
    return bundles.bundle("searchset", entries, links=links, total=total)


def position(
    service: Service, caller: Caller, path: str, token: str | None
) -> tuple[str, int] | None:
    """Where a page link leads to; FhirError for one of another resource."""
    if token is None:
        return None
    where, *place = cursor.unseal(service.secret, caller, token)
    if where != path:
        raise FhirError("not-found", told("refused.no-such-page"))
    return str(place[0]), int(place[1])


def _types(wanted: Wanted) -> tuple[str, ...]:
    if wanted.types is None:
        return SERVED
    unknown = [type_ for type_ in wanted.types if not is_served(type_)]
    if unknown:
        raise FhirError(
            "invalid", told("refused.type-parameter-not-served", unknown=quoted(unknown[0]))
        )
    return wanted.types


class _Shape(msgspec.Struct, frozen=True):
    """What tells one statement from another, whatever its values."""

    visibility: Visibility
    types: tuple[str, ...] | None
    since: bool
    after: bool
    # A protected person's own resource does not say where the person is treated.
    hidden: bool = False


def _shape(caller: Caller, wanted: Wanted, *, hidden: bool = False) -> _Shape:
    return _Shape(
        visibility(caller, "r"),
        _types(wanted) if wanted.types is not None else None,
        wanted.since is not None,
        wanted.after is not None,
        hidden,
    )


def _seen(shape: _Shape, table: Any) -> list[Any]:
    where = [
        table.c.until_tx.is_(None),
        sa.not_(table.c.deleted),
        clause(shape.visibility, table),
    ]
    if shape.types is not None:
        where.append(table.c.type.in_(sorted(shape.types)))
    if shape.since:
        where.append(table.c.last_updated >= sa.bindparam("since", type_=sa.BigInteger))
    return where


@lru_cache(maxsize=256)
def _compartment(statements: Statements, shape: _Shape) -> Prepared:
    chosen: sa.Select[Any] = sa.select(*columns())  # type: ignore[assignment] # more columns than its overloads have
    chosen = chosen.where(
        versions.c.shard == sa.bindparam("shard", type_=sa.Text), *_seen(shape, versions)
    )
    if shape.after:
        chosen = chosen.where(versions.c.number > sa.bindparam("after", type_=sa.BigInteger))
    size = sa.bindparam("size", type_=sa.Integer)
    return statements.prepare(chosen.order_by(versions.c.number).limit(size))


@lru_cache(maxsize=256)
def _outside(statements: Statements, shape: _Shape) -> Prepared:
    """What current resources of the compartment refer to, and is in nobody's."""
    inner = versions.alias("inner")
    shard = sa.bindparam("shard", type_=sa.Text)
    targets = (
        sa.select(mentions.c.target_type, mentions.c.target_id)
        .join(
            inner, sa.and_(inner.c.shard == mentions.c.shard, inner.c.number == mentions.c.number)
        )
        .where(
            mentions.c.shard == shard,
            inner.c.until_tx.is_(None),
            clause(shape.visibility, inner),
            *([inner.c.type.not_in(TYPES_OF_PERSONS)] if shape.hidden else []),
        )
        .distinct()
        .subquery()
    )
    chosen: sa.Select[Any] = sa.select(*columns())  # type: ignore[assignment] # as above
    return statements.prepare(
        chosen.select_from(_current(targets, sa.bindparam("tenant", type_=sa.Text)))
        .where(versions.c.patient.is_(None), *_seen(shape, versions))
        .order_by(versions.c.number)
        .limit(MOST)
    )


def _next_shards(caller: Caller, wanted: Wanted, size: int) -> sa.Select[Any]:
    """Current versions in the shards of Patients, in the order of the table's key."""
    chosen: sa.Select[Any] = sa.select(*columns())  # type: ignore[assignment] # as below
    c = versions.c
    chosen = chosen.where(c.tenant == caller.tenant, c.patient.is_not(None))
    chosen = chosen.where(*_seen(_shape(caller, wanted), versions))
    if wanted.since is not None:
        chosen = chosen.params(since=wanted.since)
    if wanted.after is not None:
        here = sa.tuple_(*map(sa.literal, wanted.after))
        chosen = chosen.where(sa.tuple_(c.shard, c.number) > here)
    return chosen.order_by(c.shard, c.number).limit(size)


def _next(caller: Caller, fresh: list[Version], shard: str, wanted: Wanted) -> sa.Select[Any]:
    """What these versions refer to in the same shard, or in nobody's."""
    places = sa.or_(
        sa.false(),
        *(
            sa.and_(mentions.c.shard == version.shard, mentions.c.number == version.number)
            for version in fresh
        ),
    )
    targets = (
        sa.select(mentions.c.target_type, mentions.c.target_id).where(places).distinct().subquery()
    )
    chosen: sa.Select[Any] = sa.select(*columns())  # type: ignore[assignment] # as above
    return (
        chosen.select_from(_current(targets, caller.tenant))
        .where(
            sa.or_(versions.c.shard == shard, versions.c.patient.is_(None)),
            *_seen(_shape(caller, wanted), versions),
        )
        .params(since=wanted.since)
        .order_by(versions.c.number)
        .limit(MOST)
    )


def _current(targets: Any, tenant: Any) -> Any:
    d = directory.c
    return targets.join(
        directory,
        sa.and_(d.tenant == tenant, d.type == targets.c.target_type, d.id == targets.c.target_id),
    ).join(versions, sa.and_(versions.c.shard == d.shard, versions.c.number == d.number))


def _is_wanted(version: Version, wanted: Wanted) -> bool:
    return (wanted.types is None or version.type in _types(wanted)) and (
        wanted.since is None or version.last_updated >= wanted.since
    )

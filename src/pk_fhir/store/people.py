"""One person behind several Patients: by national identifiers, former ones too, and by `Patient.link`.

A person whose number changes (a samordningsnummer, then a personnummer) stays one person: either the
Patient's identifier was changed, and the former one is kept in `identities`, or a new Patient refers
to the old one by `link` (https://hl7.org/fhir/R4/patient-definitions.html#Patient.link).

A number that was wrong and was corrected joins nobody any more: a former number is one that the Patient
still states (https://hl7.org/fhir/R4/datatypes-definitions.html#Identifier.use), or a samordningsnummer or
reservnummer in whose place a personnummer came. What it was before is told by the Patient's history.
"""

from collections.abc import Iterable
from typing import Any

import orjson
import sqlalchemy as sa

from pk_fhir.contract.identifiers import (
    PERSON_SYSTEMS,
    PERSONNUMMER,
    canonical_system,
    canonical_value,
)
from pk_fhir.fhir.literal import type_and_id
from pk_fhir.store.database import Database
from pk_fhir.store.tables import directory, identities, links, versions

# A chain of links longer than this is not one person's.
MOST_STEPS = 8
Number = tuple[str, str]


async def by_identifier(
    database: Database, tenants: Iterable[str], system: str, value: str
) -> list[tuple[str, str]]:
    """(tenant, Patient id) of everyone who goes by this canonical identifier, and of those linked to them."""
    found = await going_by(database, tenants, system, value)
    return await linked(database, found)


async def going_by(
    database: Database, tenants: Iterable[str], system: str, value: str
) -> list[tuple[str, str]]:
    """(tenant, Patient id) of everyone who goes by this canonical identifier, or did before another came."""
    c = identities.c
    rows = await _stated(
        database, c.tenant.in_(sorted(tenants)), c.system == system, c.value == value
    )
    return [(tenant, patient) for tenant, patient, _ in rows]


async def _stated(
    database: Database, *where: sa.ColumnElement[bool]
) -> list[tuple[str, str, Number]]:
    """(tenant, Patient id, number) of those rows of `identities` that hold still."""
    c = identities.c
    rows = await database.fetch(
        sa.select(c.tenant, c.patient, c.system, c.value, _body(c.tenant, c.patient)).where(*where)
    )
    return [
        (tenant, patient, (system, value))
        for tenant, patient, system, value, body in rows
        if body is None or goes_by(stated(orjson.loads(body)), (system, value))
    ]


def goes_by(now: Iterable[Number], number: Number) -> bool:
    """Whether somebody whose Patient states these numbers now goes by one that it states or once did."""
    system, _ = number
    stated_now = set(now)
    if number in stated_now or system not in PERSON_SYSTEMS:
        return True
    kinds = {each for each, _ in stated_now}
    return system != PERSONNUMMER and PERSONNUMMER in kinds and system not in kinds


def stated(patient: dict[str, Any]) -> tuple[Number, ...]:
    """The national identifiers that a Patient states, in canonical form."""
    found: dict[Number, None] = {}
    for identifier in patient.get("identifier") or ():
        system, value = identifier.get("system"), identifier.get("value")
        if isinstance(system, str) and isinstance(value, str):
            canonical = canonical_system(system)
            if canonical in PERSON_SYSTEMS:
                found[canonical, canonical_value(canonical, value)] = None
    return tuple(found)


async def linked(database: Database, patients: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """These Patients, and every Patient of the same tenant that is linked to one of them."""
    known = set(patients)
    new = known
    for _ in range(MOST_STEPS):
        if not new:
            break
        new = {
            (tenant, other)
            for tenant, other in await _linked_to(database, new)
            if (tenant, other) not in known
        }
        known |= new
    return sorted(known)


async def _linked_to(
    database: Database, patients: Iterable[tuple[str, str]]
) -> list[tuple[str, str]]:
    """(tenant, Patient id) of those that a link leads to which one of both states still."""
    c, found = links.c, []
    rows = await database.fetch(
        sa.select(
            c.tenant,
            c.patient,
            c.other,
            _body(c.tenant, c.patient),
            _body(c.tenant, c.other),
        ).where(
            sa.or_(
                *(
                    sa.and_(c.tenant == tenant, c.patient == patient)
                    for tenant, patient in sorted(patients)
                )
            )
        )
    )
    for tenant, patient, other, its, the_others in rows:
        if _states_link(its, other) or _states_link(the_others, patient):
            found.append((tenant, other))
    return found


def _body(
    tenant: sa.ColumnElement[str], patient: sa.ColumnElement[str]
) -> sa.ScalarSelect[bytes | None]:
    """What a Patient says now, or said last before it was deleted."""
    d, v = directory.c, versions.c
    place = sa.and_(v.shard == d.shard, v.type == d.type, v.id == d.id)
    return (
        sa.select(v.body)
        .select_from(directory.join(versions, place))
        .where(d.tenant == tenant, d.type == "Patient", d.id == patient, v.body.is_not(None))
        .order_by(v.version.desc())
        .limit(1)
        .scalar_subquery()
    )


def _states_link(body: bytes | None, other: str) -> bool:
    """Whether a Patient, if it was ever stored, links to another."""
    for link in orjson.loads(body or b"{}").get("link") or ():
        reference = str((link.get("other") or {}).get("reference") or "")
        if type_and_id(reference) == f"Patient/{other}":
            return True
    return False


async def identifiers(database: Database, patients: Iterable[tuple[str, str]]) -> list[Number]:
    """The national identifiers (system, value) that these Patients go by, former ones too."""
    c = identities.c
    wanted = [
        sa.and_(c.tenant == tenant, c.patient == patient) for tenant, patient in sorted(patients)
    ]
    if not wanted:
        return []
    return sorted({number for _, _, number in await _stated(database, sa.or_(*wanted))})

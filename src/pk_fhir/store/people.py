"""One person behind several Patients: by national identifiers, former ones too, and by `Patient.link`.

A person whose number changes (a samordningsnummer, then a personnummer) stays one person: either the
Patient's identifier was changed, and the former one is kept in `identities`, or a new Patient refers
to the old one by `link` (https://hl7.org/fhir/R4/patient-definitions.html#Patient.link).
"""

from collections.abc import Iterable

import sqlalchemy as sa

from pk_fhir.store.database import Database
from pk_fhir.store.tables import identities, links

# A chain of links longer than this is not one person's.
MOST_STEPS = 8


async def by_identifier(
    database: Database, tenants: Iterable[str], system: str, value: str
) -> list[tuple[str, str]]:
    """(tenant, Patient id) of everyone who has, or had, this canonical identifier, and of those linked to them."""
    c = identities.c
    found = await database.fetch(
        sa.select(c.tenant, c.patient).where(
            c.tenant.in_(sorted(tenants)), c.system == system, c.value == value
        )
    )
    return await linked(database, [(row[0], row[1]) for row in found])


async def linked(database: Database, patients: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """These Patients, and every Patient of the same tenant that is linked to one of them."""
    known = set(patients)
    new = known
    for _ in range(MOST_STEPS):
        if not new:
            break
        wanted = sa.or_(
            *(
                sa.and_(links.c.tenant == tenant, links.c.patient == patient)
                for tenant, patient in sorted(new)
            )
        )
        rows = await database.fetch(sa.select(links.c.tenant, links.c.other).where(wanted))
        new = {(row[0], row[1]) for row in rows} - known
        known |= new
    return sorted(known)


async def identifiers(
    database: Database, patients: Iterable[tuple[str, str]]
) -> list[tuple[str, str]]:
    """The national identifiers (system, value) that these Patients have or had."""
    c = identities.c
    wanted = [
        sa.and_(c.tenant == tenant, c.patient == patient) for tenant, patient in sorted(patients)
    ]
    if not wanted:
        return []
    rows = await database.fetch(sa.select(c.system, c.value).where(sa.or_(*wanted)).distinct())
    return sorted((row[0], row[1]) for row in rows)

"""The facts of one person, gathered from what is stored: by every care provider of this service.

A block holds wherever it is registered here, and so does a consent; a care relation is with the care
provider whose record it stands in. Emergency openings are rows of the audit trail.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

import msgspec
import orjson

from pk_fhir.access import trust
from pk_fhir.access.labels import LocalReference, hsa_id
from pk_fhir.access.persons import Identifier, Known
from pk_fhir.access.policy import Facts, Opening, Period
from pk_fhir.contract import identifiers
from pk_fhir.store import Store, Version, compartment
from pk_fhir.store.audit_read import Wanted, rows

TYPES = frozenset({"Consent", "EpisodeOfCare", "Patient", "RelatedPerson"})
# A person has not been opened in an emergency more often than this within the longest opening.
MOST_OPENINGS = 1000

Resource = dict[str, Any]


class Here(msgspec.Struct, frozen=True):
    """The care providers of this service: `local` reads references in a tenant, `givers` has the
    HSA-id of each tenant (or its name), `others` HSA-ids of further care givers that are known."""

    store: Store
    local: Callable[[str], LocalReference]
    givers: Mapping[str, str]
    others: frozenset[str] = frozenset()


async def facts_of(here: Here, person: Known, keys: Iterable[str], at: int) -> Facts:
    """Everything that rules ask about the person; `keys` are the person's in the audit trail."""
    found: list[tuple[str, Resource]] = []
    for tenant, patient in sorted(person.patients):
        read = await here.store.fetch(compartment.statement(f"{tenant}/{patient}", TYPES))
        found += [(tenant, orjson.loads(v.body)) for row in read if (v := Version(*row)).body]
    names = await _names(here, found)
    known = frozenset(here.givers.values()) | here.others
    owners = {tenant: trust.Owners(_hsa_in(here, tenant, names), known) for tenant in here.givers}
    return Facts(
        blocks=tuple(_of(trust.block, "Consent", found, owners)),
        consents=tuple(_of(trust.consent, "Consent", found, owners)),
        relations=tuple(
            relation
            for tenant, resource in found
            if resource["resourceType"] == "EpisodeOfCare"
            and (relation := trust.relation(resource, owners[tenant], here.givers[tenant]))
        ),
        openings=await _openings(here.store, person, keys, at),
        representatives=tuple(
            each
            for _, resource in found
            if resource["resourceType"] == "RelatedPerson"
            for each in trust.representatives(resource)
        ),
        born=_born(person, found),
        protected=any(
            trust.is_protected(resource)
            for _, resource in found
            if resource["resourceType"] == "Patient"
        ),
    )


def _of(
    read: Callable[[Resource, trust.Owners], Any],
    type_: str,
    found: Iterable[tuple[str, Resource]],
    owners: Mapping[str, trust.Owners],
) -> Iterable[Any]:
    for tenant, resource in found:
        if resource["resourceType"] == type_:
            fact = read(resource, owners[tenant])
            if fact is not None:
                yield fact


async def _names(
    here: Here, found: Iterable[tuple[str, Resource]]
) -> dict[tuple[str, str, str], str]:
    """HSA-ids of the units and staff that these resources refer to, by tenant, type and id."""
    wanted: dict[str, set[tuple[str, str]]] = {}
    for tenant, resource in found:
        local = here.local(tenant)
        targets = (local(text) for text in _references(resource))
        wanted.setdefault(tenant, set()).update(
            each for each in targets if each is not None and each[0] != "Patient"
        )
    names: dict[tuple[str, str, str], str] = {}
    for tenant, references in wanted.items():
        for (type_, id_), version in (await here.store.read_many(tenant, references)).items():
            stated = hsa_id(orjson.loads(version.body).get("identifier")) if version.body else None
            if stated is not None:
                names[tenant, type_, id_] = stated
    return names


def _references(value: Any) -> Iterable[str]:
    if isinstance(value, dict):
        if isinstance(value.get("reference"), str):
            yield value["reference"]
        for child in value.values():
            yield from _references(child)
    elif isinstance(value, list):
        for child in value:
            yield from _references(child)


def _hsa_in(
    here: Here, tenant: str, names: Mapping[tuple[str, str, str], str]
) -> Callable[[Any], str | None]:
    local = here.local(tenant)

    def hsa(reference: Any) -> str | None:
        if not isinstance(reference, dict):
            return None
        stated = hsa_id(reference.get("identifier"))
        literal = reference.get("reference")
        if stated is not None or not isinstance(literal, str):
            return stated
        target = local(literal)
        return None if target is None else names.get((tenant, *target))

    return hsa


async def _openings(
    store: Store, person: Known, keys: Iterable[str], at: int
) -> tuple[Opening, ...]:
    found = await rows(
        store.database,
        Wanted(
            persons=tuple(sorted(keys)),
            patients=tuple(sorted(person.patients)),
            interactions=("emergency",),
            outcomes=("0",),
            count=MOST_OPENINGS,
        ),
    )
    return tuple(
        Opening(
            period=Period(row.at, row.until),
            subject=row.subject,
            giver=row.provider,
            unit=row.unit,
        )
        for row in found
        if row.until is not None and row.until > at
    )


def _born(person: Known, found: Iterable[tuple[str, Resource]]) -> date | None:
    """The birth date that a number states, else that a Patient does; of several the last."""
    stated = [day for each in person.identifiers if (day := born(each)) is not None]
    if stated:
        return max(stated)
    dates = []
    for _, resource in found:
        if resource["resourceType"] == "Patient":
            try:
                dates.append(date.fromisoformat(str(resource.get("birthDate"))))
            except ValueError:
                continue
    return max(dates, default=None)


def born(identifier: Identifier) -> date | None:
    """The birth date that a personnummer or samordningsnummer states; None where it states none."""
    system, value = identifier
    if system not in (identifiers.PERSONNUMMER, identifiers.SAMORDNINGSNUMMER):
        return None
    offset = identifiers.DAY_OFFSET if system == identifiers.SAMORDNINGSNUMMER else 0
    try:
        return date(int(value[:4]), int(value[4:6]), int(value[6:8]) - offset)
    except ValueError:
        return None

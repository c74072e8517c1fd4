"""Whom something at a source is about: the persons of resources, by their national identifiers.

A resource that is there names its Patient, or points at something that does (a Provenance at its target,
an AppointmentResponse at its Appointment); of one that was deleted, its earlier versions do
(https://hl7.org/fhir/R4/http.html#history), and so do those of what it points at and of its Patient, if
these are deleted too.
"""

from collections.abc import Iterable
from typing import Any

import httpx

from pk_fhir.contract.identifiers import (
    PERSON_SYSTEMS,
    canonical_system,
    holds_personal_number,
)
from pk_fhir.sync.belongs import SUBJECTS, concerning, key, local, points_at, subjects
from pk_fhir.sync.changes import past
from pk_fhir.sync.pages import search
from pk_fhir.sync.problem import SourceError
from pk_fhir.sync.source import Person, Source

CHUNK = 50
# Where more cannot be read, it is the source that cannot.
MOST_UNREAD = 10


async def persons_of(
    client: httpx.AsyncClient,
    source: Source,
    resources: Iterable[dict[str, Any]],
    unread: set[str],
) -> list[Person]:
    """The persons whom these are about; `unread` is given what would say so and cannot be read ("Patient/1")."""
    there = list(resources)
    patients, persons = _named(source, there)
    pointed_at = _pointed_at(source, there) - {key(each) for each in there}
    more_patients, more = _named(source, await _read(client, source, pointed_at, unread))
    patients |= more_patients
    return _in_order(persons | more | _persons(await _read(client, source, patients, unread)))


async def persons_at(
    client: httpx.AsyncClient, source: Source, reference: str, unread: set[str]
) -> list[Person]:
    """The persons whom a resource is about, or that it is."""
    there = await _read(client, source, [reference], unread)
    return _in_order({*_persons(there), *await persons_of(client, source, there, unread)})


async def persons_before(
    client: httpx.AsyncClient, source: Source, reference: str, unread: set[str]
) -> list[Person]:
    """The persons whom a resource was about before it was deleted."""
    earlier = await _earlier(client, source, reference)
    persons = set(await persons_of(client, source, earlier, unread))
    if not persons:
        for pointed_at in sorted(_pointed_at(source, earlier)):
            earlier += await _earlier(client, source, pointed_at)
        persons.update(await persons_of(client, source, earlier, unread))
    if not persons:
        for patient in sorted(_named(source, earlier)[0]):
            persons |= _persons(await _earlier(client, source, patient))
    return _in_order(persons)


async def _read(
    client: httpx.AsyncClient, source: Source, references: Iterable[str], unread: set[str]
) -> list[dict[str, Any]]:
    """What those of these that are there ("Patient/1") tell of whom they are about; asked for by type and
    not by URL."""
    ids: dict[str, list[str]] = {}
    for kind, _, id_ in (each.partition("/") for each in sorted(references)):
        ids.setdefault(kind, []).append(id_)
    found: list[dict[str, Any]] = []
    for kind, wanted in ids.items():
        for start in range(0, len(wanted), CHUNK):
            chunk = wanted[start : start + CHUNK]
            found += await _some(client, source, (kind, chunk), unread)
    return found


async def _some(
    client: httpx.AsyncClient, source: Source, ids: tuple[str, list[str]], unread: set[str]
) -> list[dict[str, Any]]:
    """Of one type; where one cannot be read, the others are."""
    kind, wanted = ids
    form = {"_id": ",".join(wanted), "_count": str(CHUNK)}
    try:
        return [concerning(each) for each in (await search(client, source, kind, form)).resources]
    except SourceError as error:
        if error.status is None or error.wait or len(unread) >= MOST_UNREAD:
            raise
    if len(wanted) == 1:
        unread.add(f"{kind}/{wanted[0]}")
        return []
    half = len(wanted) // 2
    found = [await _some(client, source, (kind, w), unread) for w in (wanted[:half], wanted[half:])]
    return [each for some in found for each in some]


async def _earlier(
    client: httpx.AsyncClient, source: Source, reference: str
) -> list[dict[str, Any]]:
    """Its versions; none where the source keeps none of them, or its id would be a number in a URL."""
    if holds_personal_number(reference):
        return []
    try:
        return await past(client, source, reference)
    except SourceError as error:
        if error.status is None:
            raise
        return []


def person_kept(source: Source, resources: Iterable[dict[str, Any]]) -> Person | None:
    """Whom everything that is kept of one person is about: a Patient, or an identifier in its place."""
    there = list(resources)
    persons = _persons(there) or _named(source, there)[1]
    return min(persons, key=lambda person: person.identifiers, default=None)


def person_of(stated: object) -> Person | None:
    """Whom national identifiers name, in every spelling of their systems."""
    found = {
        (canonical_system(item["system"]), item["value"])
        for item in (stated if isinstance(stated, list) else ())
        if isinstance(item, dict)
        and isinstance(item.get("system"), str)
        and isinstance(item.get("value"), str)
        and canonical_system(item["system"]) in PERSON_SYSTEMS
    }
    return Person.of(found) if found else None


def _named(source: Source, resources: Iterable[dict[str, Any]]) -> tuple[set[str], set[Person]]:
    """The Patients ("Patient/1") and the persons whom resources name as those they are about."""
    patients: set[str] = set()
    persons: set[Person] = set()
    for resource in resources:
        for subject in (*subjects(resource), *points_at(resource)):
            patient = local(subject.get("reference"), source.base_url or "")
            if patient.startswith("Patient/"):
                patients.add(patient)
            elif person := person_of([subject.get("identifier")]):
                persons.add(person)
    return patients, persons


def _pointed_at(source: Source, resources: Iterable[dict[str, Any]]) -> set[str]:
    """What those that name nobody themselves point at ("Goal/1"), as far as that names somebody."""
    base = source.base_url or ""
    return {
        reference
        for resource in resources
        for stated in points_at(resource)
        if (reference := local(stated.get("reference"), base)).count("/") == 1
        and reference.partition("/")[0] in SUBJECTS
    }


def _persons(patients: Iterable[dict[str, Any]]) -> set[Person]:
    return {
        person
        for each in patients
        if key(each).startswith("Patient/") and (person := person_of(each.get("identifier")))
    }


def _in_order(persons: Iterable[Person]) -> list[Person]:
    return sorted(persons, key=lambda person: person.identifiers)

"""Whom something at a source is about: the persons of resources, by their national identifiers.

A resource that is there names its Patient; of one that was deleted, its earlier versions do
(https://hl7.org/fhir/R4/http.html#history), and so do those of its Patient, if that is deleted too.
"""

from collections.abc import Iterable
from typing import Any

import httpx

from pk_fhir.contract.identifiers import (
    PERSON_SYSTEMS,
    canonical_system,
    holds_personal_number,
)
from pk_fhir.sync.belongs import key, local, subjects
from pk_fhir.sync.changes import past
from pk_fhir.sync.pages import search
from pk_fhir.sync.problem import SourceError
from pk_fhir.sync.source import Person, Source

CHUNK = 50


async def persons_of(
    client: httpx.AsyncClient, source: Source, resources: Iterable[dict[str, Any]]
) -> list[Person]:
    """The persons whom these are about."""
    patients, persons = _named(source, resources)
    ids = sorted(patient.removeprefix("Patient/") for patient in patients)
    for start in range(0, len(ids), CHUNK):
        form = {"_id": ",".join(ids[start : start + CHUNK]), "_count": str(CHUNK)}
        found = await search(client, source, "Patient", form)
        persons |= _persons(found.resources)
    return _in_order(persons)


async def persons_before(client: httpx.AsyncClient, source: Source, reference: str) -> list[Person]:
    """The persons whom a resource was about before it was deleted."""
    earlier = await _earlier(client, source, reference)
    patients, persons = _named(source, earlier)
    persons.update(await persons_of(client, source, earlier))
    if not persons:
        for patient in sorted(patients):
            persons |= _persons(await _earlier(client, source, patient))
    return _in_order(persons)


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
        for subject in subjects(resource):
            patient = local(subject.get("reference"), source.base_url or "")
            if patient.startswith("Patient/"):
                patients.add(patient)
            elif person := person_of([subject.get("identifier")]):
                persons.add(person)
    return patients, persons


def _persons(patients: Iterable[dict[str, Any]]) -> set[Person]:
    return {
        person
        for each in patients
        if key(each).startswith("Patient/") and (person := person_of(each.get("identifier")))
    }


def _in_order(persons: Iterable[Person]) -> list[Person]:
    return sorted(persons, key=lambda person: person.identifiers)

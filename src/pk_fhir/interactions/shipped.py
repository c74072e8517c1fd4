"""The definitions that the product brings with it, stored at each care provider so that clients find them.

A client that reads a `supportedProfile` or the `definition` of an operation in the CapabilityStatement asks
for it as for any other resource (https://hl7.org/fhir/R4/capabilitystatement.html): it is read, searched,
paged and has a history like what clients store, and only a release of the product changes it
(`docs/decisions/definitions-served.md`).
"""

from collections.abc import Collection, Iterable, Iterator
from typing import Any

import structlog

from pk_fhir.access.caller import Caller
from pk_fhir.definitions import Definitions
from pk_fhir.fhir import json as fhir_json
from pk_fhir.fhir.outcome import FhirError
from pk_fhir.interactions.saving import change_of
from pk_fhir.interactions.service import Service
from pk_fhir.interactions.standard import subsetted
from pk_fhir.interactions.stored_form import served
from pk_fhir.interactions.types import is_served
from pk_fhir.interactions.work import Work, write
from pk_fhir.store import Version

LOG = structlog.get_logger("pk_fhir")


def shipped_of(definitions: Definitions, operations: Iterable[str]) -> Iterator[dict[str, Any]]:
    """What a service of these definitions serves: the product's own, and R4's of these operations.

    A region's package may say anew what one of ours says: then it is the package's to give.
    """
    ours = Definitions.ours()
    for entry in ours.source.entries:
        found = definitions.find(entry.url, entry.kind)
        if is_served(entry.kind) and found == (ours, entry):
            yield ours.load(entry)
    for url in sorted(set(operations)):
        standard = Definitions.r4().get(url, "OperationDefinition")
        if standard is not None:
            yield subsetted(standard)


async def ship(service: Service, resources: Collection[dict[str, Any]]) -> None:
    """Store these at each care provider where they are not stored as they are; nobody else changes them.

    One whose id a care provider has given to something else of its own is left out, and told in the log.
    """
    for tenant in service.rules.tenants:
        caller = Caller(
            tenant=tenant, subject="pk-fhir", role="system", scopes=frozenset({"system/*.cruds"})
        )
        try:
            service.shipped[tenant] = await write(
                service, caller, lambda work: _put(work, resources)
            )
        except FhirError as error:
            LOG.warning("definitions of the product are not served", problem=str(error))


async def _put(work: Work, resources: Collection[dict[str, Any]]) -> frozenset[tuple[str, str]]:
    # Nobody is told of it: no other server wants what this product brings to every care provider.
    work.quiet = True
    places = [(str(each["resourceType"]), str(each["id"])) for each in resources]
    await work.prefetch(places)
    kept = set()
    for place, resource in zip(places, resources, strict=True):
        current = await work.current(*place)
        if current is not None and not _is_ours(current, resource):
            LOG.warning("the id of a definition is another's", type=place[0], id=place[1])
            continue
        kept.add(place)
        if current is None or not _says(current, resource):
            created = current is None or current.deleted
            change = await change_of(work, resource, current, "PUT")
            work.add(change, "create" if created else "update")
    return frozenset(kept)


def _is_ours(current: Version, resource: dict[str, Any]) -> bool:
    """Whether what is stored under the id is an earlier form of this, or deleted."""
    return current.body is None or fhir_json.parse(current.body).get("url") == resource["url"]


def _says(current: Version, resource: dict[str, Any]) -> bool:
    return current.body == served(resource, current.version, current.last_updated)

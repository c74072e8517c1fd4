"""The entries that write a contract: what is there already is updated where it stands.

`mapping.to_bundle` says what the contract is in FHIR; this says where each of its resources goes on
this server, and leaves out what would not change.
"""

from typing import Any

import msgspec

from pk_fhir.access.protected import keeping_labels
from pk_fhir.contract import PatientContract
from pk_fhir.fhir import json as fhir_json
from pk_fhir.interactions import conditions, protecting
from pk_fhir.interactions.contracts.belonging import SHARED
from pk_fhir.interactions.contracts.sharing import merged, same
from pk_fhir.interactions.instants import instant
from pk_fhir.interactions.local import rewrite
from pk_fhir.interactions.work import Work
from pk_fhir.mapping import to_bundle
from pk_fhir.store import Version
from pk_fhir.store.plan import Reference

Json = dict[str, Any]


class Prepared(msgspec.Struct, frozen=True):
    """Entries of a transaction Bundle, and the resources here that the contract speaks of."""

    entries: list[Json]
    said: set[Reference]


async def prepare(work: Work, contract: PatientContract) -> Prepared:
    """The entries that write the contract: none for a resource that says the same already."""
    bundle = to_bundle(contract, recorded=instant(work.service.now()), secret=work.service.secret)
    standing: dict[str, Version] = {}
    for entry in bundle["entry"]:
        found = await _standing(work, contract, entry)
        if found is not None:
            standing[entry["fullUrl"]] = found
    places = {url: f"{version.type}/{version.id}" for url, version in standing.items()}
    placed = [
        await _placed(work, entry, standing.get(entry["fullUrl"]), places)
        for entry in bundle["entry"]
    ]
    return Prepared(
        [entry for entry in placed if entry is not None],
        {(version.type, version.id) for version in standing.values()},
    )


async def _standing(work: Work, contract: PatientContract, entry: Json) -> Version | None:
    """The resource that this entry is about, where there is one."""
    resource, request = entry["resource"], entry["request"]
    kind = resource["resourceType"]
    person = await _patient(work, contract) if kind == "Patient" else None
    if person is not None:
        return person
    path, _, query = request["url"].partition("?")
    condition = request.get("ifNoneExist") or query
    if condition:
        return await conditions.one(work, kind, condition)
    _, _, id_ = path.partition("/")
    current = await work.current(kind, id_) if id_ else None
    return None if current is None or current.deleted else current


async def _patient(work: Work, contract: PatientContract) -> Version | None:
    """The Patient who goes by any of the numbers, old ones too; of several, the one with the number in use."""
    for number in contract.patient.identifiers:
        found = await work.service.store.people([work.tenant], number.system, number.value)
        for _, id_ in found:
            current = await work.current("Patient", id_)
            if current is not None and not current.deleted and work.may_see(current):
                return current
    return None


async def _placed(
    work: Work, entry: Json, standing: Version | None, places: dict[str, str]
) -> Json | None:
    """The entry as it is written here; None where nothing would change."""
    resource: Json = fhir_json.parse(fhir_json.dump(entry["resource"]))
    rewrite(resource, places.get)
    if standing is None or standing.body is None:
        return {**entry, "resource": resource}
    # As the writer sees it: what is hidden from them stays as it is, and is compared with nothing.
    stored = await protecting.shown(work, standing)
    if resource["resourceType"] == "Provenance":
        # When it was recorded first is what counts, also where the contract says no moment.
        resource["recorded"] = stored["recorded"]
    if resource["resourceType"] in SHARED:
        resource = merged(stored, resource)
    elif resource["resourceType"] == "RelatedPerson":
        resource = keeping_labels(stored, resource)
    if same(stored, resource) and resource["resourceType"] != "CarePlan":
        return None
    return update_entry(standing, resource, entry["fullUrl"])


def update_entry(standing: Version, resource: Json, full_url: str) -> Json:
    """An entry that replaces this version, and only this one."""
    address = f"{standing.type}/{standing.id}"
    return {
        "fullUrl": full_url,
        "resource": {**resource, "id": standing.id},
        "request": {"method": "PUT", "url": address, "ifMatch": standing.etag},
    }

"""The resources of one contract, as they stand now, and the ETag over all of them."""

import hashlib
from collections.abc import Iterable
from typing import Any

import msgspec

from pk_fhir.access.caller import Caller
from pk_fhir.access.protected import TYPES as TYPES_OF_PERSONS
from pk_fhir.access.protected import visible
from pk_fhir.access.rules import require, visibility
from pk_fhir.fhir import json as fhir_json
from pk_fhir.fhir.etag import etag
from pk_fhir.fhir.outcome import FhirError
from pk_fhir.interactions.contracts.belonging import TYPES, Graph
from pk_fhir.interactions.protecting import is_hidden
from pk_fhir.interactions.service import Service
from pk_fhir.mapping import is_contract
from pk_fhir.messages import told
from pk_fhir.store import Version
from pk_fhir.store.compartment import statement
from pk_fhir.store.plan import Reference

NO_CONTRACT = told("refused.no-such-contract")
# A professional's role, the person behind it, the unit, and the unit's care giver.
MOST_STEPS = 6


class Gathered(msgspec.Struct, frozen=True):
    """One contract: its resources by reference (the CarePlan first), and the version of each.

    Of a protected person they are as the caller may have them: without addresses and ways of contact, the
    relatives' too, where these are masked.
    """

    plan: Reference
    resources: dict[Reference, dict[str, Any]]
    versions: dict[Reference, Version]

    @property
    def etag(self) -> str:
        """Changes when any of the contract's resources does."""
        stated = sorted(f"{v.type}/{v.id}/{v.version}" for v in self.versions.values())
        return etag(hashlib.sha256(" ".join(stated).encode()).hexdigest()[:32])

    @property
    def last_updated(self) -> int:
        """When the newest of them was written, in microseconds."""
        return max(version.last_updated for version in self.versions.values())


async def gather(service: Service, caller: Caller, plan_id: str) -> Gathered:
    """The contract whose CarePlan has this id; FhirError "not-found" or "gone"."""
    require(caller, "CarePlan", "r")
    plan = await service.store.read(caller.tenant, "CarePlan", plan_id)
    if plan is None or not await service.store.seen(visibility(caller, "r"), [plan]):
        raise FhirError("not-found", NO_CONTRACT)
    if plan.body is None:
        raise FhirError("gone", told("refused.contract-deleted"))
    resource = fhir_json.parse(plan.body)
    if not is_contract(resource):
        raise FhirError("not-found", told("refused.other-kind-of-plan", no_contract=NO_CONTRACT))
    return await _collect(service, caller, plan)


async def _collect(service: Service, caller: Caller, plan: Version) -> Gathered:
    around = await service.store.fetch(statement(plan.shard, TYPES))
    versions: dict[Reference, Version] = {}
    graph = Graph(("CarePlan", plan.id), service.local(caller.tenant))
    await _take(service, caller, graph, versions, (plan, *(Version(*row) for row in around)))
    for _ in range(MOST_STEPS):
        wanted = graph.wanted() - versions.keys()
        found = await service.store.read_many(caller.tenant, wanted)
        if not await _take(service, caller, graph, versions, found.values()):
            break
    # In the order in which they were written first, as far as that is known.
    belonging = graph.contract()
    ordered = sorted(belonging, key=lambda reference: versions[reference].number)
    hidden = await is_hidden(service, caller, plan.patient)
    resources = {
        reference: visible(belonging[reference])
        if hidden and reference[0] in TYPES_OF_PERSONS
        else belonging[reference]
        for reference in (graph.plan, *ordered)
    }
    return Gathered(
        graph.plan, resources, {reference: versions[reference] for reference in resources}
    )


async def _take(
    service: Service,
    caller: Caller,
    graph: Graph,
    versions: dict[Reference, Version],
    found: Iterable[Version],
) -> bool:
    """Add what the caller may see; whether there was anything."""
    there = [version for version in found if version.body is not None]
    new = await service.store.seen(visibility(caller, "r"), there)
    for version in new:
        versions[version.type, version.id] = version
    graph.add(fhir_json.parse(version.body) for version in new if version.body is not None)
    return bool(new)

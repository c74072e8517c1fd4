"""A contract in the words of care, read from its resources."""

from typing import Any

import msgspec

from pk_fhir.access.caller import Caller
from pk_fhir.contract import PatientContract
from pk_fhir.interactions.contracts.belonging import SHARED
from pk_fhir.interactions.contracts.gather import Gathered, gather
from pk_fhir.interactions.service import Service
from pk_fhir.interactions.work import audit_row
from pk_fhir.mapping import Unexpressed, to_contract


class ContractRead(msgspec.Struct, frozen=True):
    """A contract, the ETag over all its resources, and what in them it could not say.

    `last_updated` is microseconds since 1970, UTC.
    """

    id: str
    etag: str
    last_updated: int
    contract: PatientContract
    unexpressed: list[Unexpressed]


async def read(service: Service, caller: Caller, plan_id: str) -> ContractRead:
    """The contract whose CarePlan has this id."""
    gathered = await gather(service, caller, plan_id)
    service.store.audit.add(audit(service, caller, gathered, "read"))
    return of(gathered)


def of(gathered: Gathered) -> ContractRead:
    """The contract that these resources are."""
    mapped = to_contract(list(gathered.resources.values()), focus="/".join(gathered.plan))
    return ContractRead(
        gathered.plan[1],
        gathered.etag,
        gathered.last_updated,
        mapped.contract,
        [found for found in mapped.unexpressed if found.path.partition(".")[0] not in SHARED],
    )


def audit(service: Service, caller: Caller, gathered: Gathered, interaction: str) -> Any:
    """The audit row of what is done with a whole contract: it names the CarePlan."""
    plan = gathered.versions[gathered.plan]
    return audit_row(service, caller, interaction, "CarePlan", plan.id, plan.version, plan.patient)

"""Create and replace a contract: one transaction over all its resources."""

import uuid
from typing import Any
from urllib.parse import urlencode

from pk_fhir.access.caller import Caller
from pk_fhir.contract import PatientContract, succession_problems
from pk_fhir.fhir.outcome import FhirError, Issue
from pk_fhir.fhir.search_value import token
from pk_fhir.interactions import conditions
from pk_fhir.interactions.contracts.belonging import part_key
from pk_fhir.interactions.contracts.closing import closed
from pk_fhir.interactions.contracts.entries import prepare, update_entry
from pk_fhir.interactions.contracts.gather import Gathered, gather
from pk_fhir.interactions.contracts.read import ContractRead, of
from pk_fhir.interactions.entries import read_entries
from pk_fhir.interactions.service import Service
from pk_fhir.interactions.transaction import write_all
from pk_fhir.interactions.work import Work, write
from pk_fhir.mapping import is_contract
from pk_fhir.mapping.naming import key_of
from pk_fhir.messages import Told, told
from pk_fhir.store.plan import Reference


async def create(service: Service, caller: Caller, contract: PatientContract) -> ContractRead:
    """Keep a new contract. FhirError "conflict" when its identifier is in use."""

    async def steps(work: Work) -> str:
        identifier = contract.identifier
        condition = urlencode({"identifier": token(identifier.system, identifier.value)})
        there = await conditions.one(work, "CarePlan", condition)
        if there is not None:
            raise FhirError("conflict", [_in_use(there.id)])
        return await _run(work, (await prepare(work, contract)).entries)

    plan_id = await write(service, caller, steps)
    return of(await gather(service, caller, plan_id))


async def replace(
    service: Service,
    caller: Caller,
    plan_id: str,
    contract: PatientContract,
    *,
    if_match: str | None,
    lossy: bool = False,
) -> ContractRead:
    """Put a new version in the place of a contract; what it leaves out is closed.

    `if_match` must be the ETag over all its resources ("precondition-required", "precondition-failed").
    FHIR of others that the contract JSON cannot say would be lost: refused ("conflict") unless `lossy`.
    """
    if not if_match:
        raise FhirError(
            "precondition-required",
            told("refused.contract-if-match"),
        )

    async def steps(work: Work) -> None:
        standing = await gather(service, caller, plan_id)
        _may_replace(standing, contract, if_match, lossy=lossy)
        work.take_as_read(standing.versions.values())
        prepared = await prepare(work, contract)
        await _run(work, [*prepared.entries, *_closing(standing, prepared.said)])

    await write(service, caller, steps)
    return of(await gather(service, caller, plan_id))


def _may_replace(
    standing: Gathered, contract: PatientContract, if_match: str, *, lossy: bool
) -> None:
    if if_match != "*" and standing.etag not in [tag.strip() for tag in if_match.split(",")]:
        raise FhirError(
            "precondition-failed",
            told("refused.contract-changed"),
        )
    before = of(standing)
    if contract.identifier != before.contract.identifier:
        raise FhirError(
            "unprocessable",
            [
                _refused(
                    "/identifier", "pk-identifier-fixed", told("refused.contract-keeps-identifier")
                )
            ],
        )
    if contract.version < before.contract.version:
        said = told("refused.version-back", version=before.contract.version)
        raise FhirError("unprocessable", [_refused("/version", "pk-version-back", said)])
    fixed = succession_problems(before.contract, contract)
    if fixed:
        raise FhirError(
            "unprocessable",
            [_refused(each.pointer, each.key, told(each.key, **each.values)) for each in fixed],
        )
    # A Provenance that is no part of what was agreed (who answered, say) stays beside a new version.
    lost = [found for found in before.unexpressed if found.path != "Provenance"]
    if lost and not lossy:
        raise FhirError(
            "conflict",
            [
                _refused(
                    found.path,
                    "pk-would-be-lost",
                    told("refused.would-be-lost"),
                )
                for found in lost
            ],
        )


def _closing(standing: Gathered, said: set[Reference]) -> list[dict[str, Any]]:
    """Entries that close this contract's own parts which the new version does not have."""
    key = key_of(standing.resources[standing.plan])
    found = []
    for reference, resource in standing.resources.items():
        ended = closed(resource) if part_key(resource) == key and reference not in said else None
        if ended is not None:
            version = standing.versions[reference]
            found.append(update_entry(version, ended, f"urn:uuid:{uuid.uuid4()}"))
    return found


async def _run(work: Work, entries: list[dict[str, Any]]) -> str:
    """Add the entries to the work; the id of the contract's CarePlan."""
    bundle = {"resourceType": "Bundle", "type": "transaction", "entry": entries}
    listed = read_entries(bundle, work.service.base(work.tenant), len(entries))
    done = await write_all(work, listed)
    plan = next(entry for entry in listed if entry.resource and is_contract(entry.resource))
    return done[plan.place][0].id


def _refused(pointer: str, key: str, text: Told) -> Issue:
    return Issue(
        severity="error",
        code="business-rule",
        expression=pointer,
        diagnostics=told("refused.with-key", said=text, key=key),
        key=key,
    )


def _in_use(plan_id: str) -> Issue:
    return _refused(
        "/identifier",
        "pk-identifier-in-use",
        told("refused.contract-identifier-in-use", plan_id=plan_id),
    )

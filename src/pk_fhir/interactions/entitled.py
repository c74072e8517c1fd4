"""What somebody may not change, though their scopes open the type: what decides who reads what.

A patient's program does not say who the patient is, nor who represents them; who reads for another sets no
blocks for them; and staff of another unit do not end a block, but may lift it for themselves for a time
(Inera's service contract for blocks: TemporaryRevoke).
"""

from typing import Any

import msgspec

from pk_fhir.access import trust
from pk_fhir.access.caller import Caller
from pk_fhir.access.policy import Block
from pk_fhir.fhir import json as fhir_json
from pk_fhir.fhir.outcome import FhirError
from pk_fhir.interactions import blocks
from pk_fhir.interactions.work import Work
from pk_fhir.messages import told
from pk_fhir.store import Version

# Who a person is, to every care provider: numbers lead to records, and a birth date to an age.
IDENTITY = ("identifier", "link", "birthDate")

Resource = dict[str, Any]


async def require_entitled(
    work: Work, type_: str, resource: Resource | None, previous: Version | None
) -> None:
    """FhirError "forbidden" for such a change; `resource` None is a deletion."""
    before = fhir_json.parse(previous.body) if previous is not None and previous.body else None
    caller = work.caller
    if caller.role == "patient":
        if _says_who(type_, before, resource) or _says_who_represents(type_, before, resource):
            raise FhirError("forbidden", told("refused.who-is-said-by-care"))
        await _require_own_block(work, type_, before, resource)
    elif caller.role == "staff" and type_ == "Consent" and before is not None:
        await _require_unit_of_block(work, before, resource, previous)


def _says_who(type_: str, before: Resource | None, after: Resource | None) -> bool:
    if type_ != "Patient":
        return False
    return any((before or {}).get(name) != (after or {}).get(name) for name in IDENTITY)


def _says_who_represents(type_: str, before: Resource | None, after: Resource | None) -> bool:
    return type_ == "RelatedPerson" and any(
        list(trust.representatives(each)) for each in (before, after) if each is not None
    )


async def _require_own_block(
    work: Work, type_: str, before: Resource | None, after: Resource | None
) -> None:
    caller = work.caller
    if type_ != "Consent" or caller.represents is None or caller.policy.proxies_block:
        return
    for each in (before, after):
        if each is not None and await blocks.stated(work, each) is not None:
            raise FhirError("forbidden", told("refused.block-by-proxy"))


async def _require_unit_of_block(
    work: Work, before: Resource, after: Resource | None, previous: Version | None
) -> None:
    caller = work.caller
    standing = await blocks.stated(work, before)
    if standing is None or not caller.policy.blocks_ended_by_their_unit:
        return
    registered = previous is not None and previous.care_unit == caller.unit
    if (caller.unit is not None and registered) or _is_theirs(standing, caller):
        return
    changed = None if after is None else await blocks.stated(work, after)
    if changed is None or not _only_lifts(standing, changed, caller):
        raise FhirError("forbidden", told("refused.block-of-another-unit"))


def _is_theirs(block: Block, caller: Caller) -> bool:
    if block.unit is not None:
        return block.unit == caller.unit
    return block.giver is not None and block.giver == caller.provider


def _only_lifts(before: Block, after: Block, caller: Caller) -> bool:
    """Whether nothing is changed but that the block is lifted, for a time, for the one who changes it."""
    added = [lifting for lifting in after.liftings if lifting not in before.liftings]
    mine = {caller.employee, caller.subject} - {None}
    return (
        msgspec.structs.replace(after, liftings=()) == msgspec.structs.replace(before, liftings=())
        and all(lifting in after.liftings for lifting in before.liftings)
        and all(
            (lifting.unit is not None and lifting.unit == caller.unit) or lifting.employee in mine
            for lifting in added
        )
    )

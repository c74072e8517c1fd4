"""The rows of a block (spärr) that a Consent states, for what searches heed (`store.block_tables`)."""

from collections.abc import Sequence
from typing import Any

from pk_fhir.access import trust
from pk_fhir.access.policy import Block
from pk_fhir.interactions import owners
from pk_fhir.interactions.local import references
from pk_fhir.interactions.work import Work

Rows = dict[str, Sequence[tuple[Any, ...]]]


async def rows(work: Work, resource: dict[str, Any]) -> Rows:
    """What `Change.index` takes; nothing for what is no block."""
    if resource["resourceType"] != "Consent":
        return {}
    block = await stated(work, resource)
    return {} if block is None else rows_of(block)


async def stated(work: Work, resource: dict[str, Any]) -> Block | None:
    """The block that a Consent is; None for one that is none."""
    local = work.service.local(work.tenant)
    # Whose HSA-id each reference leads to is looked up beforehand: reading the Consent is pure.
    found = {
        element["reference"]: await owners.hsa_id_of(work, element, local)
        for element, _ in references(resource.get("provision") or {})
    }

    def hsa(reference: Any) -> str | None:
        if not isinstance(reference, dict):
            return None
        return found.get(str(reference.get("reference"))) or owners.stated_hsa_id(reference)

    givers = frozenset(work.service.rules.owners.values())
    return trust.block(resource, trust.Owners(hsa, givers))


def rows_of(block: Block) -> Rows:
    """The rows of one block."""
    about = block.about
    return {
        "blocks": [
            (
                block.kind,
                block.unit,
                block.giver,
                block.period.start,
                block.period.end,
                about.start if about is not None else None,
                about.end if about is not None else None,
                " ".join(sorted(block.excluded)),
            )
        ],
        "block_liftings": [
            (
                place,
                lifting.unit,
                lifting.giver,
                lifting.employee,
                lifting.period.start,
                lifting.period.end,
            )
            for place, lifting in enumerate(block.liftings)
            if lifting.period.start is not None
        ],
    }

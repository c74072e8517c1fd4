"""Blocks (spärrar): which records the patient has hidden from whom.

A block without a time hides all; one that overlaps the record in part hides it; a record whose unit,
giver or time is unknown is hidden where any could be meant (Inera's service contract for blocks).
"""

from pk_fhir.access.policy.facts import Block, Lifting, Period, Reader, Record
from pk_fhir.access.policy.table import Policy

DAY = 24 * 3600 * 1_000_000
# Information types that a block may leave out, by resource type.
INFORMATION_TYPES = {"MedicationRequest": "lak", "Flag": "upp"}
# These tell of the block itself, or who the person is: staff may see that something is blocked.
NEVER_BLOCKED = frozenset({"Patient", "Consent"})


def hides(policy: Policy, block: Block, record: Record, reader: Reader, at: int) -> bool:
    """Whether this block hides the record from the reader at this moment."""
    return (
        record.type not in NEVER_BLOCKED
        and block.period.holds(at)
        and _reaches(policy, block, record, reader)
        and _is_about(block, record)
        and not _excludes(policy, block, record)
        and not any(_lifts(policy, lifting, reader, at) for lifting in block.liftings)
    )


def _reaches(policy: Policy, block: Block, record: Record, reader: Reader) -> bool:
    inner = policy.inner_blocks and block.kind != "outer" and _inner(policy, block, record, reader)
    outer = policy.outer_blocks and block.kind != "inner" and _outer(block, record, reader)
    return inner or outer


def _inner(policy: Policy, block: Block, record: Record, reader: Reader) -> bool:
    if not policy.inner_blocks_reach_other_providers and _another(record.giver, reader.giver):
        return False
    return _could_be(block.unit, record.unit) and _another(record.unit, reader.unit)


def _outer(block: Block, record: Record, reader: Reader) -> bool:
    return _could_be(block.giver, record.giver) and _another(record.giver, reader.giver)


def _could_be(meant: str | None, owner: str | None) -> bool:
    return meant is None or owner is None or meant == owner


def _another(owner: str | None, own: str | None) -> bool:
    return owner is None or own is None or owner != own


def _is_about(block: Block, record: Record) -> bool:
    return block.about is None or record.about is None or block.about.overlaps(record.about)


def _excludes(policy: Policy, block: Block, record: Record) -> bool:
    return policy.block_exclusions and INFORMATION_TYPES.get(record.type) in block.excluded


def _lifts(policy: Policy, lifting: Lifting, reader: Reader, at: int) -> bool:
    if not lifting_period(policy, lifting.period).holds(at):
        return False
    stated = (
        (lifting.unit, reader.unit),
        (lifting.giver, reader.giver),
        (lifting.employee, reader.employee),
    )
    named = [(whose, own) for whose, own in stated if whose is not None]
    return bool(named) and all(whose == own for whose, own in named)


def lifting_period(policy: Policy, period: Period) -> Period:
    """How long a lifting holds: no longer than the policy lets it, and without a start not at all."""
    if period.start is None:
        return Period(0, 0)
    longest = period.start + policy.lifting_longest_days * DAY
    return Period(period.start, longest if period.end is None else min(period.end, longest))

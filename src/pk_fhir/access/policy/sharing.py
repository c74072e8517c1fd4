"""Whether a member of staff may read what another care provider keeps about a patient.

Block before consent; consent or an emergency opening; a care relation; a purpose of care.
"""

from datetime import UTC, datetime
from typing import Literal
from zoneinfo import ZoneInfo

import msgspec

from pk_fhir.access.policy.blocks import hides
from pk_fhir.access.policy.facts import Consent, Facts, Opening, Reader, Record, Relation
from pk_fhir.access.policy.table import Policy

MICROS = 1_000_000
SWEDEN = ZoneInfo("Europe/Stockholm")

Basis = Literal["own", "consent", "emergency", "not-required"]
Refusal = Literal[
    "purpose", "no-commission", "blocked", "no-consent", "no-care-relation", "unknown-provider"
]


class Decision(msgspec.Struct, frozen=True):
    """What may be read of one care provider: `basis` says why it may, `refusal` why not."""

    basis: Basis | None = None
    refusal: Refusal | None = None

    @property
    def open(self) -> bool:
        """Whether anything there may be read."""
        return self.refusal is None


def decide(
    policy: Policy, reader: Reader, facts: Facts, giver: str | None, at: int, *, subject: str
) -> Decision:
    """Whether the reader may read from the care giver with this HSA-id (None: unknown) at all.

    Which records are then hidden one by one is said by `shows`. `subject` is who the reader is to the
    log; `at` is in microseconds.
    """
    if giver is not None and giver == reader.giver:
        return Decision(basis="own")
    refusal = _never(policy, reader, facts, giver, at)
    if refusal is not None:
        return Decision(refusal=refusal)
    basis = _basis(policy, reader, facts, at, subject)
    if basis is None:
        return Decision(refusal="no-consent")
    if policy.care_relation_required and not any(
        _has_relation(relation, reader, at) for relation in facts.relations
    ):
        return Decision(refusal="no-care-relation")
    return Decision(basis=basis)


def _never(
    policy: Policy, reader: Reader, facts: Facts, giver: str | None, at: int
) -> Refusal | None:
    """What no consent mends."""
    if reader.giver is None or reader.unit is None:
        return "no-commission"
    if reader.purpose not in policy.care_purposes:
        return "purpose"
    if giver is None and policy.unknown_owner_hidden:
        return "unknown-provider"
    # A block of all that the giver has: hidden whatever a record's unit, type and time.
    whole = Record(type="*", unit="*", giver=giver)
    if any(
        block.about is None and not block.excluded and hides(policy, block, whole, reader, at)
        for block in facts.blocks
    ):
        return "blocked"
    return None


def _basis(policy: Policy, reader: Reader, facts: Facts, at: int, subject: str) -> Basis | None:
    if not _consent_is_asked(policy, at):
        return "not-required"
    if any(_consents(consent, reader, at) for consent in facts.consents):
        return "consent"
    if policy.emergency_allowed and any(
        _opens(opening, reader, subject, at) for opening in facts.openings
    ):
        return "emergency"
    return None


def _consent_is_asked(policy: Policy, at: int) -> bool:
    if not policy.consent_required:
        return False
    until = policy.consent_required_until
    return (
        until is None or datetime.fromtimestamp(at / MICROS, UTC).astimezone(SWEDEN).date() < until
    )


def _consents(consent: Consent, reader: Reader, at: int) -> bool:
    return (
        consent.period.holds(at)
        and "TREAT" in consent.purposes
        and (consent.unit is not None or consent.giver is not None or consent.employee is not None)
        and (consent.unit is None or consent.unit == reader.unit)
        and (consent.giver is None or consent.giver == reader.giver)
        and (consent.employee is None or consent.employee == reader.employee)
    )


def _opens(opening: Opening, reader: Reader, subject: str, at: int) -> bool:
    return (
        opening.period.holds(at)
        and opening.subject == subject
        and opening.unit == reader.unit
        and opening.giver == reader.giver
    )


def _has_relation(relation: Relation, reader: Reader, at: int) -> bool:
    return (
        relation.period.holds(at)
        and (relation.unit is None or relation.unit == reader.unit)
        and relation.giver == reader.giver
    )


def shows(policy: Policy, reader: Reader, facts: Facts, record: Record, at: int) -> bool:
    """Whether one record of a care provider that `decide` opened is shown.

    An own provider's record needs no known owner; another's does.
    """
    own = record.giver is not None and record.giver == reader.giver
    unknown = record.unit is None or record.giver is None
    if not own and unknown and policy.unknown_owner_hidden:
        return False
    return not any(hides(policy, block, record, reader, at) for block in facts.blocks)

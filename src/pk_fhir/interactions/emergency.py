"""Emergency openings (nödöppningar): a member of staff opens a patient's records without consent.

With a reason and for a time; the opening is a row of the audit trail (purpose BTG), shown to the
patient, and holds for that person, that member of staff and that care unit alone. A block stands.
"""

from datetime import UTC, datetime

import msgspec

from pk_fhir.access import persons
from pk_fhir.access.caller import Caller
from pk_fhir.fhir.outcome import FhirError
from pk_fhir.interactions.quoting import PERSONAL
from pk_fhir.interactions.service import Service
from pk_fhir.interactions.work import audit_row
from pk_fhir.messages import told

LEAST_REASON = 10
HOUR = 3600 * 1_000_000
MICROS = 1_000_000


class Opened(msgspec.Struct, frozen=True):
    """An opening that was made, and when it ends (UTC)."""

    at: datetime
    until: datetime


async def open_in_emergency(
    service: Service,
    caller: Caller,
    identifier: tuple[str, str],
    reason: str,
    hours: int | None = None,
) -> Opened:
    """Open the records of the person with this national identifier, for so many hours.

    The row is durable when this returns. FhirError "forbidden" for who may not, "invalid" without a
    reason, or for a time that is too long.
    """
    wanted = persons.required(identifier)
    lasting = _allowed(caller, reason, hours)
    person = await persons.known(service.store, service.rules.tenants, wanted)
    own = [patient for tenant, patient in sorted(person.patients) if tenant == caller.tenant]
    at = service.now()
    row = audit_row(
        service,
        msgspec.structs.replace(caller, purpose="BTG"),
        "emergency",
        patient=own[0] if own else None,
        person=persons.person_key(service.secret, wanted),
        reason=PERSONAL.sub("…", reason.strip()),
        until=at + lasting * HOUR,
    )
    await service.store.database.record([row])
    return Opened(_instant(at), _instant(at + lasting * HOUR))


def _allowed(caller: Caller, reason: str, hours: int | None) -> int:
    policy = caller.policy
    if caller.role != "staff":
        raise FhirError("forbidden", told("emergency.error.staff-only"))
    if not policy.emergency_allowed:
        raise FhirError("forbidden", told("emergency.error.off"))
    if caller.unit is None or caller.provider is None:
        raise FhirError("forbidden", told("emergency.error.commission"))
    if len(reason.strip()) < LEAST_REASON:
        raise FhirError("invalid", told("emergency.error.reason", least=LEAST_REASON))
    lasting = policy.emergency_hours if hours is None else hours
    if not 1 <= lasting <= policy.emergency_longest_days * 24:
        raise FhirError(
            "invalid", told("emergency.error.hours", days=policy.emergency_longest_days)
        )
    return lasting


def _instant(micros: int) -> datetime:
    return datetime.fromtimestamp(micros / MICROS, UTC)

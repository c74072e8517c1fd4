"""An AuditEvent that another program sends: kept in the audit trail, as it came, and never changed.

https://hl7.org/fhir/R4/auditevent.html. It is a row like those that the service itself writes, so one
search finds both, and the patient's extract has it.
"""

from typing import Any

from pk_fhir.access.rules import require
from pk_fhir.fhir.outcome import FhirError
from pk_fhir.interactions import owners
from pk_fhir.interactions.audit_event import ACTIONS, id_of
from pk_fhir.interactions.checking import check
from pk_fhir.interactions.saving import with_id
from pk_fhir.interactions.stored_form import served
from pk_fhir.interactions.work import Work, audit_row
from pk_fhir.interactions.written import Written
from pk_fhir.messages import told

TYPE = "AuditEvent"


async def receive(work: Work, resource: dict[str, Any], place: str = "") -> Written:
    """Add the event to the work. FhirError for what is none, or about somebody the caller may not write of."""
    require(work.caller, TYPE, "c")
    if work.caller.role in ("patient", "staff"):
        raise FhirError("forbidden", told("refused.log-by-systems"))
    service = work.service
    number = service.store.numbers.next()
    resource = with_id(resource, TYPE, id_of(number), place)
    issues = await check(service, work.caller, resource, place)
    now = service.now()
    body = served(resource, 1, now)
    patient = await owners.patient_of(work, resource, service.local(work.tenant))
    row = audit_row(
        service,
        work.caller,
        _interaction(resource),
        TYPE,
        id_of(number),
        1,
        patient=patient,
        outcome=str(resource.get("outcome", "0")),
        event=body,
    )
    work.take(row, number, now)
    return Written(
        effect="created",
        type=TYPE,
        id=id_of(number),
        version=1,
        last_updated=now,
        body=body,
        issues=tuple(issues),
    )


def _interaction(resource: dict[str, Any]) -> str:
    """The interaction that its subtype or action says; "other" where they say none."""
    codes = [coding.get("code") for coding in resource.get("subtype") or ()]
    known = next((code for code in codes if isinstance(code, str)), None)
    by_action = {code: name for name, code in reversed(ACTIONS.items())}
    return known or by_action.get(str(resource.get("action")), "other")

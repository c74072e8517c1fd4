"""What a reading of the view leaves in the audit trail: a row for each source, asked or refused.

A row about a care provider of this service is in that provider's trail and names its Patient; one about
an external source is in the caller's provider's and knows the person by a key without a number.
"""

import msgspec

from pk_fhir.access.caller import Caller
from pk_fhir.access.policy import Decision
from pk_fhir.interactions.service import Service
from pk_fhir.interactions.work import audit_row
from pk_fhir.sync import Source
from pk_fhir.view.admission import Admission


def record(
    service: Service,
    admission: Admission,
    source: Source,
    decision: Decision,
    patient: str | None = None,
) -> None:
    """Add the row: `patient` is the id of the Patient in the source's own tenant, where it is one."""
    service.store.audit.add(
        audit_row(
            service,
            reading(admission.caller, decision, source.tenant if patient else None),
            "view",
            patient=patient,
            outcome="0" if decision.open else "4",
            person=None if patient else min(admission.keys, default=None),
            owner_provider=admission.giver(source),
            reason=decision.refusal,
        )
    )


def reading(caller: Caller, decision: Decision, tenant: str | None = None) -> Caller:
    """The caller as the trail of this tenant names them: in an emergency, for that purpose."""
    return msgspec.structs.replace(
        caller,
        tenant=tenant or caller.tenant,
        purpose="BTG" if decision.basis == "emergency" else caller.purpose,
    )

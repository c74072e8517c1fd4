"""create (https://hl7.org/fhir/R4/http.html#create), also conditional (If-None-Exist)."""

from typing import Any

from pk_fhir.fhir.outcome import FhirError
from pk_fhir.interactions import audit_received, conditions
from pk_fhir.interactions.saving import save
from pk_fhir.interactions.work import Work
from pk_fhir.interactions.written import Written
from pk_fhir.messages import told


async def create(
    work: Work,
    type_: str,
    resource: dict[str, Any],
    *,
    id_: str | None = None,
    if_none_exist: str | None = None,
    place: str = "",
) -> Written:
    """Add a new resource to the work; one that a condition finds is left as it is.

    `id_` is an id that a transaction chose beforehand. FhirError "precondition-failed" when the
    condition finds several.
    """
    if type_ == audit_received.TYPE:
        if if_none_exist is not None:
            raise FhirError("precondition-failed", told("refused.audit-no-condition"))
        return await audit_received.receive(work, resource, place)
    if if_none_exist is not None:
        found = await conditions.one_left(work, type_, if_none_exist, place)
        if found is not None:
            # Its content is the answer.
            work.record("read", found.type, found.id, found.version, found.patient)
            return Written.left(found)
        planned = work.changes.get((type_, id_ or ""))
        if planned is not None:
            # Another entry of the transaction creates it on the same condition.
            return Written.left(planned)
        await conditions.lock_identifiers(work, type_, resource)
    return await save(
        work, resource, type_, id_ or work.service.new_id(), None, "POST", place=place
    )

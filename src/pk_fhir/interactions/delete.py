"""delete (https://hl7.org/fhir/R4/http.html#delete), also conditional.

A deletion is a version like any other: history shows it, and the versions before it are kept. What
somebody refers to is not deleted; the refusal lists who does.
"""

from pk_fhir.access.rules import require
from pk_fhir.fhir.outcome import FhirError
from pk_fhir.interactions import conditions
from pk_fhir.interactions.entitled import require_entitled
from pk_fhir.interactions.ids import is_id, may_be_logged
from pk_fhir.interactions.preconditions import check_if_match
from pk_fhir.interactions.refusals import OUTCOMES
from pk_fhir.interactions.saving import not_ours
from pk_fhir.interactions.update import changeable
from pk_fhir.interactions.work import Work
from pk_fhir.interactions.written import Written
from pk_fhir.messages import told
from pk_fhir.store import Change, Version


async def delete(work: Work, type_: str, id_: str, *, if_match: str | None = None) -> Written:
    """Add the deletion to the work; of what is not there, or deleted already, nothing.

    What the caller may not see is as if it were not there, so the answer does not tell them apart.
    """
    require(work.caller, type_, "d")
    seen = await work.current(type_, id_) if is_id(id_) else None
    if seen is None or not work.may_see(seen, "r"):
        # Of what is not there, no version is the one that is named.
        check_if_match(if_match, None, required=False)
        _not_done(work, type_, id_, seen)
        return Written(effect="unchanged", type=type_, id=id_)
    current = await changeable(work, type_, id_, "d")
    if current is None or current.deleted:
        # As the same request is answered that deleted it, also where it is repeated with its If-Match:
        # https://www.rfc-editor.org/rfc/rfc9110#section-13.1.1
        return Written(effect="unchanged", type=type_, id=id_)
    check_if_match(if_match, current, required=False)
    return await _delete(work, current)


def _not_done(work: Work, type_: str, id_: str, hidden: Version | None) -> None:
    """The log tells of the attempt as of every other that met nothing (`refusals`), and about whom it was."""
    named = id_ if may_be_logged(id_) else None
    patient = hidden.patient if hidden is not None else None
    work.record("delete", type_, named, patient=patient, outcome=OUTCOMES["not-found"])


async def conditional_delete(
    work: Work, type_: str, query: str, *, place: str = ""
) -> list[Written]:
    """Delete what the query finds: one, or several where the server is set to allow it."""
    require(work.caller, type_, "d")
    found = await conditions.matches(work, type_, query, place)
    if len(found) > 1 and not work.service.rules.conditional_delete_multiple:
        raise FhirError(
            "precondition-failed",
            told("refused.delete-several", type=type_),
        )
    if len(found) >= conditions.MOST_MATCHES:
        # All of them or none: https://hl7.org/fhir/R4/http.html#3.1.0.7.1
        raise FhirError("precondition-failed", told("rest.delete-too-many", most=len(found)))
    chosen = [await changeable(work, type_, version.id, "d") for version in found]
    return [await _delete(work, each) for each in chosen if each is not None and not each.deleted]


async def _delete(work: Work, current: Version) -> Written:
    if work.is_shipped(current.type, current.id):
        raise not_ours(current.type, current.id)
    await require_entitled(work, current.type, None, current)
    now = max(work.service.now(), current.last_updated + 1000)
    change = Change(
        tenant=current.tenant,
        type=current.type,
        id=current.id,
        version=current.version + 1,
        shard=current.shard,
        number=work.service.store.numbers.next(),
        body=None,
        last_updated=now,
        method="DELETE",
        previous=current.place,
        patient=current.patient,
        care_unit=current.care_unit,
        care_giver=current.care_giver,
        released=bool(current.released),
    )
    work.add(change, "delete")
    if work.service.rules.referential_integrity:
        work.refuse_if_mentioned((current.type, current.id))
    return Written(
        effect="deleted",
        type=current.type,
        id=current.id,
        version=change.version,
        last_updated=now,
    )

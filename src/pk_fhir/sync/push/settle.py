"""A person settles a conflict: ours goes there, theirs comes here, both stay as they are, or which one it is."""

from typing import Any, Literal

import msgspec

from pk_fhir.access.caller import Caller
from pk_fhir.fhir import json as fhir_json
from pk_fhir.fhir.etag import etag
from pk_fhir.fhir.literal import unversioned
from pk_fhir.fhir.outcome import FhirError
from pk_fhir.interactions.local import rewrite
from pk_fhir.interactions.service import Service
from pk_fhir.interactions.update import update
from pk_fhir.interactions.work import Work, write
from pk_fhir.interactions.written import Written
from pk_fhir.messages import told
from pk_fhir.store.outbox import CONFLICT, Outbox
from pk_fhir.store.pushed import Conflict, PushedResources, Sent
from pk_fhir.sync.push import form

Choice = Literal["ours", "theirs", "dismissed", "again", "there"]


class Decision(msgspec.Struct, frozen=True):
    """What a person decides.

    Where both sides changed it: "ours": the next sending replaces what the target has. "theirs": the
    person's update makes what the target has ours, unless ours has changed since the version that was
    `seen`. "dismissed": both stay; the next change of ours will meet the same conflict. Where the target
    has several of it: "again": they were merged there, it is tried anew. "there": it is the one of these
    that `there` names ("Patient/1").
    """

    choice: Choice
    there: str | None = None
    seen: str | None = None


async def settle(
    service: Service, caller: Caller, conflict_id: str, decision: Decision
) -> Conflict:
    """Settle an open conflict as the caller. FhirError "not-found" where there is none of that id, "conflict"
    where ours is not what was seen, "unprocessable" for what cannot be chosen of it."""
    choice = decision.choice
    known = PushedResources(service.store.database)
    found = await known.conflicts(id_=conflict_id)
    if not found or found[0].tenant != caller.tenant:
        raise FhirError("not-found", told("push.no-conflict"))
    [conflict] = found
    rows = await known.of(conflict.target, conflict.tenant, [(conflict.type, conflict.resource)])
    row = rows[conflict.type, conflict.resource]
    if conflict.alike is not None:
        row = _chosen(row, conflict, decision)
    elif choice == "theirs":
        number = await _theirs_becomes_ours(service, caller, conflict, decision.seen)
        row = _seen(row, conflict, number)
    elif choice == "ours":
        row = _seen(row, conflict, 0)
    elif choice == "dismissed":
        row = msgspec.structs.replace(row, number=conflict.number, intended=None)
    else:
        raise FhirError("unprocessable", told("push.not-of-several"))
    if not await known.settle(conflict.id, choice, service.now(), caller.subject):
        raise FhirError("conflict", told("push.settled-already"))
    await known.keep([row])
    await Outbox(service.store.database).release(
        conflict.target,
        service.now(),
        state=CONFLICT,
        tenant=conflict.tenant,
        # What belongs to no patient held up whoever has to do with it.
        shard=f"{conflict.tenant}/{conflict.patient}" if conflict.patient else None,
    )
    return msgspec.structs.replace(conflict, state=choice)


def _chosen(row: Sent, conflict: Conflict, decision: Decision) -> Sent:
    """Which one of the target's it is, if the person says so."""
    choice, there = decision.choice, decision.there
    alike = ", ".join(conflict.may_be)
    if choice == "again":
        return msgspec.structs.replace(row, intended=None, intended_number=None)
    if choice != "there":
        count = str(len(conflict.may_be))
        raise FhirError("unprocessable", told("push.several", count=count, alike=alike))
    if not there:
        raise FhirError("unprocessable", told("push.which-there", alike=alike))
    if there not in conflict.may_be:
        raise FhirError("unprocessable", told("push.not-one-of-them", there=there, alike=alike))
    return msgspec.structs.replace(
        row,
        # What is ours to say goes there; a Patient or a unit is the target's own.
        number=0,
        remote_id=there.partition("/")[2],
        remote_version=conflict.may_be[there],
        intended=None,
        intended_number=None,
    )


def _seen(row: Sent, conflict: Conflict, number: int) -> Sent:
    gone = conflict.body is None
    return msgspec.structs.replace(
        row,
        number=number,
        remote_id=None if gone else conflict.remote_id,
        remote_version=None if gone else conflict.remote_version,
        intended=None,
        intended_number=None,
    )


async def _theirs_becomes_ours(
    service: Service,
    caller: Caller,
    conflict: Conflict,
    seen: str | None,
) -> int:
    """Write what the target has as the next version of ours; its row number."""
    if conflict.body is None:
        raise FhirError("unprocessable", told("push.deleted-there"))
    known = PushedResources(service.store.database)
    resource = await as_ours(conflict, conflict.body, known)
    current = await service.store.read(conflict.tenant, conflict.type, conflict.resource)
    stands = str(current.version) if current else None
    if seen is not None and seen != stands:
        raise FhirError("conflict", told("push.changed-here"))
    # What is changed in this very moment is not written over either.
    if_match = etag(stands) if stands and current and not current.deleted else None

    async def steps(work: Work) -> Written:
        return await update(work, conflict.type, conflict.resource, resource, if_match=if_match)

    await write(service, caller, steps)
    version = await service.store.read(conflict.tenant, conflict.type, conflict.resource)
    return version.number if version else 0


async def as_ours(conflict: Conflict, body: bytes, known: PushedResources) -> dict[str, Any]:
    """What the target has, with our ids, and without what marks it as the target's copy."""
    theirs = fhir_json.parse(body)
    of_patient = await known.of_patient(conflict.target, conflict.tenant, conflict.patient)
    here = {
        f"{row.type}/{row.remote_id}": f"{row.type}/{row.id}"
        for row in (*of_patient, *await known.shared(conflict.target, conflict.tenant))
        if row.remote_id is not None
    }
    rewrite(theirs, lambda text: here.get(unversioned(text)))
    meta = {
        name: value
        for name, value in (theirs.get("meta") or {}).items()
        if name not in ("versionId", "lastUpdated", "tag", "source")
    }
    tags = [
        tag
        for tag in (theirs.get("meta") or {}).get("tag", ())
        if tag.get("system") != form.ORIGIN_SYSTEM
    ]
    if tags:
        meta["tag"] = tags
    theirs.pop("meta", None)
    # What has no profile or tag has no meta: an object in FHIR is never empty.
    return {**theirs, "id": conflict.resource} | ({"meta": meta} if meta else {})

"""What of an answer is shown to this caller.

To the patient: what is released. A resource labelled NOPAT (v3-ActCode), or NOPATIENT as some write it,
is withheld until its source releases it; that something is withheld is said, and how many.
https://terminology.hl7.org/CodeSystem-v3-ActCode.html

To staff: what no block hides, and of another care provider's records those whose owner is known. That
something is hidden is said, but not what.
"""

from collections.abc import Iterable

import msgspec

from pk_fhir.access import labels
from pk_fhir.access.about import about
from pk_fhir.access.caller import Caller
from pk_fhir.access.policy import Policy, Record, shows
from pk_fhir.access.rules import opened as scopes_open
from pk_fhir.fhir.literal import type_and_id
from pk_fhir.mapping.terms import NOT_FOR_PATIENT_ALIASES
from pk_fhir.sync import Note, Pulled, Reason
from pk_fhir.sync.belongs import SHARED
from pk_fhir.view.admission import Admission
from pk_fhir.view.graph import Resource, item, items

# Who the person is, and whom and where the records name: nobody's records.
ALWAYS = frozenset({"Patient", *SHARED})


def shown(answer: Pulled, admission: Admission) -> Pulled:
    """The answer of an external source, without what the caller may not see."""
    caller = admission.caller
    answer = opened(answer, caller)
    if caller.role == "patient":
        return released(answer, caller.policy) if caller.policy.released_only else answer
    if caller.role != "staff" or caller.development:
        return answer
    owners = _owners(answer)
    kept, blocked, unknown = [], False, False
    for resource in answer.resources:
        record = _record(answer, resource, owners)
        if record.type in ALWAYS or shows(
            caller.policy, admission.reader, admission.facts, record, admission.at
        ):
            kept.append(resource)
        elif record.type != "Provenance":
            unowned = record.unit is None or record.giver is None
            unknown, blocked = unknown or unowned, blocked or not unowned
    return hiding(_only(answer, kept), admission, blocked, unknown)


def _only(answer: Pulled, kept: list[Resource]) -> Pulled:
    """The answer with these of its resources, and what is noted of them or of the answer as a whole."""
    places = {_place(resource) for resource in kept}
    notes = [
        note
        for note in answer.notes
        if not note.resource or note.resource.partition("#")[0] in places
    ]
    return msgspec.structs.replace(answer, resources=kept, notes=notes)


def opened(answer: Pulled, caller: Caller) -> Pulled:
    """The answer without the types that the caller's scopes do not open, saying that there are such."""
    kept = [each for each in answer.resources if allowed_whole(caller, each["resourceType"])]
    return unopened(_only(answer, kept), len(kept) < len(answer.resources))


def allowed_whole(caller: Caller, type_: str) -> bool:
    """Whether a scope opens every resource of the type: what a scope's query would find of another
    server's is not known here."""
    types = scopes_open(caller, "r")
    return types is None or type_ in types


def unopened(answer: Pulled, some: bool) -> Pulled:
    """The answer, saying that the caller's scopes leave something out."""
    if not some:
        return answer
    note = Note(key="view.note.scope")
    return msgspec.structs.replace(answer, notes=[*answer.notes, note])


def hiding(answer: Pulled, admission: Admission, blocked: bool, unknown: bool) -> Pulled:
    """The answer with what is said of what was hidden; one of which nothing is left is blocked."""
    notes = list(answer.notes)
    if unknown:
        notes.append(Note(key="view.note.unknown-owner"))
    if blocked and admission.caller.policy.blocked_is_said_to_staff:
        notes.append(Note(key="view.note.blocked"))
    answer = msgspec.structs.replace(answer, notes=notes)
    nothing = all(resource["resourceType"] in ALWAYS for resource in answer.resources)
    if not (nothing and (blocked or unknown)):
        return answer
    said = blocked and admission.caller.policy.blocked_is_said_to_staff
    return msgspec.structs.replace(
        answer,
        state="blocked" if said else "not-authorised",
        reason=Reason(key="view.reason.block" if said else "view.reason.not-shown"),
        resources=[],
    )


def _record(
    answer: Pulled, resource: Resource, owners: dict[str, tuple[str | None, str | None]]
) -> Record:
    unit, giver = owners.get(f"{resource['resourceType']}/{resource.get('id')}", (None, None))
    return Record(
        type=resource["resourceType"],
        unit=unit,
        giver=giver or answer.source.hsa_id or None,
        about=about(resource),
    )


def _owners(answer: Pulled) -> dict[str, tuple[str | None, str | None]]:
    """(care unit, care giver) of each record, as the Provenance in the answer says; of the Provenance
    too."""
    known = {f"{r['resourceType']}/{r.get('id')}": r for r in answer.resources}
    found: dict[str, tuple[str | None, str | None]] = {}
    for provenance in answer.resources:
        if provenance["resourceType"] != "Provenance":
            continue
        custodian, unit = labels.owner_stated(provenance)
        owner = (_hsa(unit, known), _hsa(custodian, known))
        for place in (_place(provenance), *_targets(provenance)):
            before = found.get(place, (None, None))
            found[place] = (before[0] or owner[0], before[1] or owner[1])
    return found


def _place(resource: Resource) -> str:
    return f"{resource['resourceType']}/{resource.get('id')}"


def _targets(provenance: Resource) -> Iterable[str]:
    for target in items(provenance, "target"):
        reference = target.get("reference")
        if isinstance(reference, str):
            yield type_and_id(reference)


def _hsa(reference: object, known: dict[str, Resource]) -> str | None:
    if not isinstance(reference, dict):
        return None
    stated = labels.hsa_id(reference.get("identifier"))
    literal = reference.get("reference")
    if stated is not None or not isinstance(literal, str):
        return stated
    target = known.get(type_and_id(literal))
    return labels.hsa_id(target.get("identifier")) if target is not None else None


def released(answer: Pulled, policy: Policy) -> Pulled:
    """The answer without what its source withholds from the patient."""
    kept, hidden = [], 0
    for resource in answer.resources:
        if not _is_withheld(resource):
            kept.append(resource)
        elif resource["resourceType"] != "Provenance":
            hidden += 1
    answer = _only(answer, kept)
    if policy.withheld_is_said_to_patient:
        return withheld(answer, hidden)
    return _as_if_never_there(answer)


def _as_if_never_there(answer: Pulled) -> Pulled:
    """The answer of a source that has only what is shown: one of which nothing is left has nothing."""
    if answer.state == "fresh" and all(r["resourceType"] in ALWAYS for r in answer.resources):
        return msgspec.structs.replace(answer, state="empty", resources=[])
    return answer


def withheld(answer: Pulled, count: int) -> Pulled:
    """The answer, saying how many records are withheld from the patient."""
    if not count:
        return answer
    note = Note(key="view.note.withheld", values={"count": str(count)})
    return msgspec.structs.replace(answer, notes=[*answer.notes, note])


def _is_withheld(resource: Resource) -> bool:
    return any(
        label.get("code") in NOT_FOR_PATIENT_ALIASES
        for label in items(item(resource, "meta"), "security")
    )

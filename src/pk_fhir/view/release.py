"""What is released to the patient, in what an external source sent.

A resource labelled NOPAT (v3-ActCode), or NOPATIENT as some write it, is withheld from the patient
until its source releases it; that something is withheld is said, and how many.
https://terminology.hl7.org/CodeSystem-v3-ActCode.html
"""

import msgspec

from pk_fhir.mapping.terms import NOT_FOR_PATIENT_ALIASES
from pk_fhir.sync import Note, Pulled
from pk_fhir.view.graph import Resource, item, items


def released(answer: Pulled) -> Pulled:
    """The answer without what its source withholds from the patient."""
    kept = [resource for resource in answer.resources if not _is_withheld(resource)]
    count = len(answer.resources) - len(kept)
    if not count:
        return answer
    note = Note(key="view.note.withheld", values={"count": str(count)})
    return msgspec.structs.replace(answer, resources=kept, notes=[*answer.notes, note])


def _is_withheld(resource: Resource) -> bool:
    return any(
        label.get("code") in NOT_FOR_PATIENT_ALIASES
        for label in items(item(resource, "meta"), "security")
    )

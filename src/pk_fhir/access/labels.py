"""What a resource states about whose it is: its patient, its owner, and whether it is released.

Read once, when it is written, into columns that every access rule can use in a search.
https://hl7.org/fhir/R4/compartmentdefinition-patient.html, https://hl7.org/fhir/R4/security-labels.html
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import msgspec

from pk_fhir.contract.identifiers import HSA_SYSTEMS
from pk_fhir.mapping.terms import NOT_FOR_PATIENT_ALIASES

# Where each type names the person it is about: the element, and the elements below it.
_SUBJECTS: dict[str, tuple[tuple[str, ...], ...]] = {
    "Account": (("subject",),),
    "Appointment": (("participant", "actor"),),
    "AppointmentResponse": (("actor",), ("appointment",)),
    "AuditEvent": (("entity", "what"),),
    "Binary": (("securityContext",),),
    "Consent": (("patient",),),
    "EpisodeOfCare": (("patient",),),
    "Group": (("member", "entity"),),
    "Person": (("link", "target"),),
    "Provenance": (("target",),),
    "RelatedPerson": (("patient",),),
    "Schedule": (("actor",),),
    "Slot": (("schedule",),),
    "Task": (("for",), ("focus",), ("basedOn",)),
}
_ELSE = (("subject",), ("patient",))
# These follow the person of what they refer to; others only a reference to a Patient itself.
_BY_WAY = frozenset({"AppointmentResponse", "AuditEvent", "Binary", "Provenance", "Slot", "Task"})


# Tells the type and id of a literal reference to this server; None for any other.
LocalReference = Callable[[str], tuple[str, str] | None]


class Subjects(msgspec.Struct, frozen=True):
    """Whom a resource names: `patients`, and resources whose person is its own (`by_way`)."""

    patients: frozenset[str]
    by_way: frozenset[tuple[str, str]]


def subjects(resource: dict[str, Any], local: LocalReference) -> Subjects:
    """The persons that the resource is about, by its literal local references."""
    type_ = resource["resourceType"]
    if type_ == "Patient":
        return Subjects(frozenset({str(resource.get("id", ""))}), frozenset())
    patients: set[str] = set()
    others: set[tuple[str, str]] = set()
    for path in _SUBJECTS.get(type_, _ELSE):
        for found in _references(resource, path, local):
            if found[0] == "Patient":
                patients.add(found[1])
            elif type_ in _BY_WAY:
                others.add(found)
        if patients:
            # An element further down the list says it only where those before it do not.
            return Subjects(frozenset(patients), frozenset())
    return Subjects(frozenset(), frozenset(others))


def _references(
    resource: dict[str, Any], path: tuple[str, ...], local: LocalReference
) -> Iterator[tuple[str, str]]:
    for value in _values(resource, path):
        reference = value.get("reference") if isinstance(value, dict) else None
        if isinstance(reference, str) and (found := local(reference)) is not None:
            yield found


def _values(value: Any, path: tuple[str, ...]) -> Iterator[Any]:
    for one in value if isinstance(value, list) else [value]:
        if not path:
            yield one
        elif isinstance(one, dict) and path[0] in one:
            yield from _values(one[path[0]], path[1:])


def is_released(resource: dict[str, Any]) -> bool:
    """Whether the patient may read it: yes, unless a security label says no."""
    meta = resource.get("meta")
    labels = meta.get("security") if isinstance(meta, dict) else None
    if not isinstance(labels, list):
        return True
    return not any(
        isinstance(label, dict) and label.get("code") in NOT_FOR_PATIENT_ALIASES for label in labels
    )


def owner_stated(provenance: dict[str, Any]) -> tuple[Any, Any]:
    """References to the care giver (custodian) and the care unit (the author's) of a Provenance's targets."""
    custodian = unit = None
    for agent in provenance.get("agent") or ():
        codes = set(_agent_codes(agent))
        if "custodian" in codes:
            custodian = custodian or agent.get("who")
        elif "author" in codes:
            unit = unit or agent.get("onBehalfOf")
    return custodian, unit


def _agent_codes(agent: Any) -> Iterable[str]:
    if not isinstance(agent, dict):
        return
    concepts = [agent.get("type"), *(agent.get("role") or ())]
    for concept in concepts:
        for coding in (concept or {}).get("coding") or ():
            yield str(coding.get("code"))


def hsa_id(value: Any) -> str | None:
    """The HSA-id that an identifier, or a list of them, states."""
    for identifier in value if isinstance(value, list) else [value]:
        if isinstance(identifier, dict) and identifier.get("system") in HSA_SYSTEMS:
            stated = identifier.get("value")
            return stated if isinstance(stated, str) else None
    return None

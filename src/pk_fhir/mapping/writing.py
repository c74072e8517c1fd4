"""What every resource needs while a contract is written: its names, its links, its common elements."""

import hashlib
import uuid
from collections.abc import Iterable
from typing import Any

from pk_fhir.contract.contract import PatientContract
from pk_fhir.contract.links import keyed
from pk_fhir.contract.part import PATIENT, Keyed, Part
from pk_fhir.contract.people import Professional
from pk_fhir.contract.values import Note
from pk_fhir.mapping import terms
from pk_fhir.mapping.narrative import Line, narrative

Json = dict[str, Any]

_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, terms.BASE)

# The resource that each kind of part becomes.
TYPES = {
    "relative": "RelatedPerson",
    "organization": "Organization",
    "professional": "PractitionerRole",
    "team": "CareTeam",
    "fixed contact": "CareTeam",
    "reception": "HealthcareService",
    "goal": "Goal",
    "patient commitment": "Task",
    "warning sign": "Task",
    "mediated contact": "Task",
    "review": "Task",
    "care commitment": "ServiceRequest",
    "external effort": "ServiceRequest",
    "time": "Appointment",
    "answer": "AppointmentResponse",
    "plan": "CarePlan",
    "story": "QuestionnaireResponse",
    "follow-up": "QuestionnaireResponse",
}


def contract_key(system: str, value: str) -> str:
    """The key of a contract in the identifiers of its parts: 20 hex digits."""
    return hashlib.sha256(f"{system}|{value}".encode()).hexdigest()[:20]


class Writing:
    """One contract on its way to FHIR."""

    def __init__(
        self,
        contract: PatientContract,
        *,
        recorded: str,
        person_key: str,
        patient_reference: str | None,
    ) -> None:
        self.contract = contract
        self.recorded = recorded
        self.key = contract_key(contract.identifier.system, contract.identifier.value)
        self.person_key = person_key
        self._patient_reference = patient_reference
        self._types = {entry.key: TYPES[entry.kind] for entry in keyed(contract)}
        self._names = _names(contract)
        self._people = {person.id: person for person in contract.professionals}

    def urn(self, kind: str, name: str) -> str:
        """The fullUrl of a resource in the Bundle: the same each time."""
        return f"urn:uuid:{uuid.uuid5(_NAMESPACE, f'{kind}|{self.key}|{name}')}"

    def patient(self) -> Json:
        """The reference to the patient."""
        return {"reference": self._patient_reference or self.urn("Patient", self.person_key)}

    def contract_urn(self) -> str:
        """The fullUrl of the CarePlan of the agreement; no part can have this name."""
        return self.urn("CarePlan", "")

    def ref(self, key: str) -> Json:
        """The reference to a party or a part."""
        if key == PATIENT:
            return self.patient()
        reference: Json = {"reference": self.urn(self._types[key], key)}
        if key in self._names:
            reference["display"] = self._names[key]
        return reference

    def refs(self, keys: Iterable[str]) -> list[Json]:
        """References, in this order."""
        return [self.ref(key) for key in keys]

    def person(self, key: str) -> Json:
        """The reference to a party where FHIR takes a person, not a role."""
        professional = self._people.get(key)
        if professional is None:
            return self.ref(key)
        reference: Json = {"reference": self.practitioner_urn(professional)}
        if key in self._names:
            reference["display"] = self._names[key]
        return reference

    def practitioner_urn(self, professional: Professional) -> str:
        """The fullUrl of the Practitioner of a professional; two roles of one person share it."""
        return self.urn("Practitioner", professional.hsa_id or professional.id)

    def item(self, key: str) -> Json:
        """The identifier that a part has because it is part of this contract."""
        return {"system": terms.ITEM_SYSTEM, "value": f"{self.key}.{key}"}

    def identifiers(self, part: Part) -> list[Json]:
        """The identifiers of a part: ours, then those of the record system."""
        return [
            self.item(part.id),
            *({"system": one.system, "value": one.value} for one in part.identifiers),
        ]

    def resource(  # noqa: PLR0913 - the elements that begin every resource
        self,
        kind: str,
        profile: str,
        title: str,
        lines: Iterable[Line] = (),
        *,
        part: Keyed | None = None,
        security: Iterable[Json] = (),
    ) -> Json:
        """The elements that every resource begins with."""
        meta: Json = {}
        if self.contract.source_system is not None:
            meta["source"] = f"urn:hsa:{self.contract.source_system}"
        meta["profile"] = [terms.definition(profile)]
        labels = list(security)
        if part is not None and part.withheld_from_patient:
            labels.append({"system": terms.ACT_CODE, "code": terms.NOT_FOR_PATIENT})
        if labels:
            meta["security"] = labels
        return {
            "resourceType": kind,
            "meta": meta,
            "language": "sv",
            "text": narrative(title, lines),
        }

    def notes(self, notes: Iterable[Note]) -> list[Json]:
        """Annotations."""
        return [self.note(note.text, note.by, note.by_name, note.when) for note in notes]

    def note(self, said: str, by: str | None, by_name: str | None, when: str | None) -> Json:
        """One Annotation."""
        return compact(
            {
                "authorReference": self.person(by) if by is not None else None,
                "authorString": by_name,
                "time": when,
                "text": said,
            }
        )

    def toward(self, goals: Iterable[str]) -> list[Json]:
        """The extension that says which goals something works toward."""
        return [{"url": terms.PERTAINS_TO_GOAL, "valueReference": self.ref(goal)} for goal in goals]


def compact(members: Json) -> Json:
    """Without what is not said: None, and empty arrays and objects."""
    return {name: value for name, value in members.items() if value not in (None, [], {})}


def _names(contract: PatientContract) -> dict[str, str]:
    """What a reader calls the parties."""
    named: dict[str, str | None] = {
        **{one.id: one.name.whole if one.name else None for one in contract.relatives},
        **{one.id: one.name.whole if one.name else None for one in contract.professionals},
        **{one.key: one.name for one in contract.organizations},
        **{one.id: one.name for one in contract.teams},
        **{one.id: one.name for one in contract.receptions},
    }
    return {key: name for key, name in named.items() if name is not None}

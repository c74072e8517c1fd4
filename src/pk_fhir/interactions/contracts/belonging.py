"""Which resources are one contract: what its CarePlan leads to, what names it, and its own parts.

`docs/mapping.md` says how a part of a contract is known: an identifier of ours that begins with the
contract's key.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from pk_fhir.interactions.local import LocalReferences, literals
from pk_fhir.mapping import is_contract, is_left_out
from pk_fhir.mapping.graph import identifiers_of
from pk_fhir.mapping.naming import key_of
from pk_fhir.mapping.terms import ITEM_SYSTEM
from pk_fhir.store.plan import Reference

# Types that a contract uses but does not own: others use them too.
SHARED = frozenset({"Patient", "Practitioner", "Organization", "Location"})
# Resources that belong to what they point at: the element that points.
POINTING = {"Provenance": "target", "AppointmentResponse": "appointment"}
TYPES = frozenset(
    {
        "Appointment",
        "AppointmentResponse",
        "CarePlan",
        "CareTeam",
        "Goal",
        "HealthcareService",
        "Patient",
        "Provenance",
        "QuestionnaireResponse",
        "RelatedPerson",
        "ServiceRequest",
        "Task",
    }
)


def part_key(resource: dict[str, Any]) -> str | None:
    """The key of the contract that a resource is a part of, by its identifier; None for no part."""
    for system, value in identifiers_of(resource):
        if system == ITEM_SYSTEM:
            return value.partition(".")[0]
    return None


class Graph:
    """Resources by reference, and which of them are the contract of one CarePlan.

    Grows by `add`; `wanted` says which references lead out of it.
    """

    def __init__(self, plan: Reference, local: LocalReferences) -> None:
        self.plan = plan
        self.resources: dict[Reference, dict[str, Any]] = {}
        self._local = local
        self._leads: dict[Reference, list[Reference]] = {}

    def add(self, resources: Iterable[dict[str, Any]]) -> None:
        """Take resources, whether they will belong or not."""
        for resource in resources:
            self.resources[resource["resourceType"], resource["id"]] = resource

    def contract(self) -> dict[Reference, dict[str, Any]]:
        """The resources of the contract, its CarePlan first."""
        key = key_of(self.resources[self.plan])
        found: dict[Reference, dict[str, Any]] = {}
        waiting = [self.plan, *self._parts(key)]
        while waiting:
            reference = waiting.pop(0)
            resource = self.resources.get(reference)
            if resource is None or reference in found or self._foreign(reference, resource, key):
                continue
            found[reference] = resource
            waiting.extend(self._leads_to(reference))
        return found | self._pointing_at(found)

    def wanted(self) -> set[Reference]:
        """What the contract's resources refer to and is not here."""
        return {
            reference
            for belonging in self.contract()
            for reference in self._leads_to(belonging)
            if reference not in self.resources
        }

    def _leads_to(self, reference: Reference) -> list[Reference]:
        """The local references of a resource; read once, however often the contract is looked at."""
        known = self._leads.get(reference)
        if known is None:
            known = self._leads[reference] = self._references(self.resources[reference])
        return known

    def _references(self, value: Any) -> list[Reference]:
        found = (self._local(text) for text in literals(value, []))
        return [reference for reference in found if reference is not None]

    def _parts(self, key: str) -> list[Reference]:
        return [
            reference
            for reference, resource in self.resources.items()
            if part_key(resource) == key and not is_left_out(resource)
        ]

    def _foreign(self, reference: Reference, resource: dict[str, Any], key: str) -> bool:
        """Whether this is another contract, or a part of one: it is referred to, not taken in."""
        if reference == self.plan:
            return False
        part = part_key(resource)
        return is_contract(resource) or (part is not None and part != key) or is_left_out(resource)

    def _pointing_at(self, found: Mapping[Reference, Any]) -> dict[Reference, dict[str, Any]]:
        owned = {reference for reference in found if reference[0] not in SHARED}
        return {
            reference: resource
            for reference, resource in self.resources.items()
            if reference not in found
            and reference[0] in POINTING
            and not owned.isdisjoint(self._references([resource.get(POINTING[reference[0]]) or {}]))
        }

"""Which resources are one contract: what its CarePlan leads to, what names it, and its own parts.

`docs/mapping.md` says how a part of a contract is known: an identifier of ours that begins with the
contract's key.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from pk_fhir.interactions.contracts.closing import is_left_out
from pk_fhir.interactions.local import LocalReferences, literals
from pk_fhir.mapping.terms import BASE, ITEM_SYSTEM
from pk_fhir.mapping.writing import contract_key
from pk_fhir.store.plan import Reference

PLAN_CATEGORY = (f"{BASE}/CodeSystem/pk-plan-category", "patientkontrakt")

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


def key_of(plan: dict[str, Any]) -> str | None:
    """The key that the identifiers of a contract's parts begin with; None without an identifier."""
    for identifier in plan.get("identifier") or ():
        system, value = identifier.get("system"), identifier.get("value")
        if system and value:
            return contract_key(system, value)
    return None


def is_contract(resource: dict[str, Any]) -> bool:
    """Whether a resource is a patientkontrakt, by its category."""
    return resource.get("resourceType") == "CarePlan" and any(
        (coding.get("system"), coding.get("code")) == PLAN_CATEGORY
        for category in resource.get("category") or ()
        for coding in category.get("coding") or ()
    )


def part_key(resource: dict[str, Any]) -> str | None:
    """The key of the contract that a resource is a part of, by its identifier; None for no part."""
    identifiers = resource.get("identifier") or ()
    for identifier in [identifiers] if isinstance(identifiers, dict) else identifiers:
        if identifier.get("system") == ITEM_SYSTEM:
            return str(identifier.get("value", "")).partition(".")[0]
    return None


class Graph:
    """Resources by reference, and which of them are the contract of one CarePlan.

    Grows by `add`; `wanted` says which references lead out of it.
    """

    def __init__(self, plan: Reference, local: LocalReferences) -> None:
        self.plan = plan
        self.resources: dict[Reference, dict[str, Any]] = {}
        self._local = local

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
            waiting.extend(self.leads_to(resource))
        return found | self._pointing_at(found)

    def wanted(self) -> set[Reference]:
        """What the contract's resources refer to and is not here."""
        return {
            reference
            for resource in self.contract().values()
            for reference in self.leads_to(resource)
            if reference not in self.resources
        }

    def leads_to(self, resource: dict[str, Any]) -> list[Reference]:
        """The local references of a resource."""
        found = (self._local(text) for text in literals(resource, []))
        return [reference for reference in found if reference is not None]

    def _parts(self, key: str | None) -> list[Reference]:
        if key is None:
            return []
        return [
            reference
            for reference, resource in self.resources.items()
            if part_key(resource) == key and not is_left_out(resource)
        ]

    def _foreign(self, reference: Reference, resource: dict[str, Any], key: str | None) -> bool:
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
            and not owned.isdisjoint(self._pointed(resource, POINTING[reference[0]]))
        }

    def _pointed(self, resource: dict[str, Any], element: str) -> set[Reference]:
        value = resource.get(element) or ()
        found = (self._local(text) for text in literals([value] if value else [], []))
        return {reference for reference in found if reference is not None}

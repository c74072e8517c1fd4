"""What a new version of a contract leaves out is closed, never deleted.

Each resource type ends in its own way; what was answered or told is entered in error, everything else
cancelled. A closed resource is tagged, so that it is known from one that ended as agreed.
"""

from typing import Any

import msgspec

from pk_fhir.mapping import is_left_out, terms

LEFT_OUT = {
    "system": terms.LEFT_OUT[0],
    "code": terms.LEFT_OUT[1],
    "display": "utelämnad i en senare version",
}


class Ending(msgspec.Struct, frozen=True):
    """Which element says that a resource is over, what it then says, and what says so already."""

    element: str
    value: str | bool
    over: frozenset[str | bool]


ENDINGS: dict[str, Ending] = {
    "Appointment": Ending(
        "status", "cancelled", frozenset({"cancelled", "fulfilled", "noshow", "entered-in-error"})
    ),
    "CarePlan": Ending(
        "status", "revoked", frozenset({"revoked", "completed", "entered-in-error"})
    ),
    "CareTeam": Ending("status", "inactive", frozenset({"inactive", "entered-in-error"})),
    "Goal": Ending(
        "lifecycleStatus",
        "cancelled",
        frozenset({"cancelled", "completed", "rejected", "entered-in-error"}),
    ),
    "HealthcareService": Ending("active", value=False, over=frozenset({False})),
    "QuestionnaireResponse": Ending(
        "status", "entered-in-error", frozenset({"entered-in-error", "stopped"})
    ),
    "RelatedPerson": Ending("active", value=False, over=frozenset({False})),
    "ServiceRequest": Ending(
        "status", "revoked", frozenset({"revoked", "completed", "entered-in-error"})
    ),
    "Task": Ending(
        "status",
        "cancelled",
        frozenset({"cancelled", "completed", "failed", "rejected", "entered-in-error"}),
    ),
}


def closed(resource: dict[str, Any]) -> dict[str, Any] | None:
    """The resource as it is when left out; None for one that has no end of its own, or is left out already."""
    ending = ENDINGS.get(resource["resourceType"])
    if ending is None or is_left_out(resource):
        return None
    meta = dict(resource.get("meta") or {})
    meta["tag"] = [*(meta.get("tag") or ()), LEFT_OUT]
    changed = {**resource, "meta": meta}
    if resource.get(ending.element) not in ending.over:
        changed[ending.element] = ending.value
    return changed

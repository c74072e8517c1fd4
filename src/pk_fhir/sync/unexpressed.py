"""What a source's own care plans say that has no place in a patientkontrakt.

The mapping tells it element by element; the view repeats it beside the lines, so that nothing of a
peer's plan is lost without a word. Plans of our own profiles are left out: reading one back is exact.
"""

from collections.abc import Sequence
from itertools import islice
from typing import Any

from pk_fhir.fhir.outcome import FhirError
from pk_fhir.mapping import Unexpressed, to_contract
from pk_fhir.mapping.terms import definition
from pk_fhir.sync.belongs import key
from pk_fhir.sync.outcome import Note

NOT_EXPRESSED = "view.note.not-expressed"
OURS = frozenset({definition("pk-contract"), definition("pk-plan")})
# What stands outside this plan is shown as lines of its own.
ELSEWHERE = "map-not-linked"
# More than this says no more to a reader, and a hostile plan must not fill the answer.
MOST = 50
MOST_PLANS = 50


def unexpressed(resources: Sequence[dict[str, Any]]) -> list[Note]:
    """One note for each element of these CarePlans, and of what they lead to, that a contract cannot say."""
    plans = (each for each in resources if _is_foreign(each))
    return [
        Note(
            key=NOT_EXPRESSED,
            values={"expression": entry.path, "why": entry.text("sv")},
            resource=entry.resource,
            expression=entry.path,
        )
        for plan in islice(plans, MOST_PLANS)
        for entry in _entries(resources, plan)[:MOST]
    ]


def _entries(resources: Sequence[dict[str, Any]], plan: dict[str, Any]) -> list[Unexpressed]:
    try:
        found = to_contract(resources, focus=key(plan)).unexpressed
    except FhirError:
        return []
    return [entry for entry in found if entry.key != ELSEWHERE]


def _is_foreign(resource: dict[str, Any]) -> bool:
    return (
        resource.get("resourceType") == "CarePlan"
        and "partOf" not in resource
        and OURS.isdisjoint(_claimed(resource))
    )


def _claimed(resource: dict[str, Any]) -> list[str]:
    meta = resource.get("meta")
    profiles = meta.get("profile") if isinstance(meta, dict) else None
    stated = profiles if isinstance(profiles, list) else []
    return [profile.partition("|")[0] for profile in stated if isinstance(profile, str)]

"""What a source's own care plan says that has no place in a patientkontrakt.

The mapping tells it element by element; the view repeats it beside the lines, so that nothing of a
peer's plan is lost without a word. Plans of our own profiles are left out: reading one back is exact.
"""

from pk_fhir.fhir.outcome import FhirError
from pk_fhir.mapping import to_contract
from pk_fhir.messages import text
from pk_fhir.view.graph import Graph, Resource, item, record
from pk_fhir.view.model import QualityNote
from pk_fhir.view.vocabulary import structure

KEY = "view.note.not-expressed"
OURS = (structure("pk-contract"), structure("pk-plan"))
# What stands outside this plan is shown as lines of its own.
ELSEWHERE = "map-not-linked"
# More than this says no more to a reader, and a hostile plan must not fill the answer.
MOST = 50


def unexpressed(graph: Graph, plan: Resource) -> list[QualityNote]:
    """One note for each element of this CarePlan, and of what it leads to, that a contract cannot say."""
    if "partOf" in plan or _is_ours(plan):
        return []
    try:
        entries = to_contract(graph.resources, focus=record(plan)).unexpressed
    except FhirError:
        return []
    return [
        QualityNote(
            source=graph.source.key,
            record=entry.resource or None,
            expression=entry.path,
            key=KEY,
            text=text(
                KEY,
                "sv",
                record=entry.resource,
                source=graph.source.name,
                expression=entry.path,
                why=entry.text("sv"),
            ),
        )
        for entry in entries
        if entry.key != ELSEWHERE
    ][:MOST]


def _is_ours(plan: Resource) -> bool:
    profiles = item(plan, "meta").get("profile")
    return isinstance(profiles, list) and any(
        isinstance(profile, str) and profile.partition("|")[0] in OURS for profile in profiles
    )

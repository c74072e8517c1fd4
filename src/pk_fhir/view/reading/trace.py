"""Where a line comes from: source, record, and who stands behind it.

From the Provenance that targets the record (https://hl7.org/fhir/R4/provenance.html), agent custodian
(care giver) and author with its unit, and from `meta`.
"""

from collections.abc import Sequence
from typing import Any

from pk_fhir.mapping.terms import AGENT_TYPE
from pk_fhir.view.graph import Graph, Resource, item, items, record, string
from pk_fhir.view.model import Provenance
from pk_fhir.view.people import Who, who
from pk_fhir.view.words import coded


def trace(graph: Graph, resource: Resource, part: str = "") -> dict[str, Any]:
    """The fields of a `Line`. `part` tells apart several lines of one record."""
    here = record(resource)
    meta = item(resource, "meta")
    told, system = graph.pointing_at(resource, "Provenance"), string(meta, "source")
    return {
        "id": f"{graph.source.key}:{here}{part}",
        "source": graph.source.key,
        "source_name": graph.source.name,
        "record": here,
        "last_changed": string(meta, "lastUpdated"),
        "provenance": _provenance(graph, told, system) if told else _of_system(graph, system),
    }


def _provenance(graph: Graph, told: Sequence[Resource], system: str | None) -> Provenance:
    care_giver = care_unit = author = recorded = None
    own: tuple[str, str | None] | None = None
    for provenance in told:
        for agent in items(provenance, "agent"):
            kind = coded(agent, "type", AGENT_TYPE)
            named = who(graph, item(agent, "who"), provenance)
            if kind == "custodian" and named:
                care_giver = named.name
            elif kind == "author" and named and _is_own(graph, item(agent, "who"), named):
                own = named.in_words(), string(provenance, "recorded")
            elif kind == "author":
                unit = who(graph, item(agent, "onBehalfOf"), provenance)
                care_unit = unit.name if unit else (named.unit if named else None)
                author = named.in_words() if named else None
                recorded = string(provenance, "recorded")
    # What the person says of a record that care wrote does not make it theirs.
    by_patient = own is not None and author is None
    if own is not None and by_patient:
        author, recorded = own
    if graph.masked:
        care_giver = care_unit = system = None
    return Provenance(
        care_giver=care_giver,
        care_unit=care_unit,
        author=author,
        recorded=recorded,
        system=system,
        by_patient=by_patient,
        patient_wrote=own[1] if own is not None else None,
    )


def _of_system(graph: Graph, system: str | None) -> Provenance:
    """Of a record of which nothing is told but the system: the same for all of them."""
    key = f"system {system}"
    if key not in graph.known:
        graph.known[key] = Provenance(system=None if graph.masked else system)
    found: Provenance = graph.known[key]
    return found


def _is_own(graph: Graph, reference: Resource, named: Who) -> bool:
    """Whether it is the person, or somebody close who acts for them."""
    close = (graph.follow(reference) or {}).get("resourceType") == "RelatedPerson"
    return named.is_patient or close

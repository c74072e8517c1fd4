"""CarePlan → the agreement itself, or a plan that belongs to it (`docs/mapping.md`).

https://hl7.org/fhir/R4/careplan.html. Our category says that a CarePlan is a patientkontrakt; only
then is its description read as the patient's own words.
"""

from pk_fhir.mapping.terms import AGENT_TYPE, code_system, definition
from pk_fhir.view.graph import Graph, Resource, extension, extensions, item, items, string
from pk_fhir.view.model import Agreed, Agreement, Part, Plan, Statement
from pk_fhir.view.people import who
from pk_fhir.view.reading.trace import trace
from pk_fhir.view.words import annotations, coded, concept, concepts, period, said, status

UNTITLED = "view.plan.untitled"


def is_agreement(plan: Resource) -> bool:
    """Whether this CarePlan is a patientkontrakt."""
    return coded(plan, "category", code_system("pk-plan-category")) == "patientkontrakt"


def agreement(graph: Graph, plan: Resource) -> Agreement:
    """The frame of the agreement."""
    code, words = status(plan, "plan")
    start, end = period(plan)
    author = who(graph, item(plan, "author"), plan)
    return Agreement(
        **trace(graph, plan),
        title=string(plan, "title") or said("view.agreement.untitled") or "",
        status=code,
        status_text=words,
        version=_version(plan),
        period_start=start,
        period_end=end,
        created=string(plan, "created"),
        drawn_up_by=author.in_words() if author else None,
        initiative=_coding_words(plan, "pk-initiative"),
        indications=_extension_words(plan, "pk-indication"),
        parts=[_part(graph, plan, e) for e in extensions(plan, definition("pk-part-discussed"))],
        agreed_by=_agreed_by(graph, plan),
        contact_preferences=_extension_words(plan, "pk-contact-preference"),
        participation_wish=_wish(plan),
        notes=annotations(plan),
    )


def _version(element: Resource) -> int | None:
    value = extension(element, definition("pk-version")).get("valuePositiveInt")
    return value if isinstance(value, int) else None


def _coding_words(element: Resource, name: str) -> str | None:
    return concept(extension(element, definition(name)), "valueCoding")


def _extension_words(element: Resource, name: str) -> list[str]:
    found = extensions(element, definition(name))
    return [words for e in found for words in concepts(e, "valueCodeableConcept")]


def _wish(plan: Resource) -> str | None:
    wish = extension(plan, definition("pk-participation-wish"))
    return string(wish, "valueString") or concept(wish, "valueCodeableConcept")


def _part(graph: Graph, plan: Resource, discussed: Resource) -> Part:
    inner = {str(e.get("url")): e for e in items(discussed, "extension")}
    by = who(graph, item(inner.get("by", {}), "valueReference"), plan)
    return Part(
        part=concept(inner.get("part", {}), "valueCoding") or "",
        outcome=concept(inner.get("outcome", {}), "valueCoding") or "",
        when=string(inner.get("when", {}), "valueDateTime"),
        by=by.in_words() if by else None,
        note=string(inner.get("note", {}), "valueString"),
    )


def _agreed_by(graph: Graph, plan: Resource) -> list[Agreed]:
    found = []
    for provenance in graph.pointing_at(plan, "Provenance"):
        if coded(provenance, "activity", code_system("pk-provenance-activity")) != "agreed":
            continue
        for agent in items(provenance, "agent"):
            party = who(graph, item(agent, "who"), provenance)
            if coded(agent, "type", AGENT_TYPE) == "attester" and party:
                found.append(
                    Agreed(
                        who=party.in_words(),
                        version=_version(provenance),
                        when=string(provenance, "occurredDateTime")
                        or string(provenance, "recorded"),
                        for_patient="onBehalfOf" in agent,
                    )
                )
    return found


def what_matters(graph: Graph, plan: Resource) -> Statement | None:
    """The patient's answer to "Vad är viktigt för dig?", where it stands on the agreement itself."""
    words = string(plan, "description")
    if words is None:
        return None
    return Statement(
        **trace(graph, plan, "#description"),
        topic="what-matters",
        topic_text=said("view.story.what-matters") or "",
        text=words,
        said=string(plan, "created"),
    )


def plan(graph: Graph, resource: Resource) -> Plan:
    """A vårdplan, SIP or other plan."""
    code, words = status(resource, "plan")
    start, end = period(resource)
    owner = who(graph, item(resource, "author"), resource)
    kinds = concepts(resource, "category")
    return Plan(
        **trace(graph, resource),
        title=string(resource, "title") or next(iter(kinds), said(UNTITLED) or ""),
        kind_text=next(iter(kinds), None),
        status=code,
        status_text=words,
        description=string(resource, "description"),
        period_start=start,
        period_end=end,
        owner=(owner.unit or owner.name) if owner and not graph.masked else None,
        statute=_statute(resource),
    )


def plans_elsewhere(graph: Graph, resource: Resource) -> list[Plan]:
    """Plans of other providers that the agreement only refers to."""
    found = []
    for index, reference in enumerate(items(resource, "supportingInfo")):
        if string(reference, "type") != "CarePlan" or graph.follow(reference, resource):
            continue
        assigner = item(item(reference, "identifier"), "assigner")
        kind = concept(extension(reference, definition("pk-plan-type")), "valueCodeableConcept")
        found.append(
            Plan(
                **trace(graph, resource, f"#supportingInfo[{index}]"),
                title=string(reference, "display") or kind or said(UNTITLED) or "",
                kind_text=kind,
                status="unknown",
                status_text=said("view.plan.elsewhere") or "",
                owner=None if graph.masked else string(assigner, "display"),
                statute=_statute(reference),
                elsewhere=True,
            )
        )
    return found


def _statute(element: Resource) -> str | None:
    basis = extension(element, definition("pk-legal-basis"))
    inner = {str(e.get("url")): e for e in items(basis, "extension")}
    return concept(inner.get("plan", {}), "valueCoding")
